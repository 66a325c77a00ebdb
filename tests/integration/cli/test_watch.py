"""The live board against a real server: one picture in a pipe, and the real thing in a terminal of its own."""

import os
import pty
import re
import signal
import struct
import sys
import termios
from contextlib import asynccontextmanager
from fcntl import ioctl

import anyio
import pytest

from taskyard import config

pytestmark = pytest.mark.anyio

HANG = {"steps": [{"say": "Sawing.\x1b[2J\x1b]0;title\x07"}, {"hang": True}]}
ASK = {"steps": [{"ask": "Which wood?", "choices": ["oak", "ash"]}]}
PROGRAM = "from taskyard.cli.main import main; main()"


async def test_one_picture_in_a_pipe(type_, a_task, a_project):
    project = await a_project()
    said = await type_.ok("watch", "--once", "-p", project)
    assert "An empty board" in said.out
    asked = await a_task(scenario=ASK)
    assert (await type_("run", asked, "--wait")).code == 4
    await type_.ok("add", "Later", "-p", project, "--priority", "low", "--after", f"#{asked}", "--run")
    await type_.ok("add", "Soon", "-p", project, "--priority", "urgent", "--after", f"#{asked}", "--run")
    of = (await type_.json("show", asked))["task"]["project"]
    lines = (await type_.ok("watch", "-p", of)).out.splitlines()
    assert lines[2].rstrip() == " ◆ Waiting for you  1"
    assert lines[3].startswith(f" #{asked} Which wood?  [oak, ash]")
    lines = (await type_.ok("watch")).out.splitlines()
    assert next(n for n, line in enumerate(lines) if "Soon" in line) < next(
        n for n, line in enumerate(lines) if "Later" in line
    )
    own = (await type_.ok("watch", "-p", project)).out
    assert "Which wood?" not in own
    assert "Soon" in own
    assert (await type_.json("watch", "-p", of))["waiting"][0]["text"] == "Which wood?"
    told = await type_.json("watch", "-p", project)
    assert [one["title"] for one in told["columns"]["queued"]] == ["Soon", "Later"]
    assert (await type_.refused("watch", "--once", "-p", "nowhere"))[0] == 1
    await type_.ok("cancel", asked)


class Terminal:
    """A screen and a keyboard for one program."""

    def __init__(self, master, slave, running):
        self.master, self.slave, self.running, self.seen = master, slave, running, ""

    async def shows(self, words):
        """Reads until the words are there; what was drawn before is forgotten."""
        with anyio.fail_after(90):
            while words not in self.seen:
                await anyio.wait_readable(self.master)
                self.seen += os.read(self.master, 65536).decode(errors="replace")
        self.seen, before = "", self.seen
        return before

    async def ends(self):
        with anyio.fail_after(60):
            while self.running.returncode is None:
                with anyio.move_on_after(0.1):
                    await anyio.wait_readable(self.master)
                    self.seen += os.read(self.master, 65536).decode(errors="replace")
                with anyio.move_on_after(0.01):
                    await self.running.wait()
        return self.running.returncode

    def size(self, lines, columns):
        ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))


@asynccontextmanager
async def terminal(data, *argv):
    master, slave = pty.openpty()
    env = config.child_environment() | {"TASKYARD_DATA": str(data), "TERM": "xterm-256color"}
    screen = Terminal(master, slave, None)
    screen.size(24, 80)
    try:
        screen.running = await anyio.open_process(
            [sys.executable, "-c", PROGRAM, *argv], stdin=slave, stdout=slave, stderr=slave, env=env
        )
        async with screen.running:
            try:
                yield screen
            finally:
                if screen.running.returncode is None:
                    screen.running.kill()
    finally:
        os.close(master)
        os.close(slave)


def widest(drawn):
    lines = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", drawn).replace("\r", "").split("\n")
    return max(len(line) for line in lines[-10:])


async def test_in_a_terminal_it_follows_fits_and_leaves_it_clean(type_, data, a_task):
    async with terminal(data, "watch") as screen:
        before = termios.tcgetattr(screen.slave)
        drawn = await screen.shows("q quits")
        assert "\x1b[?1049h" in drawn
        number = await a_task("--run", scenario=HANG)
        drawn = await screen.shows("Sawing.")
        assert f"#{number}" in drawn
        assert "\x1b[2J" not in drawn
        assert "\x1b]" not in drawn
        screen.size(10, 50)
        with anyio.fail_after(60):
            while widest(await screen.shows("q quits")) > 50:
                pass  # a frame that was drawn before the size changed
        await type_("cancel", number, "--wait")
        os.write(screen.master, b"xq")
        assert await screen.ends() == 0
        assert "\x1b[?1049l" in screen.seen
        assert "\x1b[?25h" in screen.seen
        assert termios.tcgetattr(screen.slave) == before


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_leaves_the_terminal_clean(type_, data, by):
    async with terminal(data, "watch") as screen:
        before = termios.tcgetattr(screen.slave)
        await screen.shows("q quits")
        screen.running.send_signal(by)
        assert await screen.ends() == 128 + by
        assert "\x1b[?1049l" in screen.seen
        assert "Traceback" not in screen.seen
        assert termios.tcgetattr(screen.slave) == before
