"""The board: every card in order, from a handful of statements."""

import json
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from taskyard.domain.board import (
    ASKED,
    COLUMNS,
    TITLE,
    Board,
    BoardAsk,
    BoardCard,
    BoardProject,
    rounded,
)
from taskyard.domain.brief import cut, line
from taskyard.domain.chat import MessageKind
from taskyard.domain.project import DependsOn, Project
from taskyard.domain.run import LIVE, Reason, RunStatus
from taskyard.domain.settings import resolve
from taskyard.domain.task import BY_RANK, FINAL, TaskStatus, TaskType
from taskyard.service import project as projects
from taskyard.service.yard import Deed
from taskyard.store import board as rows
from taskyard.store import event, pause

_SECOND = 1_000_000  # times of rows are microseconds
_LIVE = frozenset(status.value for status in LIVE)
_COLUMN = {status.value: place for place, status in enumerate(COLUMNS)}
_STATUS = {status.value: status for status in TaskStatus}
_TYPE = {one.value: one for one in TaskType}
# As plain words: a member of an enumeration is found, hashed and compared more slowly, ten thousand times.
_BACKLOG, _QUEUED, _RUNNING, _REVIEW, _MERGING = (status.value for status in COLUMNS[:5])
_OVER = frozenset(status.value for status in FINAL)
_WAITING = frozenset({_BACKLOG, _QUEUED})
_WELL = Reason.COMPLETED.value
Row = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class _Around:
    """What cards are made of besides their own rows, by task."""

    now: int
    index: Mapping[str, int]
    paused: frozenset[str]
    agents: Mapping[str, str]  # the one that each project names
    resting: Collection[str]
    asks: Mapping[str, Row]
    waits: Counter[int]
    spent: Mapping[str, tuple[float, int]]
    stats: Mapping[str, str]


def board(deed: Deed, project: str | None = None, numbers: Collection[int] | None = None) -> Board:
    """`numbers`: only these cards; one that is gone is missing."""
    seq = event.newest(deed.tx)  # first: see Board
    known = projects.every(deed)
    own = None if project is None else projects.named(deed, project).id
    wanted = rows.Wanted(org=deed.org, project=own, numbers=numbers)
    around = _around(deed, known, wanted)
    found = [row for row in rows.cards(deed.tx, wanted) if own in {None, row["project"]}]
    for row in found:
        row["since"] = _since(row)
    found.sort(key=lambda row: _place(row, around))
    return Board(
        seq=seq,
        projects=tuple(BoardProject(id=one.id, name=one.name, paused=one.paused) for one in known),
        cards=tuple(_card(row, around) for row in found),
    )


def _around(deed: Deed, known: list[Project], wanted: rows.Wanted) -> _Around:
    settings = {one.id: resolve(one.inherited, one.settings) for one in known}
    return _Around(
        now=int(deed.now.timestamp() * _SECOND),
        index={one.id: place for place, one in enumerate(known)},
        paused=frozenset(one.id for one in known if one.paused),
        agents={id_: one.agent for id_, one in settings.items()},
        resting=pause.active(deed.tx, deed.org).keys(),
        asks=rows.asks(deed.tx, deed.org),
        waits=_waits(rows.waits(deed.tx, wanted), {id_: one.depends_on for id_, one in settings.items()}),
        spent=rows.spent(deed.tx, wanted),
        stats=rows.stats(deed.tx, wanted),
    )


def _waits(found: list[dict[str, Any]], rules: Mapping[str, DependsOn]) -> Counter[int]:
    many: Counter[int] = Counter()
    for row in found:
        rule = json.loads(row["settings"]).get("depends_on") or rules[row["project"]]
        many[row["number"]] += row["status"] != TaskStatus.DONE or rule == DependsOn.MERGED
    return many


def _place(row: Row, around: _Around) -> tuple[Any, ...]:
    """Queued in the order of the next claims, and after them what no claim would take now."""
    status = row["status"]
    column = _COLUMN[status]
    if status in _OVER:
        return column, -row["since"], -row["number"]
    if status == _BACKLOG:
        return column, row["position"], row["id"]
    if status == _RUNNING:
        return column, row["id"] not in around.asks, row["since"], row["number"]
    if status == _REVIEW:
        return column, row["priority"], row["since"], row["number"]
    turn = (row["priority"], row["position"], row["run_queued_at"] or 0, row["run"] or "")
    if status == _MERGING:
        return column, row["run_status"] not in _LIVE, *turn
    held = not row["ready"] or row["project"] in around.paused or _agent(row, around) in around.resting
    return column, held, not row["override"], *turn


def _since(row: Row) -> int:
    """When it came into its state. There is no column for that: each state has its own witness."""
    status = row["status"]
    if status in _OVER:
        at = row["finished_at"]
    elif status == _BACKLOG:
        at = None if row["runs"] else row["created_at"]
    elif status == _QUEUED:
        at = row["queued_at"]
    elif status == _RUNNING:  # parked since, or at work since
        at = row["ended_at"] or row["claimed_at"]
    else:
        at = row["ended_at"] if status == _REVIEW else row["run_queued_at"]
    return int(at or row["updated_at"])


def _agent(row: Row, around: _Around) -> str:
    return str(row["run_agent"] or row["agent"] or around.agents[row["project"]])


def _card(row: Row, around: _Around) -> BoardCard:
    """Only what is not as usual is named: of most cards, that is little."""
    task, own = row["id"], _now(row, around)
    if row["attempts"]:
        own["attempt"] = row["attempts"] + (row["status"] in {_QUEUED, _RUNNING})
    if row["labels"] != "[]":
        own["labels"] = tuple(json.loads(row["labels"]))
    if row["reason"] != _WELL:
        own["reason"] = row["reason"]
    if task in around.spent:
        cost, tokens = around.spent[task]
        own["cost"] = round(cost, 2) or round(cost, 4)
        own["tokens"] = rounded(tokens)
    if task in around.stats:
        own |= _stat(around.stats[task])
    return BoardCard(
        number=row["number"],
        title=cut(row["title"], TITLE),
        status=_STATUS[row["status"]],
        priority=BY_RANK[row["priority"]],
        project=around.index[row["project"]],
        at=row["since"] // _SECOND,
        type=_TYPE[row["task_type"]],
        agent=row["run_agent"] or row["agent"],
        manual=not row["executable"],
        after=row["after_it"],
        **own,
    )


def _now(row: Row, around: _Around) -> dict[str, Any]:
    """What its state has it wait for, or who is at it."""
    status, own = row["status"], dict[str, Any]()
    if row["id"] in around.asks:
        own["ask"] = _asked(around.asks[row["id"]])
    if row["run_status"] in _LIVE:
        own["worker"] = row["worker"]
    if status in _WAITING:
        own["waits_on"] = around.waits[row["number"]]
        if (row["not_before"] or 0) > around.now:
            own["not_before"] = row["not_before"] // _SECOND
    if status == _QUEUED:
        own["resting"] = _agent(row, around) in around.resting
    if status == _RUNNING:
        own["parked"] = row["run_status"] == RunStatus.PARKED
    return own


def _asked(row: Row) -> BoardAsk:
    words = line(row["text"], ASKED)
    return BoardAsk(id=row["id"], kind=MessageKind(row["kind"]), text=words, at=row["at"] // _SECOND)


def _stat(text: str) -> dict[str, int]:
    files = json.loads(text)
    return {
        "added": sum(one["added"] or 0 for one in files),
        "removed": sum(one["removed"] or 0 for one in files),
        "files": len(files),
    }
