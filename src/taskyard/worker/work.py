"""The work of one run: workspace, sandbox, agent, commit, checks, hand-over. Gives an outcome or raises."""

import hashlib
from dataclasses import replace

import anyio

from taskyard.agent.protocol import Agent, Brief, ToolServer
from taskyard.domain.branch import branch_name
from taskyard.domain.limit import PATCH
from taskyard.domain.profile import Profile
from taskyard.domain.project import Base, WorkspaceRoot
from taskyard.domain.run import Outcome, Reason, RunStatus
from taskyard.git.bundle import hand_over
from taskyard.git.checkout.protocol import Workspace
from taskyard.git.checkout.registry import prepare
from taskyard.git.diff import merge_base, patch, stat
from taskyard.git.merge import merge_target_into
from taskyard.sandbox.protocol import Sandbox
from taskyard.worker.ask import ask_to_raise
from taskyard.worker.check import run_command
from taskyard.worker.converse import Bench, converse
from taskyard.worker.heard import Heard
from taskyard.worker.hide import Curtain, hidden
from taskyard.worker.job import Job
from taskyard.worker.place import open_sandbox
from taskyard.worker.profile import resolve
from taskyard.worker.prompt import first_prompt, resumed_prompt
from taskyard.worker.timeout import RunTimeout
from taskyard.worker.turn import TurnEnd


async def work(job: Job) -> Outcome:
    await job.status(RunStatus.PREPARING)
    profile = await resolve(job)
    workspace = await make_workspace(job)
    job.progress.workspace = workspace
    await Curtain(job, workspace).lift()  # a predecessor may have been killed behind it
    await job.deps.step("prepared")
    async with await open_sandbox(job, workspace.path, job.run, job.agent_env) as sandbox:
        await job.deps.step("opened")
        problem = await _setup(job, sandbox, workspace)
        if problem is not None:
            return Outcome(status=RunStatus.FAILED, reason=Reason.SETUP_FAILED, message=problem)
        await job.status(
            RunStatus.RUNNING, tier=sandbox.tier, branch=workspace.branch, base_commit=workspace.base_commit
        )
        if job.claim.run.conflicts and job.repository is not None:
            await merge_target_into(job.deps.git, workspace, job.repository, job.claim.project.target)
        agent = job.deps.agents(job.claim.run.agent or job.settings.agent)
        async with hidden(job, workspace, agent) as curtain:
            end = await _sessions(job, sandbox, workspace, agent, profile, curtain)
    # From here on nothing of the agent runs any more: the trusted part may look at what it left.
    if end.reason is Reason.BUDGET_EXCEEDED:
        await ask_to_raise(job, end.text)
        return Outcome(status=RunStatus.PARKED, reason=Reason.PARKED, message=end.text)
    if end.reason is Reason.PARKED:
        return Outcome(status=RunStatus.PARKED, reason=Reason.PARKED, message=end.text)
    if not end.ok:
        return Outcome(status=RunStatus.FAILED, reason=end.reason, message=end.text, retry_at=end.retry_at)
    if end.reason is Reason.NO_CHANGES:
        return Outcome(status=RunStatus.SUCCEEDED, reason=Reason.NO_CHANGES, message="nothing was changed")
    return await _deliver(job, workspace)


async def make_workspace(job: Job) -> Workspace:
    claim, settings, repository = job.claim, job.settings, job.repository
    task = claim.task
    await job.report.say("prepare: workspace")
    branch = task.branch or branch_name(
        settings.branch_strategy, settings.branch_prefix, task.id, task.number, task.title, task.description
    )
    start = claim.project.target
    if settings.base is Base.PREVIOUS_TASK:
        start = claim.previous_head or claim.previous_branch or start
    root = job.deps.workspaces
    if settings.workspace_root_strategy is WorkspaceRoot.SIBLING and repository is not None:
        root = repository.parent / f"{repository.name}.taskyard"
    return await prepare(
        job.deps.git,
        strategy=settings.checkout,
        project_repo=repository,
        root=root,
        task_id=task.id,
        branch=branch,
        start=start,
        settings=settings,
        fresh=task.branch is None,  # never run, or reset: nothing of an earlier life may come along
    )


async def _setup(job: Job, sandbox: Sandbox, workspace: Workspace) -> str | None:
    """The project's setup, once for a workspace; again when the workspace or the commands are new."""
    if not job.settings.setup:
        return None
    inode = (await anyio.Path(workspace.path).stat()).st_ino
    commands = "\n".join(job.settings.setup)
    key = hashlib.sha256(f"{workspace.path}\n{inode}\n{commands}".encode()).hexdigest()
    mark = anyio.Path(job.deps.data / "setup" / job.claim.task.id)
    if await mark.exists() and await mark.read_text() == key:
        return None
    for command in job.settings.setup:
        await job.report.say(f"setup: {command}")
        done = await run_command(
            sandbox,
            workspace.path,
            command,
            tree="",
            timeout=job.settings.check_timeout,
            clock=job.deps.clock,
        )
        if not done.passed:
            return f"setup failed: {command} (exit code {done.exit_code})\n{done.tail}"
    await mark.parent.mkdir(parents=True, exist_ok=True)
    await mark.write_text(key)
    return None


async def _sessions(
    job: Job, sandbox: Sandbox, workspace: Workspace, agent: Agent, profile: Profile | None, curtain: Curtain
) -> TurnEnd:
    """One session; once anew, with the whole task, when the agent does not come back to the one it was to go on with."""
    first = await _first_prompt(job, workspace, agent, profile)
    bench = Bench(
        workspace=workspace,
        timeout=RunTimeout(job.deps.clock, job.settings.run_timeout),
        curtain=curtain,
        whole="" if agent.resumes else first,
    )
    brief = Brief(
        run=job.run,
        task=job.claim.task.id,
        project=job.claim.project.id,
        number=job.claim.run.number,
        title=job.claim.task.title,
        description=job.claim.task.description,
        settings=job.settings,
        workspace=workspace.path,
        home=job.home,
        scratch=job.scratch,
        sandbox=Heard(sandbox, job.progress),
        clock=job.deps.clock,
        session=job.claim.run.session if agent.resumes else None,
        server=_tools(job),
        profile=profile,
    )
    prompt = first if brief.session is None else resumed_prompt(job.claim)
    async with agent.open(brief) as session:
        end = await converse(job, session, bench, prompt)
    if not end.unknown or brief.session is None:
        return end
    job.progress.session = ""
    await job.report.say("the agent cannot go on with its session; it starts anew, with the whole task")
    async with agent.open(replace(brief, session=None)) as session:
        return await converse(job, session, bench, first)


async def _first_prompt(job: Job, workspace: Workspace, agent: Agent, profile: Profile | None) -> str:
    prompt = first_prompt(job.claim, job.deps.name, workspace.path)
    if profile is None or agent.takes_profile:
        return prompt
    if profile.model or profile.tools:
        await job.report.say(f"{agent.name} takes only the text of a profile, not its model or tools")
    return f"{profile.text}\n\n{prompt}" if profile.text else prompt


def _tools(job: Job) -> ToolServer | None:
    return ToolServer(url=job.mcp_url, token=job.claim.token) if job.mcp_url else None


async def _deliver(job: Job, workspace: Workspace) -> Outcome:
    """The branch into the user's repository, and what a reviewer needs to see without git."""
    done = Outcome(status=RunStatus.SUCCEEDED, reason=Reason.COMPLETED, branch=workspace.branch)
    if job.repository is None or workspace.branch is None or workspace.base_commit is None:
        return done
    await job.confirm()
    await job.report.say(f"hand over: {workspace.branch}")
    git, repository = job.deps.git, job.repository
    head = await hand_over(git, workspace, repository, workspace.branch, job.run)
    await job.deps.step("handed_over")
    base = workspace.base_commit
    if job.claim.run.conflicts:  # the target was merged in: what came from there is not the task's work
        base = await merge_base(git, repository, job.claim.project.target, head) or base
    text, cut = await patch(git, repository, base, head, PATCH)
    files = await stat(git, repository, base, head)
    return replace(done, head_commit=head, stat=files, patch=text, patch_cut=cut)
