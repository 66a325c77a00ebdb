"""Names of branches: four strategies, each name validated before git sees it."""

import re
import unicodedata

from taskyard.domain.error import Invalid
from taskyard.domain.project import BranchStrategy

_GRAMMAR = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,199}")
_BAD = re.compile(r"\.\.|//|/\.|\.$|/$|\.lock(/|$)|@\{")
_MASK = 0xFFFFFFFF
_SLUG = 40  # characters


def branch_name(
    strategy: BranchStrategy, prefix: str, task_id: str, number: int, title: str, description: str
) -> str:
    """Raises Invalid when the prefix makes a name that git must not see."""
    match strategy:
        case BranchStrategy.ID:
            name = f"{prefix}{task_id}"
        case BranchStrategy.ID8:
            name = f"{prefix}{task_id[:8]}"
        case BranchStrategy.HASH:
            name = str(cyrb53(description or title))
        case _:
            name = f"{prefix}{number}-{slug(title)}"
    return valid(name)


def with_suffix(name: str, number: int) -> str:
    """The same name for the second, third … that wants it: name-2, name-3."""
    return name if number < 2 else f"{name}-{number}"


def valid(name: str) -> str:
    """The name itself. Raises Invalid: stricter than git, which takes a leading dash."""
    if _GRAMMAR.fullmatch(name) is None or _BAD.search(name) or name == "HEAD":
        raise Invalid(f"{name[:100]!r} is not a branch name", field="branch")
    return name


def slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_SLUG].strip("-") or "task"


def cyrb53(text: str, seed: int = 0) -> int:
    """A 53-bit hash over UTF-16 code units. Source: bryc's cyrb53 (public domain)."""
    one, two = 0xDEADBEEF ^ seed, 0x41C6CE57 ^ seed
    raw = text.encode("utf-16-le", "surrogatepass")
    for place in range(0, len(raw), 2):
        unit = raw[place] | raw[place + 1] << 8
        one = (one ^ unit) * 2654435761 & _MASK
        two = (two ^ unit) * 1597334677 & _MASK
    one = (one ^ one >> 16) * 2246822507 & _MASK
    one ^= (two ^ two >> 13) * 3266489909 & _MASK
    two = (two ^ two >> 16) * 2246822507 & _MASK
    two ^= (one ^ one >> 13) * 3266489909 & _MASK
    return 4294967296 * (2097151 & two) + one
