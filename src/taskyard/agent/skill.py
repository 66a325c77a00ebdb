"""The skill that teaches an agent the board: one folder, shipped with Taskyard, for agents that take skills."""

import shutil
from collections.abc import Iterable
from pathlib import Path

NAME = "taskyard"
# What Claude Code may have given itself in its home: rules, hooks, and all that can bring hooks along.
CLAUDE_OWN = (
    "settings.json",
    "settings.local.json",
    "skills",
    "agents",
    "commands",
    "plugins",
    "rules",
    "output-styles",
)
_HERE = Path(__file__).resolve()
# Inside an installed package, and in a checkout.
_PLACES = (_HERE.parents[1] / "skills" / NAME, _HERE.parents[3] / "skills" / NAME)


def folder() -> Path | None:
    """None where somebody has packaged Taskyard without it: an agent works without the skill, too."""
    return next((place for place in _PLACES if (place / "SKILL.md").is_file()), None)


def clear(home: Path, names: Iterable[str]) -> None:
    """Files and folders of an agent's home, which it can have made into links: none is followed."""
    for name in names:
        at = home
        for part in Path(name).parts[:-1]:
            at = at / part
            if at.is_symlink():
                at.unlink()
        last = home / name
        if last.is_dir() and not last.is_symlink():
            shutil.rmtree(last)
        else:
            last.unlink(missing_ok=True)


def hand_over(skills: Path) -> None:
    """Into an agent's own folder of skills, which `clear` has emptied."""
    if (found := folder()) is not None:
        shutil.copytree(found, skills / NAME)
