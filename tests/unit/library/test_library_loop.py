"""The loop with a machine, a repository and a worker that only take notes: the order of its steps, whatever fails."""

import json

import anyio
import pytest

from taskyard.domain.branch import cyrb53
from taskyard.domain.error import Unavailable
from taskyard.library.loop import PATIENCE, run_loop

pytestmark = pytest.mark.anyio
STEPS = ["pull", "is_clean", "branch", "run", "commit", "ack"]


@pytest.fixture(scope="module")
def name():
    return str(cyrb53("one"))


async def go(stage, stop=None):
    with anyio.fail_after(20):
        await run_loop(stage.deps, stop or anyio.Event())


def names(stage):
    return [call if isinstance(call, str) else call[0] for call in stage.calls]


async def test_the_steps_in_their_order(stage, name):
    """R2.18, R2.6, R2.40: each once; the branch is the hash of the task's text, and the worker gets the text."""
    await go(stage)
    happy = ["pull", "is_clean", ("branch", name), ("run", "one"), "commit", ("ack", name), "pull"]
    assert stage.calls == happy


async def test_the_branch_that_was_really_made_is_acknowledged(stage):
    stage.made = "other-2"
    await go(stage)
    assert ("ack", "other-2") in stage.calls


@pytest.mark.parametrize("step", STEPS)
async def test_a_fault_at_each_step(step, stage):
    """R2.19, R2.45: put back, told once, a pause, and on with the next. Where there is nothing of it, nothing is done."""
    stage.faults[step] = [RuntimeError(f"no {step} today")]
    stage.tasks = ["one", "two"] if step != "pull" else ["two"]
    await go(stage)
    after = stage.calls[names(stage).index(step) + 1 :]
    back = [] if step in STEPS[:3] else [("cleanup", "main")]
    told = [] if step == "pull" else ["nack"]
    assert after[: len(back + told) + 1] == [*back, *told, ("sleep", 1.0)]
    assert names(stage).count("nack") == len(told)
    assert ("run", "two") in stage.calls
    assert names(stage).count("ack") == (2 if step == "ack" else 1)


async def test_also_a_cleanup_and_a_machine_that_fail_do_not_end_it(stage):
    stage.tasks = ["one", "two"]
    for step in ("run", "cleanup", "nack", "sleep"):
        stage.faults[step] = [OSError(step)]
    await go(stage)
    assert names(stage).count("nack") == 1
    assert names(stage).count("ack") == 1


async def test_a_dirty_repository_stops_it(stage):
    """R2.20: no agent, no acknowledgement: the task is still the machine's."""
    stage.clean = False
    await go(stage)
    assert stage.calls == ["pull", "is_clean"]
    assert stage.reports[0].outcome == "dirty"


async def test_it_ends_when_the_machine_has_no_more(stage):
    """R2.7"""
    stage.tasks = []
    await go(stage)
    assert stage.calls == ["pull"]


async def test_a_stop_before_it_began(stage):
    stop = anyio.Event()
    stop.set()
    await go(stage, stop)
    assert stage.calls == []


@pytest.mark.parametrize("step", [*STEPS, "sleep"])
async def test_a_stop_at_each_step(step, stage):
    """R2.44: the step is cancelled, the repository is put back, nothing is acknowledged, and it returns."""
    stage.hangs.add(step)
    if step == "sleep":
        stage.faults["run"] = [RuntimeError]
    stop = anyio.Event()
    with anyio.fail_after(20):
        async with anyio.create_task_group() as group:
            group.start_soon(run_loop, stage.deps, stop)
            await stage.reached.wait()
            told = len(stage.calls)
            stop.set()
    back = [("cleanup", "main")] if step in STEPS[3:] else []
    assert stage.calls[told:] == back


async def test_who_cancels_its_task_gets_the_repository_back(stage):
    stage.hangs.add("run")
    with anyio.fail_after(20):
        async with anyio.create_task_group() as group:
            group.start_soon(run_loop, stage.deps, anyio.Event())
            await stage.reached.wait()
            group.cancel_scope.cancel()
    assert stage.calls[-1] == ("cleanup", "main")


async def test_an_acknowledgement_waits_for_a_machine_that_is_away(stage, name):
    """R2.43: down for a few seconds, delivered once; the work is not undone for it."""
    stage.faults["ack"] = [Unavailable("down"), ConnectionError(), TimeoutError(), None]
    await go(stage)
    assert names(stage)[-8:] == ["ack", "sleep", "ack", "sleep", "ack", "sleep", "ack", "pull"]
    assert [call[1] for call in stage.calls if call[0] == "sleep"] == [0.1, 0.2, 0.4]
    assert sum(PATIENCE) > 5


async def test_each_round_is_reported(stage):
    """R2.50: how long each step took, how it ended, and the class of what was raised."""
    stage.tasks = ["one", "two"]
    stage.faults["run"] = [RuntimeError("odd"), None]
    await go(stage)
    bad, good = stage.reports
    assert (bad.outcome, bad.step, bad.error, bad.task) == ("failed", "run", "RuntimeError", "one")
    assert (good.outcome, good.error, dict(good.seconds)) == ("succeeded", "", dict.fromkeys(STEPS, 1.0))
    stage.stream.seek(0)
    told = [json.loads(line) for line in stage.stream]
    ended = [one for one in told if one["event"] == "task.ended"]
    assert [(one["outcome"], one["error"]) for one in ended] == [
        ("failed", "RuntimeError"),
        ("succeeded", ""),
    ]
    assert ended[1]["seconds"]["run"] == 1.0
    assert {one["level"] for one in told if one["event"] == "step.failed"} == {"error"}


@pytest.mark.parametrize(
    "text", ["`rm -rf`; $(x) \"'", "-rf", "日本 🚪", "a\nb\0c\x1b[2J", "x" * 100_000, "\ud83d"]
)
async def test_odd_descriptions_are_only_text(text, stage):
    """R2.56: the worker gets them unchanged, git never sees them."""
    stage.tasks = [text]
    await go(stage)
    assert ("run", text) in stage.calls
    [branch] = [call[1] for call in stage.calls if call[0] == "branch"]
    assert branch.isdecimal()


async def test_it_lets_others_work_though_nothing_ever_waits(stage):
    stage.tasks = ["one"] * 50
    stop = anyio.Event()
    stage.faults["pull"] = [None] * 10 + [RuntimeError()] * 1_000_000
    with anyio.fail_after(20):
        async with anyio.create_task_group() as group:
            group.start_soon(run_loop, stage.deps, stop)
            await anyio.lowlevel.checkpoint()
            stop.set()
    assert len(stage.calls) < 1000
