"""The program that an agent is: the words of its command line, and where this machine has it."""

import shlex
import shutil

from taskyard.domain.error import AgentProblem
from taskyard.domain.run import Reason
from taskyard.sandbox.host import BASE


def split(command: str) -> list[str]:
    """The setting `agent_command` as words. Raises AgentProblem."""
    try:
        return shlex.split(command)
    except ValueError as bad:
        raise AgentProblem(f"agent_command: {bad}", reason=Reason.SETUP_FAILED) from bad


def which(program: str) -> str | None:
    """On the path that a sandbox has, which need not be ours. It reads the disk: call it in a thread."""
    return shutil.which(program, path=BASE["PATH"])
