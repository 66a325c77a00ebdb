"""All suites, one after the other, and one table: `.venv/bin/python tests/bench/run_all.py [--quick] [--only 4,6]`.

Each suite measures a floor and the product in turns and reports ratios. The exit code is 1 when a row misses its
target or a suite fails. Quick takes less than a minute; everything less than six.
"""

import argparse
import json
import os
import platform
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import suppress

from measure import HERE, Figure, table

SUITES = {
    "http_claim": {"1", "2", "3"},
    "store_claim": {"4", "5", "6", "7", "17"},
    "store_postgres": {"8", "17"},
    "dispatch": {"9"},
    "entries": {"11"},
    "git_start": {"14", "16"},
    "memory": {"mem"},
}
_PATIENCE = 180  # seconds for one suite


def measure(suite: str, *, quick: bool) -> list[Figure] | None:
    """The suite's figures; None when it failed. It gets a group of its own, so that nothing of it stays."""
    argv = [sys.executable, str(HERE / f"{suite}.py"), "--json", *(["--quick"] if quick else [])]
    process = subprocess.Popen(argv, stdout=subprocess.PIPE, start_new_session=True)
    try:
        out, _ = process.communicate(timeout=_PATIENCE)
    except subprocess.TimeoutExpired:
        print(f"{suite}: not done after {_PATIENCE} s", file=sys.stderr)
        out = b""
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(10)
    if process.returncode != 0 or not out:
        return None
    return [Figure(**one) for one in json.loads(out)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="small sizes, one pass: weak evidence, under a minute"
    )
    parser.add_argument("--only", default="", help="rows, with commas between: 4,6,mem")
    args = parser.parse_args()
    only = {row for row in args.only.split(",") if row}
    known = set().union(*SUITES.values())
    if only - known:
        parser.error(f"no such row; there is: {', '.join(sorted(known))}")
    begin, load = time.monotonic(), os.getloadavg()[0]
    figures: list[Figure] = []
    failed = []
    for suite, rows in SUITES.items():
        if only and not only & rows:
            continue
        print(f"{suite} …", file=sys.stderr)
        found = measure(suite, quick=args.quick)
        if found is None:
            failed.append(suite)
        figures += [one for one in found or [] if not only or one.row in only]
    figures.sort(key=lambda one: (one.row == "mem", int(one.row) if one.row.isdigit() else 0))
    if figures:
        print(table(figures))
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    print(
        f"\n{machine}; {time.monotonic() - begin:.0f} s; load before {load:.1f}, after {os.getloadavg()[0]:.1f}"
    )
    for suite in failed:
        print(f"{suite} FAILED")
    return 1 if failed or any(one.holds is False for one in figures) else 0


if __name__ == "__main__":
    sys.exit(main())
