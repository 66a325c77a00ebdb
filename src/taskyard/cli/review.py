"""Looking at what was done, and the verdict."""

from typing import Annotated

import typer

from taskyard.cli.door import as_json, find_task, run
from taskyard.cli.task import Json, Timeout, Wait, Which, show_one
from taskyard.cli.text import plain
from taskyard.cli.wait import wait_for
from taskyard.client.api import Client
from taskyard.domain.task import Task

Text = Annotated[str, typer.Argument(help="A word with it.")]


def diff(task: Which, *, json: Json = False) -> None:
    """The patch of the newest run, as a reviewer sees it."""

    async def work(client: Client) -> str:
        return await client.task_patch((await find_task(client, task)).id)

    patch = run(work)
    if json:
        as_json({"patch": patch})
    else:
        print(plain(patch).removesuffix("\n") or "Nothing was changed.")


def approve(
    task: Which,
    text: Text = "",
    *,
    remove_workspace: Annotated[
        bool, typer.Option("--remove-workspace", help="Its workspace goes once its work is merged.")
    ] = False,
    wait: Wait = False,
    timeout: Timeout = 3600.0,
    json: Json = False,
) -> None:
    """Approve exactly what is there now, and merge it."""

    async def work(client: Client) -> Task:
        found = await find_task(client, task)
        moved = await client.approve(
            found.id, head_commit=found.head_commit, text=text, remove_workspace=remove_workspace
        )
        return await wait_for(client, moved, timeout, quiet=json) if wait else moved

    show_one(run(work), json=json, wait=wait)


def reject(
    task: Which,
    text: Annotated[str, typer.Argument(help="What has to change.")],
    *,
    wait: Wait = False,
    timeout: Timeout = 3600.0,
    json: Json = False,
) -> None:
    """Send it back with words; the agent goes on in the same conversation."""

    async def work(client: Client) -> Task:
        moved = await client.request_changes((await find_task(client, task)).id, text)
        return await wait_for(client, moved, timeout, quiet=json) if wait else moved

    show_one(run(work), json=json, wait=wait)


def accept(task: Which, text: Text = "", *, json: Json = False) -> None:
    """Done without a merge; it is recorded as such."""

    async def work(client: Client) -> Task:
        return await client.accept((await find_task(client, task)).id, text)

    show_one(run(work), json=json, wait=False)
