"""A merge run: an approved branch into its target, checked on the merged tree before the target moves."""

from dataclasses import replace
from pathlib import Path

import anyio

from taskyard.domain.branch import slug
from taskyard.domain.commit import commit_message
from taskyard.domain.error import GitProblem
from taskyard.domain.run import Outcome, Reason, RunStatus
from taskyard.git.merge import merge
from taskyard.git.result import Conflicts, Merged
from taskyard.worker.check import run_checks
from taskyard.worker.job import Job
from taskyard.worker.lease import check_mark
from taskyard.worker.place import open_sandbox


async def merge_run(job: Job) -> Outcome:
    task, project, settings = job.claim.task, job.claim.project, job.settings
    await job.status(RunStatus.PREPARING)
    if job.repository is None or task.branch is None or task.head_commit is None:
        raise GitProblem("there is nothing to merge: the task has no branch", kind="missing")
    await job.status(RunStatus.RUNNING, branch=task.branch)
    await job.report.say(f"merge: {task.branch} into {project.target}")
    await job.deps.step("merging")
    await anyio.Path(job.scratch).mkdir(parents=True, exist_ok=True)

    async def check(tree_path: Path, tree: str) -> bool:
        passed = await _check(job, tree_path, tree)
        await job.confirm()  # the target moves right after this
        return passed

    await job.confirm()
    trailers = {settings.trailer_task: task.id, settings.trailer_run: job.run}
    found = await merge(
        job.deps.git,
        repo=job.repository,
        target=project.target,
        branch=task.branch,
        expected_head=task.head_commit,
        strategy=settings.merge_strategy,
        message=commit_message(
            settings.commit_type, slug(project.name), task.title, task.description, trailers
        ),
        author=(settings.author_name, settings.author_email),
        scratch=job.scratch,
        check=check,
    )
    return await _outcome(job, found)


async def _check(job: Job, tree_path: Path, tree: str) -> bool:
    if not job.settings.checks:
        return True
    await job.status(RunStatus.CHECKING)
    await job.report.say(f"check: the merged tree {tree[:12]}")
    async with await open_sandbox(job, tree_path, check_mark(job.run)) as sandbox:
        job.progress.evidence = await run_checks(
            sandbox, tree_path, job.settings, tree=tree, clock=job.deps.clock
        )
    await job.deps.step("checked")
    return all(each.passed for each in job.progress.evidence)


async def _outcome(job: Job, found: object) -> Outcome:
    task, target = job.claim.task, job.claim.project.target
    base = Outcome(
        status=RunStatus.FAILED,
        reason=Reason.GIT_FAILED,
        branch=task.branch,
        base_commit=task.base_commit,
        head_commit=task.head_commit,
        evidence=job.progress.evidence,
    )
    match found:
        case Merged(commit=commit):
            await job.deps.step("merged")
            words = f"merged into {target}"
            return replace(
                base, status=RunStatus.SUCCEEDED, reason=Reason.COMPLETED, message=words, merged_commit=commit
            )
        case Conflicts(paths=paths):
            return replace(base, message=f"conflicts with {target}", conflicts=tuple(paths))
        case _:
            failed = [each.command for each in job.progress.evidence if not each.passed]
            words = f"failed on the merged tree: {', '.join(failed)}"
            return replace(base, reason=Reason.CHECKS_FAILED, message=words)
