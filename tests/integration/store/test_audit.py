"""The ledger: written with the change, never changed; what was tampered with by hand is found."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from taskyard.domain import audit as words
from taskyard.domain.event import Draft
from taskyard.store import audit

pytestmark = pytest.mark.anyio


def told(org, count, kind="key.created"):
    def work(tx):
        for number in range(count):
            tx.tell(Draft(org=org, kind=kind, actor="key:ada", body={"key": f"k{number}"}))

    return work


async def verdict(database, org="default"):
    return await database.read(lambda tx: words.verify(audit.every(tx, org), audit.written(tx, org)))


async def tamper(database, statement):
    """Somebody with the database in hand takes the triggers away first."""

    def work(tx):
        for name in ("audit_no_update", "audit_no_delete") if tx.dialect == "sqlite" else ("audit_keep",):
            tx.execute(text(f"DROP TRIGGER {name}" + ("" if tx.dialect == "sqlite" else " ON audit")))
        tx.execute(text(statement))

    await database.change(work)


async def test_what_matters_is_noted_with_the_change_and_sealed(database):
    await database.change(told("default", 2))
    await database.change(told("other", 1))
    await database.change(told("default", 1, kind="task.changed"))
    await database.change(told("default", 1, kind="project.changed"))
    lines = await database.read(lambda tx: audit.after(tx, "default", 0, 10))
    assert [(one.seq, one.act, one.object) for one in lines] == [
        (1, "key.created", "key:k0"), (2, "key.created", "key:k1"), (3, "project.changed", "project"),
    ]  # fmt: skip
    assert [one.prev for one in lines[1:]] == [one.hash for one in lines[:2]]
    assert (await verdict(database)).intact
    assert (await verdict(database, "other")).lines == 1


async def test_nothing_is_noted_of_what_did_not_happen(database):
    def work(tx):
        told("default", 1)(tx)
        raise LookupError

    with pytest.raises(LookupError):
        await database.change(work)
    assert (await verdict(database)).lines == 0


@pytest.mark.parametrize("statement", ["UPDATE audit SET actor = 'x'", "DELETE FROM audit"])
async def test_the_database_refuses_to_change_a_line(database, statement):
    await database.change(told("default", 2))
    with pytest.raises(DBAPIError, match="only appended to"):
        await database.change(lambda tx: tx.execute(text(statement)))
    assert (await verdict(database)).intact


@pytest.mark.parametrize(
    ("statement", "seq", "problem"),
    [
        ("UPDATE audit SET actor = 'x' WHERE seq = 2", 2, "it was changed"),
        ("DELETE FROM audit WHERE seq = 2", 2, "a line is missing"),
        ("DELETE FROM audit WHERE seq = 4", 4, "lines are missing at the end"),
        ("DELETE FROM audit", 1, "lines are missing at the end"),
    ],
)
async def test_what_was_tampered_with_is_found(database, statement, seq, problem):
    await database.change(told("default", 4))
    await tamper(database, statement)
    found = await verdict(database)
    assert (found.intact, found.seq, found.problem) == (False, seq, problem)
