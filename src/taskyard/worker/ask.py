"""What an agent asks: answered by the project's rules where they say so, else brought to people."""

from collections.abc import Mapping
from typing import Any

import anyio

from taskyard.agent.protocol import Said, Session, ToolServer
from taskyard.domain import budget as budgets
from taskyard.domain.chat import GO_ON, STOP, Message, MessageKind
from taskyard.domain.entry import EntryKind
from taskyard.domain.limit import COMMENT
from taskyard.domain.permission import Effect, decide
from taskyard.domain.run import RunStatus
from taskyard.worker.budget import Budget
from taskyard.worker.job import Job
from taskyard.worker.plain import plain

ASK_AGAIN = 5.0  # seconds between looks for an answer, should nobody tell of it


# To ask a person whether the agent may ask a person would help nobody. The forms are those of Claude Code.
_OUR_TOOLS = frozenset(f"mcp__{ToolServer.name}__{tool}" for tool in ToolServer.tools)


async def ask(job: Job, session: Session, said: Said, budget: Budget) -> bool:
    """Whether the agent has its answer. False: nobody came within `human_wait`, or the worker leaves."""
    ruled = _ruled(job, said)
    if ruled is not None:
        await job.report.add(said.kind, {**said.body, "decision": ruled.value, "by": "rule"})
        await session.answer(ruled.value)
        return True
    question = await _bring(job, said)
    answer = await _await_answer(job, question, budget)
    if answer is None:
        return False
    await session.answer(answer.text if answer.answer is None else answer.answer)
    await job.delivered([answer.id])
    await job.status(RunStatus.RUNNING)
    await job.deps.step("answered")
    return True


async def ask_to_raise(job: Job) -> None:
    """The budget is used up: people say whether it goes on. The run is parked meanwhile."""
    used = budgets.words(job.progress.usage, job.settings)
    text = f"This run has used {used}. Go on with as much again?"
    await job.ask(text, (GO_ON, STOP), MessageKind.BUDGET)


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
    question = await job.ask(text, choices, kind)
    await job.report.add(said.kind, {**said.body, "message": question.id})
    await job.status(RunStatus.WAITING)
    await job.deps.step("asked")
    return question


async def _await_answer(job: Job, question: Message, budget: Budget) -> Message | None:
    begin = job.deps.clock.monotonic()
    answer = None
    job.mailbox.waiting = True
    with anyio.move_on_after(job.settings.human_wait):
        while (answer := job.mailbox.answer_to(question.id)) is None and not job.mailbox.leaving:
            with anyio.move_on_after(ASK_AGAIN):
                await job.mailbox.change()
                continue
            await job.renew()
    job.mailbox.waiting = False
    budget.give_back(job.deps.clock.monotonic() - begin)
    return answer
