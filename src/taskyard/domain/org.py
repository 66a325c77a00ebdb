"""Organisations: what one of them owns does not exist for the others. Its settings lie under those of its projects."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from taskyard.domain.error import Invalid

_GRAMMAR = re.compile(
    r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
)  # it stands in run tokens and in topics of the bus


@dataclass(frozen=True, kw_only=True)
class Org:
    id: str
    name: str
    settings: Mapping[str, object] = field(default_factory=dict)  # only the fields it sets
    created_at: datetime


def org_id(text: str) -> str:
    """Raises Invalid unless `text` may name an organisation."""
    if _GRAMMAR.fullmatch(text) is None:
        words = "must be 1 to 63 small letters, digits and dashes, with no dash at its ends"
        raise Invalid(f"id: {words}", field="id")
    return text
