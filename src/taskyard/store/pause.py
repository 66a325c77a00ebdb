"""Agent accounts that wait for their rate limit to end: rows."""

from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select

from taskyard.store.prepared import Prepared
from taskyard.store.schema import agent_pause as table
from taskyard.store.tx import Tx

_ACTIVE = Prepared(
    select(table.c.agent, table.c.until).where(
        table.c.org == bindparam("the_org"), table.c.until > bindparam("now", type_=table.c.until.type)
    )
)


def put(tx: Tx, org: str, agent: str, until: datetime, why: str) -> None:
    lift(tx, org, agent)
    tx.execute(insert(table).values(org=org, agent=agent, until=until, why=why))


def lift(tx: Tx, org: str, agent: str) -> bool:
    """Whether there was a pause to end."""
    done = tx.execute(delete(table).where(table.c.org == org, table.c.agent == agent))
    return done.rowcount == 1


def active(tx: Tx, org: str) -> dict[str, datetime]:
    """Until when, by agent."""
    return {row["agent"]: row["until"] for row in _ACTIVE.rows(tx, {"the_org": org, "now": tx.now})}
