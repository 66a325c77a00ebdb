"""The live board's frames: they fit any screen exactly, say what matters first, and carry no agent's control."""

from datetime import UTC, datetime, timedelta

import pytest
from rich.cells import cell_len

from taskyard.cli.watch.board import Picture, Working
from taskyard.cli.watch.frame import frame, span
from taskyard.domain.chat import Message, MessageKind, MessageState
from taskyard.domain.run import Run, RunKind, RunStatus
from taskyard.domain.task import BY_RANK, Task, TaskStatus
from taskyard.domain.worker import Offer, Worker, WorkerStatus

NOW = datetime(2026, 5, 4, 12, 30, tzinfo=UTC)
S = TaskStatus


def task(number, title, status, **more):
    return Task(
        id=f"{number:026}", number=number, org="default", project="p", title=title, status=status, position="a",
        created_at=NOW, updated_at=NOW, **more,
    )  # fmt: skip


def working(one, said, worker="anvil", agent="claude", seconds=192, **more):
    begun = NOW - timedelta(seconds=seconds)
    run = Run(
        id=one.id, org="default", project="p", task=one.id, number=1, agent=agent, queued_at=begun,
        started_at=begun, **{"status": RunStatus.RUNNING} | more,
    )  # fmt: skip
    return Working(run=run, worker=worker, said=said)


def question(one, text, *choices):
    return Message(
        id="m", org="default", project="p", task=one.id, run=None, kind=MessageKind.QUESTION,
        state=MessageState.OPEN, text=text, choices=choices, author="agent", at=NOW - timedelta(minutes=3),
    )  # fmt: skip


def worker(name, status, slots, *runs):
    return Worker(
        id=name, org="default", name=name, status=status, slots=slots, offer=Offer(), runs=runs,
        registered_at=NOW, heartbeat_at=NOW,
    )  # fmt: skip


def full(queued=5):
    columns = {
        S.RUNNING: (
            task(12, "Add a door to the barn, with a handle and a lock that opens from both sides", S.RUNNING),
            task(14, "Choose a wood for the floor", S.RUNNING, open_questions=1),
        ),
        S.MERGING: (task(9, "Mend the gate", S.MERGING),),
        S.QUEUED: tuple(
            task(20 + n, f"Paint board {n}", S.QUEUED, priority=BY_RANK[min(n, 2)],
                 not_before=NOW + timedelta(seconds=75) if n == 4 else None)
            for n in range(queued)
        ),
        S.REVIEW: (task(8, "Widen the path 水水水水水水水水水水", S.REVIEW),),
        S.FAILED: (task(7, "Oil the hinge", S.FAILED, reason="checks_failed"),),
        S.DONE: (task(1, "Clear the ground", S.DONE, finished_at=NOW),),
    }  # fmt: skip
    first, second = columns[S.RUNNING]
    return Picture(
        at=NOW,
        columns=columns,
        counts={status: len(found) for status, found in columns.items()},
        waiting=(question(second, "Which wood\x1b[2J for the \u202efloor?", "oak", "ash"),),
        numbers={second.id: 14},
        working={
            first.id: working(first, "edit door.txt\x1b]0;title\x07"),
            second.id: working(second, "Which wood?", status=RunStatus.WAITING, seconds=15),
            columns[S.MERGING][0].id: working(columns[S.MERGING][0], "", kind=RunKind.MERGE, seconds=4),
        },
        workers=(worker("anvil", WorkerStatus.BUSY, 2, "a", "b"), worker("forge", WorkerStatus.OFFLINE, 4)),
        resting={"claude": NOW + timedelta(minutes=20)},
        hour=3,
    )


def plain(picture, width=80, height=24):
    return [line.plain for line in frame(picture, width, height)]


def test_a_frame_of_eighty_by_twenty_four():
    assert [line.rstrip() for line in plain(full())] == PICTURE.splitlines()


@pytest.mark.parametrize("width", [1, 7, 20, 40, 80, 110, 300])
@pytest.mark.parametrize("height", [1, 3, 5, 10, 24, 60])
def test_it_fits_every_screen(width, height):
    for picture in (Picture(at=NOW), full(), full(200)):
        lines = plain(picture, width, height)
        assert len(lines) == height
        assert all(cell_len(line) <= width for line in lines)


def test_no_control_of_an_agent_is_in_it():
    text = "".join(plain(full(), 300, 60))
    assert all(char.isprintable() for char in text)
    assert "\u202e" not in text


def test_what_does_not_fit_is_counted():
    text = "\n".join(plain(full(200)))
    assert "… and 19" in text
    assert "Queued  200" in text


def test_an_empty_board_says_how_to_begin_and_a_lost_server_that_it_is_lost():
    assert "An empty board" in "\n".join(plain(Picture(at=NOW)))
    assert "no answer" in plain(Picture(at=NOW, trouble="no answer from there"))[0]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-5, "0 s"), (59.9, "59 s"), (61, "1 m 01 s"), (3600, "1 h 00 m"), (90000, "1 d 1 h")],
)
def test_a_span_has_its_two_largest_units(seconds, words):
    assert span(seconds) == words


PICTURE = """\
 taskyard  all projects                                                  ● live
────────────────────────────────────────────────────────────────────────────────
 ◆ Waiting for you  1
 #14 Which wood for the \\x202efloor?  [oak, ash]                       3 m 00 s

 ◔ Running  3
 #12 Add a door to the barn, with a handle and a lo…  anvil · claude · 3 m 12 s
    edit door.txt
 #14 Choose a wood for the floor                          anvil · claude · 15 s
    Which wood?
 #9 Mend the gate                                           anvil · merge · 4 s
    into its target

 ○ Queued  5               ◑ Review  1               ✕ Failed  1
 #20 ‼ Paint board 0       #8 Widen the path 水水…   #7 Oil the hinge
 #21 ! Paint board 1                                    checks failed
 #22 Paint board 2
 #23 Paint board 3
 #24 Paint boa…  in 1 m



────────────────────────────────────────────────────────────────────────────────
 5 queued · 2 of 2 slots · workers 1 busy, 1 offline · 3 done/hour · …  q quits
"""
