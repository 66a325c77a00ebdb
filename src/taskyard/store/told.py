"""What facts are told with: few things of each run, and none that changes after its claim."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Row, select

from taskyard.store.schema import run
from taskyard.store.tx import Tx

_FEW = select(run.c.id, run.c.task, run.c.kind, run.c.override, run.c.claimed_at)


def runs(tx: Tx, org: str, ids: Collection[str]) -> list[Row[Any]]:
    return list(tx.execute(_FEW.where(run.c.id.in_(sorted(ids)), run.c.org == org)))
