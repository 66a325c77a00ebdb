"""Statements of the hot path: built and compiled once for each database, then run on the driver's own connection.

SQLAlchemy gives the words and the types; its execution, which takes several times as long as SQLite itself needs for
a small statement, is left out. Errors leave as SQLAlchemy's, so that there is one place that translates them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import Dialect
from sqlalchemy.dialects.postgresql import psycopg
from sqlalchemy.dialects.sqlite import pysqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.expression import ClauseElement

from taskyard.store.engine import SQLITE
from taskyard.store.tx import Tx

Convert = Callable[[Any], Any]


@dataclass(frozen=True)
class _Form:
    """One statement in the words of one database."""

    sql: str
    fixed: Mapping[str, Any]  # values that stand in the statement itself
    pick: Callable[[Mapping[str, Any]], tuple[Any, ...]]  # the values in the order of their places
    binds: tuple[tuple[int, Convert], ...]
    names: tuple[str, ...]  # of the columns it gives; none: ask the cursor
    results: tuple[tuple[int, Convert], ...]
    error: type[Exception]  # what the driver raises


class Prepared:
    """`given`: the columns that an INSERT or an UPDATE gets values for when it is run."""

    def __init__(self, statement: ClauseElement, given: Iterable[str] = ()) -> None:
        self._statement = statement
        self._given = list(given)
        self._forms: dict[str, _Form] = {}

    def rows(self, tx: Tx, params: Mapping[str, Any]) -> list[dict[str, Any]]:
        form = self._form(tx)
        cursor = self._execute(tx, form, params)
        names = form.names or tuple(column[0] for column in cursor.description)
        found = []
        for row in cursor.fetchall():
            values = list(row)
            for place, convert in form.results:
                values[place] = convert(values[place])
            found.append(dict(zip(names, values, strict=True)))
        return found

    def value(self, tx: Tx, params: Mapping[str, Any]) -> Any:
        """The first column of the first row, as the driver gives it; None when there is no row."""
        found = self._execute(tx, self._form(tx), params).fetchall()
        return found[0][0] if found else None

    def run(self, tx: Tx, params: Mapping[str, Any]) -> int:
        """How many rows were changed. Not for a statement that gives rows: SQLite counts those late."""
        return int(self._execute(tx, self._form(tx), params).rowcount)

    def each(self, tx: Tx, many: Sequence[Mapping[str, Any]]) -> None:
        form = self._form(tx)
        values = [self._bound(form, params) for params in many]
        try:
            tx.raw.cursor().executemany(form.sql, values)
        except form.error as trouble:
            raise _known(form, trouble) from trouble

    def _execute(self, tx: Tx, form: _Form, params: Mapping[str, Any]) -> Any:
        try:
            return tx.raw.execute(form.sql, self._bound(form, params))
        except form.error as trouble:
            raise _known(form, trouble) from trouble

    @staticmethod
    def _bound(form: _Form, params: Mapping[str, Any]) -> Sequence[Any]:
        picked = form.pick({**form.fixed, **params} if form.fixed else params)
        if not form.binds:
            return picked
        values = list(picked)
        for place, convert in form.binds:
            values[place] = convert(values[place])
        return values

    def _form(self, tx: Tx) -> _Form:
        form = self._forms.get(tx.dialect)
        if form is None:
            form = self._forms[tx.dialect] = self._compile(tx)
        return form

    def _compile(self, tx: Tx) -> _Form:
        own = tx.conn.dialect
        plain: Any = pysqlite.dialect if tx.dialect == SQLITE else psycopg.dialect
        dialect: Dialect = plain(paramstyle="qmark" if tx.dialect == SQLITE else "format")  # values by place
        compiled: Any = self._statement.compile(dialect=dialect, column_keys=self._given or None)
        names = list(compiled.positiontup or ())
        binds = ((place, compiled.binds[name].type) for place, name in enumerate(names))
        columns = list(getattr(self._statement, "exported_columns", ()))
        results = ((place, column.type) for place, column in enumerate(columns))
        return _Form(
            sql=str(compiled),
            fixed={name: bind.value for name, bind in compiled.binds.items() if not bind.required},
            pick=_picker(names),
            binds=_converts((place, kind.dialect_impl(own).bind_processor(own)) for place, kind in binds),
            names=tuple(column.key for column in columns),
            results=_converts(
                (place, kind.dialect_impl(own).result_processor(own, None)) for place, kind in results
            ),
            error=own.loaded_dbapi.Error,
        )


def _converts(found: Iterable[tuple[int, Convert | None]]) -> tuple[tuple[int, Convert], ...]:
    return tuple((place, convert) for place, convert in found if convert is not None)


def _picker(names: Sequence[str]) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    if len(names) > 1:
        return itemgetter(*names)
    return lambda params: tuple(params[name] for name in names)


def _known(form: _Form, trouble: Exception) -> BaseException:
    return DBAPIError.instance(form.sql, None, trouble, form.error)
