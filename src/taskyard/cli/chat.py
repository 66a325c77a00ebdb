"""Answers and words to an agent."""

from typing import Annotated

import typer

from taskyard.cli.door import as_json, find_task, run
from taskyard.cli.task import Json, Which
from taskyard.cli.text import one_line, plain, when
from taskyard.client.api import Client
from taskyard.domain.chat import Message, MessageState


def answer(
    task: Which,
    text: Annotated[str, typer.Argument(help="The answer, or a word for the agent.")],
    *,
    json: Json = False,
) -> None:
    """Answer the oldest open question of a task; without one, it is a word to its agent."""

    async def work(client: Client) -> Message:
        found = await find_task(client, task)
        waiting = [one for one in await client.task_messages(found.id) if one.state is MessageState.OPEN]
        if waiting:
            return await client.answer(waiting[0].id, text)
        return await client.post_message(found.id, text)

    message = run(work)
    if json:
        as_json(message)
    else:
        print(f"{message.state.value}: {one_line(message.text)}{_until(message)}")


def inbox(*, json: Json = False) -> None:
    """All that agents wait for: questions, and what they ask to be allowed."""

    async def work(client: Client) -> list[tuple[int, Message]]:
        waiting = await client.open_messages()
        numbers = {task: (await client.task(task)).number for task in {one.task for one in waiting}}
        return [(numbers[one.task], one) for one in waiting]

    found = run(work)
    if json:
        as_json([{"number": number, "message": message} for number, message in found])
        return
    for number, message in found:
        choices = f" [{', '.join(plain(each) for each in message.choices)}]" if message.choices else ""
        print(f"#{number} {message.kind.value}: {one_line(message.text)}{choices}{_until(message)}")
    if not found:
        print("Nobody waits for you.")


def _until(message: Message) -> str:
    return "" if message.expires_at is None else f" (good until {when(message.expires_at)})"
