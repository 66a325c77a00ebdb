"""What a project may use: measured only where it has a budget, warned of once for each window and budget."""

from dataclasses import asdict, dataclass

from taskyard.domain import allowance
from taskyard.domain.allowance import Allowance
from taskyard.domain.project import Project, Settings
from taskyard.domain.settings import resolve
from taskyard.service.yard import Deed
from taskyard.store import count, usage
from taskyard.store import project as projects


@dataclass(frozen=True, kw_only=True)
class ProjectShown(Project):
    """A project as people see it: with what it has used of its budget, where it has one."""

    budget: Allowance | None = None


def of_project(deed: Deed, project: Project, settings: Settings | None = None) -> Allowance | None:
    """None where there is no limit: then nothing is read. `settings`: the project's own, if known already."""
    rules = settings or resolve(project.inherited, project.settings)
    if not allowance.limited(rules):
        return None
    begin = allowance.since(rules.budget_window, deed.now)
    return allowance.measure(rules, begin, *usage.of_project(deed.tx, deed.org, project.id, begin))


def shown(deed: Deed, project: Project) -> ProjectShown:
    return ProjectShown(**vars(project), budget=of_project(deed, project))


def every(deed: Deed, project_id: str | None = None) -> dict[str, Allowance]:
    """By project, of those that have a budget."""
    known = [one for one in projects.all(deed.tx, deed.org) if project_id in {None, one.id}]
    return {one.id: found for one in known if (found := of_project(deed, one)) is not None}


def warn(deed: Deed, project_id: str) -> None:
    """After something was used: tells it when the soft limit is reached, once until window or budget are others."""
    project = projects.get(deed.tx, deed.org, project_id)
    found = None if project is None else of_project(deed, project)
    if found is None or found.used < found.soft:
        return
    mark = f"budget:{project_id}:{found.since}:{found.limit_usd:.10g}:{found.limit_tokens}:{found.soft:.6g}"
    if count.up(deed.tx, mark) == 1:
        deed.tell("budget.warned", project=project_id, body=asdict(found) | {"window": found.window.value})
