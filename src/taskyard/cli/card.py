"""A task's card on the command line: changed, moved, remarked on, removed."""

from typing import Annotated, Any

import typer

from taskyard.cli.door import as_json, find_task, run
from taskyard.cli.task import Json, Which, show_one
from taskyard.cli.text import one_line
from taskyard.cli.value import parse
from taskyard.client.api import Client
from taskyard.domain.comment import Comment, CommentType
from taskyard.domain.error import Invalid
from taskyard.domain.task import Priority, Task

Words = Annotated[str | None, typer.Option("--description", "-d", help="More words, in place of those.")]


def edit(
    task: Which,
    *,
    title: Annotated[str | None, typer.Option(help="Another title.")] = None,
    description: Words = None,
    priority: Annotated[Priority | None, typer.Option(help="Urgent goes first.")] = None,
    label: Annotated[list[str] | None, typer.Option(help="In place of those; may be given again.")] = None,
    after: Annotated[list[str] | None, typer.Option(help="Tasks it waits for, in place of those.")] = None,
    agent: Annotated[str | None, typer.Option(help="Another agent; empty: the project's.")] = None,
    setting: Annotated[list[str] | None, typer.Option("--set", help="name=value; the others stay.")] = None,
    json: Json = False,
) -> None:
    """Change a task; what is not named stays."""

    async def work(client: Client) -> Task:
        found = await find_task(client, task)
        changes: dict[str, Any] = {"title": title, "description": description, "priority": priority}
        changes |= {"labels": label or None}
        changes |= {"settings": {**found.settings, **parse(setting)} if setting else None}
        changes |= {"depends_on": [(await find_task(client, one)).id for one in after or []] or None}
        named = {name: value for name, value in changes.items() if value is not None}
        if agent is not None:
            named["agent"] = agent or None
        if not named:
            raise Invalid("say what is to be changed: see --help")
        return await client.change_task(found.id, **named)

    show_one(run(work), json=json, wait=False)


def move(
    task: Which,
    *,
    before: Annotated[str | None, typer.Option(help="The task it is to stand before.")] = None,
    after: Annotated[str | None, typer.Option(help="The task it is to stand behind.")] = None,
    priority: Annotated[Priority | None, typer.Option(help="Into this priority.")] = None,
    json: Json = False,
) -> None:
    """Move a card before or behind another."""

    async def work(client: Client) -> Task:
        found = await find_task(client, task)
        places = {
            name: (await find_task(client, other)).id
            for name, other in (("before", before), ("after", after))
            if other is not None
        }
        return await client.move_task(found.id, **places, priority=priority)

    show_one(run(work), json=json, wait=False)


def remove(task: Which) -> None:
    """Remove a task that is not at work, with all that it did."""

    async def work(client: Client) -> None:
        await client.remove_task((await find_task(client, task)).id)

    run(work)


def comment(
    task: Which,
    text: Annotated[str, typer.Argument(help="What people are to read; the agent does not.")],
    *,
    json: Json = False,
) -> None:
    """Comment on a task. A word to its agent is `answer`."""

    async def work(client: Client) -> Comment:
        return await client.comment((await find_task(client, task)).id, text, CommentType.COMMENT)

    said = run(work)
    if json:
        as_json(said)
    else:
        print(f"{said.type.value}: {one_line(said.text)}")
