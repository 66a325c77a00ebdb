"""The form of every list: its items, and the cursor of the next page when there is one."""

from typing import Generic, TypeVar

from pydantic import BaseModel

T = TypeVar("T")


class Listing(BaseModel, Generic[T]):
    items: list[T]
    next: str | None = None
