"""What the source keeps of the application, a list and a task, in the settings that Taskyard has for it."""

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from taskyard.domain.settings import resolve
from taskyard.domain.task import Task
from taskyard.server.hub.form import AgentPatch, AppPatch, ListAgentPatch, ListPatch, TaskAgentPatch
from taskyard.service import org as orgs
from taskyard.service import project as projects
from taskyard.service import task as tasks
from taskyard.service.yard import Deed


def task(deed: Deed, task_id: str) -> Task:
    return tasks.get(deed, task_id)


def of_app(deed: Deed) -> dict[str, Any]:
    return _app(orgs.own(deed).settings)


def change_app(deed: Deed, given: AppPatch) -> dict[str, Any]:
    """The application's settings are those of the organisation; the next run has them."""
    new = dict(orgs.own(deed).settings)
    known: Any = new.get("agent_options") or {}
    options: dict[str, Any] = dict(known)
    for name, option in _OPTIONS.items():
        if name in given.model_fields_set:
            value = getattr(given, name)
            options[option] = None if value is None else str(value)
    new["agent_options"] = {name: value for name, value in options.items() if value}
    if "default_claude_instructions" in given.model_fields_set:
        new["rules"] = given.default_claude_instructions
    if "worktree_strategy" in given.model_fields_set:
        new["workspace_root_strategy"] = given.worktree_strategy and given.worktree_strategy.value
    kept = {name: value for name, value in new.items() if value or name not in _CLEARED}
    return _app(orgs.change(deed, {"settings": kept}).settings)


def change_list(deed: Deed, given: ListPatch) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    if given.name is not None:
        fields["name"] = given.name
    if "working_dir" in given.model_fields_set:
        fields["repository"] = given.working_dir
    if given.default_commit_type is not None:
        old = projects.get(deed, given.list_id)
        fields["settings"] = {**old.settings, "commit_type": given.default_commit_type}
    new = projects.change(deed, given.list_id, fields)
    commit_type = resolve(new.settings).commit_type
    return {"id": new.id, "name": new.name, "workingDir": new.repository, "defaultCommitType": commit_type}


def of_list(deed: Deed, list_id: str) -> dict[str, Any]:
    return {"listId": list_id, **_shown(projects.get(deed, list_id).settings)}


def change_list_agent(deed: Deed, given: ListAgentPatch) -> dict[str, Any]:
    settings = _changed(projects.get(deed, given.list_id).settings, given)
    new = projects.change(deed, given.list_id, {"settings": settings})
    return {"listId": new.id, **_shown(new.settings)}


def change_task_agent(deed: Deed, given: TaskAgentPatch) -> dict[str, Any]:
    settings = _changed(tasks.get(deed, given.task_id).settings, given)
    new = tasks.change(deed, given.task_id, {"settings": settings})
    return {"taskId": new.id, **_shown(new.settings)}


def _changed(old: Mapping[str, Any], given: AgentPatch) -> dict[str, Any]:
    """What is null is cleared, so that the layer below decides again; a path names the profile of that file."""
    new = dict(old)
    if "model" in given.model_fields_set:
        options = {**old.get("agent_options", {}), "model": given.model}
        new["agent_options"] = {name: value for name, value in options.items() if value}
    if "system_prompt" in given.model_fields_set:
        new["rules"] = given.system_prompt
    if "agent_path" in given.model_fields_set:
        new["profile"] = PurePosixPath((given.agent_path or "").replace("\\", "/")).stem
    return {name: value for name, value in new.items() if value or name not in _CLEARED}


def _shown(settings: Mapping[str, Any]) -> dict[str, Any]:
    options: Mapping[str, Any] = settings.get("agent_options") or {}
    return {
        "model": options.get("model"),
        "systemPrompt": settings.get("rules") or None,
        "agentPath": settings.get("profile") or None,
    }


def _app(layer: Mapping[str, Any]) -> dict[str, Any]:
    settings = resolve(layer)
    turns = settings.agent_options.get("max_turns")
    return {
        "defaultClaudeInstructions": settings.rules,
        "defaultModel": settings.agent_options.get("model"),
        "defaultMaxTurns": int(turns) if turns and turns.isdecimal() else None,
        "defaultPermissionMode": settings.agent_options.get("permission_mode"),
        "worktreeStrategy": settings.workspace_root_strategy.value,
    }


_OPTIONS = {
    "default_model": "model",
    "default_max_turns": "max_turns",
    "default_permission_mode": "permission_mode",
}
_CLEARED = frozenset({"agent_options", "rules", "profile", "workspace_root_strategy"})
