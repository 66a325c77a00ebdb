"""`taskyard demo` as a person starts it: five tasks done, the truth about its agent told, nothing left behind."""

import re
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from taskyard import config, process

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(240)]

PROGRAM = "from taskyard.cli.main import main; main()"
TITLES = {
    "Say goodbye, too", "Show how to use it", "Choose a tone of voice", "Count the words", "Greet in the morning",
}  # fmt: skip
ROW = re.compile(
    r"#\d (?P<title>.+?) {2,}(?P<shows>.+?) {2,}(?P<runs>\d+) +merged +(?P<commit>[0-9a-f]{9}) +[\d.]+"
)


@pytest.fixture
def demo(tmp_path):
    """Runs it with all its temporary files, and so all its processes, in one place."""

    async def run(*words):
        place = tmp_path / "temporary"
        place.mkdir()
        env = config.child_environment() | {"TMPDIR": str(place), "NO_COLOR": "1", "COLUMNS": "200"}
        argv = [sys.executable, "-c", PROGRAM, "demo", *words]
        done = await process.run(argv, cwd=tmp_path, env=env, timeout=220)
        assert survivors(place) == []
        assert b"Traceback" not in done.stderr, done.stderr.decode()
        return done.code, done.stdout.decode(), done.stderr.decode(), list(place.iterdir())

    return run


def survivors(place):
    """Processes that know the place: by a word, by a variable, or because they stand in it."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            words = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
            if str(place).encode() in words or (entry / "cwd").readlink().is_relative_to(place):
                found.append(int(entry.name))
    return found


async def test_five_tasks_from_the_board_to_merged_commits(demo):
    code, out, err, left = await demo("--yes")
    assert (code, err, left) == (0, "", []), out
    assert "The agent is scripted: it plays what is written, no model is asked." in out
    rows = [found for line in out.splitlines() if (found := ROW.fullmatch(line.strip()))]
    assert {row["title"] for row in rows} == TITLES
    assert len({row["commit"] for row in rows}) == len(TITLES)
    for words in ("asks Shall the greeter", "you answer friendly", "kill -9", "conflict in greeter/words.py"):
        assert words in out
    assert "Proven with git" in out
    assert "not as promised" not in out


async def test_a_program_of_yours_on_your_own_repository(demo, repo):
    script = "from pathlib import Path; Path('made.txt').write_text('made\\n'); print('made it')"
    command = f'{sys.executable} -c "{script}"'
    before = (await repo.git("rev-parse", "main")).strip()
    words = ("--repo", str(repo.path), "--agent", "command", "--run", command, "--title", "Make it")
    code, out, err, left = await demo(*words, "--merge")
    assert (code, err, left) == (0, "", []), out
    after = (await repo.git("rev-parse", "main")).strip()
    assert f"merged into main: {after}" in out
    assert "    made.txt  +1 −0" in out.splitlines()
    assert (await repo.git("show", "main:made.txt")) == "made\n"
    assert (await repo.git("merge-base", before, after)).strip() == before
    assert (await repo.git("status", "--porcelain")) == ""


async def test_without_merge_the_target_stays_and_the_branch_is_told(demo, repo):
    before = await repo.git("rev-parse", "main")
    command = f"{sys.executable} -c \"open('x.txt', 'w').write('x')\""
    code, out, _err, _left = await demo("--repo", str(repo.path), "--run", command)
    assert code == 0
    assert await repo.git("rev-parse", "main") == before
    branch = re.search(r"review: 1 file changed on (\S+)", out)[1]
    assert (await repo.git("show", f"{branch}:x.txt")) == "x"


@pytest.mark.parametrize("words", [["--repo", "."], ["--repo", ".", "--run", "true"]])
async def test_what_cannot_be_worked_on_is_one_line(demo, words):
    code, out, err, left = await demo(*words)
    assert (code, out, left) == (2, "", [])
    assert err.endswith(" [invalid]\n")
    assert err.startswith("taskyard: ")
