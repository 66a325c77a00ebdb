"""What the hub tells of a fact, in its own words and with their arguments."""

import json
from typing import Any

from taskyard.domain.entry import Entry
from taskyard.domain.event import Event
from taskyard.domain.run import RunKind
from taskyard.server.auth import adapter
from taskyard.server.hub_frame import invocation
from taskyard.service.active import AtWork

Call = tuple[str, tuple[Any, ...]]


def calls(fact: Event, run: AtWork | None) -> list[Call]:
    """None for what the hub has no word for. `run`: of a claim or an end."""
    noun, _, verb = fact.kind.partition(".")
    if noun == "run":
        return _of_run(verb, fact, run)
    if noun == "task":
        moved: list[Call] = [("WorktreeUpdated", (fact.task,))] if verb == "reset" else []
        return [("TaskUpdated", (fact.task,)), *moved]
    if noun == "project":
        return [("ListUpdated", (fact.project,))]
    if noun == "workspace" and fact.task is not None:
        return [("WorktreeUpdated", (fact.task,))]
    return []


def _of_run(verb: str, fact: Event, run: AtWork | None) -> list[Call]:
    """A merge is a run of ours, but no run of the source: it moves the worktree and nothing else."""
    moved: list[Call] = [("WorktreeUpdated", (fact.task,))]
    if verb == "queued" and fact.body.get("kind") == RunKind.WORK.value:
        return [("RunCreated", (fact.task, fact.run))]
    if verb == "status" and fact.body.get("status") == "running":
        return moved
    if run is None or not run.started:
        return []
    if verb == "claimed" and run.works:
        return [("TaskStarted", (fact.task, run.slot))]
    if verb == "ended":
        ended: list[Call] = [("TaskFinished", (fact.task, fact.body["status"]))]
        return [*(ended if run.works else []), *moved]
    return []


def message(task: str, run: str, entry: Entry) -> str:
    """`TaskMessage`: the line is a line of JSON, as the source's lines are."""
    told = {"run": run, **adapter(Entry).dump_python(entry, mode="json")}
    return invocation("TaskMessage", (task, json.dumps(told, ensure_ascii=False, separators=(",", ":"))))
