"""Which key an agent would have: from the variables the worker's user passes on, or from a project's options.

A sign-in of the user's own is of no use to it: an agent has the home of its task, and nothing is linked there.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from taskyard.agent.survey.catalogue import Known

_LONG = 20  # characters of a secret, below which none of it is shown
_TAIL = 4
_SECRET = re.compile(r"[A-Z][A-Z0-9_]*_(API_KEY|AUTH_TOKEN|OAUTH_TOKEN)")
_PUBLIC = re.compile(
    r"(sk-ant-|sk-or-|sk-proj-|sk-|AIza|gsk_|xai-)"
)  # what the keys of a maker all begin with


@dataclass(frozen=True, kw_only=True)
class Given:
    """What the operator has given to agents, and what lies beside it."""

    passed: Mapping[str, str] = field(default_factory=dict)  # variables that agents get, with their values
    asked: Sequence[str] = ()  # names of variables that agents should get
    around: Sequence[str] = ()  # names of known keys in this environment, passed on or not
    projects: Sequence[tuple[str, str, Mapping[str, str]]] = ()  # name, agent and agent_options of projects
    home: Path | None = None  # the user's own
    claude: str = ""  # the path of Claude Code, where it is named


class State(StrEnum):
    NONE_NEEDED = "none_needed"
    HERE = "here"
    PROJECT = "project"  # only where a project has it in its agent_options
    MISSING = "missing"


@dataclass(frozen=True, kw_only=True)
class Access:
    state: State
    keys: tuple[str, ...] = ()  # NAME=masked, and where it is from
    notes: tuple[str, ...] = ()
    mend: str = ""


def masked(secret: str) -> str:
    """Enough to tell two keys apart, and nothing of a short one."""
    if len(secret) < _LONG:
        return "…"
    begin = _PUBLIC.match(secret)
    return f"{begin[0] if begin else ''}…{secret[-_TAIL:]}"


def access(known: Known, given: Given) -> Access:
    if not known.keys:
        return Access(state=State.NONE_NEEDED)
    names = known.keys
    own = tuple(f"{name}={masked(given.passed[name])}" for name in names if given.passed.get(name))
    lent = tuple(
        f"{name}={masked(value)} in project {project}"
        for project, agent, options in given.projects
        if agent == known.name
        for name, value in options.items()
        if value and (name in names or _SECRET.fullmatch(name))
    )
    state = State.HERE if own else State.PROJECT if lent else State.MISSING
    notes = [*_unset(names, given), *_unchosen(known, given)]
    mend = ""
    if state is State.MISSING:
        notes += _signed_in(known, given)
        mend = _mend(names, given)
    return Access(state=state, keys=(*own, *lent), notes=tuple(notes), mend=mend)


def _unset(names: Sequence[str], given: Given) -> list[str]:
    empty = [name for name in given.asked if name in names and not given.passed.get(name)]
    return [f"{name} is to be passed on and has no value here" for name in empty]


def _unchosen(known: Known, given: Given) -> list[str]:
    """What it needs beside a key; a project that chooses for itself is enough."""
    own = [options for _, agent, options in given.projects if agent == known.name]
    return [
        f"no {variable}: set agent_options.{option}"
        for variable, option in known.wanted
        if not given.passed.get(variable)
        and not any(options.get(option) or options.get(variable) for options in own)
    ]


def _signed_in(known: Known, given: Given) -> list[str]:
    found = [one for one in known.login if given.home is not None and (given.home / one).is_file()]
    return [f"your sign-in in ~/{one} is not seen: agents have a home of their task" for one in found]


def _mend(names: Sequence[str], given: Given) -> str:
    """A key that is at hand first, then one that was meant, else the usual one."""
    near = next((name for name in (*given.around, *given.asked) if name in names), names[0])
    value = "" if near in given.around else f"{near}=… "
    listed = ",".join(dict.fromkeys((*given.asked, near)))
    return f"export {value}TASKYARD_AGENT_ENV={listed}"
