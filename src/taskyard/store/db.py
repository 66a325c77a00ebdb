"""The database: work goes in as a plain function, runs in one transaction with its facts, and is answered.

SQLite has one writer thread that takes everything that waits and commits once for all of it; where a work fails after
it wrote, the group is done again with a savepoint for each, so that the failure undoes only itself. PostgreSQL runs the
same functions on a small pool of threads, one transaction each.
"""

import asyncio
import queue
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, OperationalError

from taskyard.clock import Clock
from taskyard.domain.error import Conflict, StorageFull, TaskyardError, Unavailable
from taskyard.store import fact
from taskyard.store.engine import POSTGRES, SQLITE, dialect_of, make_engine
from taskyard.store.tx import Tx as Tx  # the store's public name for it
from taskyard.store.upgrade import check as check
from taskyard.store.upgrade import upgrade as upgrade

T = TypeVar("T")

GROUP = 64  # works committed together at the most
READERS = 4  # threads
TALKERS = 8  # threads on PostgreSQL
_RETRIES = 4
# Serialization failure, deadlock: PostgreSQL's error codes.
_AGAIN = frozenset({"40001", "40P01"})
# Unique violation: who was second runs again and sees what the first has made; a true duplicate stays an error.
_SECOND = "23505"
_FULL = frozenset({"53100", "53200"})
_TAKEN = frozenset({"23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"})


class Database:
    """Opened with `Database.open`; closing it ends its threads and connections."""

    def __init__(self, url: str, clock: Clock, *, own_time: bool) -> None:
        self.url = url
        self.dialect = dialect_of(url)
        self.commits = 0  # transactions committed: what group commit saves is counted here
        self._clock = clock
        self._own_time = own_time or self.dialect == SQLITE
        self._engine: Engine = make_engine(url, size=TALKERS if self.dialect == POSTGRES else READERS)
        self._pool = ThreadPoolExecutor(TALKERS if self.dialect == POSTGRES else READERS, "store")
        self._writer: _Writer | None = None

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str, clock: Clock, *, own_time: bool = False) -> AsyncIterator["Database"]:
        """`own_time`: take the clock's time also on PostgreSQL; only a test wants that."""
        database = cls(url, clock, own_time=own_time)
        if database.dialect == SQLITE:
            database._writer = await asyncio.to_thread(_Writer, database)
        try:
            yield database
        finally:
            await asyncio.to_thread(database._close)

    def _close(self) -> None:
        if self._writer is not None:
            self._writer.stop()
        self._pool.shutdown(wait=True)
        self._engine.dispose()

    async def change(self, work: Callable[[Tx], T]) -> T:
        """Runs `work`, stores its facts, commits. Raises what `work` raised, and then nothing is written."""
        if self._writer is None:
            return await asyncio.wrap_future(self._pool.submit(self._talk, work))
        return await self._writer.put(work)

    async def read(self, work: Callable[[Tx], T]) -> T:
        """Runs `work` on a connection that cannot write, over one unchanging view of the data."""
        return await asyncio.wrap_future(self._pool.submit(self._look, work))

    def tx(self, conn: Connection, raw: Any = None) -> Tx:
        return Tx(conn, raw or conn.connection.driver_connection, self.dialect, self._clock, self._own_time)

    def connect(self) -> Connection:
        return self._engine.connect()

    def _look(self, work: Callable[[Tx], T]) -> T:
        try:
            begin = "BEGIN" if self.dialect == SQLITE else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
            with self._begun(begin) as conn:
                try:
                    return work(self.tx(conn))
                finally:
                    conn.exec_driver_sql("ROLLBACK")
        except DBAPIError as trouble:
            raise translate(trouble) from trouble

    def _begun(self, begin: str) -> Connection:
        """A connection that went away while it lay in the pool is replaced here; asking first would cost each a trip."""
        conn = self._engine.connect()
        try:
            conn.exec_driver_sql(begin)
        except DBAPIError as trouble:
            conn.close()
            if not trouble.connection_invalidated:
                raise
            conn = self._engine.connect()  # fresh: the pool has let go of all that are as old
            conn.exec_driver_sql(begin)
        return conn

    def _talk(self, work: Callable[[Tx], T]) -> T:
        for left in reversed(range(_RETRIES)):
            try:
                return self._talk_once(work)
            except DBAPIError as trouble:
                if left == 0 or not _worth_again(trouble):
                    raise translate(trouble) from trouble
        raise AssertionError("the loop above returns or raises")

    def _talk_once(self, work: Callable[[Tx], T]) -> T:
        with self._begun("BEGIN") as conn:
            done = False
            try:
                tx = self.tx(conn)
                result = work(tx)
                fact.store(tx)
                conn.exec_driver_sql("COMMIT")
                done = True
            finally:
                if not done and not conn.invalidated:
                    conn.exec_driver_sql("ROLLBACK")
            self.commits += 1
            return result


class _Order(NamedTuple):
    work: Callable[[Tx], Any]
    future: asyncio.Future[Any]  # of the loop of whoever waits


class _Answer(NamedTuple):
    order: _Order
    result: Any
    failed: BaseException | None


class _Writer:
    """The one thread that writes to a SQLite file."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._orders: queue.SimpleQueue[_Order | None] = queue.SimpleQueue()
        self._gate = threading.Lock()  # nothing is put behind the word to stop: nobody would answer it
        self._stopped = False
        self._conn = database.connect()  # here, so that a file that cannot be opened is said at once
        self._conn.exec_driver_sql("PRAGMA query_only = OFF")
        self._thread = threading.Thread(target=self._loop, name="store-writer", daemon=True)
        self._thread.start()

    def put(self, work: Callable[[Tx], T]) -> asyncio.Future[T]:
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        with self._gate:
            if self._stopped:
                raise Unavailable("the database is closed")
            self._orders.put(_Order(work, future))
        return future

    def stop(self) -> None:
        with self._gate:
            self._stopped = True
            self._orders.put(None)
        self._thread.join()

    def _loop(self) -> None:
        with self._conn as conn:
            while True:
                orders, last = self._gather()
                if orders:
                    self._group(conn, orders)
                if last:
                    return

    def _gather(self) -> tuple[list[_Order], bool]:
        """Waits for one order, then takes what else is there."""
        orders: list[_Order] = []
        order = self._orders.get()
        while order is not None:
            if not order.future.cancelled():
                orders.append(order)
            if len(orders) == GROUP:
                return orders, False
            try:
                order = self._orders.get_nowait()
            except queue.Empty:
                return orders, False
        return orders, True

    def _group(self, conn: Connection, orders: list[_Order]) -> None:
        raw: Any = conn.connection.driver_connection
        try:
            answers = self._commit(conn, raw, orders, apart=False)
            if answers is None:
                answers = self._commit(conn, raw, orders, apart=True)
            assert answers is not None  # apart, a failure takes no other work with it
        except (DBAPIError, sqlite3.Error) as trouble:
            error = translate(trouble)
            answers = [_Answer(order, None, error) for order in orders]
        loops: dict[asyncio.AbstractEventLoop, list[_Answer]] = {}
        for answer in answers:
            loops.setdefault(answer.order.future.get_loop(), []).append(answer)
        for loop, some in loops.items():
            with suppress(RuntimeError):  # the loop is closed: nobody waits there any more
                loop.call_soon_threadsafe(_deliver, some)

    def _commit(
        self, conn: Connection, raw: Any, orders: list[_Order], *, apart: bool
    ) -> list[_Answer] | None:
        """One transaction for all of them. None, and nothing done, when one failed after it had written.

        `apart`: each in a savepoint of its own, so that such a failure undoes only itself. Works that fail mostly do so
        before they write, and a savepoint for each costs as much as two statements more.
        """
        raw.execute("BEGIN IMMEDIATE")
        try:
            answers = []
            for order in orders:
                before = raw.total_changes
                if apart:
                    raw.execute("SAVEPOINT one")
                answer = self._one(conn, raw, order)
                if answer.failed is not None and raw.total_changes != before:
                    if not apart:
                        raw.execute("ROLLBACK")
                        return None
                    raw.execute("ROLLBACK TO one")
                if apart:
                    raw.execute("RELEASE one")
                answers.append(answer)
            raw.execute("COMMIT")
        except (DBAPIError, sqlite3.Error):
            if raw.in_transaction:
                raw.execute("ROLLBACK")
            raise
        self._database.commits += 1
        return answers

    def _one(self, conn: Connection, raw: Any, order: _Order) -> _Answer:
        try:
            tx = self._database.tx(conn, raw)
            result = order.work(tx)
            fact.store(tx)
        except DBAPIError as trouble:
            if not raw.in_transaction:
                raise  # SQLite has ended the whole transaction: a full disk does that
            return _Answer(order, None, translate(trouble))
        except BaseException as error:  # noqa: BLE001 - whatever the work raised is its caller's to see
            return _Answer(order, None, error)
        return _Answer(order, result, None)


def _deliver(answers: list[_Answer]) -> None:
    """Once for all that were committed together: each wake-up of a loop costs as much as a small statement."""
    for answer in answers:
        future = answer.order.future
        if future.cancelled():
            continue
        if answer.failed is None:
            future.set_result(answer.result)
        else:
            future.set_exception(answer.failed)


def _worth_again(trouble: DBAPIError) -> bool:
    """Nothing of the work is in the database, and a second try may well go through."""
    state = getattr(trouble.orig, "sqlstate", None)
    return state in _AGAIN or state == _SECOND


def translate(trouble: DBAPIError | sqlite3.Error) -> TaskyardError | DBAPIError | sqlite3.Error:
    """What a caller can act on becomes a word; a bug of ours stays what it is."""
    orig = trouble.orig if isinstance(trouble, DBAPIError) else trouble
    words = str(orig)
    state = getattr(orig, "sqlstate", None)
    if state in _FULL or "disk is full" in words or "disk I/O error" in words:
        return StorageFull("the disk is full; nothing was written")
    if state in _TAKEN or getattr(orig, "sqlite_errorname", None) in _TAKEN:
        return Conflict("somebody else was faster: that name, number or key is taken")
    if isinstance(orig, sqlite3.OperationalError) and "locked" in words:
        return Unavailable("the database is busy; try again", retry_after=1)
    if not isinstance(trouble, DBAPIError):
        return trouble
    gone = state is None and isinstance(trouble, OperationalError) and "psycopg" in type(orig).__module__
    if gone or trouble.connection_invalidated or state in _AGAIN or (state or "").startswith(("08", "57P")):
        return Unavailable("the database does not answer; try again", retry_after=2)
    return trouble
