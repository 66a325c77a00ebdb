"""Places in a column, positions beside a card, and what is refused apart: on both databases."""

from contextlib import suppress

import pytest

from taskyard.domain.error import Conflict
from taskyard.domain.event import Draft
from taskyard.domain.task import TaskStatus
from taskyard.store import place, project, task

pytestmark = pytest.mark.anyio
ORG = "default"


async def test_places_count_only_the_own_column(database, build):
    def work(tx):
        home = build.project(tx)
        cards = [build.task(tx, project=home.id, position=f"a{n}") for n in (3, 1, 2)]
        twin = build.task(tx, project=home.id, position="a2", number=99)
        build.task(tx, project=home.id, position="a0", status=TaskStatus.DONE)
        build.task(tx, position="a0")
        states = {TaskStatus.BACKLOG, TaskStatus.CANCELLED}
        whole = place.places(tx, home.id, states, [*cards, twin])
        part = place.places(tx, home.id, states, [cards[0]])
        first = place.nth(tx, home.id, states, 0, cards[0].id)
        last = place.nth(tx, home.id, states, -1, cards[0].id)
        return cards, twin, whole, part, first, last, place.many_in(tx, home.id)

    cards, twin, whole, part, first, last, count = await database.change(work)
    assert sorted(whole.values()) == [0, 1, 2, 3]
    assert (whole[cards[1].id], whole[cards[0].id]) == (0, 3)
    assert {whole[cards[2].id], whole[twin.id]} == {1, 2}
    assert part == {cards[0].id: 3}
    assert first == cards[1].id
    assert last == max(twin.id, cards[2].id)
    assert count == 5


async def test_a_gap_is_a_real_one(database, build):
    def work(tx):
        cards = [build.task(tx, position=position) for position in ("a1", "a2", "a2", "a3")]
        moved = build.task(tx, position="a9")
        return [
            place.beside(tx, moved, anchor, before=before)
            for anchor, before in ((cards[1], True), (cards[2], False), (cards[0], True), (cards[3], False))
        ] + [place.beside(tx, cards[0], None, before=False)]

    gaps = await database.change(work)
    assert gaps == [("a1", "a2"), ("a2", "a3"), (None, "a1"), ("a3", None), ("a9", None)]


async def test_what_is_refused_apart_undoes_only_itself(database, build):
    def work(tx):
        kept = build.project(tx)
        with suppress(Conflict), tx.apart():
            lost = build.project(tx)
            build.task(tx, project=lost.id)
            tx.tell(Draft(org=ORG, kind="task.created", actor="a"))
            tx.ring(ORG, "pool")
            raise Conflict("no")
        with tx.apart():
            card = build.task(tx, project=kept.id)
        assert (tx.facts, tx.rings) == ([], [])
        return kept, card

    kept, card = await database.change(work)
    found = await database.read(lambda tx: (project.all(tx, ORG), task.board(tx, ORG)))
    assert ([one.id for one in found[0]], [one.id for one in found[1]]) == ([kept.id], [card.id])
