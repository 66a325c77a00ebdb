"""The log file of a run (R3.14, R3.28): what an agent printed, in its order and apart from others', however much."""

import json

import pytest

from taskyard.domain.entry import EntryKind
from taskyard.domain.run import RunStatus

pytestmark = pytest.mark.anyio
LINE, MANY = 60_000, 850  # characters, lines: 51 MB
FLOOD = f"prompt()\nfor number in range({MANY}): out(f'{{number:04d}}' + 'x' * {LINE} + '\\n')\n"
LINES = 300
SAYS = """
prompt(); mark('ready')
while not (FOLDER / 'go').exists(): pass
for number in range({lines}): out(f'{name} {{number}}\\n')
"""


def kept(house, run):
    """The lines of the file; its folder was not there when the worker began."""
    file = house.data.parent / "log" / "runs" / run.task / f"{run.id}.ndjson"
    return [json.loads(line) for line in file.read_text().splitlines()]


def texts(entries):
    return [one["body"]["text"] for one in entries if one["kind"] == EntryKind.TEXT]


async def test_fifty_megabytes_do_not_stall(house, fake):
    """R3.14: every line is in the file, in its order, and it is what the transcript counts."""
    _, [run] = await house.does(fake(FLOOD), agent="command")
    assert run.status is RunStatus.SUCCEEDED, run.message
    entries = kept(house, run)
    assert [one["seq"] for one in entries] == list(range(1, run.last_seq + 1))
    said = texts(entries)
    assert [text[:4] for text in said] == [f"{number:04d}" for number in range(MANY)]
    assert sum(map(len, said)) > 50_000_000


async def test_runs_at_once_do_not_mix(house, fake):
    """R3.28: two that print at the same time; each file has its own lines, all and in order."""
    doubles = [fake(SAYS.format(lines=LINES, name=name)) for name in "ab"]
    tasks = [await house.add(double, agent="command") for double in doubles]
    for double in doubles:
        await double.reached("ready")
    for double in doubles:
        (double.folder / "go").touch()
    for task in tasks:
        await house.until(task)
    for name, task in zip("ab", tasks, strict=True):
        [run] = await house.admin.task_runs(task.id)
        assert texts(kept(house, run)) == [f"{name} {number}" for number in range(LINES)]
        assert len(kept(house, run)) == run.last_seq
