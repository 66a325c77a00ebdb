"""The end of a claim: exactly one outcome, written down before it is sent, sent until it is accepted."""

import json
import random
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

import anyio

from taskyard.client.api import Client
from taskyard.client.wire import dump, read
from taskyard.domain.entry import checksum, encode
from taskyard.domain.error import Invalid, StorageFull, TaskyardError, TooMany, Unavailable
from taskyard.domain.limit import COMMENT, PATCH
from taskyard.domain.run import Outcome, RunStatus
from taskyard.worker.mailbox import Mailbox
from taskyard.worker.plain import plain, plain_json
from taskyard.worker.report import Report
from taskyard.worker.spool import Spool

T = TypeVar("T")
_MESSAGE = 10_000  # characters
PATIENCE = 600.0  # seconds that a finish is repeated
_AGAIN = (Unavailable, TooMany, StorageFull)


def note_path(spool: Path) -> Path:
    return spool.with_suffix(".finish.json")


def counted(outcome: Outcome, spool: Spool) -> Outcome:
    """With what there really is on disk, so that the server can see a gap."""
    size, total = 0, ""
    for entry in spool.all():
        size += len(encode(entry.body).encode())
        total = checksum([entry], total)
    clean = read(Outcome, plain_json(dump(outcome), PATCH))
    outcome = replace(clean, summary=plain(clean.summary, COMMENT), message=plain(clean.message, _MESSAGE))
    return replace(outcome, entries=spool.next - spool.first, bytes=size, checksum=total)


def write_note(spool: Spool, outcome: Outcome) -> None:
    path = note_path(spool.path)
    new = path.with_suffix(".new")
    new.write_text(json.dumps(dump(outcome)), encoding="utf-8")
    new.replace(path)


def read_note(spool: Path) -> Outcome | None:
    """The outcome that a dead predecessor had decided on but perhaps not delivered."""
    try:
        return read(Outcome, json.loads(note_path(spool).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TaskyardError):
        return None


def forget(spool: Spool) -> None:
    spool.remove()
    note_path(spool.path).unlink(missing_ok=True)


async def persist(call: Callable[[], Awaitable[T]]) -> T:
    """Repeats what the server cannot take now. The caller bounds it; a refusal is raised at once."""
    pause = 0.2
    while True:
        try:
            return await call()
        except _AGAIN as trouble:
            pause = min(max(pause * 2, float(trouble.detail.get("retry_after", 0.0))), 15.0)
            await anyio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 - jitter, no secret


def bare(outcome: Outcome) -> Outcome:
    """What surely passes: a server that refuses the form of the details still learns how the run ended."""
    words = "the server refused the details of this outcome"
    return replace(
        outcome,
        message=words,
        summary="",
        session=None,
        stat=(),
        patch="",
        patch_cut=True,
        conflicts=(),
        evidence=(),
        structured_output=None,
        log_path=None,
    )


async def deliver(client: Client, report: Report, mailbox: Mailbox, outcome: Outcome) -> bool:
    """Whether the server took it. False: the run was no longer ours, or the server stayed away too long."""
    spool = report.spool
    send = client.complete if outcome.status is RunStatus.SUCCEEDED else client.fail
    with anyio.move_on_after(PATIENCE):
        try:
            answer = await persist(partial(send, spool.run, spool.fence, outcome))
            while answer.incomplete and spool.first <= answer.expected < spool.next:
                expected = answer.expected
                await persist(partial(report.refill, expected))
                answer = await persist(partial(send, spool.run, spool.fence, outcome))
                if answer.expected <= expected:
                    break  # it does not take them; the run is marked incomplete there
        except Invalid:
            if outcome == bare(outcome):
                raise
            return await deliver(client, report, mailbox, bare(outcome))
        except TaskyardError as refused:
            mailbox.lose(refused.message)
            return False
        return answer.accepted
    return False
