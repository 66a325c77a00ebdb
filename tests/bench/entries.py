"""Row 11: transcript entries over HTTP, fenced, in order, published, against sqlite3 that only inserts them."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import floors
from load import drive, post, run
from measure import Figure, Scale, at_least, main, middle, rate
from product import Seed, Served, more_runs, seed, serving

BATCH, RUNS = 100, 16
_TEXT = "x" * 440  # with its frame an entry is 500 bytes
_AT = "2026-01-01T00:00:00Z"


def _raw(path: Path, seconds: float) -> float:
    """Batches of 100 rows of 500 bytes into a table with a unique (run, seq): entries each second."""
    db = floors.connect(str(path), full=False)
    db.execute(
        "CREATE TABLE entry (run TEXT NOT NULL, seq INTEGER NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL)"
    )
    db.execute("CREATE UNIQUE INDEX entry_seq ON entry (run, seq)")
    body = json.dumps({"text": _TEXT})
    done, begin = 0, time.perf_counter()
    while time.perf_counter() - begin < seconds:
        task, first = f"{done // BATCH % RUNS:026d}", done // BATCH // RUNS * BATCH
        db.execute("BEGIN IMMEDIATE")
        rows = [(task, first + at, "text", body) for at in range(BATCH)]
        db.executemany("INSERT INTO entry VALUES (?, ?, ?, ?)", rows)
        db.execute("COMMIT")
        done += BATCH
    return done / (time.perf_counter() - begin)


def _batches(server: Served, seeded: Seed) -> Callable[[int], bytes]:
    """Each connection is one run that says 100 things at a time."""
    sent = [0] * RUNS

    def ask(number: int) -> bytes:
        first = sent[number] + 1
        sent[number] += BATCH
        said = [
            {"seq": first + at, "kind": "text", "at": _AT, "body": {"text": _TEXT}} for at in range(BATCH)
        ]
        body = json.dumps({"fence": 1, "first": first, "entries": said}, separators=(",", ":"))
        return post(server.port, f"/api/v1/runs/0{number + 1:025d}/entries", body.encode(), seeded.worker_key)

    return ask


def suite(scale: Scale, root: Path) -> list[Figure]:
    seconds = scale.of(2.5, 1.2)
    raw, ours = [], []
    for turn in range(scale.passes):
        raw.append(_raw(root / f"raw{turn}.db", seconds))
        seeded = seed(root / f"entries{turn}.db")
        far = "4102444800000000"
        more_runs(seeded, RUNS, status="'running'", fence="1", worker=f"'{seeded.worker}'", lease_until=far)
        with serving(seeded, root) as served:
            load = run(drive(served.port, served.pid, _batches(served, seeded), RUNS, seconds))
        if load.wrong:
            raise RuntimeError(f"{load.wrong} batches were refused")
        ours.append(load.per_second * BATCH)
    floor, speed = middle(raw), middle(ours)
    return [
        at_least(
            "11",
            "transcript entries over HTTP, batches of 100",
            f"sqlite3 inserts {rate(floor)}",
            rate(speed),
            speed / floor,
            0.4,
        ),
        at_least("11", "the same in absolute terms", "50,000/s", rate(speed), speed / 50_000, 1.0),
    ]


if __name__ == "__main__":
    main(suite)
