"""One turn of an agent under its watchdogs: what it says is reported, what it asks is brought to people."""

from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import anyio

from taskyard.agent.protocol import SESSION_UNKNOWN, Said, Session
from taskyard.domain import budget as budgets
from taskyard.domain.entry import EntryKind
from taskyard.domain.run import Reason, RunStatus, Usage
from taskyard.worker.ask import ask
from taskyard.worker.job import Job
from taskyard.worker.timeout import RunTimeout

_ASKS = frozenset({EntryKind.QUESTION, EntryKind.PERMISSION_REQUEST})
_NO_WORK = frozenset(
    {
        EntryKind.SESSION_STARTED,
        EntryKind.RAW,
        EntryKind.STATUS,
        EntryKind.USAGE,
        EntryKind.RESULT,
        EntryKind.ERROR,
    }
)
_DEAF = _NO_WORK - {EntryKind.RESULT}  # may be said without having heard
_REASONS = {reason.value: reason for reason in Reason}


@dataclass(frozen=True, kw_only=True)
class TurnEnd:
    ok: bool
    reason: Reason
    text: str = ""
    retry_at: datetime | None = None
    unknown: bool = False  # the agent cannot go on with the session that it was given, or says nothing at all


async def take_turn(
    job: Job, session: Session, prompt: str, timeout: RunTimeout, delivers: Sequence[str]
) -> TurnEnd:
    """`delivers` are the messages that `prompt` carries; they are acknowledged once the agent reacts.

    An agent tells what it has used when that is used: a result right behind it is taken, more work is not.
    """
    await job.report.add(EntryKind.PROMPT, {"text": prompt})
    await job.deps.step("prompted")
    silence, heard = job.settings.start_timeout, False
    end: TurnEnd | None = None
    # Every plug's turn is an async generator; closing it here keeps its clean-up inside this task.
    async with aclosing(cast("Any", session.turn(prompt))) as stream:
        while True:
            with anyio.move_on_after(max(0.0, min(silence, timeout.left))) as scope:
                said: Said | None = await anext(stream, None)
            if scope.cancelled_caught:
                return end or _too_late(job, heard=heard, timeout=timeout)
            if said is None:
                break
            if not heard:
                heard, silence = True, job.settings.silence_timeout
            if said.kind not in _DEAF:
                await job.delivered(delivers)
                delivers = ()
            await job.deps.step("entry")
            if said.kind in _ASKS and not spent(job):
                told = await ask(job, session, said, timeout)
                if isinstance(told, Reason):
                    return TurnEnd(ok=False, reason=told, text="nobody answered in time")
                delivers = told
                continue
            await job.report.add(said.kind, said.body)
            end = await _note(job, said) or end
            if end is None and said.kind not in _NO_WORK and spent(job):
                await session.interrupt()
                return over(job)
            if end is not None or spent(job):
                silence = job.settings.result_grace
    await job.deps.step("turn")
    return end or TurnEnd(ok=False, reason=Reason.PROTOCOL_ERROR, text="the agent stopped without a result")


def spent(job: Job) -> bool:
    return budgets.exceeded(job.progress.usage, job.settings) or bool(job.project_spent)


def over(job: Job) -> TurnEnd:
    own = budgets.exceeded(job.progress.usage, job.settings)
    words = f"it has used {budgets.words(job.progress.usage, job.settings)}" if own else job.project_spent
    return TurnEnd(ok=False, reason=Reason.BUDGET_EXCEEDED, text=words)


async def _count(job: Job, body: Any) -> None:
    """Near the end of the budget it is said once."""
    job.progress.usage = _sum(job.progress.usage, body)
    part = budgets.used(job.progress.usage, job.settings)
    if budgets.SOFT <= part < 1 and not job.progress.warned:
        job.progress.warned = True
        await job.report.say(f"budget: {budgets.words(job.progress.usage, job.settings)} used")


def _too_late(job: Job, *, heard: bool, timeout: RunTimeout) -> TurnEnd:
    if spent(job):
        return over(job)
    if timeout.left <= 0:
        return TurnEnd(ok=False, reason=Reason.RUN_TIMEOUT, text=f"over {job.settings.run_timeout:g} s")
    quiet = job.settings.silence_timeout if heard else job.settings.start_timeout
    words = f"no word for {quiet:g} s" if heard else f"no first word within {quiet:g} s"
    return TurnEnd(ok=False, reason=Reason.SILENCE_TIMEOUT, text=words, unknown=not heard)


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
            await _count(job, body)
        case EntryKind.RESULT:
            job.progress.summary = text or job.progress.summary
            job.progress.output = None if body.get("cut") else body.get("structured_output")
            ok = body.get("ok") is True
            reason = _REASONS.get(str(body.get("subtype")), Reason.AGENT_ERROR)
            return TurnEnd(ok=ok, reason=Reason.COMPLETED if ok else reason, text=text)
        case EntryKind.ERROR:
            reason = _REASONS.get(str(body.get("reason")), Reason.AGENT_ERROR)
            retry, unknown = _moment(body.get("retry_at")), body.get(SESSION_UNKNOWN) is True
            return TurnEnd(ok=False, reason=reason, text=text, retry_at=retry, unknown=unknown)
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
