"""Whether the first things were ever done: one short reading for each, which ends at the first row."""

from sqlalchemy import text

from taskyard.store.prepared import Prepared
from taskyard.store.tx import Tx


def _any(words: str) -> Prepared:
    return Prepared(text(f"SELECT 1 FROM {words} LIMIT 1"))  # noqa: S608 - the words are those below


_PROJECT = _any("project WHERE org = :org")
_TASK = _any("task WHERE org = :org")
_MERGED = _any("task WHERE org = :org AND status = 'done' AND merged_commit IS NOT NULL")
_ANSWERED = _any("message WHERE org = :org AND state = 'answered' AND answered_by <> 'system'")


def has_project(tx: Tx, org: str) -> bool:
    return _PROJECT.value(tx, {"org": org}) is not None


def has_task(tx: Tx, org: str) -> bool:
    return _TASK.value(tx, {"org": org}) is not None


def has_answer(tx: Tx, org: str) -> bool:
    return _ANSWERED.value(tx, {"org": org}) is not None


def has_merge(tx: Tx, org: str) -> bool:
    return _MERGED.value(tx, {"org": org}) is not None
