"""Projects: made, changed and removed by whoever manages the yard."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from taskyard.domain import id as ids
from taskyard.domain.error import Conflict, Invalid, NotFound
from taskyard.domain.project import Project, Settings
from taskyard.domain.settings import layer, resolve
from taskyard.domain.task import Task
from taskyard.service.yard import Deed
from taskyard.store import org as orgs
from taskyard.store import place, queue
from taskyard.store import project as rows

_REF = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]|[./](?=[A-Za-z0-9_-]))*")


@dataclass(frozen=True, kw_only=True)
class ProjectDraft:
    name: str
    repository: str | None = None
    target: str = "main"
    settings: Mapping[str, object]
    paused: bool = False


def add(deed: Deed, draft: ProjectDraft) -> Project:
    project = Project(
        id=deed.id(),
        org=deed.org,
        name=_name(deed, draft.name, None),
        repository=_repository(draft.repository),
        target=_target(draft.target),
        settings=layer(draft.settings),
        inherited=_inherited(deed),
        paused=draft.paused,
        created_at=deed.now,
        updated_at=deed.now,
    )
    rows.add(deed.tx, project)
    deed.tell("project.created", project=project.id, body={"name": project.name})
    return project


def get(deed: Deed, project_id: str) -> Project:
    found = rows.get(deed.tx, deed.org, ids.parse(project_id))
    if found is None:
        raise NotFound("there is no project by that id")
    return found


def named(deed: Deed, text: str) -> Project:
    """By id or by name: what people type."""
    found = rows.get(deed.tx, deed.org, text) if ids.is_id(text) else None
    found = found or rows.by_name(deed.tx, deed.org, text)
    if found is None:
        raise NotFound(f"there is no project {text[:100]!r}")
    return found


def every(deed: Deed) -> list[Project]:
    return rows.all(deed.tx, deed.org)


def change(deed: Deed, project_id: str, fields: Mapping[str, Any]) -> Project:
    """`fields` holds only what the caller named."""
    old = get(deed, project_id)
    new = dict(fields)
    if "name" in new:
        new["name"] = _name(deed, new["name"], old.id)
    if "repository" in new:
        new["repository"] = _repository(new["repository"])
    if "target" in new:
        new["target"] = _target(new["target"])
    if "settings" in new:
        new["settings"] = layer(new["settings"])
    project = replace(old, **new, updated_at=deed.now)
    rows.save(deed.tx, project)
    deed.tell("project.changed", project=project.id, body=_told(new))
    for pool in queue.pools(deed.tx, deed.org):
        deed.ring(pool)  # a raised limit or a resumed project may have work at once
    return project


def remove(deed: Deed, project_id: str) -> None:
    project = get(deed, project_id)
    count = place.many_in(deed.tx, project.id)
    if count:
        raise Conflict(f"{count} of its tasks are left; remove them first", count=count)
    rows.remove(deed.tx, deed.org, project.id)
    deed.tell("project.deleted", project=project.id, body={"name": project.name})


def settings_of(project: Project, task: Task) -> Settings:
    """The task's rules: task over project over organisation over default, with the task's own agent on top."""
    agent = {} if task.agent is None else {"agent": task.agent}
    return resolve(project.inherited, project.settings, task.settings, agent)


def _inherited(deed: Deed) -> dict[str, object]:
    own = orgs.get(deed.tx, deed.org)
    return {} if own is None else dict(own.settings)


def _told(new: Mapping[str, Any]) -> dict[str, object]:
    """The names of what was changed: values may be secret."""
    named: dict[str, object] = {"settings": sorted(new["settings"])} if "settings" in new else {}
    return {"fields": sorted(new)} | named


def _name(deed: Deed, name: str, own: str | None) -> str:
    other = rows.by_name(deed.tx, deed.org, name)
    if other is not None and other.id != own:
        raise Conflict("there is a project with that name", field="name", project=other.id)
    if ids.is_id(name):
        raise Invalid("name: must not look like an id", field="name")
    return name


def _repository(path: str | None) -> str | None:
    if path is not None and (not path.startswith("/") or "/../" in f"{path}/"):
        raise Invalid("repository: give the absolute path on the worker's machine", field="repository")
    return path


def _target(ref: str) -> str:
    bad = ref.endswith((".lock", ".")) or ".lock/" in ref or ".." in ref
    if bad or _REF.fullmatch(ref) is None:
        raise Invalid("target: that is not a branch name", field="target")
    return ref
