"""The queue: its four verbs, its policy of trying again, and its file, which a kill between any two bytes does not hurt."""

import resource
import signal

import anyio
import pytest

from taskyard.domain.error import Conflict, Invalid
from taskyard.library.queue import create_task_queue
from taskyard.library.task import Aborted, Artifact, Task

pytestmark = pytest.mark.anyio


def texts(tasks):
    return [task.description for task in tasks]


async def test_its_four_verbs():
    """R2.25, R2.26"""
    queue = create_task_queue(["a"])
    queue.add_tasks(["b", Task(description="c")])
    assert (texts(queue.waiting), queue.current, queue.acknowledged) == (["a", "b", "c"], None, ())
    assert (await queue.pull_task()).description == "a"
    assert (queue.get_remaining_count(), queue.current.description) == (2, "a")
    await queue.ack_task(Artifact(branch="7"))
    [done] = queue.acknowledged
    assert (done.task.description, done.success, done.branch, queue.current) == ("a", True, "7", None)


async def test_a_pull_before_the_acknowledgement_is_an_error():
    """R2.8; and so is an acknowledgement of nothing."""
    queue = create_task_queue(["a", "b"])
    with pytest.raises(Conflict, match="no task"):
        await queue.ack_task(None)
    await queue.pull_task()
    with pytest.raises(Conflict, match="not acknowledged"):
        await queue.pull_task()
    assert queue.current.description == "a"


@pytest.mark.parametrize(("front", "order"), [(True, "aaabb"), (False, "ababa")])
async def test_three_tries_at_the_front(front, order):
    """R2.46, S-46: two more tries, then it has failed for good, and the others still run."""
    queue = create_task_queue(["a", "b"], retries=2, front=front)
    queue.close()
    seen = []
    while isinstance(task := await queue.pull_task(), Task):
        seen.append(task.description)
        fine = task.description == "b" and seen.count("b") == 2
        await queue.ack_task(Artifact(branch="b") if fine else None)
    assert "".join(seen) == order
    last = [one for one in queue.acknowledged if one.final]
    assert sorted((one.task.description, one.success, one.attempt) for one in last) == [
        ("a", False, 3),
        ("b", True, 2),
    ]


async def test_a_task_says_something_and_policies_are_sane():
    """R2.7"""
    with pytest.raises(Invalid):
        create_task_queue([""])
    with pytest.raises(Invalid, match="retries"):
        create_task_queue(retries=-1)


async def test_a_pull_waits_for_a_task_or_the_end():
    """R2.7"""
    queue, got = create_task_queue(), []

    async def pull():
        while isinstance(task := await queue.pull_task(), Task):
            got.append(task.description)
            await queue.ack_task(Artifact(branch="1"))
        got.append(task)

    with anyio.fail_after(20):
        async with anyio.create_task_group() as group:
            group.start_soon(pull)
            await anyio.wait_all_tasks_blocked()
            queue.add_tasks(["a"])
            await anyio.wait_all_tasks_blocked()
            queue.close()
    assert got == ["a", Aborted()]


async def test_what_was_put_back_is_next_and_no_try_is_counted():
    queue = create_task_queue(["a", "b"], retries=0)
    await queue.pull_task()
    queue.put_back()
    queue.put_back()
    assert texts(queue.waiting) == ["a", "b"]
    await queue.pull_task()
    await queue.ack_task(None)
    assert [(one.attempt, one.final) for one in queue.acknowledged] == [(1, True)]


async def worked(file, told):
    """A queue's life, each act noted in `told` after it was done."""
    queue = create_task_queue(["a", "b", "日本"], file=file)
    told.append((file.stat().st_size, {"a", "b", "日本"}, set()))
    for branch in [None, "1", "2"]:
        await queue.pull_task()
        told.append((file.stat().st_size, *told[-1][1:]))
        task = queue.current.description
        await queue.ack_task(Artifact(branch=branch) if branch else None)
        todo, done = told[-1][1:]
        told.append(
            (file.stat().st_size, todo - ({task} if branch else set()), done | ({task} if branch else set()))
        )
    queue.release()


async def test_a_kill_at_any_byte_loses_nothing(tmp_path):
    """R2.27: whatever was told before the kill is there again; no task is lost, none comes again after success."""
    file, told = tmp_path / "queue", []
    await worked(file, told)
    whole = file.read_bytes()
    for size in range(told[0][0], len(whole) + 1):
        copy = tmp_path / "copies" / str(size)
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(whole[:size])
        queue = create_task_queue(file=copy)
        todo, done = next((todo, done) for at, todo, done in reversed(told) if at <= size)
        succeeded = {one.task.description for one in queue.acknowledged if one.success}
        waiting = set(texts(queue.waiting))
        assert queue.current is None
        assert (waiting, succeeded) in [(todo, done), *((t, d) for at, t, d in told if at == size)]
        assert waiting | succeeded == {"a", "b", "日本"}
        queue.release()


async def test_it_goes_on_where_it_was(tmp_path):
    file = tmp_path / "queue"
    first = create_task_queue(["a", "b"], file=file)
    await first.pull_task()
    await first.ack_task(None)
    await first.pull_task()
    with pytest.raises(Conflict, match="in use"):
        create_task_queue(file=file)
    first.release()
    second = create_task_queue(["c"], file=file)
    assert texts(second.waiting) == ["a", "b", "c"]
    for _ in range(2):
        await second.pull_task()
        await second.ack_task(None)
    assert [(one.attempt, one.final) for one in second.acknowledged] == [(1, False), (2, False), (3, True)]
    second.release()
    third = create_task_queue(file=file)
    assert (texts(third.waiting), len(third.acknowledged)) == (["b", "c"], 3)
    third.release()


@pytest.mark.parametrize(
    "text", ["buy milk\n", "7\n", "{}\n", '{"act":"pull"}\n', '{"act":"ack","branch":null}\n']
)
async def test_a_file_that_is_no_journal_is_refused_and_left_alone(text, tmp_path):
    file = tmp_path / "notes.txt"
    file.write_text(text)
    for _ in range(2):
        with pytest.raises(Invalid, match="not the journal"):
            create_task_queue(file=file)
    assert file.read_text() == text


async def test_a_full_disk_leaves_a_file_that_can_be_read(tmp_path):
    """What could not be written was not done, and the line before it is still whole."""
    file = tmp_path / "queue"
    queue = create_task_queue(["a"], file=file)
    before = file.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 10, hard))
    try:
        with pytest.raises(OSError, match=r"part of a line|too large"):
            await queue.pull_task()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, old)
    assert (file.read_bytes(), queue.current, texts(queue.waiting)) == (before, None, ["a"])
    assert (await queue.pull_task()).description == "a"
    queue.release()
