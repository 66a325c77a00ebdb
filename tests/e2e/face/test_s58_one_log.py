"""S-58: the same scenario driven through REST, the command line, MCP and the hub leaves the same log of events."""

import json
import re

import anyio
import pytest

from taskyard.domain.run import Reason, RunStatus

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180)]
LONG = 60.0
ID = re.compile(r"\b[0-7][0-9a-hjkmnp-tv-z]{25}\b")
KEEP = ("kind", "actor", "body", "project", "task", "run", "worker")


async def play(face, hand):
    """Create, enqueue, question, answer, review, changes, again, approve, merged; and the other moves on a second."""
    first = await face.add("Paint the door")
    await face.do("enqueue", first)
    claim = await hand.begin()
    asked = await hand.client.ask(claim.run.id, claim.fence, "Which red?", ["dark", "bright"])
    await face.answer(asked.id, first, "bright")
    await hand.client.delivered(claim.run.id, claim.fence, [asked.id])
    await hand.end(claim, branch="taskyard/x", head_commit="a" * 40, session="s")
    await face.do("request_changes", first, "Brighter.")
    await hand.works("b")
    await face.do("approve", first, "Good.", "b" * 40)
    await hand.end(await hand.begin("merge"), merged_commit="c" * 40)

    second = await face.add("Paint the fence")
    await face.do("run_now", second)
    await face.do("cancel", second)
    await face.do("reset", second)
    await face.do("enqueue", second)
    await hand.end(await hand.begin(), status=RunStatus.FAILED, reason=Reason.AGENT_ERROR, message="no paint")
    await face.do("retry", second)
    await hand.works("d")
    await face.do("continue", second, "The back as well.")
    claim = await hand.begin()
    await face.do("cancel", second)
    await hand.end(claim, status=RunStatus.CANCELLED, reason=Reason.CANCELLED)
    return first, second


def plain(events):
    """Without moments and numbers; an id is the place where it is first met."""
    seen = {}

    def named(found):
        return f"id-{seen.setdefault(found[0], len(seen))}"

    kept = [{name: one[name] for name in KEEP} for one in events]
    return [json.loads(ID.sub(named, json.dumps(one))) for one in kept]


async def log_of(stage, folder, name):
    """The whole log, and how the tasks ended."""
    async with stage(folder, name) as stand:
        with anyio.fail_after(LONG):
            tasks = await play(stand.face, stand.hand)
        return plain(await stand.log()), [(await stand.client.task(one)).status for one in tasks]


@pytest.fixture(scope="module")
async def wanted(stage, tmp_path_factory):
    return await log_of(stage, tmp_path_factory.mktemp("s58") / "rest", "rest")


@pytest.mark.parametrize("face", ["typed", "tools", "hub"])
async def test_the_log_says_nothing_of_the_face(stage, face, wanted, tmp_path):
    log, ends = await log_of(stage, tmp_path / "face", face)
    there, _ = wanted
    assert [one["kind"] for one in log] == [one["kind"] for one in there]
    assert log == there
    assert ends == wanted[1] == ["done", "cancelled"]


async def test_the_log_has_the_whole_walk(wanted):
    kinds = {one["kind"] for one in wanted[0]}
    assert {
        "task.created", "task.queued", "task.running", "task.review", "task.merging", "task.done", "task.failed",
        "task.cancelled", "task.reset", "run.queued", "run.claimed", "run.status", "run.ended", "run.cancel_requested",
        "message.posted", "message.answered", "message.delivered", "review.given",
    } <= kinds  # fmt: skip
