"""How it stands with each agent on this machine: is it here, which version, has it a key, and what mends it."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import anyio

from taskyard.agent.claude.program import find
from taskyard.agent.survey.access import Access, Given, State, access
from taskyard.agent.survey.catalogue import CATALOGUE, Known, Proof
from taskyard.agent.survey.version import PATIENCE, Told, ask
from taskyard.domain.error import AgentProblem
from taskyard.sandbox.host import BASE


@dataclass(frozen=True, kw_only=True)
class Finding:
    """`starts`: its program is here and ran. Whether its model takes the key, only a run can say."""

    name: str
    starts: bool
    program: str = ""  # where it is; empty: not here, or it needs none
    version: str = ""
    seen: str = ""  # the version whose behaviour is known
    proof: Proof
    access: Access
    notes: tuple[str, ...] = ()
    trouble: str = ""
    mends: tuple[str, ...] = ()  # commands and settings, the most urgent first

    @property
    def ready(self) -> bool:
        return self.starts and self.access.state is not State.MISSING


async def survey(given: Given, *, path: str = BASE["PATH"], patience: float = PATIENCE) -> Sequence[Finding]:
    """All agents, in the order of the catalogue. `path` is where agents find their programs."""
    programs = await anyio.to_thread.run_sync(_programs, path, given.claude)
    told = await ask((one for one in programs.values() if one), patience)
    return [_finding(known, programs.get(known.name, ""), told, given) for known in CATALOGUE]


def _programs(path: str, claude: str) -> dict[str, str]:
    found = {}
    for known in CATALOGUE:
        if known.program:
            found[known.name] = shutil.which(known.program, path=path) or ""
    if claude:
        found["claude"] = str(Path(claude).expanduser())
    elif not found["claude"] and path == BASE["PATH"]:
        found["claude"] = _bundled()
    return found


def _bundled() -> str:
    try:
        return find("")[0]
    except AgentProblem:
        return ""


def _finding(known: Known, program: str, told: dict[str, Told], given: Given) -> Finding:
    got = access(known, given)
    said = told.get(program, Told())
    trouble, mends = said.trouble, [got.mend] if got.mend else []
    if known.program and not program:
        trouble = f"{known.program} was not found"
    if trouble:
        mends.insert(0, known.install)
    notes = [*([known.note] if known.note else []), *got.notes]
    if said.version and known.seen and said.version != known.seen:
        notes.append(f"known at {known.seen}")
    return Finding(
        name=known.name,
        starts=not trouble,
        program=program,
        version=said.version,
        seen=known.seen,
        proof=known.proof,
        access=got,
        notes=tuple(notes),
        trouble=trouble,
        mends=tuple(mends),
    )
