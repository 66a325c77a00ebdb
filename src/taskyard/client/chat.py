"""The conversation about a task, seen from outside the run."""

from taskyard.client.http import Http
from taskyard.client.wire import read, read_many
from taskyard.domain.chat import Message


class ChatCalls:
    http: Http

    async def task_messages(self, task: str) -> list[Message]:
        return read_many(Message, await self.http.get(f"/tasks/{task}/messages"))

    async def post_message(self, task: str, text: str, *, reply_to: str | None = None) -> Message:
        body = {"text": text} if reply_to is None else {"text": text, "reply_to": reply_to}
        return read(Message, await self.http.send("POST", f"/tasks/{task}/messages", body))

    async def open_messages(self) -> list[Message]:
        return read_many(Message, await self.http.get("/messages", state="open"))

    async def answer(self, message: str, text: str) -> Message:
        return read(Message, await self.http.send("POST", f"/messages/{message}/answer", {"text": text}))
