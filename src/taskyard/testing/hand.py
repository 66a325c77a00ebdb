"""A worker that says just what its caller wants, when its caller wants it: the real door, and no agent."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from taskyard.client.api import Client
from taskyard.domain.claim import Claim
from taskyard.domain.entry import Entry, EntryKind
from taskyard.domain.run import Outcome, Reason, RunStatus
from taskyard.domain.worker import Offer

_AT = datetime(2026, 1, 1, tzinfo=UTC)


class Hand:
    claim: Claim

    def __init__(self, url: str, key: str, *, projects: Sequence[str] = ()) -> None:
        """`projects`: the only ones that it works for."""
        self.url, self.key, self.said = url, key, 0
        self.offer = Offer(agents=("scripted",), projects=tuple(projects))

    def client(self) -> AbstractAsyncContextManager[Client]:
        return Client(self.url, self.key)

    async def begin(self) -> Claim:
        """Takes the next run and is at work on it."""
        async with self.client() as client:
            made = await client.register("hand", 1, self.offer, host="hand")
            claim = await client.claim(made.id, uuid4().hex, self.offer, wait=10)
            assert claim is not None, "there is nothing to claim"
            for status in (RunStatus.PREPARING, RunStatus.RUNNING):
                await client.run_status(claim.run.id, claim.fence, status)
        self.claim = claim
        return claim

    async def says(self, texts: Sequence[str], kind: EntryKind = EntryKind.TEXT) -> None:
        first = self.said + 1
        entries = [
            Entry(seq=seq, kind=kind, at=_AT, body={"text": text}) for seq, text in enumerate(texts, first)
        ]
        async with self.client() as client:
            await client.entries(self.claim.run.id, self.claim.fence, first, entries)
        self.said += len(texts)

    async def leaves(self, patch: str, **said: Any) -> None:
        """Its work is done, and this is what it changed."""
        known = {"branch": "taskyard/x", "base_commit": "b" * 40, "head_commit": "a" * 40} | said
        outcome = Outcome(
            status=RunStatus.SUCCEEDED, reason=Reason.COMPLETED, patch=patch, entries=self.said, **known
        )
        async with self.client() as client:
            await client.complete(self.claim.run.id, self.claim.fence, outcome)
