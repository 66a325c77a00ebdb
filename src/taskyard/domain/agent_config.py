"""What a repository can bring along to configure the agents that work in it: never loaded unless a person approved it.

Configuration decides what runs and where keys go (hooks, tool servers, addresses, modes). Instructions such as CLAUDE.md
or AGENTS.md are text, which an agent may read like any other file.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from taskyard.domain.project import Settings

# Looked for in every folder: some agents search upwards, or look around where they work.
_ANYWHERE = frozenset(
    {
        ".claude", ".claude.json", ".mcp.json", ".codex", ".cursor", ".gemini", ".qwen", ".opencode", "opencode.json",
        "opencode.jsonc", ".goose", ".agents", ".aider.conf.yml", ".aider.model.settings.yml",
        ".aider.model.metadata.json", ".crush.json", "crush.json",
    }
)  # fmt: skip
# Looked for only where an agent starts; deeper ones are files like any other.
_AT_THE_TOP = frozenset({".env", ".envrc", ".devcontainer", ".devcontainer.json"})
_SHOWN = 20


@dataclass(frozen=True, kw_only=True)
class File:
    path: str
    mode: str
    content: str  # its SHA-256; empty for what is no plain file, and then nothing can be approved


def protected(path: str) -> bool:
    """Some file systems take names for one that differ only in case, so all are compared without it."""
    folders, _, name = path.rpartition("/")
    folded = name.casefold()
    return folded in _ANYWHERE or (not folders and folded in _AT_THE_TOP)


def covered(path: str) -> bool:
    """Whether it is protected itself or lies in a folder that is."""
    parts = path.split("/")
    return any(protected("/".join(parts[: number + 1])) for number in range(len(parts)))


def fingerprint(files: Iterable[File]) -> str:
    """Of every path, mode and byte; empty when a link or a pipe is among them: it could lead to something else later."""
    known = sorted(files, key=lambda one: one.path)
    if not all(one.content for one in known):
        return ""
    whole = hashlib.sha256()
    for one in known:
        path = one.path.encode("utf-8", "surrogateescape")
        whole.update(b"%d %s %s %s\n" % (len(path), path, one.mode.encode(), one.content.encode()))
    return whole.hexdigest()


def approved(settings: Settings, mark: str) -> bool:
    return bool(mark) and mark in settings.approved_config.split()


def words(files: Iterable[File], settings: Settings, project: str, mark: str) -> str:
    """For the transcript: what there is, and what lets it load."""
    names = sorted(one.path.encode("utf-8", "replace").decode() for one in files)
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    listed = ", ".join(names[:_SHOWN]) + more
    if not mark:
        return f"{listed}. A link is among them, so they cannot be approved"
    value = " ".join((*settings.approved_config.split(), mark))
    value = f"'approved_config={value}'" if " " in value else f"approved_config={value}"
    return f"{listed}. To let exactly these load: taskyard project set {project} {value}"
