"""kill -9 of the server at each request of the walk, before its handler and behind its commit: nothing is lost."""

import json
from dataclasses import dataclass

import anyio
import pytest

from taskyard.domain.chat import MessageState
from taskyard.domain.entry import EntryKind, checksum, encode
from taskyard.domain.task import TaskStatus
from taskyard.testing.checkout import fingerprint

pytestmark = [pytest.mark.anyio, pytest.mark.fault]

STEPS = [
    {"say": "begin"},
    {"ask": "Which colour?", "choices": ["red", "blue"]},
    {"edit": "colour.txt", "content": "{answer}\n"},
    {"say": "painted {answer}"},
]
SETTINGS = {"agent": "scripted", "checks": ["git --version"], "retry_delay": 0.5, "kill_grace": 0.5}
COMMENT = "And be quick."


@dataclass(frozen=True)
class Point:
    """A kind of request, and the moment of the walk (or the worker's step) from which on one of them kills."""

    name: str
    method: str
    path: str = ""
    said: str = ""
    answered: str = ""
    armed: str = "start"
    whens: tuple = ("before", "after")
    late: bool = False  # the worker comes only when there is something to claim
    fails: bool = False  # the first run and its resume fail, and it is tried again after a while


POINTS = [
    Point("create", "POST", "/tasks"),
    Point("enqueue", "POST", "/tasks/*/enqueue"),
    Point("run now", "POST", "/tasks/*/run-now"),
    Point("follow", "GET", "/events/stream"),
    Point("register", "POST", "/workers"),
    Point("heartbeat", "POST", "/workers/*/heartbeat"),
    Point("claim", "POST", "/queue/claim", answered='"kind":"work"', armed="queued", late=True),
    Point("first renewal", "POST", "/queue/renew"),
    Point("status", "POST", "/runs/*/status"),
    Point("transcript", "POST", "/runs/*/entries"),
    Point("ask", "POST", "/runs/*/ask"),
    Point("message", "POST", "/tasks/*/messages"),
    Point("answer", "POST", "/messages/*/answer"),
    Point("listen", "POST", "/runs/*/orders", whens=("before",)),
    Point("hear", "POST", "/runs/*/orders", answered='"messages":[{', armed="asked", whens=("after",)),
    Point("answer delivered", "POST", "/runs/*/delivered"),
    Point("message delivered", "POST", "/runs/*/delivered", armed="answered"),
    Point("checking", "POST", "/runs/*/status", said='"status":"checking"'),
    Point("hand-over", "POST", "/queue/renew", armed="checked"),
    Point("complete", "POST", "/queue/complete"),
    Point("approve", "POST", "/tasks/*/approve"),
    Point("merge claim", "POST", "/queue/claim", answered='"kind":"merge"', armed="approved", late=True),
    Point("merge renewal", "POST", "/queue/renew", armed="merging"),
    Point("merge transcript", "POST", "/runs/*/entries", armed="merging"),
    Point("merge complete", "POST", "/queue/complete", armed="merged"),
    Point("fail", "POST", "/queue/fail", fails=True),
    Point("upkeep", "UPKEEP", armed="requeued", fails=True),
]


@pytest.fixture(scope="module")
def anyio_backend():
    """The nursery outlives a test."""
    return "asyncio"


@pytest.mark.parametrize("point", POINTS, ids=lambda point: point.name)
async def test_a_server_killed_before_and_after_any_request_changes_nothing_in_the_end(
    point, build, repo, until, proven
):
    before = await fingerprint(repo)
    blow = {name: getattr(point, name) for name in ("method", "path", "said", "answered", "whens")}
    house = build(blow, point.armed)
    async with house.stands(), house.client() as client, anyio.create_task_group() as group:
        followed = []

        async def follow():
            async for event in client.events():
                followed.append(event)  # noqa: PERF401 - it never ends

        group.start_soon(follow)
        task = await walk(house, client, repo, until, point)
        assert house.fired == list(point.whens), point.name
        await until(lambda: house.lives == 1 + len(point.whens))
        await proven(client, repo, task, before)
        await told_in_order(client, task, house)
        await heard_once(client, task)
        events = await every_event(client)
        await until(lambda: len(followed) >= len(events))
        assert followed[: len(events)] == events, "who follows misses nothing and sees nothing twice"
        as_if_nothing_had_happened(events, task, point)
        group.cancel_scope.cancel()


async def walk(house, client, repo, until, point):
    """A task's whole life, by a person who asks, answers, comments and approves."""
    scenario = {"steps": STEPS} | (
        {"on_run": {run: {"steps": [{"fail": "no paint"}]} for run in "12"}} if point.fails else {}
    )
    settings = SETTINGS | {"agent_options": {"scenario": json.dumps(scenario)}}
    project = await client.add_project("house", repository=str(repo.path), settings=settings)

    async def look(ready):
        async def found():
            task = await client.task(made.id)
            assert task.status not in {TaskStatus.FAILED, TaskStatus.CANCELLED}, task.note
            return task if ready(task) else None

        return await until(found)

    async def queue():
        made = await client.add_task(project.name, "Paint it")
        await (client.run_now if point.name == "run now" else client.enqueue)(made.id)
        await house.reach("queued")
        return made

    if point.late:
        made = await queue()
    async with house.worker():
        if not point.late:
            made = await queue()
        if point.fails:
            await look(lambda task: task.status is TaskStatus.QUEUED and task.not_before)
            await house.reach("requeued")
        await look(lambda task: task.open_questions)
        [question] = [each for each in await client.task_messages(made.id) if each.state is MessageState.OPEN]
        await client.post_message(made.id, COMMENT)
        await client.answer(question.id, "blue")
        task = await look(lambda task: task.status is TaskStatus.REVIEW)
        if not point.late:
            await client.approve(made.id, head_commit=task.head_commit)
            return await look(lambda task: task.status is TaskStatus.DONE)
    await client.approve(made.id, head_commit=task.head_commit)
    await house.reach("approved")
    async with house.worker():
        return await look(lambda task: task.status is TaskStatus.DONE)


async def told_in_order(client, task, house):
    """Every transcript is exactly what its worker counted before it sent the end."""
    for run in await client.task_runs(task.id):
        entries = await client.transcript(run.id, 0, 200)
        size = sum(len(encode(entry.body).encode()) for entry in entries)
        assert (len(entries), size, checksum(entries)) == house.counted[run.id]
        assert not run.incomplete


async def heard_once(client, task):
    """The question was asked once, its answer and the comment each reached the agent once."""
    messages = await client.task_messages(task.id)
    assert [(each.text, each.answer) for each in messages] == [("Which colour?", "blue"), (COMMENT, None)]
    assert all(each.delivered_at for each in messages)
    worked = [run for run in await client.task_runs(task.id) if run.kind.value == "work"][-1]
    entries = await client.transcript(worked.id, 0, 200)
    texts = [entry.body.get("text", "") for entry in entries if entry.kind is EntryKind.TEXT]
    assert texts.count("painted blue") == 1
    assert sum(entry.kind is EntryKind.QUESTION for entry in entries) == 1
    prompts = [entry.body["text"] for entry in entries if entry.kind is EntryKind.PROMPT]
    assert sum(COMMENT in prompt for prompt in prompts) == 1


async def every_event(client):
    found = []
    while page := await client.event_page(found[-1].seq if found else 0):
        found += page
    assert [event.seq for event in found] == list(range(1, len(found) + 1)), "gapless"
    return found


def as_if_nothing_had_happened(events, task, point):
    own = [event for event in events if event.task == task.id]
    live = None
    for event in own:
        if event.kind == "run.claimed":
            assert live is None, "two runs of one task at once"
            live = event.run
        elif event.kind == "run.ended":
            assert event.run == live
            live = None
    kinds = [event.kind for event in own]
    runs = 4 if point.fails else 2
    once = ("task.created", "message.answered", "review.given", "task.review", "task.merging", "task.done")
    wanted = dict.fromkeys(once, 1) | dict.fromkeys(("run.queued", "run.claimed", "run.ended"), runs)
    wanted |= {"message.posted": 2, "run.released": 0, "task.failed": 0}
    assert {kind: kinds.count(kind) for kind in wanted} == wanted
    told = [each for event in own if event.kind == "message.delivered" for each in event.body["messages"]]
    assert len(told) == len(set(told)) == 2
