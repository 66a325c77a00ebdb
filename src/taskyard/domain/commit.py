"""What a commit of ours says: a semantic subject, the description, and trailers that git can find."""

import re
from collections.abc import Mapping

_TITLE = 60  # characters
_DESCRIPTION = 400  # characters
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")  # all but tab and line feed; git refuses NUL
_END = re.compile(r"^(?=---(?:\s|$)|# -+ >8 -+)", re.MULTILINE)  # where git stops reading a message


def commit_message(kind: str, slug: str, title: str, description: str, trailers: Mapping[str, str]) -> str:
    """`{kind}({slug}): {title}`, blank, description, blank, trailers; an empty part leaves no hole."""
    subject = " ".join(_CONTROL.sub(" ", title).split())[:_TITLE].rstrip() or "task"
    scope = f"({slug})" if slug else ""
    last = "\n".join(f"{key}: {' '.join(value.split())}" for key, value in trailers.items())
    return (
        "\n\n".join(part for part in (f"{kind}{scope}: {subject}", _body(description), last) if part) + "\n"
    )


def _body(description: str) -> str:
    """Lines that would end the message for git move in by a space: behind them nobody finds a trailer."""
    text = _CONTROL.sub("", description.replace("\r\n", "\n").replace("\r", "\n"))
    cut = re.sub(r"\n{3,}", "\n\n", text.strip()[:_DESCRIPTION])
    return _END.sub(" ", cut).rstrip()
