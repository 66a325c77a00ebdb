"""The library without the server's dependencies, through a real kill, and for a long time."""

import gc
import os
import signal
import sys
import tracemalloc
from pathlib import Path

import anyio
import pytest

from taskyard import process
from taskyard.library.deps import LoopDeps
from taskyard.library.log import create_structured_logger
from taskyard.library.loop import run_loop
from taskyard.library.queue import create_task_queue
from taskyard.library.task import WorkerResult

pytestmark = pytest.mark.anyio
BLOCKED = """
import sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"fastapi", "starlette", "sqlalchemy", "uvicorn", "pydantic", "pydantic_settings"}:
            raise ImportError(f"{name} is blocked")

sys.meta_path.insert(0, Blocked())
import taskyard
print(sum(name.startswith("taskyard.") for name in sys.modules), "anyio" in sys.modules)
"""
ALONE = """
for name, home in taskyard._HOMES.items():
    if home.startswith("taskyard.library."):
        getattr(taskyard, name)
        print(name)
"""
VICTIM = """
import os, sys, anyio
from pathlib import Path
from taskyard import Artifact, create_task_queue

async def main():
    queue = create_task_queue(["a", "b"], file=Path(sys.argv[1]))
    steps = int(sys.argv[2])
    for act in (queue.pull_task, lambda: queue.ack_task(Artifact(branch="1")), queue.pull_task,
                lambda: queue.ack_task(Artifact(branch="2"))):
        if steps == 0:
            os.kill(os.getpid(), 9)
        await act()
        steps -= 1
    os.kill(os.getpid(), 9)

anyio.run(main)
"""


async def python(script, *args):
    env = {"PATH": os.environ["PATH"]}
    return await process.run([sys.executable, "-c", script, *args], cwd=Path.cwd(), env=env, timeout=100)


async def test_it_needs_nothing_of_the_server():
    """The import of `taskyard` loads nothing, and the whole library loads without web, database and pydantic."""
    done = await python(BLOCKED + ALONE)
    assert done.code == 0, done.stderr.decode()
    first, *names = done.stdout.decode().split("\n")
    assert first == "0 False"
    assert {"run_loop", "create_goose_worker_deps", "create_task_queue", "WorkerConfig"} <= set(names)


async def test_the_test_worker_is_not_in_production():
    """R2.36, I8: no public name and no module of the library leads to it."""
    script = (
        ALONE.replace("print(name)", "pass")
        + "import sys; print([n for n in sys.modules if 'taskyard.testing' in n])"
    )
    done = await python("import taskyard" + script)
    assert done.stdout.decode().strip() == "[]", done.stderr.decode()
    assert (await python("from taskyard import make_file_system_worker")).code != 0


@pytest.mark.parametrize("steps", range(5))
async def test_a_kill_between_any_two_steps(steps, tmp_path):
    """R2.27: by signal 9; what was pulled and not acknowledged comes again, what was acknowledged does not."""
    file = tmp_path / "queue"
    done = await python(VICTIM, str(file), str(steps))
    assert done.code == -signal.SIGKILL, done.stderr.decode()
    queue = create_task_queue(file=file)
    left = [task.description for task in queue.waiting]
    assert left == ["a", "b"][steps // 2 :]
    assert [one.task.description for one in queue.acknowledged] == ["a", "b"][: steps // 2]
    queue.release()


class Nothing:
    """A repository that is always fine."""

    async def is_clean(self):
        return True

    async def branch(self, _):
        return "main"

    async def commit_and_push(self):
        return None

    async def cleanup(self, _):
        pass


def silence():
    return Path(os.devnull).open("w")


def open_files():
    return len(list(Path("/proc/self/fd").iterdir()))


async def test_a_thousand_tasks_leave_nothing_behind():
    """R2.57: the memory of the third thousand is that of the second; no files and no processes are left."""
    turns = 0

    async def worker(_task):
        nonlocal turns
        turns += 1
        if turns % 10 == 0:
            raise RuntimeError("now and then")
        return WorkerResult()

    async def sleep(_):
        await anyio.lowlevel.checkpoint()

    sizes = []
    with silence() as stream:
        queue, log = create_task_queue(retries=0), create_structured_logger("info", stream)
        deps = LoopDeps(
            log=log,
            sleep=sleep,
            git=Nothing(),
            pull_task=queue.pull_task,
            ack_task=queue.ack_task,
            run_worker=worker,
        )
        queue.close()
        before = open_files()
        tracemalloc.start()
        for _ in range(3):
            queue.add_tasks(f"task {number}" for number in range(1000))
            with anyio.fail_after(100):
                await run_loop(deps, anyio.Event())
            gc.collect()
            sizes.append(tracemalloc.get_traced_memory()[0])
        tracemalloc.stop()
    assert turns == 3000
    assert sizes[2] - sizes[1] < 200_000
    assert open_files() <= before


async def test_real_work_leaves_no_file_open_and_no_process(yard):
    await yard.does("warm up")
    before, mine = open_files(), children()
    await yard.does("implement login", "add validation", "implement login")
    gc.collect()
    assert open_files() <= before
    assert children() == mine


def children():
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
