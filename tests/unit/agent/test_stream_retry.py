"""L0: what passes by itself is tried again while nothing was said; all else is told as it is."""

import pytest

from taskyard.agent.stream.failure import Kind, done, failed, silent
from taskyard.agent.stream.field import said
from taskyard.agent.stream.retry import Patience, again, passes
from taskyard.domain.entry import EntryKind

pytestmark = pytest.mark.anyio
REFUSED = silent(1, "connect ECONNREFUSED 127.0.0.1:443")
WRONG = silent(2, "error: unknown option --connect-timeout")
RAW, TEXT = said(EntryKind.RAW, text="a line"), said(EntryKind.TEXT, text="a word")


async def play(*turns, **patience):
    """(kinds of what was said, how often it was started, the pauses)"""
    left, pauses = list(turns), []

    async def turn():
        for one in left.pop(0):
            yield one

    async def sleep(seconds):
        pauses.append(round(seconds, 3))

    heard = [one async for one in again(turn, Patience(**patience), sleep=sleep)]
    ends = [one for one in heard if one.kind in {EntryKind.RESULT, EntryKind.ERROR}]
    assert len(ends) == 1
    assert heard[-1] is ends[0]
    return ends[0], len(turns) - len(left), pauses


async def test_two_failures_that_pass_then_success():
    """R2.41, S-52"""
    end, starts, pauses = await play([RAW, REFUSED], [REFUSED], [TEXT, done("ok")])
    assert (end.kind, starts, pauses) == (EntryKind.RESULT, 3, [0.1, 0.2])


async def test_a_program_whose_words_are_only_lines():
    """Its end says no more than an exit code; what it printed to standard error says why."""
    bare = failed(Kind.FAILED, "the program ended with exit code 1")
    why = said(EntryKind.RAW, text="connect ECONNREFUSED 127.0.0.1:443")
    assert (await play([why, bare], [TEXT, done("ok")]))[1] == 2
    assert (await play([RAW, bare], [TEXT, done("ok")]))[1] == 1


async def test_it_is_tried_three_times_more_and_then_told():
    end, starts, pauses = await play(*[[REFUSED]] * 5)
    assert (end, starts, pauses) == (REFUSED, 4, [0.1, 0.2, 0.4])
    assert (await play([REFUSED], [TEXT], retries=0))[1] == 1


@pytest.mark.parametrize("turn", [[WRONG], [TEXT, REFUSED], [done("ok")]])
async def test_what_stays_or_has_said_something_is_not_tried_again(turn):
    end, starts, pauses = await play(turn, [done("never")])
    assert (end, starts, pauses) == (turn[-1], 1, [])


@pytest.mark.parametrize(
    ("end", "is_so"),
    [
        (failed(Kind.SERVER, "API error 503: Service Unavailable"), True),
        (failed(Kind.NETWORK, "Connection reset by peer"), True),
        (failed(Kind.NETWORK, "connection timed out"), True),
        (failed(Kind.RATE_LIMITED, "429 too many connections refused"), False),
        (failed(Kind.AUTH, "401 connection refused"), False),
        (failed(Kind.FAILED, "cannot read 502-notes.md: exit code 1"), False),
        (said(EntryKind.ERROR, reason="setup_failed", text="cannot start x: connection refused"), False),
        (silent(-9, "ECONNRESET"), False),
        (done("connection refused"), False),
    ],
)
def test_which_ends_pass(end, is_so):
    assert passes(end) is is_so
