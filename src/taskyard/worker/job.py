"""One claimed run in the worker's hands: what it needs, and the few things it says to the server."""

import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import anyio

from taskyard.client.api import Client
from taskyard.domain.allowance import reached
from taskyard.domain.chat import Message, MessageKind
from taskyard.domain.claim import Claim, Orders
from taskyard.domain.error import Forbidden, LeaseLost, NotFound, TaskyardError, Unauthenticated
from taskyard.domain.project import Settings
from taskyard.domain.run import Evidence, RunStatus, Usage
from taskyard.git.checkout.protocol import Workspace
from taskyard.worker.deps import Deps
from taskyard.worker.finish import persist
from taskyard.worker.lease import Lease
from taskyard.worker.mailbox import Mailbox
from taskyard.worker.report import Report

LISTEN_AGAIN = 2.0  # seconds between two tries when the server does not answer


@dataclass
class Progress:
    """What is known so far; read when the outcome is written, however the run ends."""

    status: RunStatus = RunStatus.CLAIMED
    workspace: Workspace | None = None
    session: str | None = None  # empty: the one of the claim is lost, and no other has a name yet
    summary: str = ""
    usage: Usage = field(default_factory=Usage)
    warned: bool = False  # the budget is nearly used, and that was said
    evidence: tuple[Evidence, ...] = ()
    output: Any = None  # JSON that the agent was asked for by a schema
    exit_code: int | None = None  # of the agent's program; negative: the signal that ended it


@dataclass(frozen=True, kw_only=True)
class Job:
    deps: Deps
    client: Client
    claim: Claim
    mailbox: Mailbox
    lease: Lease
    report: Report
    progress: Progress = field(default_factory=Progress)

    @property
    def run(self) -> str:
        return self.claim.run.id

    @property
    def settings(self) -> Settings:
        return self.claim.settings

    @property
    def project_spent(self) -> str:
        """In words, when the run has used the last of its project's budget; empty before."""
        return reached(self.progress.usage, self.claim.left)

    @property
    def home(self) -> Path:
        """Of the task: a later run finds the agent's session here."""
        return self.deps.data / "home" / self.claim.task.id

    @property
    def scratch(self) -> Path:
        return self.deps.data / "scratch" / self.run

    @property
    def mcp_url(self) -> str | None:
        """Where the server has tools for this run's agent."""
        return f"{self.deps.url}/mcp/run" if self.deps.url else None

    @property
    def agent_env(self) -> dict[str, str]:
        """What an agent finds in its environment, and a check does not."""
        env = {**self.deps.agent_env, "TASKYARD_TOKEN": self.claim.token}
        if self.mcp_url is not None:
            env |= {"TASKYARD_URL": self.deps.url, "TASKYARD_MCP_URL": self.mcp_url}
        return env

    @property
    def repository(self) -> Path | None:
        return None if self.claim.project.repository is None else Path(self.claim.project.repository)

    async def status(self, status: RunStatus, **facts: str | None) -> None:
        if status is self.progress.status and not any(facts.values()):
            return
        await self._say(lambda: self.client.run_status(self.run, self.claim.fence, status, **facts))
        self.progress.status = status

    async def delivered(self, messages: Sequence[str]) -> None:
        if messages:
            await self._say(lambda: self.client.delivered(self.run, self.claim.fence, messages))

    async def ask(self, text: str, choices: Sequence[str], kind: MessageKind, binds: str = "") -> Message:
        """Opens one question, however often it has to be sent: a lost answer must not open a second."""
        key = secrets.token_hex(16)
        return await persist(
            lambda: self.client.ask(
                self.run,
                self.claim.fence,
                self.report.secrets.hide(text),
                choices,
                kind=kind,
                binds=binds,
                key=key,
            )
        )

    async def renew(self) -> None:
        """Asks for news between the lease keeper's own renewals: somebody may be answering right now."""
        await self._say(lambda: self.client.renew(self.run, self.claim.fence))

    async def listen(self) -> None:
        """Hears of a cancel, of answers and of comments at once; the renewals bring them too, only later."""
        while not self.mailbox.stopped:
            try:
                self.mailbox.take(await self.client.orders(self.run, self.claim.fence, self.mailbox.known))
            except TaskyardError:
                # Whether the run is still ours is for the lease to say.
                await anyio.sleep(LISTEN_AGAIN)

    async def confirm(self) -> None:
        """Before anything is written outside the workspace. Raises LeaseLost.

        A server that is away for a moment is waited for, as long as the lease lasts.
        """
        await persist(lambda: self.lease.confirm(self.client))

    async def _say(self, call: Callable[[], Awaitable[Orders]]) -> None:
        try:
            self.mailbox.take(await persist(call))
        except (NotFound, Unauthenticated, Forbidden) as refused:
            raise LeaseLost(refused.message) from refused
