"""Names of refs and commits, proved before git sees them: also those that come from an agent's repository."""

import re

from taskyard.domain.branch import valid
from taskyard.domain.error import GitProblem, Invalid

_COMMIT = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")


def valid_ref(name: str) -> str:
    """The name of a branch. Raises Invalid."""
    return valid(name)


def head_ref(branch: str) -> str:
    return f"refs/heads/{valid_ref(branch)}"


def readable(path: str) -> str:
    """A path of git's as text that can be sent and shown: names need not be UTF-8."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def is_commit(text: str) -> bool:
    return _COMMIT.fullmatch(text) is not None


def start_point(text: str) -> str:
    """A commit id or a branch as git may be given it. Raises GitProblem: there is nothing by that name."""
    if is_commit(text):
        return text
    try:
        return head_ref(text)
    except Invalid as bad:
        raise GitProblem(f"there is no branch {text[:100]!r}", kind="missing") from bad
