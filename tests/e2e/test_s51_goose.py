"""S-51: the goose plug: its instruction file, its environment, and a hang that stays a failure."""

import json
from pathlib import Path

import pytest

from taskyard.domain.run import Reason, RunStatus
from taskyard.domain.task import TaskStatus

pytestmark = pytest.mark.anyio
KEY = "sk-or-not-a-real-key"
OPTIONS = {"model": "some/model", "provider": "openrouter", "OPENROUTER_API_KEY": KEY}
WORKS = "prompt(); edit('door.txt', 'red'); replay(recorded('task', 'goose-stream-json'))"
HANGS = "lines = recorded('task', 'goose-stream-json'); prompt(); replay(lines[:2]); child(); "


async def goose(house, double, **settings):
    options = OPTIONS | {"program": str(double.program)}
    return await house.does(double, agent="goose", options=options, **settings)


async def test_the_instruction_file_and_the_environment(house, fake):
    """S-51: the file holds the task's text and is not in the commit; model, provider and key are in the environment."""
    double = fake(WORKS)
    task, [run] = await goose(house, double)
    assert (task.status, run.status) == (TaskStatus.REVIEW, RunStatus.SUCCEEDED), run.message
    [start] = double.starts
    file = Path(start.args[start.args.index("-i") + 1])
    assert start.tasks == ["Paint the door\n\nA red one."]
    assert not file.is_relative_to(start.cwd)
    changed = await house.repo.git("diff", "--name-only", f"main...{task.branch}")
    assert changed.split() == ["door.txt"]
    env = start.env
    assert (env["GOOSE_MODEL"], env["GOOSE_PROVIDER"]) == ("some/model", "openrouter")
    assert env["OPENROUTER_API_KEY"] == KEY
    assert KEY not in json.dumps(start.args)
    assert KEY not in json.dumps([dict(entry.body) for entry in await house.said(run)])


@pytest.mark.parametrize(
    ("fallback", "limit"), [("", 1.0), ("edit('goose-fallback.md', 'I could not.'); ", 3.0)]
)
async def test_a_hang_is_ended_at_the_limit_and_stays_a_failure(fallback, limit, house, fake):
    """S-51, R2.35: killed at the limit and reported failed, also when it has written a fallback file."""
    task, [run] = await goose(house, fake(f"{HANGS}{fallback}hang()"), run_timeout=limit)
    assert (task.status, run.status) == (TaskStatus.FAILED, RunStatus.FAILED)
    assert run.reason is Reason.RUN_TIMEOUT
    assert task.head_commit is None
    if fallback:
        assert await house.shows(run.snapshot_ref, "goose-fallback.md") == "I could not."
