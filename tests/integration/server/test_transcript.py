"""Windows of a transcript from its end, and words in it."""

import pytest

from taskyard.service import transcript
from taskyard.service.yard import SYSTEM

pytestmark = pytest.mark.anyio
AT = "2026-01-01T00:00:00Z"


def lines(texts, first=1):
    return [
        {"seq": n, "kind": "text", "at": AT, "body": {"text": text}} for n, text in enumerate(texts, first)
    ]


@pytest.fixture
async def said(play):
    """Stores these texts as the transcript of a run at work, and gives its id."""

    async def say(texts=(), entries=()):
        await play.project()
        await play.task()
        claim = await play.claim(await play.worker())
        for status in ("preparing", "running"):
            await play.report(claim, "status", status=status)
        every = [*lines(texts), *entries]
        for start in range(0, len(every), 100):
            await play.report(claim, "entries", first=start + 1, entries=every[start : start + 100])
        return claim["run"]["id"]

    return say


async def window(server, run, **params):
    answer = await server.viewer.get(f"/runs/{run}/transcript", params=params)
    assert answer.status_code == 200, answer.text
    return [one["seq"] for one in answer.json()["items"]], answer.json()["next"]


async def search(server, run, q, **params):
    answer = await server.viewer.get(f"/runs/{run}/transcript/search", params={"q": q, **params})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_windows_from_the_end(server, said):
    run = await said(["x"] * 25)
    assert await window(server, run, before=0, limit=10) == (list(range(16, 26)), "16")
    assert await window(server, run, before=16, limit=10) == (list(range(6, 16)), "6")
    assert await window(server, run, before=6, limit=10) == ([1, 2, 3, 4, 5], None)
    assert await window(server, run, before=11, limit=10) == (list(range(1, 11)), None)
    assert await window(server, run, before=1) == ([], None)
    assert await window(server, run, before=10, after=6) == ([7, 8, 9], None)
    assert await window(server, run, before=1000, limit=2) == ([24, 25], "24")
    assert await window(server, run, after=23) == ([24, 25], None)
    assert await window(server, run, limit=3) == ([1, 2, 3], "3")


async def test_words_are_found_whatever_their_case(server, said):
    run = await said(["Über den DÄCHERN", "nothing", 'a "quoted" line\nand more', "dächern"])
    found = await search(server, run, "dächern")
    assert [(hit["seq"], hit["kind"], hit["excerpt"]) for hit in found["items"]] == [
        (1, "text", "Über den DÄCHERN"),
        (4, "text", "dächern"),
    ]
    assert (found["total"], found["more"], found["next"]) == (2, False, None)
    assert [hit["seq"] for hit in (await search(server, run, '"QUOTED"'))["items"]] == [3]
    assert [hit["seq"] for hit in (await search(server, run, "line\nand"))["items"]] == [3]
    assert (await search(server, run, "absent"))["total"] == 0


async def test_words_are_those_of_the_texts_and_not_of_the_form(server, said):
    entries = [
        {
            "seq": 1,
            "kind": "tool_call",
            "at": AT,
            "body": {"call": "1", "tool": "Bash", "input": {"command": ["ls", "Deep inside"]}},
        },
        {"seq": 2, "kind": "text", "at": AT, "body": {"text": "\x1b[31mred\x1b[0m \\ud800"}},
    ]
    run = await said(entries=entries)
    assert [hit["kind"] for hit in (await search(server, run, "deep INSIDE"))["items"]] == ["tool_call"]
    for form in ("command", "text", '":"', "u001b"):
        assert (await search(server, run, form))["total"] == 0, form
    assert [hit["seq"] for hit in (await search(server, run, "\x1b[31mRED"))["items"]] == [2]


async def test_an_excerpt_is_one_short_line(server, said):
    run = await said(["a" * 5000 + "\nthe needle\n" + "b" * 5000])
    [hit] = (await search(server, run, "needle"))["items"]
    assert "the needle" in hit["excerpt"]
    assert len(hit["excerpt"]) < 250
    assert "\n" not in hit["excerpt"]
    assert hit["excerpt"].startswith("…")
    assert hit["excerpt"].endswith("…")


async def test_more_hits_than_wanted_are_counted_and_come_with_the_next(server, said):
    run = await said(["hit" if n % 2 else "miss" for n in range(1, 301)])
    got, after = [], 0
    while after is not None:
        found = await search(server, run, "hit", limit=40, after=after)
        got += [hit["seq"] for hit in found["items"]]
        assert found["more"] == (found["next"] is not None)
        after = found["next"]
    assert got == list(range(1, 301, 2))
    assert (await search(server, run, "hit", limit=40))["total"] == 150


class Counting:
    """The driver's connection, that counts the rows of the transcript that are read."""

    def __init__(self, raw):
        self._raw, self.rows = raw, []

    def __getattr__(self, name):
        return getattr(self._raw, name)

    def execute(self, statement, parameters=()):
        cursor = self._raw.execute(statement, parameters)
        return Fetched(cursor, self.rows) if "FROM entry" in statement else cursor


class Fetched:
    def __init__(self, cursor, rows):
        self._cursor, self._rows, self.description = cursor, rows, cursor.description

    def fetchall(self):
        found = self._cursor.fetchall()
        self._rows.append(len(found))
        return found


async def test_a_search_looks_at_so_much_and_says_where_it_stopped(server, said):
    """Rows are counted: what is there beyond the bound costs nothing."""
    run = await said([*["x" * 10] * 450, "the needle", *["x" * 10] * 49])

    async def bounded(after, **most):
        def work(deed):
            deed.tx.raw = counting = Counting(deed.tx.raw)
            bound = transcript.Bound(**most)
            return transcript.search(deed, run, "needle", 5, after=after, bound=bound), counting.rows

        return await server.yard.look(SYSTEM, work)

    found, rows = await bounded(0, entries=250)
    assert (found.items, found.total, found.more, found.next) == ([], 0, True, 250)
    assert rows == [100, 100, 50]
    found, rows = await bounded(250, entries=250)
    assert [hit.seq for hit in found.items] == [451]
    assert (found.total, found.more, found.next) == (1, False, None)
    assert sum(rows) == 250
    found, rows = await bounded(0, size=100)
    assert (found.more, found.next, rows) == (True, 100, [100])
    found, rows = await bounded(0)
    assert (found.total, found.more, rows) == (1, False, [100] * 5)


@pytest.mark.parametrize("params", [{}, {"q": ""}, {"q": "x" * 201}, {"q": "x", "limit": 0}])
async def test_what_is_no_search_is_refused(server, said, params):
    run = await said(["x"])
    answer = await server.viewer.get(f"/runs/{run}/transcript/search", params=params)
    assert answer.status_code == 422
