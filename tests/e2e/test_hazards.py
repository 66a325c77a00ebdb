"""H1 to H7: what agent programs are known to do wrong, played with recorded streams, partial lines and kills."""

import pytest

from taskyard import process
from taskyard.domain.outcome import BROKE_OFF
from taskyard.domain.run import Reason, RunStatus
from taskyard.domain.task import TaskStatus

pytestmark = pytest.mark.anyio
WORKS = "prompt(); edit('door.txt', 'red'); replay(recorded('task'))"
HALF = "lines = recorded('task'); prompt(); edit('door.txt', 'half'); replay(lines[:6]); "
FAILS = "prompt(); init(); edit('door.txt', 'half'); result('no paint', is_error=True)"
STRANGE = {
    "CLAUDECODE",
    "CLAUDE_CODE_ENTRYPOINT",
    "CLAUDE_CODE_SSE_PORT",
    "GOOSE_TERMINAL",
    "ANTHROPIC_API_KEY",
}


@pytest.mark.parametrize("last", ["", "out(lines[6][:40]); ", "child(); "])
async def test_h1_a_stream_that_stops_in_the_middle_is_ended(last, house, fake):
    """H1: no more output and no exit, beside runs that go well: the silence watchdog ends it, and only it."""
    silent = await house.add(fake(f"{HALF}{last}hang()"), silence_timeout=0.5)
    beside = await house.add(fake(WORKS))
    assert (await house.until(silent)).status is TaskStatus.FAILED
    [run] = await house.admin.task_runs(silent.id)
    assert run.reason is Reason.SILENCE_TIMEOUT
    assert process.marked(run.id) == []
    assert (await house.until(beside)).status is TaskStatus.REVIEW


async def test_h1_a_run_that_talks_without_end_has_a_limit_too(house, fake):
    """H1, besides the total limit: words alone do not keep a run alive."""
    play = "prompt(); init()\nwhile True: text('on and on'); signal.sigtimedwait([], 0.05)"
    task, [run] = await house.does(fake(play), run_timeout=1.5)
    assert (task.status, run.reason) == (TaskStatus.FAILED, Reason.RUN_TIMEOUT)


@pytest.mark.parametrize(
    ("stream", "status", "reason"),
    [("task", RunStatus.SUCCEEDED, Reason.COMPLETED), ("error-401", RunStatus.FAILED, Reason.AGENT_AUTH)],
)
async def test_h2_the_result_decides_and_not_the_kill(stream, status, reason, house, fake):
    """H2: emits its result and never exits: after the grace the tree is killed; the outcome is the result's."""
    play = f"prompt(); edit('door.txt', 'red'); child(); replay(recorded({stream!r})); hang()"
    _, [run] = await house.does(fake(play), result_grace=0.3)
    assert (run.status, run.reason) == (status, reason)
    assert process.marked(run.id) == []


async def test_h3_what_it_did_after_its_last_word_is_kept(house, fake):
    """H3: output stops while it goes on working: the watchdog ends it, its tree is looked at and kept as a snapshot."""
    play = f"{HALF}edit('door.txt', 'nearly red'); edit('new.txt', 'mine'); hang()"
    task, [run] = await house.does(fake(play), silence_timeout=2.0)
    assert (task.status, run.reason) == (TaskStatus.FAILED, Reason.SILENCE_TIMEOUT)
    assert await house.shows(run.snapshot_ref, "door.txt") == "nearly red"
    assert await house.shows(run.snapshot_ref, "new.txt") == "mine"


async def test_h4_no_first_word(house, fake):
    """H4: the start-up watchdog ends a program that never begins, whether it reads its prompt or not."""
    deaf = await house.add(fake("hang()"), text="x" * 90_000, start_timeout=0.5)
    mute = await house.add(fake("prompt(); hang()"), start_timeout=0.5)
    for task in (deaf, mute):
        assert (await house.until(task)).status is TaskStatus.FAILED
        [run] = await house.admin.task_runs(task.id)
        assert run.reason is Reason.SILENCE_TIMEOUT
        assert "no first word" in run.message


@pytest.mark.parametrize(
    "resume", ["prompt(); replay(recorded('resume-missing')); leave(1)", "prompt(); hang()", "hang()"]
)
async def test_h4_a_resume_that_errors_or_hangs_falls_back_once(resume, house, fake):
    """H4: resume of an unknown session errors or hangs: a fresh session once, in the same run."""
    double = fake(FAILS, resume, WORKS)
    task, runs = await house.does(double, start_timeout=3.0)
    assert (task.status, len(runs)) == (TaskStatus.REVIEW, 2)
    assert [start.resumes for start in double.starts] == [None, "s-1", None]


@pytest.mark.parametrize(
    ("lines", "status"), [("lines[:-1]", RunStatus.FAILED), ("lines", RunStatus.SUCCEEDED)]
)
async def test_h5_exit_0_with_a_job_in_the_background(lines, status, house, fake):
    """H5: exits with 0 while its own job still runs: only a result line makes it done, and the job is ended."""
    play = f"lines = recorded('task'); prompt(); edit('door.txt', 'red'); child(); replay({lines}); leave(0)"
    _, runs = await house.does(fake(play))
    assert len(runs) == (1 if status is RunStatus.SUCCEEDED else 2)
    for run in runs:
        assert run.status is status
        assert run.reason is (Reason.COMPLETED if status is RunStatus.SUCCEEDED else Reason.PROTOCOL_ERROR)
        assert process.marked(run.id) == []


@pytest.mark.parametrize("agent", ["claude", "command", "goose"])
async def test_h6_it_does_not_see_itself_as_nested(agent, house, fake, monkeypatch):
    """H6: nothing of the worker's own environment reaches the child: it is built from an allow-list."""
    for name in STRANGE | {"SOME_SECRET"}:
        monkeypatch.setenv(name, "the worker's")
    double = fake("'CLAUDECODE' in os.environ and sys.exit('nested'); prompt(); init(); result()")
    options = {"program": str(double.program)} if agent == "goose" else {}
    await house.does(double, agent=agent, options=options)
    [start] = double.starts
    assert (STRANGE | {"SOME_SECRET"}) & start.env.keys() == set()
    assert "the worker's" not in start.env.values()


async def test_h7_the_result_decides_and_not_the_exit_code(house, fake):
    """H7: results that are errors, with exit code 0: each run fails for its own reason, or asks whether to go on."""
    wanted = {
        "error-401": Reason.AGENT_AUTH,
        "error-billing": Reason.AGENT_AUTH,
        "error-prompt-too-long": Reason.AGENT_ERROR,
        "error-refusal": Reason.AGENT_ERROR,
        "error-malformed-answer": Reason.AGENT_ERROR,
        "json-schema-never-given": Reason.PROTOCOL_ERROR,
        "max-turns": Reason.PARKED,
        "max-budget": Reason.PARKED,
    }
    added = {}
    for name in wanted:
        options = {"json_schema": "{}"} if name.startswith("json") else {}
        play = f"prompt(); edit('door.txt', 'red'); replay(recorded({name!r})); leave(0)"
        added[name] = await house.add(fake(play), options=options)
    for name, task in added.items():
        runs = await house.ended(task, 2 if wanted[name] in BROKE_OFF else 1)
        assert {run.reason for run in runs} == {wanted[name]}, name
        assert RunStatus.SUCCEEDED not in {run.status for run in runs}
