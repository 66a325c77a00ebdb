"""The start of a conversation: initialize, then a session, new or gone on with, in the mode that was asked for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from taskyard.agent.acp import message
from taskyard.agent.acp.preset import Preset
from taskyard.agent.acp.wire import Refused
from taskyard.agent.protocol import Said
from taskyard.agent.stream.field import each, mapping, said, text, whole
from taskyard.domain.entry import EntryKind
from taskyard.domain.error import AgentProblem, TaskyardError
from taskyard.domain.run import Reason

_NAME = 60  # characters of its own name that an agent is shown with


class Caller(Protocol):
    """Asks the agent and waits for its answer. Raises Refused, or Lost."""

    async def __call__(self, method: str, params: Mapping[str, Any]) -> Mapping[str, Any]: ...


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the brief asks for."""

    cwd: str
    servers: Sequence[Mapping[str, Any]] = ()
    session: str | None = None
    mode: str = ""  # empty: the preset's own


@dataclass(kw_only=True)
class Met:
    """Who has answered, and the session that is open with it."""

    session: str = ""
    who: str = "the agent"
    told: list[Said] = field(default_factory=list)


async def greet(call: Caller, preset: Preset, wanted: Wanted) -> Met:
    """Raises Refused, Lost, and AgentProblem for an agent that cannot do what was asked for."""
    hello = await call("initialize", message.initialize())
    version = whole(hello.get("protocolVersion"))
    if version != message.VERSION:
        words = f"the agent speaks version {version} of the protocol, and we speak {message.VERSION}"
        raise AgentProblem(words, reason=Reason.SETUP_FAILED)
    info = mapping(hello.get("agentInfo"))
    name = (text(info.get("title")) or text(info.get("name")) or preset.name)[:_NAME]
    met = Met(who=name or "the agent")
    if wanted.session is None:
        opened = await call("session/new", message.new(wanted.cwd, wanted.servers))
        met.session = text(opened.get("sessionId"))
    else:
        opened = await _again(call, wanted, wanted.session, mapping(hello.get("agentCapabilities")))
        met.session = wanted.session
    if not met.session:
        raise AgentProblem("the agent opened a session without an id", reason=Reason.PROTOCOL_ERROR)
    await _set_mode(call, preset, wanted, opened, met)
    agent = " ".join(filter(None, (name, text(info.get("version")))))
    met.told.insert(0, said(EntryKind.SESSION_STARTED, session=met.session, agent=agent))
    return met


async def _again(call: Caller, wanted: Wanted, session: str, able: Mapping[str, Any]) -> Mapping[str, Any]:
    """Resume tells nothing of the past; load tells all of it, which is in the transcript already."""
    no: TaskyardError = AgentProblem(
        "the agent offers no way to go on with a session", reason=Reason.AGENT_ERROR
    )
    params = message.again(session, wanted.cwd, wanted.servers)
    for method in _ways(able):
        try:
            return await call(method, params)
        except Refused as refused:
            no = refused
    raise no


def _ways(able: Mapping[str, Any]) -> Iterator[str]:
    if isinstance(mapping(able.get("sessionCapabilities")).get("resume"), dict):
        yield "session/resume"
    if able.get("loadSession") is True:
        yield "session/load"


async def _set_mode(
    call: Caller, preset: Preset, wanted: Wanted, opened: Mapping[str, Any], met: Met
) -> None:
    """A mode that a project asks for and the agent does not have ends the run: it may be there to protect."""
    name = wanted.mode or preset.mode
    if not name:
        return
    modes = mapping(opened.get("modes"))
    has = [text(one.get("id")) for one in each(modes.get("availableModes"))]
    option = next((one for one in each(opened.get("configOptions")) if one.get("category") == "mode"), {})
    values = [text(one.get("value")) for one in each(option.get("options"))]
    if name in has:
        if modes.get("currentModeId") != name:
            await call("session/set_mode", message.mode(met.session, name))
    elif name in values:
        if option.get("currentValue") != name:
            params = message.option(met.session, text(option.get("id")), name)
            await call("session/set_config_option", params)
    elif wanted.mode:
        known = ", ".join(has or values) or "none"
        words = f"the agent has no mode {name!r}; it has: {known}"
        raise AgentProblem(words, reason=Reason.SETUP_FAILED)
    else:
        met.told.append(_status(f"the agent has no mode {name!r} any more; it works in its own first one"))


def _status(words: str) -> Said:
    return said(EntryKind.STATUS, text=words)
