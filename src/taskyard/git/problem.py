"""Git problems, told apart by what git says; each kind has its own recovery."""

import re

from taskyard.domain.error import GitProblem

_KINDS = (
    ("rejected", r"cannot lock ref '.*': (is at \w+ but expected|reference already exists)"),
    ("missing", r"does not appear to be a git repository"),
    ("lock", r"index\.lock|cannot lock ref|Unable to create '.*\.lock'|is already locked|another git process"),
    ("auth", r"Authentication failed|Permission denied \(publickey|could not read Username|terminal prompts disabled"),
    ("network", r"Could not resolve host|Connection (refused|timed out|reset)|unable to access|Could not read from remote"),
    ("conflict", r"CONFLICT|Merge conflict|needs merge|unmerged files|could not apply"),
    ("dirty", r"would be overwritten|not uptodate|Please commit your changes|uncommitted changes|local changes"),
    ("rejected", r"\[rejected\]|non-fast-forward|but expected|hook declined|fsck error|rejected"),
    ("missing", r"not a git repository|unknown revision|bad revision|does not exist|Needed a single revision|not a valid object|invalid reference|No such file|bad object|couldn't find remote ref"),  # noqa: E501 - one pattern
)  # fmt: skip


def classify(words: str, command: str = "") -> GitProblem:
    kind = next((kind for kind, pattern in _KINDS if re.search(pattern, words, re.IGNORECASE)), "unknown")
    short = words.strip()[-1500:] or "it gave no reason"
    return GitProblem(f"git {command}: {short}" if command else short, kind=kind)
