"""Profiles of agents on the command line."""

import typer

from taskyard.cli.door import as_json, run
from taskyard.cli.task import Json
from taskyard.cli.text import one_line
from taskyard.domain.profile import Card

app = typer.Typer(no_args_is_help=True, help="Profiles: files that say what an agent is.")


@app.command("list")
def list_(*, json: Json = False) -> None:
    """What the workers have found in their users' folders."""
    found = run(lambda client: client.profiles())
    if json:
        as_json(found)
        return
    for worker in found:
        print(f"{one_line(worker.name)}{'  (asked to look again)' if worker.asked else ''}")
        for card in worker.profiles:
            print(f"    {one_line(card.name, 24):<25} {_words(card)}".rstrip())


@app.command()
def refresh() -> None:
    """Ask the workers to look again."""
    count = run(lambda client: client.refresh_profiles())
    print(f"{count} {'worker looks' if count == 1 else 'workers look'} again with the next heartbeat")


def _words(card: Card) -> str:
    if card.problem:
        return f"{one_line(card.file)}: {one_line(card.problem)}"
    return f"{one_line(card.model or '-', 20):<20} {one_line(card.description, 60)}"
