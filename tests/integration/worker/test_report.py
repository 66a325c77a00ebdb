"""The transcript's way up: on disk first, in order, whole, whatever the server does meanwhile."""

import anyio
import pytest

from taskyard.domain.entry import Entry, EntryKind, checksum
from taskyard.domain.limit import BATCH_BYTES, BATCH_ENTRIES, LINE_SHOWN
from taskyard.domain.run import Outcome, Reason, RunStatus
from taskyard.worker.finish import counted, deliver, read_note, write_note
from taskyard.worker.mailbox import Mailbox
from taskyard.worker.report import Report, open_report
from taskyard.worker.spool import Spool

pytestmark = pytest.mark.anyio
DONE = Outcome(status=RunStatus.SUCCEEDED, reason=Reason.COMPLETED)


async def send(client, folder, claim, clock, texts, limit=None):
    """Says `texts` and returns when the pump has ended."""
    mailbox = Mailbox()
    async with open_report(client, folder, claim, clock, mailbox) as report:
        if limit is not None:
            report._limit = limit
        async with anyio.create_task_group() as group:
            group.start_soon(report.pump)
            for text in texts:
                await report.add(EntryKind.TEXT, {"text": text})
            await report.close()
        return report, mailbox


def texts_of(desk):
    return [entry["body"]["text"] for entry in desk.stored]


async def test_everything_arrives_once_in_order_in_batches(desk, tmp_path, claim, clock):
    texts = [f"line {n}" for n in range(350)]
    async with desk.client() as client:
        report, mailbox = await send(client, tmp_path, claim, clock, texts)
    assert texts_of(desk) == texts
    assert desk.requests <= 10
    assert mailbox.lost is None
    assert report.entries == 350


async def test_a_gap_rewinds_and_a_duplicate_is_harmless(desk, tmp_path, claim, clock):
    desk.forget = 30
    async with desk.client() as client:
        await send(client, tmp_path, claim, clock, [str(n) for n in range(250)])
    assert texts_of(desk) == [str(n) for n in range(250)]


@pytest.mark.parametrize(("status", "code"), [(503, "unavailable"), (429, "too_many"), (507, "storage_full")])
async def test_a_server_that_cannot_now_gets_it_later(desk, refuse, tmp_path, claim, clock, status, code):
    desk.failures = [refuse(status, code)]
    async with desk.client() as client:
        _, mailbox = await send(client, tmp_path, claim, clock, ["one", "two"])
    assert texts_of(desk) == ["one", "two"]
    assert mailbox.lost is None


@pytest.mark.parametrize("code", ["lease_lost", "not_found", "unauthenticated", "forbidden"])
async def test_a_final_refusal_ends_the_reporting(desk, refuse, tmp_path, claim, clock, code):
    desk.failures = [refuse(409, code)]
    async with desk.client() as client:
        _, mailbox = await send(client, tmp_path, claim, clock, ["one"])
    assert mailbox.lost is not None
    assert desk.stored == []


async def test_what_cannot_travel_is_made_to(desk, tmp_path, claim, clock):
    texts = ["\ud800 half a pair", "\x00" * LINE_SHOWN, "é" * 400_000, "🙂" * 100_000]
    async with desk.client() as client:
        await send(client, tmp_path, claim, clock, texts)
    found = texts_of(desk)
    assert found[0] == "? half a pair"
    assert all("bytes in all" in text for text in found[1:])
    assert all(len(str(entry["body"]).encode()) < BATCH_BYTES for entry in desk.stored)


async def test_an_endless_run_keeps_head_and_tail_with_a_mark(desk, tmp_path, claim, clock):
    texts = [f"{n:05d}" + "x" * 95 for n in range(2000)]
    async with desk.client() as client:
        report, _ = await send(client, tmp_path, claim, clock, texts, limit=50_000)
    found = texts_of(desk)
    assert found[0] == texts[0]
    assert found[-1] == texts[-1]
    assert any("only the end is kept" in text for text in found)
    cut = next(int(text.split()[1]) for text in found if text.startswith("cut: "))
    assert cut + sum(text in set(texts) for text in found) == len(texts)
    assert report.bytes < 60_000


async def test_a_spool_is_read_back_by_a_successor_without_its_torn_end(tmp_path, claim, clock):
    spool = Spool.make(tmp_path, claim)
    entries = [
        Entry(seq=n, kind=EntryKind.TEXT, at=clock.now(), body={"text": f"é{n}"}) for n in range(1, 251)
    ]
    spool.append(entries)
    spool.close()
    with spool.path.open("ab") as file:
        file.write(b'[251,"text","20')
    again = Spool.load(spool.path)
    assert list(again.all()) == entries
    assert again.next == 251
    assert len(again.batch(200)) == 51
    assert len(again.batch(1)) == BATCH_ENTRIES
    again.close()


async def test_the_finish_counts_and_fills_the_gap(desk, refuse, tmp_path, claim, clock):
    texts = [f"line {n}" for n in range(20)]
    async with desk.client() as client:
        mailbox = Mailbox()
        report, _ = await send(client, tmp_path, claim, clock, texts)
        spool = Spool.load(report.spool.path)
        del desk.stored[5:]
        desk.failures = [refuse(503, "unavailable")]
        outcome = counted(DONE, spool)
        assert await deliver(client, Report(client, spool, clock, mailbox), mailbox, outcome)
        spool.close()
    assert texts_of(desk) == texts
    assert outcome.entries == 20
    assert outcome.bytes == report.bytes
    assert outcome.checksum == checksum(
        Entry(seq=n, kind=EntryKind.TEXT, at=clock.now(), body={"text": text})
        for n, text in enumerate(texts, 1)
    )


async def test_a_finish_for_a_lost_run_is_given_up(desk, refuse, tmp_path, claim, clock):
    desk.failures = [refuse(409, "lease_lost")]
    async with desk.client() as client:
        mailbox = Mailbox()
        spool = Spool.make(tmp_path, claim)
        assert not await deliver(client, Report(client, spool, clock, mailbox), mailbox, DONE)
        spool.close()
    assert mailbox.lost == "lease_lost"


async def test_the_note_of_an_outcome_is_found_again_and_clean(tmp_path, claim):
    spool = Spool.make(tmp_path, claim)
    outcome = counted(
        Outcome(status=RunStatus.FAILED, reason=Reason.AGENT_ERROR, summary="a\x00\ud800b"), spool
    )
    write_note(spool, outcome)
    assert read_note(spool.path) == outcome
    assert outcome.summary == "a\N{REPLACEMENT CHARACTER}?b"
    spool.close()
    assert read_note(tmp_path / "other.ndjson") is None
