"""Projects, keys and who am I."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from taskyard.client.http import Http
from taskyard.client.wire import read, read_many
from taskyard.domain.account import Scope
from taskyard.domain.project import Project


@dataclass(frozen=True, kw_only=True)
class KeyShown:
    """What the server tells of a key. `key` is the secret itself, only in the answer that makes it."""

    id: str
    name: str
    scope: Scope
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None
    key: str | None = None


class ProjectCalls:
    http: Http

    async def projects(self) -> list[Project]:
        return read_many(Project, await self.http.get("/projects"))

    async def project(self, project: str) -> Project:
        return read(Project, await self.http.get(f"/projects/{project}"))

    async def add_project(
        self,
        name: str,
        *,
        repository: str | None = None,
        target: str | None = None,
        settings: Mapping[str, object] | None = None,
    ) -> Project:
        body = {"name": name, "repository": repository, "settings": dict(settings or {})}
        if target is not None:
            body["target"] = target
        return read(Project, await self.http.send("POST", "/projects", body))

    async def change_project(self, project: str, **changes: Any) -> Project:
        return read(Project, await self.http.send("PATCH", f"/projects/{project}", changes))

    async def remove_project(self, project: str) -> None:
        await self.http.send("DELETE", f"/projects/{project}")

    async def keys(self) -> list[KeyShown]:
        return read_many(KeyShown, await self.http.get("/keys"))

    async def add_key(self, name: str, scope: Scope, *, expires_at: datetime | None = None) -> KeyShown:
        body = {"name": name, "scope": scope.value, "expires_at": expires_at and expires_at.isoformat()}
        return read(KeyShown, await self.http.send("POST", "/keys", body))

    async def revoke_key(self, key: str) -> None:
        await self.http.send("DELETE", f"/keys/{key}")

    async def me(self) -> dict[str, Any]:
        answer = await self.http.get("/auth/me")
        return dict(answer or {})

    async def launch(self, code: str) -> None:
        """Trades a launch code for a session cookie, kept by this client."""
        await self.http.send("POST", "/auth/launch", {"code": code})

    async def launch_link(self) -> str:
        """An address that opens the board in one browser, once, with this client's rights."""
        made = await self.http.send("POST", "/auth/code")
        return urljoin(f"{self.http.url}/", str(dict(made)["path"]))

    async def logout(self) -> None:
        await self.http.send("POST", "/auth/logout")
