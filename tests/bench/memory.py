"""Idle memory of `taskyard serve` and `taskyard work`, beside a FastAPI server that does nothing."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from measure import Figure, Scale, free_port, main, resident, started, wait_port
from product import floor

_COMMAND = (str(Path(sys.executable).parent / "taskyard"),)
_MB = 1_000_000


def _settled(pid: int) -> int:
    """Resident bytes once they have stopped to grow; eight seconds at most."""
    last = 0
    for _ in range(16):
        time.sleep(0.5)
        now = resident(pid)
        if now - last < _MB // 2:
            return now
        last = now
    return last


def _key(env: dict[str, str]) -> str:
    argv = [*_COMMAND, "key", "create", "--scope", "worker", "--json"]
    done = subprocess.run(argv, env={**os.environ, **env}, capture_output=True, check=True, timeout=60)
    return str(json.loads(done.stdout)["key"])


def suite(scale: Scale, root: Path) -> list[Figure]:
    port, env = free_port(), {"TASKYARD_DATA": str(root / "server"), "HOME": str(root)}
    url = f"http://127.0.0.1:{port}"
    serve = [*_COMMAND, "serve", "--host", "127.0.0.1", "--port", str(port), "--data", str(root / "server")]
    with floor("nostore", root) as plain, started(serve, root / "serve.log", env) as server:
        wait_port(port, server)
        work = [*_COMMAND, "work", "--server", url, "--key", _key(env), "--name", "bench", "--slots", "1"]
        work += ["--data", str(root / "worker")]
        with started(work, root / "work.log", env) as worker:
            sizes = {"serve": _settled(server.pid), "work": _settled(worker.pid)}
            assert worker.poll() is None
            empty = _settled(plain.pid)

    def line(name: str) -> Figure:
        return Figure(
            row="mem",
            what=f"idle memory of `taskyard {name}`",
            baseline=f"FastAPI, no store {empty / _MB:.0f} MB",
            ours=f"{sizes[name] / _MB:.0f} MB",
            ratio=sizes[name] / empty,
            target="–",
            holds=None,
        )

    return [line("serve"), line("work")]


if __name__ == "__main__":
    main(suite)
