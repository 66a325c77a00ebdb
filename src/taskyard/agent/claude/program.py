"""Which Claude Code is run: the one that is named, the one of this machine, or the one inside the SDK's wheel."""

from importlib.util import find_spec
from pathlib import Path

from taskyard.agent.stream.argv import split, which
from taskyard.domain.error import AgentProblem
from taskyard.domain.run import Reason

INSTALL = (
    "Claude Code was not found: pip install 'taskyard[claude]' brings the program along,"
    " or name it in the setting agent_command"
)


def find(command: str, here: str = "") -> list[str]:
    """The first words of its command line. Raises AgentProblem with what mends it.

    `command` is a project's, `here` the path that this machine's owner names.
    """
    if named := split(command):
        return named
    if here:
        return [_named(here)]
    found = which("claude") or _in_wheel()
    if found is None:
        raise AgentProblem(INSTALL, reason=Reason.SETUP_FAILED)
    return [found]


def _named(path: str) -> str:
    """Not looked for elsewhere when it is missing: another one than was named must not run."""
    found = which(str(Path(path).expanduser()))
    if found is None:
        raise AgentProblem(f"claude_bin: {path} is no program here", reason=Reason.SETUP_FAILED)
    return found


def _in_wheel() -> str | None:
    spec = find_spec("claude_agent_sdk")  # not imported: only its folder is wanted
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        program = Path(folder) / "_bundled" / "claude"
        if program.is_file():
            return str(program)
    return None
