"""One turn of an agent under its watchdogs: what it says is reported, what it asks is brought to people."""

import secrets
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import anyio

from taskyard.agent.protocol import Said, Session
from taskyard.clock import Clock
from taskyard.domain.chat import MessageKind
from taskyard.domain.entry import EntryKind
from taskyard.domain.limit import COMMENT
from taskyard.domain.run import Reason, RunStatus, Usage
from taskyard.worker.finish import persist
from taskyard.worker.job import Job
from taskyard.worker.plain import plain

ASK_AGAIN = 5.0  # seconds between looks for an answer, should nobody tell of it
_ASKS = frozenset({EntryKind.QUESTION, EntryKind.PERMISSION_REQUEST})
_REASONS = {reason.value: reason for reason in Reason}


@dataclass(frozen=True, kw_only=True)
class TurnEnd:
    ok: bool
    reason: Reason
    text: str = ""
    retry_at: datetime | None = None


class Budget:
    """The time a run may use. Waiting for a person does not count."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        self._clock = clock
        self._until = clock.monotonic() + seconds

    @property
    def left(self) -> float:
        return self._until - self._clock.monotonic()

    def give_back(self, seconds: float) -> None:
        self._until += seconds


async def take_turn(
    job: Job, session: Session, prompt: str, budget: Budget, delivers: Sequence[str]
) -> TurnEnd:
    """`delivers` are the messages that `prompt` carries; they are acknowledged once the agent reacts."""
    await job.report.add(EntryKind.PROMPT, {"text": prompt})
    await job.deps.step("prompted")
    silence, heard = job.settings.start_timeout, False
    end: TurnEnd | None = None
    # Every plug's turn is an async generator; closing it here keeps its clean-up inside this task.
    async with aclosing(cast("Any", session.turn(prompt))) as stream:
        while True:
            with anyio.move_on_after(max(0.0, min(silence, budget.left))) as scope:
                said: Said | None = await anext(stream, None)
            if scope.cancelled_caught:
                return end or _too_late(job, heard=heard, budget=budget)
            if said is None:
                break
            if not heard:
                heard, silence = True, job.settings.silence_timeout
                await job.delivered(delivers)
            await job.deps.step("entry")
            if said.kind in _ASKS:
                if not await _ask(job, session, said, budget):
                    return TurnEnd(ok=False, reason=Reason.PARKED, text="nobody answered in time")
                continue
            await job.report.add(said.kind, said.body)
            end = await _note(job, said) or end
            if end is not None:
                silence = job.settings.result_grace
    await job.deps.step("turn")
    return end or TurnEnd(ok=False, reason=Reason.PROTOCOL_ERROR, text="the agent stopped without a result")


def _too_late(job: Job, *, heard: bool, budget: Budget) -> TurnEnd:
    if budget.left <= 0:
        return TurnEnd(ok=False, reason=Reason.RUN_TIMEOUT, text=f"over {job.settings.run_timeout:g} s")
    quiet = job.settings.silence_timeout if heard else job.settings.start_timeout
    words = f"no word for {quiet:g} s" if heard else f"no first word within {quiet:g} s"
    return TurnEnd(ok=False, reason=Reason.SILENCE_TIMEOUT, text=words)


async def _note(job: Job, said: Said) -> TurnEnd | None:
    """Keeps what the outcome needs. The turn's end, when `said` is one."""
    body = said.body
    text = str(body.get("text", ""))
    match said.kind:
        case EntryKind.SESSION_STARTED:
            session = str(body.get("session") or "")
            if session and len(session) <= 200 and session.isprintable():
                job.progress.session = session
                await job.status(RunStatus.RUNNING, session=job.progress.session)
        case EntryKind.TEXT:
            job.progress.summary = text or job.progress.summary
        case EntryKind.USAGE:
            job.progress.usage = _sum(job.progress.usage, body)
        case EntryKind.RESULT:
            job.progress.summary = text or job.progress.summary
            ok = body.get("ok") is True
            reason = _REASONS.get(str(body.get("subtype")), Reason.AGENT_ERROR)
            return TurnEnd(ok=ok, reason=Reason.COMPLETED if ok else reason, text=text)
        case EntryKind.ERROR:
            reason = _REASONS.get(str(body.get("reason")), Reason.AGENT_ERROR)
            return TurnEnd(ok=False, reason=reason, text=text, retry_at=_moment(body.get("retry_at")))
        case _:
            pass
    return None


def _sum(usage: Usage, body: Any) -> Usage:
    def number(name: str) -> float:
        value = body.get(name, 0)
        return value if isinstance(value, int | float) else 0

    return Usage(
        tokens_in=usage.tokens_in + int(number("tokens_in")),
        tokens_out=usage.tokens_out + int(number("tokens_out")),
        tokens_cached=usage.tokens_cached + int(number("tokens_cached")),
        turns=usage.turns + int(number("turns")),
        cost_usd=usage.cost_usd + number("cost_usd"),
    )


def _moment(value: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return moment if moment.tzinfo else None


async def _ask(job: Job, session: Session, said: Said, budget: Budget) -> bool:
    """Whether an answer came within `human_wait`."""
    text = plain(str(said.body.get("text", "")), COMMENT) or "(a question without words)"
    choices = tuple(" ".join(plain(str(each), 200).split()) for each in said.body.get("choices") or ())[:20]
    choices = tuple(each for each in choices if each)
    kind = MessageKind.QUESTION if said.kind is EntryKind.QUESTION else MessageKind.PERMISSION
    begin = job.deps.clock.monotonic()
    key = secrets.token_hex(16)  # one for all tries: a lost answer must not open a second question
    question = await persist(
        lambda: job.client.ask(job.run, job.claim.fence, text, choices, kind=kind, key=key)
    )
    await job.report.add(said.kind, {**said.body, "message": question.id})
    await job.status(RunStatus.WAITING)
    await job.deps.step("asked")
    answer = None
    job.mailbox.waiting = True
    with anyio.move_on_after(job.settings.human_wait):
        while (answer := job.mailbox.answer_to(question.id)) is None:
            with anyio.move_on_after(ASK_AGAIN):
                await job.mailbox.change()
                continue
            await job.renew()
    job.mailbox.waiting = False
    budget.give_back(job.deps.clock.monotonic() - begin)
    if answer is None:
        return False
    await session.answer(answer.text if answer.answer is None else answer.answer)
    await job.delivered([answer.id])
    await job.status(RunStatus.RUNNING)
    await job.deps.step("answered")
    return True
