"""Ids are ULIDs in lower case: 26 letters of Crockford's base 32, sortable by time of birth.

Source of the form: the ULID specification (ulid/spec). Lower case, because ids end in branch and file names.
"""

import re

from taskyard.domain.error import NotFound

_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
_GRAMMAR = re.compile(r"[0-7][0-9a-hjkmnp-tv-z]{25}")


def make(at_ms: int, entropy: bytes) -> str:
    """`at_ms` is milliseconds since 1970, `entropy` is ten random bytes; both come from the edge."""
    if len(entropy) != 10:
        raise ValueError("an id takes ten bytes of entropy")
    number = (at_ms & ((1 << 48) - 1)) << 80 | int.from_bytes(entropy, "big")
    return "".join(_LETTERS[(number >> shift) & 31] for shift in range(125, -5, -5))


def is_id(text: str) -> bool:
    return _GRAMMAR.fullmatch(text) is not None


def parse(text: str) -> str:
    """The id itself. Raises NotFound: a malformed id names nothing."""
    if not is_id(text):
        raise NotFound("there is nothing by that id")
    return text
