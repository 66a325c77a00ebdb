"""Nothing of a process stays with us: no descriptor, no zombie, no adopted orphan."""

import ctypes
import os
from pathlib import Path

import pytest

from taskyard import process

pytestmark = pytest.mark.anyio


def open_files():
    return len(list(Path("/proc/self/fd").iterdir()))


def children():
    found = set()
    for file in Path("/proc/self/task").glob("*/children"):
        found |= {int(pid) for pid in file.read_text().split()}
    return found


@pytest.fixture
def adopting():
    """As in a worker: orphans come to us, and nobody else buries them."""
    assert process.become_subreaper()
    yield
    ctypes.CDLL(None).prctl(36, 0, 0, 0, 0)


async def test_nothing_is_left_after_50_starts(tmp_path, waiting):
    scripts = ["true", "echo hello; sleep 600", "exec cat", "yes", "echo oops >&2; exit 3"]

    async def one(number):
        script = scripts[number % len(scripts)]
        words = {"cwd": tmp_path, "env": {"PATH": "/usr/bin:/bin"}}
        async with process.start(["sh", "-c", script], marker=f"{tmp_path}-{number}", **words) as program:
            if script != "exec cat":
                async for _ in program.lines():
                    break
        await process.run(["sh", "-c", "cat; echo >&2"], stdin=b"x" * number, **words)

    for number in range(5):  # what the loop itself opens once
        await one(number)
    files, ours = open_files(), children()
    for number in range(50):
        await one(number)
    await waiting(lambda: children() <= ours)
    await waiting(lambda: open_files() <= files)


async def test_output_that_nobody_reads_leaves_no_pipe(tmp_path, starting, waiting):
    files = open_files()
    async with starting("while True: print('x' * 1000)") as program:
        await waiting(lambda: program._lines.statistics().current_buffer_used > 100)
    await waiting(lambda: open_files() <= files)


async def test_a_pipe_that_a_stranger_holds_is_let_go(tmp_path, starting, waiting):
    """A grandchild outside the group and without a marker is beyond our reach; its pipes are not."""
    text = (
        "import os, time\n"
        "if os.fork() == 0:\n"
        "    os.setsid(); open('stranger', 'w').write(str(os.getpid())); time.sleep(600)"
    )
    files = open_files()
    async with starting(text, marker=None) as program:
        await program.wait()
        await waiting(lambda: (tmp_path / "stranger").exists() and (tmp_path / "stranger").read_text())
    stranger = int((tmp_path / "stranger").read_text())
    try:
        await waiting(lambda: open_files() <= files)
    finally:
        os.kill(stranger, 9)


async def test_orphans_that_came_to_us_are_buried(tmp_path, starting, adopting, waiting):
    text = (
        "import os, time\n"
        "for name in ('group', 'session'):\n"
        "    if os.fork() == 0:\n"
        "        if os.fork() == 0:\n"
        "            if name == 'session': os.setsid()\n"
        "            os.rename((open(f'{name}.new', 'w'), f'{name}.new')[1], name); time.sleep(600)\n"
        "        os._exit(0)\n"
        "    os.wait()\n"
    )
    ours = children()
    async with starting(text) as program:
        await program.wait()
        await waiting(lambda: (tmp_path / "group").exists() and (tmp_path / "session").exists())
        assert len(children() - ours) == 2
    assert children() <= ours
