"""Tickets in the database: only a hash, taken once whoever asks, swept when they are old or too many."""

from dataclasses import replace

import anyio
import pytest
from sqlalchemy import select

from taskyard.bus.memory import MemoryBus
from taskyard.domain.account import Actor, Scope
from taskyard.domain.error import Forbidden, Unauthenticated
from taskyard.service import account, ticket
from taskyard.service.yard import SYSTEM, Yard
from taskyard.store import ticket as rows
from taskyard.store.db import Database
from taskyard.store.ledger import ticket as table

pytestmark = pytest.mark.anyio
NOBODY = Actor(org="other", name="nobody", scope=Scope.VIEWER)


@pytest.fixture
def yard(database, clock):
    return Yard(database, MemoryBus(), clock)


async def test_of_two_servers_and_many_tries_one_gets_it(database_url, yard, clock):
    made = await yard.act(
        replace(SYSTEM, org="other"), lambda deed: account.add_key(deed, name="eye", scope=Scope.VIEWER)
    )
    actor, _ = await yard.read(lambda tx: account.by_key(tx, made.secret))
    text = await ticket.give(yard, actor)
    got, refused = [], 0

    async def use(where):
        nonlocal refused
        try:
            got.append(await ticket.take(where, text))
        except Unauthenticated:
            refused += 1

    async with Database.open(database_url, clock, own_time=True) as second:
        other = Yard(second, MemoryBus(), clock)
        async with anyio.create_task_group() as tasks:
            for nth in range(10):
                tasks.start_soon(use, (yard, other)[nth % 2])
    assert got == [actor]
    assert refused == 9


async def test_only_its_hash_is_there(yard):
    text = await ticket.give(yard, NOBODY)
    (row,) = await yard.read(lambda tx: tx.execute(select(table)).mappings().all())
    assert row["hash"] == account.digest(text)
    assert text.removeprefix("tt_") not in repr(dict(row))


async def test_an_old_one_is_refused_and_swept(yard, clock):
    text = await ticket.give(yard, NOBODY)
    clock.advance(31)
    with pytest.raises(Unauthenticated):
        await ticket.take(yard, text)
    await ticket.give(yard, NOBODY)
    assert len(await yard.read(lambda tx: tx.execute(select(table.c.hash)).all())) == 1


async def test_it_is_no_better_than_what_it_was_given_for(yard):
    made = await yard.act(SYSTEM, lambda deed: account.add_key(deed, name="eye", scope=Scope.VIEWER))
    actor, _ = await yard.read(lambda tx: account.by_key(tx, made.secret))
    text = await ticket.give(yard, actor)
    await yard.act(SYSTEM, lambda deed: account.revoke(deed, made.key.id))
    with pytest.raises(Unauthenticated):
        await ticket.take(yard, text)
    secret = await yard.act(SYSTEM, lambda deed: account.open_browser(deed, account.launch_code(deed)))
    text = await ticket.give(yard, await yard.read(lambda tx: account.by_cookie(tx, secret)))
    await yard.act(SYSTEM, lambda deed: account.close_browser(deed, secret))
    with pytest.raises(Unauthenticated):
        await ticket.take(yard, text)
    with pytest.raises(Forbidden):
        await ticket.give(yard, Actor(org="default", name="run:x", scope=Scope.RUN, run="x", fence=1))


async def test_of_too_many_the_oldest_go(yard, clock):
    texts = []
    for _ in range(5):
        texts.append(await ticket.give(yard, NOBODY))
        clock.advance(1)
    await yard.change(lambda tx: rows.sweep(tx, 3))
    for text in texts[:2]:
        with pytest.raises(Unauthenticated):
            await ticket.take(yard, text)
    assert [await ticket.take(yard, text) for text in texts[2:]] == [NOBODY] * 3
