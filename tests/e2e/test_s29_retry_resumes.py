"""S-29: a run that failed is gone on with, once, in its own session; what it left behind is gone on with, or kept."""

from contextlib import asynccontextmanager

import pytest

from taskyard.domain.run import Reason, RunStatus
from taskyard.domain.task import Priority, TaskStatus

pytestmark = pytest.mark.anyio
FAILS = "prompt(); init(); edit('door.txt', 'half'); result('no paint', is_error=True)"
CRASHES = "prompt(); init(); edit('door.txt', 'half'); die()"
WORKS = "prompt(); init(); edit('door.txt', open('door.txt').read() + ' red'); result()"
EARLY = "prompt(); leave(3)"
# Only the home that a session was begun in knows it.
AT_HOME = """
prompt(); known = Path(os.environ["HOME"], "known")
if SESSION != f"s-{NUMBER}" and not known.exists():
    replay(recorded("resume-missing")); leave(1)
init(); known.touch()
"""
DIES = (
    AT_HOME
    + """
mark("busy")
while not (FOLDER / "go").exists():
    signal.sigtimedwait([], 0.05)
die()
"""
)
PAINTS = AT_HOME + "edit('door.txt', 'red'); result()"


@pytest.mark.parametrize(("fails", "reason"), [(FAILS, Reason.AGENT_ERROR), (CRASHES, Reason.AGENT_CRASHED)])
async def test_it_fails_once_after_its_session_id_and_then_succeeds(fails, reason, house, fake):
    """S-29: fails once after its session id, then succeeds on resume: two runs, the second marked retry, one commit."""
    double = fake(fails, WORKS)
    task, runs = await house.does(double, retry_delay=3600.0)
    assert task.status is TaskStatus.REVIEW, task.note
    assert [run.status for run in runs] == [RunStatus.FAILED, RunStatus.SUCCEEDED]
    assert runs[0].reason is reason
    assert [(run.number, run.is_retry, run.session) for run in runs] == [(1, False, "s-1"), (2, True, "s-1")]
    assert [start.resumes for start in double.starts] == [None, "s-1"]
    assert task.attempts == 0
    assert len(await house.commits(task.branch)) == 1
    assert await house.shows(task.branch, "door.txt") == "half red"


async def test_it_fails_twice(house, fake):
    """S-29: fails twice: failed, two runs, and the partial work is kept where the run says."""
    task, runs = await house.does(fake(FAILS))
    assert (task.status, task.attempts) == (TaskStatus.FAILED, 1)
    assert [run.reason for run in runs] == [Reason.AGENT_ERROR, Reason.AGENT_ERROR]
    assert [run.is_retry for run in runs] == [False, True]
    for run in runs:
        assert await house.shows(run.snapshot_ref, "door.txt") == "half"
    assert [path.read_text() for path in house.data.glob(f"workspace/{task.id}/**/door.txt")] == ["half"]


async def test_what_fails_twice_is_tried_again_later_in_the_same_conversation(house, fake):
    """C4: going on at once is for the run, a further try with its delay is for the task, and it counts."""
    double = fake(FAILS, FAILS, WORKS)
    task, runs = await house.does(double, max_attempts=2)
    assert (task.status, task.attempts, len(runs)) == (TaskStatus.REVIEW, 1, 3)
    assert [start.resumes for start in double.starts] == [None, "s-1", "s-1"]
    assert runs[2].queued_at >= runs[1].ended_at


async def test_before_any_session_id_there_is_nothing_to_resume(house, fake):
    """R3.16: fails before any session id: one run, failed; a further try is a new conversation with the whole prompt."""
    task, runs = await house.does(fake(EARLY))
    assert (task.status, len(runs)) == (TaskStatus.FAILED, 1)
    double = fake(EARLY, "prompt(); init(); edit('door.txt', 'red'); result()")
    task, runs = await house.does(double, max_attempts=2)
    assert (task.status, task.attempts, len(runs)) == (TaskStatus.REVIEW, 1, 2)
    assert [start.resumes for start in double.starts] == [None, None]
    assert double.starts[0].prompts == double.starts[1].prompts
    assert double.starts[0].tasks == ["Paint the door\n\nA red one."]


async def test_a_retry_and_two_continues_are_four_runs(house, fake):
    """R3.30: every start of the program is a run of its own."""
    double = fake(CRASHES, WORKS)
    task, _ = await house.does(double)
    for words in ("once more", "and again"):
        await house.admin.continue_task(task.id, words)
        await house.until(task, TaskStatus.QUEUED, TaskStatus.RUNNING)
        task = await house.until(task, TaskStatus.REVIEW)
    runs = await house.admin.task_runs(task.id)
    assert [(run.number, run.is_retry) for run in runs] == [(1, False), (2, True), (3, False), (4, False)]
    assert [start.resumes for start in double.starts] == [None, "s-1", "s-1", "s-1"]


@asynccontextmanager
async def in_between(house, fake):
    """An agent that has died while something more urgent waited, which its worker does now."""
    double, other = fake(DIES, PAINTS), fake("prompt(); init(); mark('busy'); hang()")
    task = await house.add(double)
    await double.reached("busy")
    urgent = await house.add(other, "The house is on fire", priority=Priority.URGENT)
    (double.folder / "go").touch()
    await other.reached("busy")
    _, waits = await house.admin.task_runs(task.id)
    assert (waits.status, waits.session) == (RunStatus.QUEUED, "s-1")
    yield task, double, lambda: house.admin.cancel(urgent.id)
    await house.until(urgent, TaskStatus.CANCELLED)


async def test_its_worker_may_do_something_else_in_between(house_with, fake):
    """C4: the run that goes on waits for its turn like any other, and finds everything where it was."""
    async with house_with() as house, in_between(house, fake) as (task, double, end):
        await end()
        assert (await house.until(task)).status is TaskStatus.REVIEW
        assert [start.resumes for start in double.starts] == [None, "s-1"]


async def test_another_worker_that_does_not_know_the_conversation_begins_a_new_one(house_with, fake):
    """C4, S-32: the worker that takes it has not the home of the session: one fresh start, with the whole task."""
    async with house_with() as house, in_between(house, fake) as (task, double, end):
        async with house.worker("bellows"):
            done = await house.until(task)
            await end()
        assert done.status is TaskStatus.REVIEW, done.note
        first, second = await house.admin.task_runs(task.id)
        assert first.worker != second.worker
        assert [start.resumes for start in double.starts] == [None, "s-1", None]
        assert double.starts[2].tasks == double.starts[0].tasks
        assert (second.is_retry, second.session, done.attempts) == (True, "s-3", 0)
