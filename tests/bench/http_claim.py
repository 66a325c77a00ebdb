"""Rows 1, 2, 3: a claim over HTTP, with key, validation, a durable commit and the whole task in the answer."""

import json
import shutil
from collections.abc import Callable
from itertools import count
from pathlib import Path

import floors
from load import Load, drive, post, run
from measure import Figure, Scale, at_least, at_most, main, middle, rate, us
from product import Seed, Served, floor, more_runs, seed, serving

CONNECTIONS = 16


def _floor(server: Served) -> Callable[[int], bytes]:
    ask = post(server.port, "/claim", b'{"worker":"w","key":"k"}', floors.KEY)
    return lambda _: ask


def _claim(server: Served, seeded: Seed) -> Callable[[int], bytes]:
    numbers = count()

    def ask(_: int) -> bytes:
        body = {"worker": seeded.worker, "key": f"k{next(numbers)}", "offer": {"agents": ["scripted"]}}
        return post(server.port, "/api/v1/queue/claim", json.dumps(body).encode(), seeded.worker_key)

    return ask


def _one(server: Served, ask: Callable[[int], bytes], seconds: float) -> Load:
    load = run(drive(server.port, server.pid, ask, CONNECTIONS, seconds))
    if load.wrong:
        raise RuntimeError(f"{load.wrong} requests were refused")
    return load


def suite(scale: Scale, root: Path) -> list[Figure]:
    seconds = scale.of(2.5, 1.2)
    template = seed(root / "template.db")
    more_runs(template, scale.count(16_000, 8_000))
    bare, nostore, ours = [], [], []
    with floor("bare", root) as empty, floor("nostore", root) as plain:
        for turn in range(scale.passes):
            bare.append(_one(empty, _floor(empty), seconds))
            nostore.append(_one(plain, _floor(plain), seconds))
            path = Path(shutil.copy(template.path, root / f"http{turn}.db"))
            with serving(Seed(**{**vars(template), "path": path}), root) as served:
                ours.append(_one(served, _claim(served, template), seconds))
    cpu = middle([load.cpu for load in ours])
    cpu_floor = middle([load.cpu for load in nostore])
    speed, plain_speed, empty_speed = (
        middle([load.per_second for load in loads]) for loads in (ours, nostore, bare)
    )
    return [
        at_most(
            "1",
            "claim over HTTP: server CPU",
            f"FastAPI, no store {us(cpu_floor)}",
            us(cpu),
            cpu / cpu_floor,
            2.0,
        ),
        at_least(
            "2",
            "claim over HTTP, 16 connections",
            f"FastAPI, no store {rate(plain_speed)}",
            rate(speed),
            speed / plain_speed,
            0.5,
        ),
        at_least(
            "3",
            "claim over HTTP, 16 connections",
            f"empty Starlette {rate(empty_speed)}",
            rate(speed),
            speed / empty_speed,
            0.12,
        ),
    ]


if __name__ == "__main__":
    main(suite)
