"""The same three scenes with every program: it works, its model fails, it is stopped."""

import anyio
import pytest

from taskyard import process
from taskyard.domain.entry import EntryKind

LONG = 150  # seconds: opencode takes twenty to its first word, on an idle machine
pytestmark = [pytest.mark.anyio, pytest.mark.timeout(240)]


async def test_a_task_is_done_in_the_workspace(stand):
    said = await stand.once("task")
    assert (said[-1].kind, said[-1].body.get("ok")) == (EntryKind.RESULT, True), said[-1]
    assert (stand.work / "hello.txt").read_text() == "hello duck\n"
    results = [one.body["ok"] for one in said if one.kind is EntryKind.TOOL_RESULT]
    assert results == [True] * 3, said


async def test_a_refused_request_is_an_error(stand):
    said = await stand.once("e400")
    assert said[-1].kind is EntryKind.ERROR, said[-1]
    assert said[-1].body["reason"] in {"agent_auth", "agent_error"}, said[-1]


async def test_a_broken_model_is_an_error(stand):
    """Or it is asked for minutes: what can be seen then is that it is asked again, and that nothing is left."""
    said = []
    with anyio.fail_after(LONG):
        async with stand.open() as session, anyio.create_task_group() as group:

            async def ask():
                said.extend(await stand.turn(session, "e500"))
                group.cancel_scope.cancel()

            group.start_soon(ask)
            while not (stand.kind.patient and stand.asked("e500") > 1):  # noqa: ASYNC110 - the model counts
                await anyio.sleep(0.05)
            group.cancel_scope.cancel()
    assert not process.marked(stand.mark)
    assert stand.asked("e500")
    if not stand.kind.patient:
        assert said[-1].kind is EntryKind.ERROR, said[-1]
        assert said[-1].body["reason"] in {"agent_error", "rate_limited"}, said[-1]


async def test_leaving_in_mid_tool_leaves_no_process(stand):
    with anyio.fail_after(LONG):
        async with stand.open() as session, anyio.create_task_group() as group:
            group.start_soon(stand.turn, session, "wait")
            while not (stand.work / "waiting").exists():  # noqa: ASYNC110 - a tool tells of itself by a file only
                await anyio.sleep(0.05)
            assert len(process.marked(stand.mark)) > 1
            group.cancel_scope.cancel()
    assert not process.marked(stand.mark)


async def test_an_interrupt_ends_the_turn(stand):
    async def stop(session):
        while not (stand.work / "waiting").exists():  # noqa: ASYNC110 - as above
            await anyio.sleep(0.05)
        await session.interrupt()

    with anyio.fail_after(LONG):
        async with stand.open() as session, anyio.create_task_group() as group:
            group.start_soon(stop, session)
            said = await stand.turn(session, "wait")
    assert said[-1].kind is EntryKind.ERROR, said[-1]
    assert not process.marked(stand.mark)
