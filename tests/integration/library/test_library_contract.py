"""The contract of the loop, shown by every way there is to give it what it needs (R2.55).

The machine is one of ours, in memory or on a file, or two functions of the application; the worker is goose, the one for
tests, or a function. What the loop does with them, and what is in the repository then, is the same for all.
"""

import sys
from dataclasses import replace
from pathlib import Path

import anyio
import pytest

from taskyard.domain.branch import cyrb53
from taskyard.library.config import GooseWorkerConfig, read_config
from taskyard.library.deps import LoopDeps, create_base_worker_deps, create_goose_worker_deps
from taskyard.library.loop import run_loop
from taskyard.library.queue import create_task_queue
from taskyard.library.task import Aborted, Task
from taskyard.library.verify import verify_artifact
from taskyard.testing.file_worker import make_file_system_worker

pytestmark = pytest.mark.anyio
TASKS = ("implement login", "add validation")
HOPELESS = "hopeless"
TALK = Path(__file__).parents[2] / "fixtures/stream/goose-stream-json/task.jsonl"
GOOSE = """#!{python}
import sys
from pathlib import Path
text = Path(sys.argv[sys.argv.index("-i") + 1]).read_text()
Path("half.txt" if text == {hopeless!r} else "done.txt").write_text(text)
if text == {hopeless!r}:
    print("I cannot", file=sys.stderr)
    sys.exit(1)
print(Path({talk!r}).read_text(), end="")
"""


class Told:
    """An application's own machine: it notes what it is told about each task, and tries nothing again."""

    def __init__(self, tasks):
        self.left, self.current, self.told = list(tasks), None, []

    async def pull_task(self):
        assert self.current is None
        if not self.left:
            return Aborted()
        self.current = self.left.pop(0)
        return Task(description=self.current)

    async def ack_task(self, artifact):
        self.told.append((self.current, artifact and artifact.branch))
        self.current = None


def config(repo, folder):
    program = folder / "goose"
    program.write_text(GOOSE.format(python=sys.executable, hopeless=HOPELESS, talk=str(TALK)))
    program.chmod(0o755)
    return read_config(
        GooseWorkerConfig,
        {
            "working_directory": repo,
            "log_level": "error",
            "max_retries": 0,
            "goose": {"program": str(program)},
        },
    )


def queue_of(tasks, file=None):
    queue = create_task_queue(tasks, retries=0, file=file)
    queue.close()
    return queue, lambda: [(one.task.description, one.branch) for one in queue.acknowledged]


def writes(repo):
    """As the worker for tests; what it cannot do it leaves half done."""
    write = make_file_system_worker(repo)

    async def work(task):
        await write(task)
        if task.description == HOPELESS:
            raise RuntimeError("I cannot")

    return work


def goose(tasks, repo, folder):
    queue, told = queue_of(tasks)
    return create_goose_worker_deps(config(repo, folder), queue), told


def goose_on_a_file(tasks, repo, folder):
    queue, told = queue_of(tasks, folder / "queue")
    return create_goose_worker_deps(config(repo, folder), queue), told


def another_worker(tasks, repo, folder):
    queue, told = queue_of(tasks)
    return create_goose_worker_deps(config(repo, folder), queue, worker=writes(repo)), told


def two_functions(tasks, repo, folder):
    own = Told(tasks)
    made = create_goose_worker_deps(config(repo, folder), pull_task=own.pull_task, ack_task=own.ack_task)
    return made, lambda: own.told


def all_by_hand(tasks, repo, folder):
    own, base = Told(tasks), create_base_worker_deps(config(repo, folder))
    made = LoopDeps(
        log=base.log, sleep=base.sleep, git=base.git, pull_task=own.pull_task, ack_task=own.ack_task,
        run_worker=writes(repo),
    )  # fmt: skip
    return made, lambda: own.told


WAYS = [goose, goose_on_a_file, another_worker, two_functions, all_by_hand]


async def loop(way, tasks, repo, folder):
    deps, told = way(tasks, repo.path, folder)
    pauses = []

    async def sleep(seconds):
        pauses.append(seconds)
        await anyio.lowlevel.checkpoint()

    with anyio.fail_after(100):
        await run_loop(replace(deps, sleep=sleep), anyio.Event())
    if deps.queue is not None:
        deps.queue.release()
    return told(), pauses


async def branches(repo):
    return (await repo.git("for-each-ref", "--format=%(refname:short)", "refs/heads/")).split()


@pytest.mark.parametrize("way", WAYS)
async def test_each_task_becomes_a_commit_on_a_branch_of_its_own(way, repo, tmp_path):
    """R2.2, R2.3, R2.4: what is acknowledged is a branch that is there, with the work as one commit on the one before."""
    told, pauses = await loop(way, TASKS, repo, tmp_path)
    names = [str(cyrb53(task)) for task in TASKS]
    assert told == list(zip(TASKS, names, strict=True))
    assert sorted(await branches(repo)) == sorted(["main", *names])
    before = "main"
    for name in names:
        assert (await verify_artifact(repo.path, name)).ok
        assert (await repo.git("rev-list", "--count", f"{before}..{name}")).strip() == "1"
        assert await repo.git("diff", "--name-only", before, name) != ""
        before = name
    assert (await repo.git("status", "--porcelain"), pauses) == ("", [])


@pytest.mark.parametrize("way", WAYS)
async def test_a_failure_is_told_once_and_the_next_one_runs(way, repo, tmp_path):
    """R2.5, R2.45: put back as it was, told once, a pause of a second, and on with the next."""
    told, pauses = await loop(way, [HOPELESS, TASKS[0]], repo, tmp_path)
    name = str(cyrb53(TASKS[0]))
    assert told == [(HOPELESS, None), (TASKS[0], name)]
    assert sorted(await branches(repo)) == sorted(["main", name])
    assert (await repo.git("rev-list", "--count", f"main..{name}")).strip() == "1"
    assert "half.txt" not in await repo.git("ls-tree", "-r", "--name-only", name)
    assert (await repo.git("status", "--porcelain"), pauses) == ("", [1.0])


@pytest.mark.parametrize("way", WAYS)
async def test_a_machine_that_has_nothing_ends_the_loop(way, repo, tmp_path):
    """R2.7"""
    assert await loop(way, [], repo, tmp_path) == ([], [])
    assert await branches(repo) == ["main"]


async def test_the_worker_for_tests_does_the_same_every_time(tmp_path):
    """R2.36"""
    done = []
    for name in "ab":
        folder = tmp_path / name
        folder.mkdir()
        result = await make_file_system_worker(folder)(Task(description=TASKS[0]))
        files = {str(one.relative_to(folder)): one.read_text() for one in folder.rglob("*") if one.is_file()}
        done.append((result, files))
    assert done[0] == done[1]
    assert set(done[0][1]) == {"README.md", "src/implement_login.py"}
