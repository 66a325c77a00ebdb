"""How a run ends: exactly one outcome for each claim, and what it means for the task."""

from dataclasses import dataclass, replace
from typing import Any

from taskyard.domain import id as ids
from taskyard.domain.error import Invalid, LeaseLost, NotFound
from taskyard.domain.outcome import Decision, decide_outcome, session_of, stand_in
from taskyard.domain.project import Checkout, Settings
from taskyard.domain.run import LIVE, Outcome, Reason, Run, RunKind, RunStatus, Usage
from taskyard.domain.settings import resolve
from taskyard.domain.task import FINAL, MOVES, Act, Task, TaskStatus
from taskyard.service import budget, chat, lease
from taskyard.service import run as runs
from taskyard.service import session as sessions
from taskyard.service import task as tasks
from taskyard.service.yard import Deed
from taskyard.store import entry as entries
from taskyard.store import pause, usage
from taskyard.store import run as rows

SUCCESS = frozenset({RunStatus.SUCCEEDED})
FAILURE = frozenset({RunStatus.FAILED, RunStatus.CANCELLED, RunStatus.PARKED})


@dataclass(frozen=True, kw_only=True)
class Receipt:
    accepted: bool
    incomplete: bool  # fewer entries are stored than the worker counted; it may still send them
    expected: int  # the next entry the server wants


def finish(deed: Deed, run_id: str, fence: int, outcome: Outcome, allowed: frozenset[RunStatus]) -> Receipt:
    """Repeating it with the same fence gives the same receipt; another fence raises LeaseLost."""
    run = rows.get(deed.tx, deed.org, ids.parse(run_id))
    if run is None:
        raise NotFound("there is no run by that id")
    if outcome.status not in allowed:
        raise Invalid(f"outcome.status: {outcome.status.value} does not belong here", field="outcome.status")
    if run.fence == fence and run.status is outcome.status and run.status not in LIVE:
        return _receipt(deed, run.id, outcome)
    run = lease.held(deed, run_id, fence)
    if run.kind is RunKind.MERGE and outcome.status is RunStatus.SUCCEEDED and not outcome.merged_commit:
        raise Invalid("a merge that succeeded names its commit", field="outcome.merged_commit")
    receipt = _receipt(deed, run.id, outcome)
    if not rows.save_outcome(deed.tx, run.id, fence, outcome, deed.now):
        raise LeaseLost("the lease has ended", why="superseded")
    if run.kind is RunKind.WORK:
        _account(deed, run, outcome)
    ended(deed, run, outcome)
    return receipt


def _account(deed: Deed, run: Run, outcome: Outcome) -> None:
    """What the run used; and how long its agent's account must rest."""
    if outcome.usage != Usage():
        usage.add(deed.tx, run, outcome.usage, deed.now)
        budget.warn(deed, run.project)
    until = outcome.retry_at
    if outcome.reason is Reason.RATE_LIMITED and until is not None and until > deed.now:
        pause.put(deed.tx, deed.org, run.agent, until, outcome.message)
        deed.tell("agent.paused", run=run.id, body={"agent": run.agent, "until": until.isoformat()})


def lose(deed: Deed, run: Run) -> None:
    """The lease ended without a word: the store has marked the run lost, the task moves on."""
    message = "the worker was not heard of until its lease ended"
    ended(deed, run, Outcome(status=RunStatus.LOST, reason=Reason.WORKER_LOST, message=message))


def ended(deed: Deed, run: Run, outcome: Outcome) -> None:
    deed.tell(
        "run.ended",
        project=run.project,
        task=run.task,
        run=run.id,
        worker=run.worker,
        body={
            "status": outcome.status.value,
            "reason": outcome.reason.value,
            "kind": run.kind.value,
            "run_number": run.number,
        },
    )
    sessions.rest(deed, run)
    task = tasks.get(deed, run.task)
    if task.run != run.id:
        chat.close(deed, run)
    else:
        decision = _decision(deed, task, run, outcome)
        if not decision.resumes and outcome.status is not RunStatus.PARKED:
            task = replace(task, open_questions=max(0, task.open_questions - chat.close(deed, run)))
        _carry_out(deed, task, run, outcome, decision)
    if run.kind is RunKind.MERGE:
        # The next merge of the project may begin now; it waits in the same pool.
        deed.ring(rows.pool(deed.tx, run.id))
    _free_a_place(deed, resolve(run.settings))


def _decision(deed: Deed, task: Task, run: Run, outcome: Outcome) -> Decision:
    settings = resolve(run.settings)
    other = stand_in(settings, run.agent, pause.active(deed.tx, deed.org))
    before = [old for old in rows.of_task(deed.tx, run.task) if old.number < run.number]
    return decide_outcome(task, run, outcome, settings, deed.now, before, other)


def _carry_out(deed: Deed, task: Task, run: Run, outcome: Outcome, decision: Decision) -> None:
    fields: dict[str, Any] = _commits(task, run, outcome) | {
        "attempts": decision.attempts,
        "not_before": decision.not_before,
        "reason": None if decision.reason is None else str(decision.reason),
        "note": decision.note,
        "open_questions": task.open_questions,
    }
    if decision.act is None:
        _stay(deed, task, run, outcome, fields)
        return
    if decision.act is Act.REQUEUE:
        fields |= _again(deed, replace(task, **fields), run, outcome, decision)
    if MOVES.get((task.status, decision.act)) in FINAL:
        fields["finished_at"] = deed.now
    moved = tasks.transition(deed, task, decision.act, **fields)
    if moved.status is TaskStatus.DONE:
        runs.ready_dependents(deed, moved)


def _stay(deed: Deed, task: Task, run: Run, outcome: Outcome, fields: dict[str, Any]) -> None:
    """No move: a parked run waits for its answer, which may be there already; a lost merge is tried again."""
    kept = tasks.note(deed, task, **fields)
    if outcome.status is RunStatus.PARKED:
        chat.resume(deed, kept, replace(run, session=session_of(run, outcome)))
    elif run.kind is RunKind.MERGE:
        again = runs.put(deed, kept, kind=RunKind.MERGE, is_retry=True)
        tasks.note(deed, kept, run=again.id, runs=again.number)


def _again(deed: Deed, task: Task, run: Run, outcome: Outcome, decision: Decision) -> dict[str, Any]:
    """The next try: with the same extra words, in the same conversation when one is known.

    Another agent begins anew: it does not know the conversation.
    """
    agent = decision.agent
    new = runs.put(
        deed,
        task,
        extra=run.prompt_extra,
        session=None if agent else session_of(run, outcome),
        conflicts=run.conflicts,
        is_retry=True,
        agent=agent or run.agent,
    )
    if decision.resumes:
        chat.hand_on(deed, run, new)
    if agent is not None:
        deed.tell(
            "run.agent_switched",
            project=task.project,
            task=task.id,
            run=new.id,
            body={"from": run.agent, "to": agent, "why": outcome.reason.value},
        )
    return {"run": new.id, "runs": new.number, "queued_at": deed.now}


def _commits(task: Task, run: Run, outcome: Outcome) -> dict[str, Any]:
    """What the run left behind becomes what the task shows; a merge only adds where it went."""
    if run.kind is RunKind.MERGE:
        return {"merged_commit": outcome.merged_commit or task.merged_commit}
    return {
        "branch": outcome.branch or run.branch or task.branch,
        "base_commit": outcome.base_commit or run.base_commit or task.base_commit,
        "head_commit": outcome.head_commit or task.head_commit,
    }


def _free_a_place(deed: Deed, settings: Settings) -> None:
    """Where runs are limited, one that ends lets another in."""
    if settings.max_running or deed.terms.max_running or settings.checkout is Checkout.IN_PLACE:
        runs.wake(deed)


def _receipt(deed: Deed, run_id: str, outcome: Outcome) -> Receipt:
    last_seq, _size, checksum = entries.totals(deed.tx, run_id)
    differs = bool(outcome.checksum) and last_seq == outcome.entries and checksum != outcome.checksum
    return Receipt(accepted=True, incomplete=last_seq < outcome.entries or differs, expected=last_seq + 1)
