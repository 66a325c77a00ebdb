"""What an agent asks: answered by the project's rules where they say so, else brought to people."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any

import anyio

from taskyard.agent.protocol import Said, Session, ToolServer
from taskyard.domain import budget as budgets
from taskyard.domain.chat import GO_ON, STOP, Message, MessageKind, without_people
from taskyard.domain.entry import EntryKind, encode
from taskyard.domain.limit import COMMENT
from taskyard.domain.permission import Effect, decide
from taskyard.domain.project import OnNoAnswer
from taskyard.domain.run import Reason, RunStatus
from taskyard.worker.job import Job
from taskyard.worker.plain import plain
from taskyard.worker.timeout import RunTimeout

_SHA256 = re.compile(r"[0-9a-f]{64}")
ASK_AGAIN = 5.0  # seconds between looks for an answer, should nobody tell of it


# To ask a person whether the agent may ask a person would help nobody. The forms are those of Claude Code.
_OUR_TOOLS = frozenset(f"mcp__{ToolServer.name}__{tool}" for tool in ToolServer.tools)


async def ask(job: Job, session: Session, said: Said, timeout: RunTimeout) -> tuple[str, ...] | Reason:
    """Gives the agent its answer. A reason: there is none, and the run ends for that.

    Else it gives back the messages to acknowledge once the agent reacts: one that is dead hears nothing, and
    asks again when it is resumed.
    """
    ruled = _ruled(job, said)
    if ruled is not None:
        await job.report.add(said.kind, {**said.body, "decision": ruled.value, "by": "rule"})
        await session.answer(ruled.value)
        return ()
    question = await _bring(job, said)
    answer = question if question.answer is not None else await _await_answer(job, question, timeout)
    if answer is None:
        return await _do_without(job, session, question)
    await session.answer(answer.text if answer.answer is None else answer.answer)
    await job.status(RunStatus.RUNNING)
    await job.deps.step("answered")
    return (answer.id,)


async def _do_without(job: Job, session: Session, question: Message) -> tuple[str, ...] | Reason:
    """Nobody came within `human_wait`, or the worker leaves: then the run always waits elsewhere."""
    if job.mailbox.leaving or job.settings.on_no_answer is OnNoAnswer.PARK:
        return Reason.PARKED
    if job.settings.on_no_answer is OnNoAnswer.FAIL:
        return Reason.HUMAN_TIMEOUT
    job.mailbox.give_up(question.id)
    words = without_people(question)
    await job.report.say(f"nobody answered within {job.settings.human_wait:g} s; the agent is told: {words}")
    await session.answer(words)
    await job.status(RunStatus.RUNNING)
    return ()


async def ask_to_raise(job: Job, words: str) -> None:
    """A budget is used up: people say whether it goes on. The run is parked meanwhile.

    `words` are the agent's, for when it was a limit of its own that stopped it.
    """
    question = "Go on with as much again?"
    if budgets.exceeded(job.progress.usage, job.settings):
        stopped = f"This run has used {budgets.words(job.progress.usage, job.settings)}."
    elif job.project_spent:
        stopped = f"This run was stopped: {job.project_spent}."
        question = "Raise the budget? `go on` goes on as soon as the project has one again."
    else:
        stopped = f"The agent has stopped at a limit of its own. {plain(words, COMMENT - 200)}".strip()
    await job.ask(f"{stopped}\n\n{question}", (GO_ON, STOP), MessageKind.BUDGET)


def _ruled(job: Job, said: Said) -> Effect | None:
    """What the project's rules say; None when a person is to be asked. What is not known whole is always asked."""
    given = said.body.get("input")
    if said.kind is not EntryKind.PERMISSION_REQUEST or said.body.get("cut"):
        return None
    if said.body.get("tool") in _OUR_TOOLS:
        return Effect.ALLOW
    known: Mapping[str, Any] = given if isinstance(given, Mapping) else {"input": given}
    effect = decide(job.settings.permissions, str(said.body.get("tool", "")), known)
    return None if effect is Effect.ASK else effect


async def _bring(job: Job, said: Said) -> Message:
    text = plain(str(said.body.get("text", "")), COMMENT) or "(a question without words)"
    choices = tuple(" ".join(plain(str(each), 200).split()) for each in said.body.get("choices") or ())[:20]
    choices = tuple(each for each in choices if each)
    kind = MessageKind.QUESTION if said.kind is EntryKind.QUESTION else MessageKind.PERMISSION
    question = await job.ask(text, choices, kind, _binds(said))
    await job.report.add(said.kind, {**said.body, "message": question.id})
    if question.answer is None:
        await job.status(RunStatus.WAITING)
    await job.deps.step("asked")
    return question


def _binds(said: Said) -> str:
    """What a permission is for. Nothing when it is not known whole: then a yes is for this one time only."""
    if said.kind is not EntryKind.PERMISSION_REQUEST or said.body.get("cut"):
        return ""
    own = str(said.body.get("hash", ""))
    if _SHA256.fullmatch(own):
        return own
    what = encode({"tool": said.body.get("tool"), "input": said.body.get("input")})
    return hashlib.sha256(what.encode("utf-8", "surrogatepass")).hexdigest()


async def _await_answer(job: Job, question: Message, timeout: RunTimeout) -> Message | None:
    begin = job.deps.clock.monotonic()
    answer = None
    job.mailbox.wait(waiting=True)
    with anyio.move_on_after(job.settings.human_wait):
        while (answer := job.mailbox.answer_to(question.id)) is None and not job.mailbox.leaving:
            with anyio.move_on_after(ASK_AGAIN):
                await job.mailbox.change()
                continue
            await job.renew()
    job.mailbox.wait(waiting=False)
    timeout.give_back(job.deps.clock.monotonic() - begin)
    return answer
