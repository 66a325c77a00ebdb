"""`taskyard agents`: who could do the work on this machine, and what the workers of the server offer."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio
from rich.console import Console
from rich.table import Table
from rich.text import Text

from taskyard import config
from taskyard.agent.survey.access import Given, State
from taskyard.agent.survey.catalogue import KEYS, Proof
from taskyard.agent.survey.state import Finding, survey
from taskyard.cli.door import Flags, as_json, client, guarded
from taskyard.cli.task import Json
from taskyard.cli.text import one_line
from taskyard.client.api import Client
from taskyard.domain.error import NotFound, TaskyardError, Unauthenticated
from taskyard.domain.project import Project
from taskyard.domain.worker import Worker

_PROOF = {
    Proof.OURS: "Taskyard's own",
    Proof.REAL: "the real one, tested",
    Proof.LIVE: "the real one, by hand",
    Proof.RECORDED: "recordings only",
}


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the server tells; without one, why not."""

    workers: Sequence[Worker] = ()
    projects: Sequence[Project] = ()
    trouble: str = ""


def agents(*, json: Json = False) -> None:
    """Which agents can start here, with which key, and what mends the others; what the workers offer."""
    guarded(lambda: anyio.run(_show, json))


async def _show(as_data: bool) -> None:
    settings = Flags.settings()
    server = await known()
    findings = await survey(given(settings, server.projects))
    if as_data:
        workers = [_worker(one) for one in server.workers]
        as_json(
            {"agents": [data(one) for one in findings], "workers": workers, "server": server.trouble or "ok"}
        )
        return
    console = Console(highlight=False, soft_wrap=False)
    console.print(_table(findings))
    mends = [(one, mend) for one in findings for mend in one.mends]
    if mends:
        console.print("\n[dim]What mends it[/]")
        for one, mend in mends:
            console.print(Text(f"  {one.name:<13} {mend}"), soft_wrap=True)
    console.print()
    for line in _offers(server):
        console.print(line, soft_wrap=True)


async def known() -> Known:
    """Never fails: what is here can be told without a server."""
    try:
        async with client() as speaking:
            return await _ask(speaking)
    except (NotFound, Unauthenticated) as problem:
        return Known(trouble=problem.message)
    except TaskyardError as problem:
        return Known(trouble=f"the server does not answer: {problem.message}")


async def _ask(speaking: Client) -> Known:
    workers = [one for one in await speaking.workers() if one.gone_at is None]
    return Known(workers=workers, projects=await speaking.projects())


def given(settings: config.Settings, projects: Sequence[Project] = ()) -> Given:
    names = [name.strip() for name in settings.agent_env.split(",") if name.strip()]
    around = config.agent_environment(settings.model_copy(update={"agent_env": ",".join(KEYS)}))
    return Given(
        passed=config.agent_environment(settings),
        asked=names,
        around=[name for name, value in around.items() if value],
        projects=[(one.name, *_agent(one)) for one in projects],
        home=Path.home(),
        claude=settings.claude_bin,
    )


def _agent(project: Project) -> tuple[str, dict[str, str]]:
    options = project.settings.get("agent_options")
    return str(project.settings.get("agent", "scripted")), dict(options) if isinstance(options, dict) else {}


def data(one: Finding) -> dict[str, Any]:
    return {
        "name": one.name,
        "can_start": one.starts,
        "program": one.program,
        "version": one.version,
        "known_version": one.seen,
        "tested": one.proof.value,
        "key": one.access.state.value,
        "keys": list(one.access.keys),
        "trouble": one.trouble,
        "notes": list(one.notes),
        "mend": list(one.mends),
    }


def _worker(one: Worker) -> dict[str, Any]:
    return {"name": one.name, "status": one.status.value, "agents": list(one.offer.agents)}


def words(one: Finding) -> str:
    """Its key in a few words; a secret is masked where it is found."""
    if one.access.keys:
        return "\n".join(one.access.keys)
    return "no key needed" if one.access.state is State.NONE_NEEDED else "no key"


def _table(findings: Sequence[Finding]) -> Table:
    table = Table(box=None, header_style="dim", pad_edge=False)
    for head in ("agent", "here?", "version"):
        table.add_column(head, no_wrap=True)
    for head in ("key", "tested", "notes"):
        table.add_column(head, overflow="fold")
    for one in findings:
        mark = (
            Text("✓ can start", "green") if one.starts else Text("✕ broken" if one.program else "- no", "dim")
        )
        key = Text(_safe(words(one)), "yellow" if one.access.state is State.MISSING and one.starts else "")
        notes = [one.trouble, *one.notes] if one.program else one.notes
        told = Text("; ".join(_safe(note) for note in notes if note), "dim")
        name = Text(one.name, "bold" if one.ready else "")
        table.add_row(name, mark, Text(one_line(one.version, 20)), key, Text(_PROOF[one.proof], "dim"), told)
    return table


def _offers(server: Known) -> list[Text]:
    if server.trouble:
        return [Text(f"Workers: {one_line(server.trouble)}", "dim")]
    if not server.workers:
        return [Text("Workers: none; start one: taskyard work")]
    lines = [Text("Workers of the server", "dim")]
    for one in server.workers:
        offer = one_line(", ".join(one.offer.agents) or "any agent", 300)
        lines.append(Text(f"  {one_line(one.name, 24):<13} {one.status.value:<9} {offer}"))
    return lines


def _safe(text: str) -> str:
    return "\n".join(one_line(line, 200) for line in text.splitlines())
