"""One claimed run from its first renewal to its one outcome; whatever happens, no process of it stays."""

import errno
import json
import shutil
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace

import anyio

from taskyard.client.api import Client
from taskyard.domain.claim import Claim
from taskyard.domain.error import (
    AgentProblem,
    GitProblem,
    LeaseLost,
    SandboxUnavailable,
    TaskyardError,
)
from taskyard.domain.run import Outcome, Reason, RunKind, RunStatus
from taskyard.git.commit import snapshot
from taskyard.worker.deps import Deps
from taskyard.worker.finish import PATIENCE, counted, deliver, forget, write_note
from taskyard.worker.job import Job
from taskyard.worker.lease import end_processes, keep
from taskyard.worker.logbook import Page
from taskyard.worker.mailbox import Mailbox
from taskyard.worker.merge import merge_run
from taskyard.worker.report import Report, open_report
from taskyard.worker.secret import Secrets
from taskyard.worker.work import work

_REASONS = {reason.value: reason for reason in Reason}


async def execute(deps: Deps, client: Client, claim: Claim, mailbox: Mailbox) -> None:
    """`mailbox` is the caller's way in: `mailbox.shut_down()` ends the run."""
    await deps.step("claimed")
    record = anyio.Path(deps.data / "runs" / f"{claim.run.id}.json")
    await record.parent.mkdir(parents=True, exist_ok=True)
    await record.write_text(json.dumps({"run": claim.run.id, "fence": claim.fence}))
    try:
        async with keep(deps, claim, mailbox) as lease:
            await deps.step("leased")
            page = await anyio.to_thread.run_sync(_page, deps, claim)
            secrets = Secrets.of(
                deps.agent_env, claim.settings.agent_options, {"TASKYARD_TOKEN": claim.token}
            )
            spool = deps.data / "spool"
            async with open_report(client, spool, claim, deps.clock, mailbox, page, secrets) as report:
                job = Job(deps=deps, client=client, claim=claim, mailbox=mailbox, lease=lease, report=report)
                await _carry_out(job)
    except LeaseLost as lost:
        deps.log.warning("run.lost", run=claim.run.id, why=lost.message)
    finally:
        with anyio.CancelScope(shield=True):
            await end_processes(claim.run.id)
            await anyio.to_thread.run_sync(clean, deps, claim.run.id)
            await record.unlink(missing_ok=True)


def _page(deps: Deps, claim: Claim) -> Page:
    return deps.logbook.begin(claim.task.id, claim.run.id, agent=claim.run.kind is RunKind.WORK)


def clean(deps: Deps, run: str) -> None:
    """The run's own folder; workspace and home stay, they belong to the task."""
    shutil.rmtree(deps.data / "scratch" / run, ignore_errors=True)


async def _carry_out(job: Job) -> None:
    report = job.report
    outcome: Outcome | None = None
    with anyio.CancelScope() as patience:
        async with anyio.create_task_group() as group:
            group.start_soon(report.pump)
            outcome = await supervise(job)
            if outcome is None:
                group.cancel_scope.cancel()
            else:
                patience.deadline = anyio.current_time() + PATIENCE
                await report.close()
    if outcome is None:
        await anyio.to_thread.run_sync(forget, report.spool)
        raise LeaseLost(job.mailbox.lost or "the run is no longer ours")
    await _finish(job, report, outcome)


async def _finish(job: Job, report: Report, outcome: Outcome) -> None:
    outcome = await anyio.to_thread.run_sync(counted, outcome, report.spool)
    with suppress(OSError):  # a full disk must not keep the outcome from the server
        await anyio.to_thread.run_sync(write_note, report.spool, outcome)
    await job.deps.step("finishing")
    taken = await deliver(job.client, report, job.mailbox, outcome)
    if not taken and job.mailbox.lost is None:
        return  # the server stayed away: the spool stays, the next start tries once more
    await anyio.to_thread.run_sync(forget, report.spool)
    job.deps.log.info("run.finished", run=job.run, status=outcome.status.value, taken=taken)
    await job.deps.step("finished")


async def supervise(job: Job) -> Outcome | None:
    """The outcome; None when the run was lost, and then nothing more may be written for it."""
    outcome: Outcome | None = None
    async with anyio.create_task_group() as group:

        async def until_stopped() -> None:
            await job.mailbox.stop()
            group.cancel_scope.cancel()

        group.start_soon(until_stopped)
        group.start_soon(job.listen)
        outcome = await _guarded(job, work if job.claim.run.kind is RunKind.WORK else merge_run)
        group.cancel_scope.cancel()
    if outcome is None and job.mailbox.lost is None:
        outcome = _stopped(job.mailbox)
    if outcome is None or job.mailbox.lost is not None:
        return None
    return await _complete(job, outcome)


def _stopped(mailbox: Mailbox) -> Outcome:
    if mailbox.shutdown and not mailbox.cancelled:
        words = "the worker was stopped before the run could end"
        return Outcome(status=RunStatus.FAILED, reason=Reason.WORKER_LOST, message=words)
    return Outcome(status=RunStatus.CANCELLED, reason=Reason.CANCELLED, message="cancelled")


async def _guarded(job: Job, body: Callable[[Job], Awaitable[Outcome]]) -> Outcome | None:
    try:
        return await body(job)
    except (TaskyardError, OSError) as problem:
        return _outcome_of(job, problem)
    except ExceptionGroup as several:  # what is raised inside a process's context comes wrapped
        known, unknown = several.split((TaskyardError, OSError))
        if known is None or unknown is not None:
            raise
        leaves = _leaves(known)
        lost = [leaf for leaf in leaves if isinstance(leaf, LeaseLost)]
        return _outcome_of(job, (lost or leaves)[0])


def _leaves(group: BaseExceptionGroup[BaseException]) -> list[BaseException]:
    found: list[BaseException] = []
    for inner in group.exceptions:
        found.extend(_leaves(inner) if isinstance(inner, BaseExceptionGroup) else [inner])
    return found


def _outcome_of(job: Job, problem: BaseException) -> Outcome | None:
    match problem:
        case LeaseLost():
            job.mailbox.lose(problem.message)
            return None
        case GitProblem():
            return _failed(Reason.GIT_FAILED, f"{problem.kind}: {problem.message}")
        case TaskyardError():
            return _failed(_reason(problem), problem.message)
        case OSError(errno=errno.ENOSPC | errno.EDQUOT):
            return _failed(Reason.DISK_FULL, str(problem))
        case _:
            return _failed(Reason.SETUP_FAILED, str(problem))


def _reason(problem: TaskyardError) -> Reason:
    match problem:
        case SandboxUnavailable():
            return Reason.SANDBOX_UNAVAILABLE
        case AgentProblem():
            return _REASONS.get(problem.reason, Reason.AGENT_ERROR)
        case _:
            return Reason.SETUP_FAILED


def _failed(reason: Reason, words: str) -> Outcome:
    return Outcome(status=RunStatus.FAILED, reason=reason, message=words)


async def _complete(job: Job, outcome: Outcome) -> Outcome | None:
    """With all that is known of the run, and what it left unfinished kept under a snapshot ref."""
    progress, workspace = job.progress, job.progress.workspace
    hide = job.report.secrets.hide
    outcome = replace(
        outcome,
        message=hide(outcome.message),
        session=job.claim.run.session if progress.session is None else progress.session,
        summary=hide(progress.summary),
        usage=progress.usage,
        structured_output=json.loads(hide(json.dumps(progress.output))),
        exit_code=progress.exit_code,
        log_path=job.report.log,
        evidence=tuple(replace(one, tail=hide(one.tail)) for one in outcome.evidence or progress.evidence),
    )
    if workspace is None or workspace.base_commit is None or job.claim.run.kind is not RunKind.WORK:
        return outcome
    outcome = replace(outcome, base_commit=workspace.base_commit, branch=workspace.branch)
    if outcome.status is RunStatus.SUCCEEDED or job.repository is None:
        return outcome
    try:
        await job.confirm()
        ref = await snapshot(job.deps.git, workspace, job.repository, job.claim.task.id, job.run)
    except LeaseLost as lost:
        job.mailbox.lose(lost.message)
        return None
    except (TaskyardError, OSError) as problem:
        await job.report.say(f"the unfinished work could not be kept as a snapshot: {problem}")
        return outcome
    return replace(outcome, snapshot_ref=ref)
