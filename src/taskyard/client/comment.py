"""Comments on a task: people's, and what a run adds to them."""

from dataclasses import dataclass

from taskyard.client.http import Http
from taskyard.client.wire import read
from taskyard.domain.comment import Comment, CommentType


@dataclass(frozen=True, kw_only=True)
class CommentPage:
    items: tuple[Comment, ...]
    next: str | None = None


class CommentCalls:
    http: Http

    async def comments(
        self, task: str, *, cursor: str | None = None, limit: int | None = None
    ) -> CommentPage:
        answer = await self.http.get(f"/tasks/{task}/comments", cursor=cursor, limit=limit)
        return read(CommentPage, answer)

    async def comment(self, task: str, text: str, kind: CommentType = CommentType.COMMENT) -> Comment:
        """Only a human_message is told to the agent."""
        body = {"text": text, "type": kind.value}
        return read(Comment, await self.http.send("POST", f"/tasks/{task}/comments", body))

    async def run_comment(
        self, run: str, fence: int, text: str, kind: CommentType = CommentType.PROGRESS
    ) -> Comment:
        body = {"fence": fence, "text": text, "type": kind.value}
        return read(Comment, await self.http.send("POST", f"/runs/{run}/comments", body))
