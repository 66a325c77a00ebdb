"""Workspaces, merge targets, organisations and the ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from taskyard.client.http import Http
from taskyard.client.wire import read, read_many
from taskyard.domain.audit import Line, Verdict
from taskyard.domain.org import Org
from taskyard.domain.workspace import Targets, Workspace


@dataclass(frozen=True, kw_only=True)
class Cleaned:
    """How many are asked to go, of which tasks, and what is left alone with why."""

    count: int
    asked: Sequence[str] = ()
    left: Mapping[str, str] = field(default_factory=dict)


class WorkspaceCalls:
    http: Http

    async def workspaces(self, project: str | None = None) -> list[Workspace]:
        return read_many(Workspace, await self.http.get("/workspaces", project=project))

    async def discard_workspace(self, task: str) -> list[Workspace]:
        return read_many(Workspace, await self.http.send("POST", f"/workspaces/{task}/discard"))

    async def restore_workspace(self, task: str) -> list[Workspace]:
        return read_many(Workspace, await self.http.send("POST", f"/workspaces/{task}/restore"))

    async def cleanup_workspaces(self, project: str | None = None, *, unmerged: bool = False) -> Cleaned:
        body = {"project": project, "unmerged": unmerged}
        return read(Cleaned, await self.http.send("POST", "/workspaces/cleanup", body))

    async def reset_workspaces(self) -> Cleaned:
        return read(Cleaned, await self.http.send("POST", "/workspaces/reset"))

    async def merge_targets(self, project: str) -> Targets:
        return read(Targets, await self.http.get(f"/projects/{project}/merge-targets"))

    async def org(self) -> Org:
        return read(Org, await self.http.get("/org"))

    async def change_org(self, **fields: object) -> Org:
        return read(Org, await self.http.send("PATCH", "/org", fields))

    async def audit(self, after: int = 0, limit: int = 50) -> list[Line]:
        return read_many(Line, await self.http.get("/audit", after=after, limit=limit))

    async def verify_audit(self) -> Verdict:
        return read(Verdict, await self.http.get("/audit/verify"))
