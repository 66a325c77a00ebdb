"""One machine (R3): its queue slot and its override slot, where a run works, what its rows say, and a reset."""

import json
from itertools import pairwise

import anyio
import pytest

from taskyard.domain.error import Conflict, IllegalMove, Invalid
from taskyard.domain.run import Reason, RunStatus
from taskyard.domain.task import TaskStatus

pytestmark = pytest.mark.anyio
WORKS = "prompt(); init(); edit('door.txt', 'red'); result()"
FAILS = "prompt(); init(); edit('door.txt', 'half'); result('no paint', is_error=True)"
BUSY = "prompt(); init(); mark('busy'); hang()"


async def test_the_queue_slot_takes_one_after_the_other(house_with, fake):
    """R3.5: five in the order in which they were enqueued, never two at once; what is not for agents is never taken."""
    async with house_with(slots=1) as house:
        aside = await house.admin.add_task(house.project.id, "By hand")
        await house.admin.change_task(aside.id, executable=False)
        await house.admin.enqueue(aside.id)
        tasks = [await house.add(fake(WORKS), title=f"t{number}") for number in range(5)]
        runs = []
        for task in tasks:
            await house.until(task)
            runs += await house.admin.task_runs(task.id)
        assert [run.status for run in runs] == [RunStatus.SUCCEEDED] * 5
        for before, after in pairwise(runs):
            assert before.ended_at <= after.claimed_at
        assert (await house.admin.task(aside.id)).status is TaskStatus.QUEUED
        why = await house.admin.why(aside.id)
        assert ("not_executable", "it is marked as not for agents") in [
            (one.code, one.words) for one in why.why
        ]


async def test_run_now_runs_beside_the_queue_slot(house_with, fake):
    """R3.6: while the queue slot is busy; what runs already is refused, and so is a second one beside the first."""
    async with house_with(slots=1) as house:
        slow, now = fake(BUSY), fake(BUSY)
        first = await house.add(slow)
        await slow.reached("busy")
        second, third = await house.add(now), await house.add(fake(WORKS))
        await house.admin.run_now(second.id)
        await now.reached("busy")
        [run] = [one for one in await house.admin.task_runs(second.id) if one.status is RunStatus.RUNNING]
        assert run.override
        assert (await house.admin.task(first.id)).status is TaskStatus.RUNNING
        for task in (first, second):
            with pytest.raises(IllegalMove):
                await house.admin.run_now(task.id)
        with pytest.raises(Conflict, match="busy"):
            await house.admin.run_now(third.id)
        assert (await house.admin.task(third.id)).status is TaskStatus.QUEUED
        await house.admin.cancel(second.id)
        await house.until(second, TaskStatus.CANCELLED)
        await house.admin.run_now(third.id)
        assert (await house.until(third)).status is TaskStatus.REVIEW
        await house.admin.cancel(first.id)
        await house.until(first, TaskStatus.CANCELLED)


async def test_the_record_of_the_work_is_what_git_says(house, fake):
    """R3.25, R3.15: branch, base, head and the lines of each file; the commit is there and the run is told."""
    task, [run] = await house.does(fake(WORKS))
    base, head = [(await house.repo.git("rev-parse", one)).strip() for one in ("main", task.branch)]
    assert (run.branch, run.base_commit, run.head_commit) == (task.branch, base, head)
    counted = (await house.repo.git("diff", "--numstat", base, head)).split()
    [file] = run.stat
    assert [str(file.added), str(file.removed), file.path] == counted
    kinds = [fact.kind for fact in await house.facts(task, "task.review")]
    assert kinds.index("run.queued") < kinds.index("run.claimed") < kinds.index("run.ended")


async def test_a_run_that_changes_nothing_makes_no_commit(house, fake):
    """R3.15"""
    task, [run] = await house.does(fake("prompt(); init(); result()"))
    assert (run.status, run.reason, run.head_commit) == (RunStatus.SUCCEEDED, Reason.NO_CHANGES, None)
    assert await house.repo.git("branch", "--list", f"*{task.id}*") == ""


async def test_without_a_repository_it_works_in_a_directory_of_its_own(house, fake):
    """R3.11"""
    double = fake("prompt(); edit('door.txt', 'red'); init(); result()")
    project = await house.admin.add_project("no-repository")
    task = await house.admin.add_task(project.id, "Paint", settings=double.settings(), enqueue=True)
    task = await house.until(task)
    assert task.status in {TaskStatus.REVIEW, TaskStatus.DONE}, task.note
    assert double.starts[0].cwd.startswith(str(house.data / "workspace" / task.id))


async def test_the_workspace_lies_in_the_data_directory_or_beside_the_repository(house, fake):
    """R3.60: by the setting; one that does not exist is refused."""
    places = {"central": house.data / "workspace", "sibling": house.repo.path.parent / "repo.taskyard"}
    for name, root in places.items():
        double = fake(WORKS)
        task, [run] = await house.does(double, workspace_root_strategy=name)
        assert run.status is RunStatus.SUCCEEDED, run.message
        assert double.starts[0].cwd == str(root / task.id / "tree")
    with pytest.raises(Invalid, match="workspace_root_strategy"):
        await house.add(fake(WORKS), workspace_root_strategy="elsewhere")


async def test_r3_59_checkouts_lie_where_the_configuration_says(house_with, fake, tmp_path):
    """Told, cleared away and begun anew there as well."""
    file = tmp_path / "worker.config.json"
    file.write_text(json.dumps({"sandbox_root": str(tmp_path / "boxes")}))
    async with house_with(given={"config": str(file)}) as house:
        double = fake(WORKS)
        task, [run] = await house.does(double)
        assert run.status is RunStatus.SUCCEEDED, run.message
        place = tmp_path / "boxes" / task.id / "tree"
        assert double.starts[0].cwd == str(place)
        with anyio.fail_after(60):
            while str(place) not in [one.path for one in await house.admin.workspaces()]:  # noqa: ASYNC110 - a worker tells
                await anyio.sleep(0.05)
        await house.admin.reset(task.id)
        with anyio.fail_after(60):
            while place.exists():  # noqa: ASYNC110 - another process does it
                await anyio.sleep(0.05)
    assert not (house.data / "workspace").exists()


async def test_r3_63_the_configuration_names_the_agents_program(house_with, fake, tmp_path):
    """A project's own goes before it. One that is missing fails the task with that reason, and the slot is free."""
    file = tmp_path / "worker.config.json"
    here, own = fake(WORKS), fake(WORKS)
    file.write_text(json.dumps({"claude_bin": str(here.program)}))
    async with house_with(given={"config": str(file)}) as house:
        _, [run] = await house.does(here, agent_command="")
        assert (run.status, len(here.starts)) == (RunStatus.SUCCEEDED, 1)
        await house.does(own)
        assert (len(here.starts), len(own.starts)) == (1, 1)


async def test_r3_63_a_named_program_that_is_missing_fails_the_task_in_words(house_with, fake, tmp_path):
    """Also where nobody has said which agents the worker offers."""
    given = {"agents": "", "claude_bin": "/no/such/claude"}
    async with house_with(given=given) as house:
        broken = await house.add(fake(WORKS), agent_command="")
        works = await house.add(fake(WORKS))
        assert (await house.until(works)).status is TaskStatus.REVIEW
        [run] = await house.admin.task_runs(broken.id)
        assert run.reason is Reason.SETUP_FAILED
        assert "/no/such/claude" in run.message


async def test_a_place_that_is_no_repository_fails_in_words(house, fake, tmp_path):
    """R3.11: the agent is not started, the reason says it, and no workspace of it is kept."""
    place = tmp_path / "plain"
    place.mkdir()
    double = fake(WORKS)
    project = await house.admin.add_project("plain", repository=str(place))
    task = await house.admin.add_task(project.id, "Paint", settings=double.settings(), enqueue=True)
    task = await house.until(task)
    [run] = await house.admin.task_runs(task.id)
    assert (task.status, run.reason) == (TaskStatus.FAILED, Reason.GIT_FAILED)
    assert "not a git repository" in run.message
    assert double.starts == []
    assert task.id not in {one.task for one in await house.admin.workspaces()}


async def test_a_missing_program_leaves_the_slot_free(house_with, fake):
    """R3.63: the task fails with that reason, and the only slot does the next one."""
    async with house_with(slots=1) as house:
        broken = await house.add(fake(WORKS), agent_command="/no/such/claude")
        works = await house.add(fake(WORKS))
        assert (await house.until(works)).status is TaskStatus.REVIEW
        [run] = await house.admin.task_runs(broken.id)
        assert run.reason is Reason.SETUP_FAILED
        assert "/no/such/claude" in run.message


async def test_a_reset_begins_anew_and_keeps_the_history(house, fake):
    """R3.23: refused while it runs; then the row is at the start, the runs are kept, and the next run sees nothing."""
    double = fake(
        BUSY, FAILS, FAILS, "prompt(); init(); edit('list.txt', ' '.join(sorted(os.listdir()))); result()"
    )
    task = await house.add(double)
    await double.reached("busy")
    with pytest.raises(IllegalMove):
        await house.admin.reset(task.id)
    await house.admin.cancel(task.id)
    await house.until(task, TaskStatus.CANCELLED)
    await house.admin.enqueue(task.id)
    await house.until(task, TaskStatus.FAILED)
    runs = await house.admin.task_runs(task.id)
    back = await house.admin.reset(task.id)
    assert (back.status, back.branch, back.head_commit) == (TaskStatus.BACKLOG, None, None)
    assert await house.admin.task_runs(task.id) == runs
    await house.admin.enqueue(task.id)
    task = await house.until(task, TaskStatus.REVIEW)
    assert "door.txt" not in await house.shows(task.branch, "list.txt")
    assert (await house.admin.task_runs(task.id))[: len(runs)] == runs
