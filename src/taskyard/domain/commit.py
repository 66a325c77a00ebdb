"""What a commit of ours says: a semantic subject, the description, and trailers that git can find."""

import re
from collections.abc import Mapping

_TITLE = 60  # characters
_DESCRIPTION = 400  # characters


def commit_message(kind: str, slug: str, title: str, description: str, trailers: Mapping[str, str]) -> str:
    """`{kind}({slug}): {title}`, blank, description, blank, trailers; an empty part leaves no hole."""
    subject = " ".join(title.split())[:_TITLE].rstrip()
    scope = f"({slug})" if slug else ""
    body = _body(description)
    last = "\n".join(f"{key}: {value}" for key, value in trailers.items())
    return "\n\n".join(part for part in (f"{kind}{scope}: {subject}", body, last) if part) + "\n"


def _body(description: str) -> str:
    text = description.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return re.sub(r"\n{3,}", "\n\n", text[:_DESCRIPTION]).strip()
