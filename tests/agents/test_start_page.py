"""The walk of docs/start.md with the real Claude Code: every command as it stands there, its exit code, and the merge."""

import re
import shlex
import sys
from pathlib import Path

import anyio
import pytest

from taskyard import config, process
from taskyard.testing.repo import Repo

pytestmark = [pytest.mark.anyio, pytest.mark.claude]
PAGE = Path(__file__).parents[2] / "docs/start.md"
PROGRAM = "from taskyard.cli.main import main; main()"


def commands():
    section = PAGE.read_text().partition("## 6. Claude Code")[2]
    [_, block] = re.findall(r"```console\n(.*?)```", section, re.DOTALL)
    return re.findall(r"^\$ taskyard (.*)$", block, re.MULTILINE)


async def test_the_walk_of_the_page(tmp_path, model):
    repo = await Repo.make(tmp_path / "src" / "thing")
    data = tmp_path / "data"
    env = config.child_environment() | {"TASKYARD_DATA": str(data), "NO_COLOR": "1", "COLUMNS": "200"}
    taskyard = [sys.executable, "-c", PROGRAM]
    up = [*taskyard, "up", "--no-open", "--port", "0"]
    said = []
    async with process.start(up, cwd=tmp_path, env=env, marker=f"up-{data}", grace=20):
        with anyio.fail_after(60):
            while not (data / "local.json").exists():  # noqa: ASYNC110 - another process writes it
                await anyio.sleep(0.05)
        for line in commands():
            words = line.replace("http://127.0.0.1:8399", model.url).replace("~/src/thing", str(repo.path))
            argv = [*taskyard, *shlex.split(words, comments=True)]
            done = await process.run(argv, cwd=tmp_path, env=env, stdin=b"", timeout=100)
            said.append((line, done.code, (done.stdout + done.stderr).decode()))
            assert done.code == (4 if "exit code 4" in line else 0), said
    assert "Run the command: touch ./made.txt" in next(out for line, _, out in said if line == "show 1")
    assert "made.txt" in next(out for line, _, out in said if line == "diff 1")
    assert (await repo.git("ls-tree", "--name-only", "main")).split() == ["README.md", "made.txt"]
