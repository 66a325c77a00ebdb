"""The live push under load: `.venv/bin/python tests/bench/live.py [--small]`. About three minutes; small: one.

A real `taskyard serve`, many SSE and WebSocket clients, facts at a steady pace; some clients stop reading, half of them
come back all at once, and the server is started anew in the middle. Each client proves that it has missed nothing and
had nothing twice.
"""

import argparse
import asyncio
import os
import resource
import signal
import sys
import time
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from live_client import Chat, Client, Events, Hub, Yard
from live_yard import Driver, Server, log
from load import run
from measure import Times, cpu_seconds, ms, resident, scratch

from taskyard.domain.event import Event
from taskyard.server.auth import adapter
from taskyard.server.hub_frame import invocation
from taskyard.server.hub_wire import calls


@dataclass(frozen=True, kw_only=True)
class Size:
    events: int
    sockets: int
    back: int  # clients that come back at once
    silent: float  # seconds
    pace: float  # changes a second
    alone: float  # seconds of the one client that the others are compared with


WHOLE = Size(events=1000, sockets=200, back=500, silent=60, pace=50, alone=10)
SMALL = Size(events=60, sockets=20, back=30, silent=12, pace=50, alone=4)


async def until(what: str, holds: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError(what)
        await asyncio.sleep(0.1)


def waits(
    clients: Sequence[Events], facts: Sequence[dict[str, object]], begin: float, end: float
) -> list[float]:
    """From a fact's own time to a client's eyes, for those between."""
    at = {int(str(one["seq"])): datetime.fromisoformat(str(one["at"])).timestamp() for one in facts}
    found = []
    for client in clients:
        for first, last, when in client.times:
            found += [when - at[seq] for seq in range(first, last + 1) if begin <= at[seq] < end]
    return found


async def all_in(clients: Sequence[Client], many: int = 100) -> None:
    for at in range(0, len(clients), many):
        await asyncio.gather(*(one.connect() for one in clients[at : at + many]))
    await until("everyone is connected", lambda: all(one.live for one in clients), 60)


async def measure(server: Server, size: Size) -> int:
    told: list[tuple[str, str]] = []
    with server.running():
        driver = Driver(server, size.pace)
        await driver.begin()
        yard = Yard(server.port, server.key)
        start = len(await log(server))
        alone = Events(yard, seen=start)
        await all_in([alone])
        fresh = resident(server.process.pid)
        begin = time.time()
        cpu = cpu_seconds(server.process.pid)
        await driver.run(size.alone)
        one_pace = driver.made / size.alone
        one_cpu = (cpu_seconds(server.process.pid) - cpu) / size.alone
        one = (begin, time.time())

        begin = time.time()
        start = len(await log(server))
        crowd = [Events(yard, seen=start, slow=nth == 0) for nth in range(size.events)]
        half = size.sockets // 2
        chats = [Chat(yard, seen=start, slow=nth == 0) for nth in range(half)]
        hubs = [Hub(yard, seen=start, slow=nth == 0) for nth in range(size.sockets - half)]
        everyone: list[Client] = [*crowd, *chats, *hubs]
        await all_in(everyone)
        told.append(("all connected in", f"{time.time() - begin:.1f} s"))
        await asyncio.sleep(3)
        full = resident(server.process.pid)
        cpu = cpu_seconds(server.process.pid)
        await asyncio.sleep(5)
        told.append(("server CPU, everyone idle", f"{(cpu_seconds(server.process.pid) - cpu) / 5:.0%}"))
        many = (full - fresh) / len(everyone)
        told.append(("memory: one client, all, each", f"{_mb(fresh)}, {_mb(full)}, {many / 1024:.0f} KB"))

        silent = [*crowd[:1], *chats[:1], *hubs[:1]]
        cpu, begin, made = cpu_seconds(server.process.pid), time.time(), driver.made
        own = time.process_time()
        calm = (begin + 2, begin + size.silent / 3)
        for client in silent:
            client.stop_reading()
        async with asyncio.TaskGroup() as group:
            group.create_task(driver.run(size.silent + 10))
            await asyncio.sleep(size.silent / 2)
            back = [one for one in crowd if one is not crowd[0]][: size.back]
            cuts = time.monotonic()
            for client in back:
                client.drop()
            await until("all are back", lambda: all(one.connects > 1 and one.live for one in back), 60)
            told.append(
                (f"{size.back} come back at once: all live after", f"{time.monotonic() - cuts:.1f} s")
            )
            await asyncio.sleep(max(0.0, begin + size.silent - time.time()))
            behind = silent[0].seen
            for client in silent:
                client.read_on()
        spent = time.time() - begin
        pace = (driver.made - made) / spent
        used = (cpu_seconds(server.process.pid) - cpu) / spent
        own = (time.process_time() - own) / spent
        told.append(
            ("server CPU: one client, all; the clients' own", f"{one_cpu:.0%}, {used:.0%}; {own:.0%}")
        )
        facts = await log(server)
        await until("everyone has caught up", lambda: all(one.seen >= len(facts) for one in crowd), 60)
        told.append(
            (
                "changes a second: one client, all; the longest",
                f"{one_pace:.0f}, {pace:.0f}; {ms(driver.worst)}",
            )
        )
        told.append(("the silent one was behind by", f"{len(facts) - behind} facts"))
        peak = server.peak
        lone, crowded = waits([alone], facts, *one), waits(crowd[1::10], facts, *calm)
        for name in ("p50", "p99") if lone and crowded else ():
            few, lots = getattr(Times.of(lone), name), getattr(Times.of(crowded), name)
            told.append((f"fact → client, {name}: one, all", f"{ms(few)}, {ms(lots)}: {lots / few:.1f}×"))

        running = asyncio.get_running_loop().create_task(driver.run(12))
        await asyncio.sleep(3)
        dead = server.process
        stop = time.monotonic()
        os.killpg(dead.pid, signal.SIGTERM)
        await asyncio.to_thread(dead.wait, 30)
        told.append(
            ("stopped with everyone connected in", f"{time.monotonic() - stop:.1f} s, code {dead.returncode}")
        )
    with server.running():
        begin = time.monotonic()
        yard.key = server.key
        await until("all are back", lambda: all(one.live for one in everyone), 60)
        told.append(("after the new start all live in", f"{time.monotonic() - begin:.1f} s"))
        await running
        await driver.run(2)
        facts = await log(server)
        await until(
            "all SSE clients are at the end", lambda: all(one.seen >= len(facts) for one in crowd), 60
        )
        await until("all hub clients are", lambda: all(one.seen >= len(facts) for one in hubs), 60)
        said = [int(str(one["seq"])) for one in facts[start:] if one["kind"] == "message.posted"]
        await until("all chats are", lambda: all(one.seen >= said[-1] for one in chats), 60)
        second = server.peak
        yard.over = True
        for client in [*everyone, alone]:
            client.drop()
        await asyncio.sleep(3)
        after = resident(server.process.pid)
    told.append(
        ("memory: highest, after the new start, all gone", f"{_mb(peak)}, {_mb(second)}, {_mb(after)}")
    )
    told.append(
        ("facts; changes that failed, connections refused", f"{len(facts)}; {driver.failed}, {yard.refused}")
    )
    told.append(
        ("resync marks of the silent", ", ".join(two for one in silent for two in one.resyncs[:1]) or "none")
    )
    told.append(
        (
            "cut off and come back: SSE, chat, hub",
            ", ".join(str(sum(one.cuts for one in of)) for of in (crowd, chats, hubs)),
        )
    )
    wrong = {
        "SSE": [one for one in crowd if one.gaps or one.doubles or one.seen < len(facts)],
        "chat": [one for one in chats if one.got != said],
        "hub": [one for one in hubs if (one.count, one.sum) != shown(facts[start:]) or one.doubles],
    }
    for name, bad in wrong.items():
        of = {"SSE": crowd, "chat": chats, "hub": hubs}[name]
        told.append((f"{name}: with a gap or a double", f"{len(bad)} of {len(of)}"))
    width = max(len(what) for what, _ in told)
    for what, figure in told:
        print(f"| {what.ljust(width)} | {figure} |")
    return 1 if any(wrong.values()) else 0


def shown(facts: Sequence[dict[str, object]]) -> tuple[int, int]:
    """What the hub has to tell of them: how many words, and their sum."""
    many, total = 0, 0
    for one in facts:
        for target, arguments in calls(adapter(Event).validate_python(one), None):
            total = zlib.crc32(invocation(target, arguments)[:-1].encode(), total)
            many += 1
    return many, total


def _mb(size: float) -> str:
    return f"{size / 1e6:.0f} MB"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="a few clients: does it still run")
    parser.add_argument("--events", type=int, help="SSE clients")
    parser.add_argument("--sockets", type=int, help="WebSocket clients")
    args = parser.parse_args()
    given = {name: getattr(args, name) for name in ("events", "sockets") if getattr(args, name) is not None}
    size = replace(SMALL if args.small else WHOLE, **given)
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with scratch() as root:
        (root / "data").mkdir()
        return run(measure(Server(root), size))


if __name__ == "__main__":
    sys.exit(main())
