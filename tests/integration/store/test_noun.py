"""Rows of every noun: what goes in comes out, and conditional changes happen once."""

from dataclasses import replace
from datetime import timedelta

import anyio
import pytest

from taskyard.domain.account import Guest, Key, Scope
from taskyard.domain.chat import Message, MessageKind, MessageState
from taskyard.domain.error import Invalid
from taskyard.domain.project import DependsOn
from taskyard.domain.review import Remark, Review, Verdict
from taskyard.domain.run import Evidence, FileStat, Outcome, Reason, RunStatus, Usage
from taskyard.domain.task import Priority, TaskStatus
from taskyard.domain.worker import Offer, Worker, WorkerStatus
from taskyard.store import account, chat, idempotency, project, queue, review, run, task, worker

pytestmark = pytest.mark.anyio
ORG = "default"


async def test_project(database, build):
    made = await database.change(
        lambda tx: build.project(tx, name="b", settings={"agent": "x", "checks": ["y"]})
    )
    other = await database.change(lambda tx: build.project(tx, name="a"))
    assert await database.read(lambda tx: project.get(tx, ORG, made.id)) == made
    assert await database.read(lambda tx: project.get(tx, "stranger", made.id)) is None
    assert await database.read(lambda tx: project.by_name(tx, ORG, "b")) == made
    assert await database.read(lambda tx: project.all(tx, ORG)) == [other, made]
    changed = replace(made, paused=True, repository="/r")
    await database.change(lambda tx: project.save(tx, changed))
    await database.change(lambda tx: project.remove(tx, ORG, other.id))
    assert await database.read(lambda tx: project.all(tx, ORG)) == [changed]


async def test_task_comes_back_as_it_was(database, build, clock):
    def work(tx):
        first = build.task(tx)
        return build.task(
            tx, project=first.project, title="ünïcode 🙂", labels=("a", 'b"'), settings={"agent": "z"},
            depends_on=(first.id,), not_before=clock.now(), priority=Priority.URGENT, description="long",
        )  # fmt: skip

    made = await database.change(work)
    assert await database.read(lambda tx: task.get(tx, ORG, made.id)) == made
    assert await database.read(lambda tx: task.by_number(tx, ORG, made.number)) == made
    assert await database.read(lambda tx: task.get(tx, "stranger", made.id)) is None
    board = await database.read(lambda tx: task.board(tx, ORG, made.project))
    assert board[-1] == replace(made, description="")


async def test_numbers_have_no_gap_and_none_twice(database):
    got = []

    async def one():
        got.append(await database.change(lambda tx: task.next_number(tx, ORG)))

    async with anyio.create_task_group() as group:
        for _ in range(20):
            group.start_soon(one)
    assert sorted(got) == list(range(1, 21))


async def test_only_one_of_two_saves_from_the_same_state(database, build):
    made = await database.change(build.task)
    won = []

    async def one(status):
        said = replace(made, status=status)
        if await database.change(lambda tx: task.save(tx, said, TaskStatus.BACKLOG)):
            won.append(status)

    async with anyio.create_task_group() as group:
        group.start_soon(one, TaskStatus.QUEUED)
        group.start_soon(one, TaskStatus.CANCELLED)
    assert len(won) == 1
    assert (await database.read(lambda tx: task.get(tx, ORG, made.id))).status is won[0]


async def test_pages_cover_everything_once_in_order(database, build):
    def work(tx):
        home = build.project(tx).id
        marks = ["a0", "Z1", "a0", "b", "A9", "a0V", "a"]  # bytes decide; equal ones go by id
        return [build.task(tx, project=home, position=mark) for mark in marks]

    made = await database.change(work)
    seen, cursor = [], None
    while True:
        page, cursor = await database.read(lambda tx, at=cursor: task.page(tx, ORG, cursor=at, limit=2))
        seen += page
        if cursor is None:
            break
    assert seen == sorted(made, key=lambda one: (one.position.encode(), one.id))
    assert await database.read(lambda tx: task.last_position(tx, ORG)) == "b"
    with pytest.raises(Invalid):
        await database.read(lambda tx: task.page(tx, ORG, cursor="rubbish"))


async def test_filters_of_a_page(database, build):
    def work(tx):
        home = build.project(tx).id
        return (
            build.task(tx, project=home, title="100% of_it", labels=("bug",)),
            build.task(tx, project=home, title="1000 off it", labels=("bugs",), status=TaskStatus.DONE),
            build.task(tx, description="NEEDLE here"),
        )

    percent, done, needle = await database.change(work)

    async def page(**by):
        return (await database.read(lambda tx: task.page(tx, ORG, **by)))[0]

    assert await page(text="0% of_") == [percent]
    assert await page(text="needle") == [needle]
    assert await page(label="bug") == [percent]
    assert await page(status="done") == [done]
    assert await page(project=needle.project) == [needle]


async def test_what_waits_for_what(database, build):
    def work(tx):
        first = build.task(tx)
        second = build.task(tx, project=first.project, depends_on=(first.id,))
        return first, second, build.task(tx, project=first.project, depends_on=(second.id, first.id))

    first, second, third = await database.change(work)

    def look(tx):
        return (
            {one.id for one in task.dependents(tx, first.id)},
            [one.id for one in task.unmet_dependencies(tx, third, DependsOn.DONE)],
            task.reaches(tx, third.id, first.id),
            task.reaches(tx, first.id, third.id),
        )

    assert await database.read(look) == ({second.id, third.id}, [first.id, second.id], True, False)
    done = replace(first, status=TaskStatus.DONE)
    await database.change(lambda tx: task.save(tx, done, TaskStatus.BACKLOG))

    def unmet(rule):
        return lambda tx: [one.id for one in task.unmet_dependencies(tx, third, rule)]

    assert await database.read(unmet(DependsOn.DONE)) == [second.id]
    assert await database.read(unmet(DependsOn.MERGED)) == [first.id, second.id]


async def test_a_removed_task_takes_its_rows_along(database, build):
    made = await database.change(build.run)
    await database.change(lambda tx: task.remove(tx, ORG, made.task))
    assert await database.read(lambda tx: (run.get(tx, ORG, made.id), run.patch(tx, made.id))) == (None, "")


async def test_run_and_its_outcome(database, build, clock):
    made = await database.change(lambda tx: build.run(tx, settings={"agent": "x"}, prompt_extra="more"))
    assert await database.read(lambda tx: run.get(tx, ORG, made.id)) == made
    assert await database.read(lambda tx: run.open_of_task(tx, made.task)) == made
    pool = await database.read(lambda tx: run.pool(tx, made.id))
    got = await database.change(
        lambda tx: queue.take(tx, pools=[pool], worker="w", claim_key="k", lease_seconds=9)
    )
    await database.change(
        lambda tx: run.set_status(tx, made.id, 1, RunStatus.RUNNING, session="s", tier="none", branch="b")
    )
    clock.advance(5)
    await database.change(lambda tx: run.set_status(tx, made.id, 1, RunStatus.WAITING))
    await database.change(lambda tx: run.set_status(tx, made.id, 1, RunStatus.RUNNING))
    running = await database.read(lambda tx: run.get(tx, ORG, made.id))
    assert running.started_at == got.claimed_at  # the first time, not the last
    assert await database.read(lambda tx: run.live(tx, ORG)) == [running]
    outcome = Outcome(
        status=RunStatus.FAILED, reason=Reason.CHECKS_FAILED, message="m", summary="sum", head_commit="c",
        stat=(FileStat(path="f", added=1, removed=None),), patch="diff", usage=Usage(tokens_in=3, cost_usd=0.5),
        evidence=(Evidence(command="t", exit_code=1, seconds=0.5, tree="t", tail="x", passed=False),),
    )  # fmt: skip

    def end(tx):
        return run.save_outcome(tx, made.id, 1, outcome, tx.now)

    assert [await database.change(end), await database.change(end)] == [True, False]
    ended = await database.read(lambda tx: run.get(tx, ORG, made.id))
    for name in ("status", "reason", "message", "summary", "head_commit", "stat", "usage", "evidence"):
        assert getattr(ended, name) == getattr(outcome, name), name
    assert (ended.branch, ended.session, ended.ended_at, ended.incomplete) == ("b", "s", clock.now(), False)
    assert await database.read(lambda tx: run.patch(tx, made.id)) == "diff"
    assert await database.read(lambda tx: run.open_of_task(tx, made.task)) is None
    assert await database.read(lambda tx: run.of_task(tx, made.task)) == [ended]


async def test_cancel_is_asked_of_live_runs_only(database, build):
    made = await database.change(build.run)
    assert not await database.change(lambda tx: run.request_cancel(tx, made.id))
    assert await database.change(lambda tx: run.cancel_queued(tx, made.id))
    assert not await database.change(lambda tx: run.cancel_queued(tx, made.id))


@pytest.fixture
def say(build, clock):
    def make(of, kind=MessageKind.QUESTION, state=MessageState.OPEN, **given):
        return Message(
            id=build.id(), org=ORG, project=of.project, task=of.task, run=of.id, kind=kind, state=state,
            text="?", author="agent", at=clock.now(), **given,
        )  # fmt: skip

    return make


async def test_the_first_answer_wins_and_is_delivered_once(database, build, say, clock):
    made = await database.change(build.run)
    asked = say(made, choices=("y", "n"))
    await database.change(lambda tx: chat.add(tx, asked))
    assert await database.read(lambda tx: chat.open(tx, ORG)) == [asked]
    won = []

    async def one(by):
        if await database.change(lambda tx: chat.answer(tx, asked.id, "y", by, tx.now)):
            won.append(by)

    async with anyio.create_task_group() as group:
        for by in ("ann", "bob", "cat"):
            group.start_soon(one, by)
    assert len(won) == 1
    [waiting] = await database.read(lambda tx: chat.undelivered(tx, made.id))
    assert (waiting.answer, waiting.answered_by, waiting.state) == ("y", won[0], MessageState.ANSWERED)
    await database.change(lambda tx: chat.delivered(tx, [asked.id], "another run", tx.now))
    assert await database.read(lambda tx: chat.undelivered(tx, made.id)) == [waiting]
    await database.change(lambda tx: chat.delivered(tx, [asked.id], made.id, tx.now))
    assert await database.read(lambda tx: chat.undelivered(tx, made.id)) == []
    seen = await database.read(lambda tx: chat.get(tx, ORG, asked.id))
    assert seen == replace(waiting, delivered_at=clock.now())
    assert await database.read(lambda tx: chat.of_task(tx, made.task)) == [seen]


async def test_questions_of_an_ended_run_expire(database, build, say):
    made = await database.change(build.run)
    await database.change(
        lambda tx: [
            chat.add(tx, say(made)),
            chat.add(tx, say(made, MessageKind.COMMENT, MessageState.POSTED)),
        ]
    )
    assert await database.change(lambda tx: chat.expire_of_run(tx, made.id)) == 1
    assert await database.read(lambda tx: chat.open(tx, ORG)) == []
    assert not await database.change(
        lambda tx: chat.answer(tx, chat.of_task(tx, made.task)[0].id, "late", "ann", tx.now)
    )


async def test_reviews(database, build, clock):
    made = await database.change(build.task)

    def one(after):
        return Review(
            id=build.id(), org=ORG, task=made.id, run=None, head_commit="c", verdict=Verdict.APPROVE,
            remarks=(Remark(path="f", line=None, text="t"),), author="ann", at=clock.now() + timedelta(seconds=after),
        )  # fmt: skip

    first, second = one(0), one(1)
    await database.change(lambda tx: [review.add(tx, second), review.add(tx, first)])
    assert await database.read(lambda tx: review.of_task(tx, made.id)) == [first, second]


async def test_workers(database, build, clock):
    made = Worker(
        id=build.id(), org=ORG, name="w", status=WorkerStatus.IDLE, offer=Offer(agents=("a",), override=True),
        registered_at=clock.now(), heartbeat_at=clock.now(),
    )  # fmt: skip
    drained = replace(made, drain=True)
    await database.change(lambda tx: [worker.save(tx, made), worker.save(tx, drained)])
    clock.advance(9)

    def beat(tx):
        return worker.heartbeat(tx, made.id, status=WorkerStatus.BUSY, runs=("r",), note="n", at=tx.now)

    assert await database.change(beat)
    wanted = replace(drained, status=WorkerStatus.BUSY, runs=("r",), note="n", heartbeat_at=clock.now())
    assert await database.read(lambda tx: worker.by_name(tx, ORG, "w")) == wanted
    assert await database.read(lambda tx: worker.all(tx, ORG)) == [wanted]
    await database.change(lambda tx: worker.save(tx, replace(wanted, status=WorkerStatus.GONE)))
    assert not await database.change(beat)
    assert await database.read(lambda tx: worker.by_name(tx, ORG, "w")) is None


async def test_keys_codes_and_browsers(database, clock):
    made = Key(id="k", org=ORG, name="n", scope=Scope.WORKER, hash="h", created_at=clock.now())
    soon = clock.now() + timedelta(seconds=60)
    guest = Guest(org=ORG, name="browser", scope=Scope.VIEWER)
    await database.change(
        lambda tx: [
            account.add_key(tx, made),
            account.add_code(tx, "c", soon, guest),
            account.add_browser(tx, "b", soon, guest),
            account.add_browser(tx, "k", soon, replace(guest, key="k")),
        ]
    )
    assert await database.read(lambda tx: account.get_key(tx, "k")) == made
    assert await database.read(lambda tx: account.get_browser(tx, "k")) == replace(guest, key="k")
    await database.change(lambda tx: [account.touch(tx, "k", tx.now), account.revoke(tx, "k", tx.now)])
    revoked = replace(made, revoked_at=clock.now(), last_used_at=clock.now())
    assert await database.read(lambda tx: account.keys(tx, ORG)) == [revoked]
    used = [await database.change(lambda tx: account.use_code(tx, "c")) for _ in range(2)]
    assert used == [guest, None]
    assert await database.read(lambda tx: account.get_browser(tx, "k")) is None
    assert await database.read(lambda tx: account.get_browser(tx, "b")) == guest
    await database.change(lambda tx: account.add_code(tx, "old", soon, guest))
    clock.advance(61)
    assert not await database.change(lambda tx: account.use_code(tx, "old"))
    assert not await database.read(lambda tx: account.get_browser(tx, "b"))


async def test_first_answers_are_kept_and_forgotten(database, clock):
    await database.change(lambda tx: idempotency.remember(tx, ORG, "k", "f", 201, "{}"))
    assert await database.read(lambda tx: idempotency.find(tx, ORG, "k")) == ("f", 201, "{}")
    assert await database.read(lambda tx: idempotency.find(tx, "other", "k")) is None
    clock.advance(10)
    assert await database.change(lambda tx: idempotency.forget(tx, tx.now)) == 1
    assert await database.read(lambda tx: idempotency.find(tx, ORG, "k")) is None
