"""How processes come to their end: codes, signals, the whole tree, and what holds on to a pipe."""

import signal
from time import monotonic

import anyio
import pytest

from taskyard import process
from taskyard.process import CommandFailed

pytestmark = pytest.mark.anyio
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)"
SLEEP = "import time; time.sleep(600)"
# A daemon by the book: a session of its own, two forks, no pipe of ours left.
DAEMON = """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        null = os.open(os.devnull, os.O_RDWR)
        for number in (0, 1, 2):
            os.dup2(null, number)
        open("daemon.new", "w").write(str(os.getpid()))
        os.rename("daemon.new", "daemon")
        time.sleep(600)
    os._exit(0)
os.wait()
"""


async def said(running):
    with anyio.fail_after(30):
        return (await anext(running.lines())).text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("pass", 0),
        ("raise SystemExit(7)", 7),
        ("import os, signal; os.kill(os.getpid(), signal.SIGTERM)", -signal.SIGTERM),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", -signal.SIGKILL),
    ],
)
async def test_the_code_is_the_exit_code_or_the_signal(starting, running, text, code):
    async with starting(text) as program:
        with anyio.fail_after(30):
            assert await program.wait() == code
        assert program.returncode == code
    assert (await running(text)).code == code


async def test_what_cannot_start_is_a_word_not_a_trace(tmp_path):
    with pytest.raises(CommandFailed, match="cannot start no-such-program"):
        async with process.start(["no-such-program"], cwd=tmp_path, env={}):
            pytest.fail("it started")
    with pytest.raises(CommandFailed, match="cannot start no-such-program"):
        await process.run(["no-such-program"], cwd=tmp_path, env={})


async def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandFailed, match="nowhere"):
        await process.run(["true"], cwd=tmp_path / "nowhere", env={})


async def test_whoever_ignores_term_is_killed_after_the_grace(starting):
    async with starting(f"{DEAF}; print('ready', flush=True); {SLEEP}") as program:
        assert await said(program) == "ready"
        with anyio.fail_after(30):
            await program.stop(grace=0.1)
            await program.stop(grace=0.1)
        assert program.returncode == -signal.SIGKILL


async def test_whoever_hears_term_may_clean_up_first(starting, tmp_path):
    text = (
        "import signal, time, pathlib\n"
        "def bye(*_):\n    pathlib.Path('clean').touch(); raise SystemExit(3)\n"
        "signal.signal(signal.SIGTERM, bye); print('ready', flush=True); time.sleep(600)"
    )
    async with starting(text, grace=30) as program:
        assert await said(program) == "ready"
    assert program.returncode == 3
    assert (tmp_path / "clean").exists()


async def test_an_interrupt_reaches_the_group(starting):
    text = (
        "import os, signal\n"
        "signal.signal(signal.SIGINT, signal.SIG_DFL)\n"
        "child = os.fork()\n"
        "if child == 0:\n    print('ready', flush=True)\n    signal.pause()\n"
        "signal.signal(signal.SIGINT, lambda *_: None)\n"
        "print('ready', flush=True)\n"
        "print(-os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)"
    )
    async with starting(text) as program:
        lines = program.lines()
        with anyio.fail_after(30):
            assert [(await anext(lines)).text for _ in range(2)] == ["ready", "ready"]
            await program.interrupt()
            assert (await anext(lines)).text == str(int(signal.SIGINT))
            assert await program.wait() == 0


async def test_leaving_ends_children_too(starting, tmp_path, ended, waiting):
    text = (
        f"import os, time; {DEAF}\n"
        "print(os.fork(), flush=True)\n"
        "time.sleep(600)"
    )  # fmt: skip
    async with starting(text) as program:
        child = int(await said(program))
        await program.stop(grace=0)
    await waiting(lambda: ended(child))


async def test_a_daemon_is_found_by_its_marker(starting, tmp_path, mark, ended, waiting):
    async with starting(DAEMON) as program:
        assert await program.wait() == 0
        await waiting((tmp_path / "daemon").exists)
        daemon = int((tmp_path / "daemon").read_text())
        assert process.marked(mark) == [daemon]
    assert process.marked(mark) == []
    await waiting(lambda: ended(daemon))
    assert await process.kill_marked(mark) == 0


async def test_a_marker_is_a_whole_word(starting, mark):
    async with starting(f"print('ready', flush=True); {SLEEP}") as program:
        assert await said(program) == "ready"
        assert await process.kill_marked(mark[:-1]) == 0
        assert process.marked(mark) == [program.pid]


async def test_a_grandchild_that_holds_the_pipe_does_not_hold_us(starting, running, ended, waiting):
    text = (
        "import os, time\n"
        "print('first', flush=True)\n"
        "if os.fork() == 0:\n    os.setsid(); time.sleep(600)\n"
        "print('last')"
    )
    async with starting(text) as program:
        with anyio.fail_after(30):
            assert await program.wait() == 0
            assert [line.text async for line in program.lines()] == ["first", "last"]
    with anyio.fail_after(30):
        done = await running(text.replace("time.sleep(600)", "time.sleep(5)"))
    assert done.code == 0
    assert done.stdout == b"first\nlast\n"
    assert done.seconds < 5


async def test_a_grandchild_that_floods_the_pipe_does_not_hold_us(starting):
    text = "import os\nif os.fork() == 0:\n    while True: os.write(1, b'x' * 1023 + b'\\n')\nprint('last')"
    async with starting(text) as program:
        with anyio.fail_after(60):
            lines = {line.text async for line in program.lines()}
    assert any("last" in line for line in lines)


async def test_a_late_reader_still_gets_everything(starting, tmp_path, waiting):
    """More than we hold in between, less than a pipe: the program has gone when the first line is read."""
    async with starting("print('x\\n' * 20_000)") as program:
        with anyio.fail_after(30):
            await program.wait()
            assert len([line async for line in program.lines()]) == 20_001


async def test_a_command_that_takes_too_long_ends_with_its_children(tmp_path, running, ended, waiting):
    text = "import os, time; child = os.fork(); open(f'{child}.pid', 'w'); time.sleep(600)"
    began = monotonic()
    with pytest.raises(CommandFailed, match="longer than"):
        await running(text, timeout=1)
    assert monotonic() - began < 30
    for file in tmp_path.glob("*.pid"):
        await waiting(lambda pid=file.stem: pid == "0" or ended(int(pid)))


async def test_a_cancelled_command_ends(tmp_path, running, ended, waiting):
    text = "import os, time; open(f'{os.getpid()}.pid', 'w'); time.sleep(600)"
    async with anyio.create_task_group() as group:
        group.start_soon(running, text)
        await waiting(lambda: list(tmp_path.glob("*.pid")))
        group.cancel_scope.cancel()
    pid = int(next(tmp_path.glob("*.pid")).stem)
    await waiting(lambda: ended(pid))


async def test_a_bad_end_can_be_asked_to_raise(running):
    with pytest.raises(CommandFailed, match="ended with 3: why") as failed:
        await running("import sys; sys.exit(print('why', file=sys.stderr) or 3)", check=True)
    assert failed.value.detail["exit_code"] == 3
