"""JSON to domain values and back: one adapter per type, made when first needed."""

from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from taskyard.domain.error import TaskyardError

T = TypeVar("T")


_adapters: dict[Any, TypeAdapter[Any]] = {}


def _adapter(kind: Any) -> TypeAdapter[Any]:
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]


def read(kind: type[T], data: object) -> T:
    """Raises TaskyardError when the answer is not what this version of Taskyard understands."""
    try:
        value: T = _adapter(kind).validate_python(data)
    except ValidationError as problem:
        raise TaskyardError(
            f"the server's answer is not a {kind.__name__}; are server and client of one version?",
            problems=problem.error_count(),
        ) from problem
    return value


def read_many(kind: type[T], data: object) -> list[T]:
    items = data.get("items", []) if isinstance(data, dict) else data
    if not isinstance(items, list):
        raise TaskyardError("the server's answer is not a list")
    return [read(kind, item) for item in items]


def dump(value: object) -> Any:
    return _adapter(type(value)).dump_python(value, mode="json")
