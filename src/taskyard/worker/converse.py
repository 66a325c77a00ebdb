"""Turn after turn with one session: the prompt, what people add, and what the checks say."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from taskyard.agent.protocol import Session
from taskyard.domain.branch import slug
from taskyard.domain.commit import commit_message
from taskyard.domain.error import GitProblem
from taskyard.domain.outcome import BROKE_OFF
from taskyard.domain.run import Evidence, Reason, RunStatus
from taskyard.git.checkout.protocol import Workspace
from taskyard.git.commit import commit_all
from taskyard.worker.check import run_checks
from taskyard.worker.hide import Curtain
from taskyard.worker.job import Job
from taskyard.worker.lease import check_mark
from taskyard.worker.place import open_sandbox
from taskyard.worker.prompt import again, checks_prompt, comments_prompt
from taskyard.worker.timeout import RunTimeout
from taskyard.worker.turn import TurnEnd, over, spent, take_turn


@dataclass(frozen=True, kw_only=True)
class Bench:
    """What all the turns of a run share."""

    workspace: Workspace
    timeout: RunTimeout
    curtain: Curtain
    whole: str = ""  # the first prompt, told again in every turn to an agent without a memory


async def converse(job: Job, session: Session, bench: Bench, prompt: str) -> TurnEnd:
    """A budget that is used up stops the next turn; what the last one has finished counts."""
    rounds = job.settings.check_rounds
    delivers: Sequence[str] = ()
    came_back = False
    while True:
        await job.status(RunStatus.RUNNING)
        if spent(job):
            return over(job)
        end = await take_turn(job, session, prompt, bench.timeout, delivers)
        if not end.ok:
            if end.reason in BROKE_OFF and spent(job):
                return over(job)  # to go on would begin a budget anew, and nobody was asked
            return replace(end, unknown=end.unknown and not came_back)
        delivers, came_back = (), True
        await job.renew()
        if job.mailbox.unanswered:
            return TurnEnd(ok=False, reason=Reason.PARKED, text="it waits for an answer")
        if not (messages := job.mailbox.comments()):
            await bench.curtain.lift()  # commits and checks see the whole tree
            verdict = await _judge(job, bench.workspace, end)
            if verdict.reason is Reason.CHECKS_FAILED and rounds > 0:
                rounds -= 1
                prompt = _later(bench, checks_prompt(job.progress.evidence))
                await bench.curtain.draw()
                continue
            if not verdict.ok or not (messages := job.mailbox.comments()):
                return verdict
            await bench.curtain.draw()
        prompt, delivers = (
            _later(bench, comments_prompt(messages)),
            [message.id for message in messages],
        )


def _later(bench: Bench, new: str) -> str:
    return again(bench.whole, new) if bench.whole else new


async def _judge(job: Job, workspace: Workspace, end: TurnEnd) -> TurnEnd:
    """The agent says that it is done: commit what it left, and check exactly that."""
    if workspace.base_commit is None:
        return await _check(job, workspace, "", end)
    try:
        head, tree = await commit_leftovers(job, workspace)
    except GitProblem as problem:
        if problem.kind != "conflict":
            raise
        return _unresolved(job, problem)
    await job.deps.step("committed")
    if head == workspace.base_commit:
        return TurnEnd(ok=True, reason=Reason.NO_CHANGES, text=end.text)
    verdict = await _check(job, workspace, tree, end)
    if verdict.ok and await _dirty(job, workspace):
        # A check that writes files would otherwise have tested something that nobody commits.
        await job.deps.git.run("reset", "--hard", "--quiet", head, cwd=workspace.path)
    return verdict


def _unresolved(job: Job, problem: GitProblem) -> TurnEnd:
    """Conflict markers that were left are told to the agent like a check that failed."""
    words = problem.message
    job.progress.evidence = (
        Evidence(command="resolve conflicts", exit_code=1, seconds=0.0, tree="", tail=words, passed=False),
    )
    return TurnEnd(ok=False, reason=Reason.CHECKS_FAILED, text=words)


async def _check(job: Job, workspace: Workspace, tree: str, end: TurnEnd) -> TurnEnd:
    if not job.settings.checks:
        return end
    await job.status(RunStatus.CHECKING)
    await job.report.say(f"check: {len(job.settings.checks)} command(s) on tree {tree[:12] or '(none)'}")
    async with await open_sandbox(job, workspace.path, check_mark(job.run)) as sandbox:
        job.progress.evidence = await run_checks(
            sandbox, workspace.path, job.settings, tree=tree, clock=job.deps.clock
        )
    await job.deps.step("checked")
    failed = [each.command for each in job.progress.evidence if not each.passed]
    if failed:
        return TurnEnd(ok=False, reason=Reason.CHECKS_FAILED, text=f"failed: {', '.join(failed)}")
    return end


async def commit_leftovers(job: Job, workspace: Workspace) -> tuple[str, str]:
    """(head, its tree) after everything in the workspace is committed."""
    settings, task = job.settings, job.claim.task
    message = commit_message(
        settings.commit_type,
        slug(job.claim.project.name),
        task.title,
        task.description,
        {settings.trailer_task: task.id, settings.trailer_run: job.run},
    )
    await commit_all(job.deps.git, workspace, message, settings.author_name, settings.author_email)
    found = (await job.deps.git.run("rev-parse", "HEAD", "HEAD^{tree}", cwd=workspace.path)).split()
    if len(found) != 2:
        raise GitProblem("the workspace has no commit at all", kind="missing")
    return found[0], found[1]


async def _dirty(job: Job, workspace: Workspace) -> bool:
    return bool((await job.deps.git.run("status", "--porcelain", cwd=workspace.path)).strip())
