"""The worker over a goose that is a small program of ours: what it is given, how long it may take, what is tried again."""

import json
import sys
from pathlib import Path

import anyio
import pytest

from taskyard.domain.error import AgentProblem
from taskyard.library.config import GooseWorkerConfig, read_config
from taskyard.library.deps import create_goose_worker_deps
from taskyard.library.goose import make_goose_worker
from taskyard.library.loop import run_loop
from taskyard.library.queue import create_task_queue
from taskyard.library.task import Task
from taskyard.process import CommandFailed

pytestmark = pytest.mark.anyio
KEY = "sk-or-not-a-real-key"
TALK = Path(__file__).parents[2] / "fixtures/stream/goose-stream-json/task.jsonl"
HEAD = """#!{python}
import json, os, signal, sys, time
from pathlib import Path
folder = Path({folder!r})
number = len(list(folder.glob("start-*"))) + 1
told = Path(sys.argv[sys.argv.index("-i") + 1])
note = {{"args": sys.argv[1:], "env": dict(os.environ), "cwd": os.getcwd(), "prompt": told.read_text(), "pid": os.getpid()}}
(folder / "start-new").write_text(json.dumps(note))
(folder / "start-new").rename(folder / f"start-{{number}}")

def talk():
    print(Path({talk!r}).read_text(), end="", flush=True)

def hang():
    while True:
        signal.pause()

def refuse():
    print("connect ECONNREFUSED 127.0.0.1:443", file=sys.stderr)
    sys.exit(1)

"""


class Goose:
    def __init__(self, folder, repo):
        self.folder, self.repo = folder, repo
        folder.mkdir()

    def plays(self, play, **goose):
        program = self.folder / "goose"
        program.write_text(HEAD.format(python=sys.executable, folder=str(self.folder), talk=str(TALK)) + play)
        program.chmod(0o755)
        values = {"program": str(program), "model": "some/model", "provider": "openrouter", **goose}
        whole = {"working_directory": self.repo.path, "goose": values, "api_keys": {"openrouter": KEY}}
        return read_config(GooseWorkerConfig, {**whole, "log_level": "debug"})

    @property
    def starts(self):
        files = sorted(self.folder.glob("start-[0-9]*"))
        return [json.loads(file.read_text()) for file in files]


@pytest.fixture
def goose(tmp_path, repo):
    return Goose(tmp_path / "goose", repo)


def there(file):
    return file.exists()


def lives(pid):
    """What waits to be buried does not count."""
    try:
        return bool(Path(f"/proc/{pid}/cmdline").read_bytes())
    except (FileNotFoundError, ProcessLookupError):
        return False


async def does(config, *tasks, retries=0):
    queue = create_task_queue(tasks, retries=retries)
    queue.close()
    with anyio.fail_after(100):
        await run_loop(create_goose_worker_deps(config, queue), anyio.Event())
    return queue


async def test_s51_what_goose_is_given(goose, capsys):
    """S-51, R2.33: the file holds the task's text and is in no commit; model, provider and key are in the environment."""
    config = goose.plays(
        "Path('door.txt').write_text('red'); print('key', os.environ['OPENROUTER_API_KEY']); talk()"
    )
    queue = await does(config, "Paint the door 🚪")
    assert [one.success for one in queue.acknowledged] == [True], capsys.readouterr().err
    [start] = goose.starts
    file = Path(start["args"][start["args"].index("-i") + 1])
    assert (start["prompt"], file.name) == ("Paint the door 🚪", "goose-instructions.md")
    assert not file.is_relative_to(goose.repo.path)
    assert not there(file)
    assert start["args"][-3:] == ["--with-builtin", "developer", "--no-session"]
    env = start["env"]
    assert (env["GOOSE_MODEL"], env["GOOSE_PROVIDER"], env["OPENROUTER_API_KEY"]) == (
        "some/model",
        "openrouter",
        KEY,
    )
    changed = await goose.repo.git("diff", "--name-only", "main", queue.acknowledged[0].branch)
    assert changed.split() == ["door.txt"]
    assert KEY not in json.dumps(start["args"]) + capsys.readouterr().err


async def test_what_it_printed_comes_back_without_the_key(goose):
    """R2.6: lines with their time."""
    keys = "os.environ['OPENROUTER_API_KEY'], os.environ['OTHER_TOKEN']"
    config = goose.plays(
        f"print('my keys are', {keys}, flush=True); talk()", env={"OTHER_TOKEN": "opensesame"}
    )
    result = await make_goose_worker(config)(Task(description="x"))
    assert "my keys are [secret] [secret]" in [one.line for one in result.output]
    assert all(one.timestamp.tzinfo for one in result.output)
    assert KEY not in repr(result)


@pytest.mark.parametrize("fallback", ["", "Path('goose-fallback.md').write_text('no'); "])
async def test_s51_a_hang_is_ended_at_the_limit(fallback, goose, capsys):
    """S-51, R2.34, R2.35: its tree is killed and it is a failure by timeout, also with a fallback file."""
    child = "pid = os.fork()\nif pid == 0:\n    os.setsid(); signal.signal(signal.SIGTERM, signal.SIG_IGN); hang()\n"
    note = f"{fallback}(folder / 'child').write_text(str(pid)); hang()"
    config = goose.plays(child + note, process_timeout=2.0, hard_timeout=2.5)
    queue = await does(config, "Paint the door")
    assert [one.success for one in queue.acknowledged] == [False]
    assert "took longer than 2 s" in capsys.readouterr().err
    for pid in (goose.starts[0]["pid"], int((goose.folder / "child").read_text())):
        assert not lives(pid)
    assert await goose.repo.git("status", "--porcelain") == ""
    assert (await goose.repo.git("branch", "--format=%(refname:short)")).split() == ["main"]


async def test_the_timeout_has_its_own_error(goose):
    """R2.21: with the command and the end of what it printed."""
    config = goose.plays(
        "print('so far', file=sys.stderr, flush=True); hang()", process_timeout=2.0, hard_timeout=2.0
    )
    with pytest.raises(CommandFailed) as late:
        await make_goose_worker(config)(Task(description="x"))
    assert (late.value.detail["kind"], late.value.detail["stderr"]) == ("timeout", "so far")
    assert late.value.detail["command"] == config.goose.program


async def test_s52_two_failures_that_pass_are_one_run(goose):
    """S-52, R2.41: one task, one acknowledgement, three starts."""
    config = goose.plays("if number < 3:\n    refuse()\nPath('door.txt').write_text('red'); talk()")
    queue = await does(config, "Paint the door", retries=2)
    assert [(one.success, one.attempt) for one in queue.acknowledged] == [(True, 1)]
    assert len(goose.starts) == 3


async def test_s52_it_is_not_tried_for_ever(goose):
    config = goose.plays("refuse()")
    with pytest.raises(AgentProblem, match="ECONNREFUSED"):
        await make_goose_worker(config)(Task(description="x"))
    assert len(goose.starts) == 4


async def test_s52_what_stays_is_started_once(goose):
    """S-52: a program that refuses how it is called, and one that does not exist."""
    config = goose.plays("print('unknown option', file=sys.stderr); sys.exit(2)")
    with pytest.raises(AgentProblem, match="unknown option"):
        await make_goose_worker(config)(Task(description="x"))
    assert len(goose.starts) == 1
    missing = goose.plays("", program="/no/such/goose")
    with pytest.raises(CommandFailed) as invalid:
        await make_goose_worker(missing)(Task(description="x"))
    assert invalid.value.detail["kind"] == "invalid"


async def test_s50_a_stop_ends_its_tree(goose):
    """S-50: in the middle of goose's work."""
    config = goose.plays(
        "Path('half.txt').write_text('x'); (folder / 'ready').touch(); hang()", hard_timeout=300
    )
    queue, stop = create_task_queue(["Paint the door"]), anyio.Event()
    with anyio.fail_after(60):
        async with anyio.create_task_group() as group:
            group.start_soon(run_loop, create_goose_worker_deps(config, queue), stop)
            while not there(goose.folder / "ready"):  # noqa: ASYNC110 - a file has no event
                await anyio.sleep(0.01)
            stop.set()
    pid = goose.starts[0]["pid"]
    assert not lives(pid)
    assert await goose.repo.git("status", "--porcelain") == ""
    assert (queue.current.description, queue.acknowledged) == ("Paint the door", ())


async def test_two_tasks_one_after_the_other(goose):
    """R2.54: the second reads what the first has written."""
    config = goose.plays(
        "hello = Path('hello.txt')\n"
        "Path('response.txt' if hello.exists() else 'hello.txt').write_text(told.read_text())\n"
        "talk()",
        process_timeout=30.0,
        hard_timeout=35.0,
    )
    queue = await does(config, "create hello.txt", "read it and create response.txt")
    last = queue.acknowledged[-1].branch
    assert await goose.repo.git("show", f"{last}:response.txt") == "read it and create response.txt"
    assert await goose.repo.git("show", f"{last}:hello.txt") == "create hello.txt"
