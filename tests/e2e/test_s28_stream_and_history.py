"""S-28: what an agent says is kept in its order, seen live in the same order, and summed up in the run's row."""

import json
from pathlib import Path

import anyio
import pytest

from taskyard.domain.entry import EntryKind
from taskyard.domain.run import RunStatus

pytestmark = pytest.mark.anyio
TURNS = """
lines = recorded("dialog-two-turns")
prompt(); edit("door.txt", "red"); replay(lines[:4])
prompt(); edit("window.txt", "red"); replay(lines[4:])
"""
LINES = ["{not json", "", "  two  spaces ", "\t", "\u00fcnic\u00f6de \u2028 \x1b[1mbold", "x" * 3000, "0"]


async def watched(house, task, seen):
    """Follows the task's first run as a page does, from its first entry to its end."""
    async for event in house.admin.events(0, task=task.id):
        if event.kind == "run.claimed":
            break
    async for entry in house.admin.follow_run(event.run):
        seen.append(entry)


async def played(house, double, **settings):
    """The run, what is kept of it, and what a subscriber saw meanwhile."""
    seen = []
    async with anyio.create_task_group() as group:
        task = await house.add(double, **settings)
        group.start_soon(watched, house, task, seen)
        await house.until(task)
    [run] = await house.admin.task_runs(task.id)
    return run, await house.said(run), seen


async def test_session_tokens_turns_and_result_are_in_the_runs_row(house, fake):
    """S-28: a recorded stream of two turns: its session, the sum of both turns and the last words are in one row."""
    run, kept, seen = await played(house, fake(TURNS), checks=["test -f window.txt"], check_rounds=1)
    assert run.status is RunStatus.SUCCEEDED, run.message
    assert run.session == "5f1698ef-b357-4b79-9aa5-afe64e46e14a"
    used = run.usage
    assert (used.tokens_in, used.tokens_out, used.turns) == (200, 40, 2)
    assert used.cost_usd == pytest.approx(0.0016)
    assert run.summary.startswith("Hello from the fake model.")
    assert [one.kind for one in kept].count(EntryKind.RESULT) == 2
    assert seen == kept
    assert not run.incomplete


async def test_lines_are_kept_and_seen_as_they_were_printed(house, fake):
    """S-28: each line of a program, byte for byte and in order, in the transcript and before a subscriber's eyes."""
    words = "\n".join(LINES)
    run, kept, seen = await played(house, fake(f"prompt(); out({words!r})"), agent="command")
    assert [one.body["text"] for one in kept if one.kind is EntryKind.TEXT] == LINES
    assert seen == kept
    assert [one.seq for one in kept] == list(range(1, run.last_seq + 1))


async def test_r3_29_output_exit_code_and_log_are_in_the_runs_row(house, fake):
    """What a schema asked for, how the program ended, and where its transcript lies; a failed one has its code, too."""
    schema = {"json_schema": '{"type": "object"}'}
    gives = "prompt(); init(); result(structured_output={'colour': 'red', 'coats': [1, 2]})"
    good, bad = fake(gives), fake("prompt(); init(); text('half'); leave(7)")
    _, [run] = await house.does(good, options=schema)
    assert run.structured_output == {"colour": "red", "coats": [1, 2]}
    assert run.exit_code == 0
    lines = [json.loads(line) for line in (await anyio.Path(run.log_path).read_text()).splitlines()]
    assert [one["seq"] for one in lines] == list(range(1, run.last_seq + 1))
    task = await house.add(bad, max_attempts=1)
    first, *_ = await house.ended(task)
    assert (first.exit_code, first.structured_output) == (7, None)
    assert Path(first.log_path).name == f"{first.id}.ndjson"
