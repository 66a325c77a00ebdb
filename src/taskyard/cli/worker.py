"""Workers on the command line."""

from typing import Annotated

import typer

from taskyard.cli.door import as_json, run
from taskyard.cli.task import Json
from taskyard.cli.text import one_line
from taskyard.client.api import Client
from taskyard.domain.error import NotFound
from taskyard.domain.worker import Worker

app = typer.Typer(no_args_is_help=True, help="Workers: who does the work.")
Name = Annotated[str, typer.Argument(metavar="WORKER", help="Its name, or its id.")]


@app.command("list")
def list_(*, json: Json = False) -> None:
    """All workers that have not signed off."""
    workers = run(lambda client: client.workers())
    if json:
        as_json(workers)
        return
    for worker in workers:
        if worker.gone_at is None:
            print(
                f"{one_line(worker.name, 24):<25} {worker.status.value:<9} {len(worker.runs)} of {worker.slots} slots"
            )


@app.command()
def show(name: Name, *, json: Json = False) -> None:
    """One worker: what it offers and holds."""

    async def work(client: Client) -> Worker:
        return await client.worker((await _find(client, name)).id)

    worker = run(work)
    if json:
        as_json(worker)
        return
    print(f"{one_line(worker.name)}  {worker.status.value}{', draining' if worker.drain else ''}")
    print(f"    on {one_line(worker.host)}, version {one_line(worker.version)}, {worker.slots} slots")
    print(f"    agents {', '.join(worker.offer.agents) or 'any'}; sandbox {', '.join(worker.offer.tiers)}")
    for one in worker.runs:
        print(f"    holds run {one}")


@app.command()
def drain(name: Name) -> None:
    """Ask it to finish what it has and stop."""

    async def work(client: Client) -> None:
        await client.drain((await _find(client, name)).id)

    run(work)


@app.command()
def remove(name: Name) -> None:
    """Sign it off; its history stays, its work goes back to the queue."""

    async def work(client: Client) -> None:
        await client.deregister((await _find(client, name)).id)

    run(work)


async def _find(client: Client, name: str) -> Worker:
    for worker in await client.workers():
        if worker.gone_at is None and name in {worker.name, worker.id}:
            return worker
    raise NotFound(f"there is no worker {name!r}")
