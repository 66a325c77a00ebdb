"""The hub's methods: a name, who may call it, its arguments, and the service that does it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from taskyard.domain.account import Need
from taskyard.domain.error import Invalid, NotFound
from taskyard.domain.task import Task
from taskyard.server.form import Form
from taskyard.server.hub import form, rule
from taskyard.server.hub.form import Nothing, OfList, OfTask
from taskyard.service import active, profile, queue, review, workspace
from taskyard.service import project as projects
from taskyard.service import run as runs
from taskyard.service.yard import Deed

Work = Callable[[Deed, Any], Any]


@dataclass(frozen=True)
class Method:
    need: Need
    takes: type[Form]
    work: Work

    def read(self, arguments: Sequence[Any]) -> Any:
        return form.read(self.takes, arguments)


def find(name: str) -> Method:
    """Names are compared as SignalR does: without case."""
    found = _METHODS.get(name.casefold())
    if found is None:
        raise NotFound("the hub has no method by that name")
    return found


def _ping(_deed: Deed, _given: Nothing) -> str:
    return "pong"


def _active(deed: Deed, _given: Nothing) -> list[dict[str, Any]]:
    return [
        {
            "slot": active.slot(run),
            "taskId": run.task,
            "runId": run.id,
            "startedAt": (run.claimed_at or run.queued_at).isoformat(),
        }
        for run in active.live(deed)
    ]


def _run_now(deed: Deed, given: OfTask) -> dict[str, Any]:
    return _card(queue.run_now(deed, given.task_id))


def _cancel(deed: Deed, given: OfTask) -> bool:
    try:
        queue.cancel(deed, given.task_id)
    except NotFound:
        return False
    return True


def _wake(deed: Deed, _given: Nothing) -> None:
    runs.wake(deed)


def _continue(deed: Deed, given: form.Prompt) -> dict[str, Any]:
    return _card(queue.carry_on(deed, given.task_id, given.prompt))


def _reset(deed: Deed, given: OfTask) -> dict[str, Any]:
    return _card(queue.reset(deed, given.task_id))


def _agents(deed: Deed, _given: Nothing) -> list[dict[str, Any]]:
    return [
        {
            "name": card.name,
            "description": card.description,
            "model": card.model or None,
            "path": card.file,
            "worker": found.name,
            "problem": card.problem or None,
        }
        for found in profile.every(deed)
        for card in found.profiles
    ]


def _refresh(deed: Deed, given: Nothing) -> list[dict[str, Any]]:
    """The workers look again with their next heartbeats; until then it is what they have told."""
    profile.refresh(deed)
    return _agents(deed, given)


def _merge(deed: Deed, given: form.Merge) -> dict[str, Any]:
    """Approves what is there: a worker merges it, and the end of the merge is told by events."""
    task = rule.task(deed, given.task_id)
    target = projects.get(deed, task.project).target
    if given.target_branch not in {None, target}:
        raise Invalid(f"targetBranch: this list merges into {target}", field="targetBranch")
    approved = review.approve(
        deed,
        task.id,
        head_commit=None,
        text=given.commit_message,
        remove_workspace=given.remove_worktree,
    )
    return _card(approved)


def _targets(deed: Deed, given: OfTask) -> dict[str, Any]:
    found = workspace.targets(deed, rule.task(deed, given.task_id).project)
    return {"branches": list(found.items), "defaultBranch": found.default}


def _cleanup(deed: Deed, _given: Nothing) -> int:
    """How many the workers were asked to remove; what is not committed or not merged stays."""
    return workspace.cleanup(deed, None, unmerged=False).count


def _reset_all(deed: Deed, _given: Nothing) -> int:
    return workspace.reset(deed).count


def _get_app(deed: Deed, _given: Nothing) -> dict[str, Any]:
    return rule.of_app(deed)


def _update_app(deed: Deed, given: form.AppPatch) -> dict[str, Any]:
    return rule.change_app(deed, given)


def _update_list(deed: Deed, given: form.ListPatch) -> dict[str, Any]:
    return rule.change_list(deed, given)


def _get_list_config(deed: Deed, given: OfList) -> dict[str, Any]:
    return rule.of_list(deed, given.list_id)


def _update_list_config(deed: Deed, given: form.ListAgentPatch) -> dict[str, Any]:
    return rule.change_list_agent(deed, given)


def _update_task_agent(deed: Deed, given: form.TaskAgentPatch) -> dict[str, Any]:
    return rule.change_task_agent(deed, given)


def _card(task: Task) -> dict[str, Any]:
    return {"taskId": task.id, "status": task.status.value, "runId": task.run}


_R, _A, _M = Need.READ, Need.ACT, Need.MANAGE
METHODS: Mapping[str, Method] = {
    "Ping": Method(_R, Nothing, _ping),
    "GetActive": Method(_R, Nothing, _active),
    "RunNow": Method(_A, OfTask, _run_now),
    "CancelTask": Method(_A, OfTask, _cancel),
    "WakeQueue": Method(_A, Nothing, _wake),
    "ContinueTask": Method(_A, form.Prompt, _continue),
    "ResetTask": Method(_A, OfTask, _reset),
    "GetAgents": Method(_R, Nothing, _agents),
    "RefreshAgents": Method(_A, Nothing, _refresh),
    "GetAppSettings": Method(_R, Nothing, _get_app),
    "UpdateAppSettings": Method(_M, form.AppPatch, _update_app),
    "CleanupFinishedWorktrees": Method(_A, Nothing, _cleanup),
    "ResetAllWorktrees": Method(_M, Nothing, _reset_all),
    "MergeTask": Method(_A, form.Merge, _merge),
    "GetMergeTargets": Method(_R, OfTask, _targets),
    "UpdateList": Method(_M, form.ListPatch, _update_list),
    "UpdateListConfig": Method(_M, form.ListAgentPatch, _update_list_config),
    "GetListConfig": Method(_R, OfList, _get_list_config),
    "UpdateTaskAgentSettings": Method(_A, form.TaskAgentPatch, _update_task_agent),
}
_METHODS = {name.casefold(): method for name, method in METHODS.items()}
