"""What a run at work is told at once: a cancel, a word of a person; never the same thing twice."""

import anyio
import pytest

pytestmark = pytest.mark.anyio


async def _listening(play, claim):
    """Until somebody waits for orders of that run."""
    ears = play.server.yard.bus._ears
    with anyio.fail_after(10):
        while ("orders", claim["run"]["id"]) not in ears:
            await anyio.lowlevel.checkpoint()


async def _begin(play):
    await play.project()
    task = await play.task()
    return task, await play.claim(await play.worker())


async def _ask(play, claim, known=(), wait=30):
    return await play.server.worker.post(
        f"/runs/{claim['run']['id']}/orders",
        json={"fence": claim["fence"], "known": list(known)},
        params={"wait": wait},
    )


async def _while_listening(play, claim, act, known=()):
    answers = []

    async def listen():
        answers.append(await _ask(play, claim, known))

    with anyio.fail_after(4):  # well below the backstop
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(listen)
            await _listening(play, claim)
            await act()
    return answers[0]


async def test_a_cancel_is_told_at_once(play):
    task, claim = await _begin(play)
    answer = await _while_listening(play, claim, lambda: play.act(task, "cancel"))
    assert answer.json()["cancel"] is True


async def test_a_message_is_told_once(play):
    task, claim = await _begin(play)

    async def say():
        await play.server.operator.post(f"/tasks/{task['id']}/messages", json={"text": "make it blue"})

    [message] = (await _while_listening(play, claim, say)).json()["messages"]
    assert message["text"] == "make it blue"
    again = await _while_listening(play, claim, lambda: play.act(task, "cancel"), [message["id"]])
    assert again.json()["cancel"] is True


async def test_nothing_new_is_said_after_the_wait(play):
    _, claim = await _begin(play)
    answer = await _ask(play, claim, wait=0)
    assert answer.status_code == 200
    assert answer.json()["cancel"] is False


async def test_a_stale_fence_is_refused(play):
    _, claim = await _begin(play)
    answer = await _ask(play, {**claim, "fence": claim["fence"] + 1}, wait=0)
    assert (answer.status_code, answer.json()["code"]) == (409, "lease_lost")


async def test_who_listens_is_told_when_the_run_is_no_longer_theirs(play):
    _, claim = await _begin(play)
    answer = await _while_listening(
        play, claim, lambda: play.end(claim, "fail", status="failed", reason="agent_error")
    )
    assert answer.status_code == 409
