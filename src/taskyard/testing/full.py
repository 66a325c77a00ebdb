"""A board as it is after a year, and other large things for the page: for its gates, straight into the database."""

import random
from datetime import UTC, datetime, timedelta

from fractional_indexing import generate_n_keys_between
from sqlalchemy import create_engine, insert, select

from taskyard.domain.run import FileStat
from taskyard.domain.task import TaskStatus
from taskyard.store.schema import task as table

_WORDS = """
Add,Fix,Remove,Split,Rename,Cache,Log,Test,Document,Speed up,Harden,Retry,Validate,Move,Replace,Drop
login form,lease renewal,token refresh,search index,invoice export,retry queue,session store,health check,date picker
on the start page,for slow networks,in the worker,when the disk is full,behind the proxy,for new accounts,under load
"""
_SHARES = {
    TaskStatus.BACKLOG: 2000, TaskStatus.QUEUED: 2000, TaskStatus.REVIEW: 60, TaskStatus.DONE: 5525,
    TaskStatus.FAILED: 215, TaskStatus.CANCELLED: 200,
}  # fmt: skip
_FIRST = 20_001  # its number: far from those that the server gives next
_NOW = datetime(2026, 6, 1, tzinfo=UTC)


def fill(url: str, task: str) -> int:
    """10,000 more cards like the one of `task`, in the shares of an old board. Gives how many cards there are then."""
    chance = random.Random(1)  # noqa: S311 - the same board each time
    verbs, things, where = (line.split(",") for line in _WORDS.strip().splitlines())
    states = [state for state, share in _SHARES.items() for _ in range(share)]
    chance.shuffle(states)
    engine = create_engine(url)
    with engine.begin() as connection:
        like = dict(connection.execute(select(table).where(table.c.id == task)).mappings().one())
        rows = []
        places = generate_n_keys_between(like["position"], None, len(states))
        for number, (status, place) in enumerate(zip(states, places, strict=True), _FIRST):
            began = _NOW - timedelta(seconds=chance.randrange(90 * 86400))
            over = status in {TaskStatus.DONE, TaskStatus.FAILED, TaskStatus.CANCELLED}
            own = {
                "id": f"{number:026}", "number": number, "status": status.value, "position": place,
                "priority": chance.choices(range(4), (1, 10, 80, 9))[0],
                "title": " ".join(map(chance.choice, (verbs, things, where))),
                "labels": chance.choices([[], ["web"], ["api"]], (8, 1, 1))[0], "created_at": began, "updated_at": began,
                "finished_at": began if over else None,
            }  # fmt: skip
            rows.append(like | own)
        connection.execute(insert(table), rows)
    engine.dispose()
    return len(rows) + 1


def patch(lines: int, files: int = 17) -> tuple[str, tuple[FileStat, ...]]:
    """A patch with so many lines in so many files, and its sums."""
    each = lines // files
    parts, stat = [], []
    for place in range(files):
        path = f"src/part{place:02}/module.py"
        body = []
        for line in range(each):
            words = f"def step_{place}_{line}(value):  # what it is for, in a few words"
            body.append(f"{' +-'[line % 3]}{words}")
        added, removed = (sum(one[0] == sign for one in body) for sign in "+-")
        kept = each - added - removed
        parts.append(
            f"diff --git a/{path} b/{path}\nindex 1111111..2222222 100644\n--- a/{path}\n+++ b/{path}\n"
            f"@@ -1,{kept + removed} +1,{kept + added} @@\n" + "\n".join(body) + "\n"
        )
        stat.append(FileStat(path=path, added=added, removed=removed, kind="modified"))
    return "".join(parts), tuple(stat)
