"""Reviews: a person's verdict on a run's branch."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Verdict(StrEnum):
    APPROVE = "approve"
    REQUEST_CHANGES = "request_changes"
    ACCEPT = "accept"  # done without a merge; recorded as such


@dataclass(frozen=True, kw_only=True)
class Remark:
    path: str
    line: int | None
    text: str
    quote: str = ""


@dataclass(frozen=True, kw_only=True)
class Review:
    id: str
    org: str
    task: str
    run: str | None
    head_commit: str | None  # what was looked at; an approval holds for exactly this
    verdict: Verdict
    text: str = ""
    remarks: tuple[Remark, ...] = ()
    author: str
    at: datetime


def as_prompt(review: Review) -> str:
    """The review in words for the agent's next prompt, with its quoted lines."""
    lines = [review.text] if review.text else []
    for remark in review.remarks:
        where = remark.path if remark.line is None else f"{remark.path}:{remark.line}"
        quote = "".join(f"> {line}\n" for line in remark.quote.splitlines())
        lines.append(f"{where}\n{quote}{remark.text}")
    return "\n\n".join(lines)
