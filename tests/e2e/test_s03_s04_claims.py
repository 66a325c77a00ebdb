"""S-03, S-04: whoever claims at the same moment, each task is executed once, and nobody is told an error."""

from collections import Counter

import anyio
import pytest

from taskyard.domain.task import TaskStatus
from taskyard.domain.worker import Offer
from taskyard.service import wait
from taskyard.service.claim import Bid
from taskyard.service.yard import SYSTEM

pytestmark = pytest.mark.anyio
OFFER = Offer(agents=("scripted",))


async def test_s03_fifty_claim_one_task_over_http_and_in_the_process(board, caplog):
    await board.admin.add_project("house")
    hand = await board.hand()
    for round_ in range(3):
        task = await board.admin.add_task("house", f"the one {round_}", enqueue=True)
        got = []

        async def over_http(name, got=got):
            got.append(await board.worker.claim(hand, name, OFFER, wait=0))

        async def in_process(name, got=got):
            got.append(await wait.claim(board.yard, SYSTEM, Bid(worker=hand, key=name, offer=OFFER)))

        async with anyio.create_task_group() as group:
            for number in range(25):
                group.start_soon(over_http, f"http {round_} {number}")
                group.start_soon(in_process, f"here {round_} {number}")
        assert len(got) == 50
        (claim,) = [one for one in got if one is not None]
        assert claim.task.id == task.id
    assert [record for record in caplog.records if record.levelname in {"ERROR", "CRITICAL"}] == []


async def test_s04_ten_workers_drain_two_hundred_tasks_of_five_lists(board):
    lists = [(await board.admin.add_project(f"list{number}")).id for number in range(5)]
    tasks = {}
    for number in range(200):
        task = await board.admin.add_task(lists[number % 5], f"t{number}", enqueue=True)
        tasks[task.id] = task.project
    done = []

    async def work(name):
        hand = await board.hand(name)
        while (claim := await board.claim(hand)) is not None:
            await board.begin(claim)
            await board.complete(claim)
            done.append((claim.task.id, claim.project.id))

    async with anyio.create_task_group() as group:
        for number in range(10):
            group.start_soon(work, f"w{number}")
    assert dict(done) == tasks
    assert max(Counter(task for task, _ in done).values()) == 1
    page = await board.admin.tasks(status=TaskStatus.REVIEW, limit=200)
    assert len(page.items) == 200
    assert {task.runs for task in page.items} == {1}


async def test_s04_every_agent_has_the_id_of_its_own_list(house, fake):
    """S-04: `CLAUDE_CODE_TASK_LIST_ID` in every agent's environment, with tasks of five lists at work at once."""
    play = "prompt(); init(); result()"
    lists = [await house.admin.add_project(f"s04-{number}") for number in range(5)]
    added = []
    for number in range(10):
        double, project = fake(play), lists[number % 5]
        task = await house.admin.add_task(project.id, f"t{number}", settings=double.settings(), enqueue=True)
        added.append((task, double, project.id))
    for task, double, project in added:
        await house.until(task)
        assert [start.env["CLAUDE_CODE_TASK_LIST_ID"] for start in double.starts] == [project]


async def test_r4_68_three_workers_get_three_tasks(board):
    await board.admin.add_project("house")
    hands = [await board.hand(f"w{number}") for number in range(3)]
    for round_ in range(10):
        for number in range(3):
            await board.admin.add_task("house", f"{round_} {number}", enqueue=True)
        got = []

        async def claim(hand, got=got):
            got.append(await board.claim(hand))

        async with anyio.create_task_group() as group:
            for hand in hands:
                group.start_soon(claim, hand)
        assert len({one.run.id for one in got}) == 3
        for one in got:
            await board.complete(one)
