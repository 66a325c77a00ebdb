"""A transaction as the store's functions see it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, CursorResult, Executable

from taskyard.clock import Clock
from taskyard.domain.error import TaskyardError
from taskyard.domain.event import Draft
from taskyard.domain.task import Task
from taskyard.store.column import from_micros

_NOW = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint"


@dataclass
class Tx:
    """One transaction: it has one time, and collects the facts that are stored with it."""

    conn: Connection
    raw: Any  # the driver's own connection beneath it
    dialect: str
    clock: Clock
    own_time: bool = True
    facts: list[Draft] = field(default_factory=list)
    rings: list[tuple[str, str]] = field(default_factory=list)  # organisation and pool: work to be had there
    tasks: dict[str, Task] = field(default_factory=dict)  # as this transaction has read them
    _now: datetime | None = None

    @property
    def now(self) -> datetime:
        """The database's own time where it has one, so that no two servers disagree about a lease."""
        if self._now is None:
            self._now = self.clock.now() if self.own_time else from_micros(self._database_time())
        return self._now

    def _database_time(self) -> int:
        return int(self.conn.exec_driver_sql(_NOW).scalar_one())

    def execute(
        self, statement: Executable, params: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> CursorResult[Any]:
        return self.conn.execute(statement, params)

    @contextmanager
    def apart(self) -> Iterator[None]:
        """What is refused inside undoes only itself, and the refusal goes on to the caller."""
        facts, rings, tasks = len(self.facts), len(self.rings), dict(self.tasks)
        self.conn.exec_driver_sql("SAVEPOINT apart")
        try:
            yield
        except TaskyardError:
            self.conn.exec_driver_sql("ROLLBACK TO SAVEPOINT apart")
            del self.facts[facts:], self.rings[rings:]
            self.tasks = tasks
            raise
        else:
            self.conn.exec_driver_sql("RELEASE SAVEPOINT apart")

    def ring(self, org: str, pool: str) -> None:
        self.rings.append((org, pool))

    def tell(self, draft: Draft) -> None:
        self.facts.append(draft)
