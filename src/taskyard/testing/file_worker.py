"""A worker that writes files like a developer would, always the same for the same task: for tests of the loop."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path

from taskyard.library.task import OutputLine, Task, WorkerResult
from taskyard.testing.clock import FakeClock


def make_file_system_worker(folder: Path) -> Callable[[Task], Awaitable[WorkerResult]]:
    """A `run_worker`: a module named after the task, and a line in the README."""

    async def run(task: Task) -> WorkerResult:
        name = file_name(task.description)
        file, readme = folder / "src" / name, folder / "README.md"
        file.parent.mkdir(exist_ok=True)
        file.write_text(f'"""{name}"""\n\nTASK = {task.description!a}\n')
        text = readme.read_text() if readme.is_file() else "# A project\n"
        readme.write_text(f"{text}- {name}\n")
        lines = (f"wrote src/{name}", "wrote README.md")
        now = FakeClock().now()
        return WorkerResult(output=tuple(OutputLine(timestamp=now, line=line) for line in lines))

    return run


def file_name(description: str) -> str:
    words = re.findall(r"[a-z0-9]+", description.lower())
    return "_".join(words)[:40] + ".py" if words else "task.py"
