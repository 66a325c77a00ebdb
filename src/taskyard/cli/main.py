"""The command line, put together. What only speaks to a server does not wait for the server's own libraries."""

import sys
from collections.abc import Callable, Sequence
from importlib import import_module, metadata
from typing import Annotated, Any

import typer

from taskyard.cli import (
    card,
    chat,
    profile,
    project,
    review,
    run,
    session,
    setting,
    setup,
    task,
    worker,
    workspace,
)
from taskyard.cli.door import FAILED, Flags, fail
from taskyard.domain.error import TaskyardError

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Put a coding task on the board; an agent does it; you review and merge.",
)


def _version(wanted: bool) -> None:
    if wanted:
        print(metadata.version("taskyard"))
        raise typer.Exit


@app.callback()
def before(
    *,
    url: Annotated[
        str | None, typer.Option(help="The server; else TASKYARD_URL, else this machine's own.")
    ] = None,
    key: Annotated[str | None, typer.Option(help="The key; better in TASKYARD_KEY.")] = None,
    data: Annotated[str | None, typer.Option(help="The data directory; else TASKYARD_DATA.")] = None,
    config: Annotated[
        str | None, typer.Option(help="A file of settings (TOML); else TASKYARD_CONFIG.")
    ] = None,
    env_file: Annotated[
        str | None, typer.Option(help="A file of variables (.env); else TASKYARD_ENV_FILE.")
    ] = None,
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    Flags.url, Flags.key, Flags.data = url, key, data
    Flags.file, Flags.env_file = config, env_file


# In the order of the help. A text names the place of a command that needs half of Taskyard: it is read in when used.
_COMMANDS: tuple[tuple[str, str | typer.Typer | Callable[..., None]], ...] = (
    ("up", "program:up"),
    ("serve", "program:serve"),
    ("open", "program:open_"),
    ("work", "work:work"),
    ("demo", "demo.command:demo"),
    ("add", task.add),
    ("list", task.list_),
    ("show", task.show),
    ("watch", "watch.command:watch"),
    ("logs", run.logs),
    ("diff", review.diff),
    ("run", task.mover(lambda client, one: client.run_now(one.id), "Run it now, past the queue.")),
    ("enqueue", task.mover(lambda client, one: client.enqueue(one.id), "Put it into the queue.")),
    ("park", task.mover(lambda client, one: client.park(one.id), "Take it out of the queue.")),
    ("inbox", chat.inbox),
    ("answer", chat.answer),
    ("approve", review.approve),
    ("merge", review.approve),
    ("reject", review.reject),
    ("accept", review.accept),
    ("continue", task.carry_on),
    ("cancel", task.mover(lambda client, one: client.cancel(one.id), "Stop it for good; its work is kept.")),
    ("retry", task.mover(lambda client, one: client.retry(one.id), "Try a failed task again.")),
    ("reset", task.mover(lambda client, one: client.reset(one.id), "Back to the start; old branches stay.")),
    ("why", task.why),
    ("edit", card.edit),
    ("move", card.move),
    ("comment", card.comment),
    ("remove", card.remove),
    ("project", project.app),
    ("worker", worker.app),
    ("session", session.app),
    ("workspace", workspace.app),
    ("setting", setting.app),
    ("key", "key:app"),
    ("org", "org:app"),
    ("audit", "audit:app"),
    ("profile", profile.app),
    ("agents", "agents:agents"),
    ("mcp", "mcp:mcp"),
    ("export", "archive:export"),
    ("import", "archive:import_"),
    ("doctor", "doctor:doctor"),
    ("db", "db:app"),
    ("config", setup.app),
)


def _put_in(words: Sequence[str]) -> None:
    """The commands that `words` may mean; all of them when it is not plain which (help, completion, a slip)."""
    told = set(words) & {"--version", *(name for name, _ in _COMMANDS)}
    for name, what in _COMMANDS:
        if told and isinstance(what, str) and name not in told:
            continue
        found = _read_in(what) if isinstance(what, str) else what
        if isinstance(found, typer.Typer):
            app.add_typer(found, name=name)
        else:
            app.command(name)(found)


def _read_in(place: str) -> Any:
    module, _, attribute = place.partition(":")
    return getattr(import_module(f"taskyard.cli.{module}"), attribute)


def main() -> None:
    """Whatever a command did not catch itself, and a person can mend, is one line as well."""
    try:
        _put_in(sys.argv[1:])
        app()
    except TaskyardError as problem:
        sys.exit(fail(problem).exit_code)
    except OSError as problem:
        if problem.filename is None:
            raise
        print(f"taskyard: {problem.filename}: {problem.strerror} [os_error]", file=sys.stderr)
        sys.exit(FAILED)
