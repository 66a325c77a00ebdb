"""The command line, put together."""

import sys
from importlib import metadata
from typing import Annotated

import typer

from taskyard.cli import chat, db, doctor, key, profile, program, project, review, run, task, worker
from taskyard.cli.demo import command as demo
from taskyard.cli.door import FAILED, Flags, fail
from taskyard.domain.error import TaskyardError

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Put a coding task on the board; an agent does it; you review and merge.",
)
config_app = typer.Typer(no_args_is_help=True, help="Settings and where they come from.")


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
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    Flags.url, Flags.key, Flags.data = url, key, data


app.command("up")(program.up)
app.command("serve")(program.serve)
app.command("work")(program.work)
app.command("demo")(demo.demo)
app.command("add")(task.add)
app.command("list")(task.list_)
app.command("show")(task.show)
app.command("logs")(run.logs)
app.command("diff")(review.diff)
app.command("run")(task.mover(lambda client, one: client.run_now(one.id), "Run it now, past the queue."))
app.command("enqueue")(task.mover(lambda client, one: client.enqueue(one.id), "Put it into the queue."))
app.command("park")(task.mover(lambda client, one: client.park(one.id), "Take it out of the queue."))
app.command("answer")(chat.answer)
app.command("approve")(review.approve)
app.command("merge")(review.approve)
app.command("reject")(review.reject)
app.command("accept")(review.accept)
app.command("continue")(task.carry_on)
app.command("cancel")(
    task.mover(lambda client, one: client.cancel(one.id), "Stop it for good; its work is kept.")
)
app.command("retry")(task.mover(lambda client, one: client.retry(one.id), "Try a failed task again."))
app.command("reset")(
    task.mover(lambda client, one: client.reset(one.id), "Back to the start; old branches stay.")
)
app.command("why")(task.why)
app.add_typer(project.app, name="project")
app.add_typer(worker.app, name="worker")
app.add_typer(key.app, name="key")
app.add_typer(profile.app, name="profile")
app.command("doctor")(doctor.doctor)
app.add_typer(db.app, name="db")
config_app.command("check")(program.config_check)
config_app.callback()(lambda: None)
app.add_typer(config_app, name="config")


def main() -> None:
    """Whatever a command did not catch itself, and a person can mend, is one line as well."""
    try:
        app()
    except TaskyardError as problem:
        sys.exit(fail(problem).exit_code)
    except OSError as problem:
        if problem.filename is None:
            raise
        print(f"taskyard: {problem.filename}: {problem.strerror} [os_error]", file=sys.stderr)
        sys.exit(FAILED)
