"""Workers: the processes that claim and execute runs. What they offer, and when they count as gone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from taskyard.domain.workspace import Asked


class WorkerStatus(StrEnum):
    IDLE = "idle"
    BUSY = "busy"
    WAITING = "waiting"  # every busy slot waits for a human
    DRAINING = "draining"
    ERROR = "error"
    OFFLINE = "offline"  # derived from the age of its last heartbeat
    GONE = "gone"  # deregistered; history stays


OFFLINE_AFTER = timedelta(seconds=90)


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What a worker can take: the capabilities it names at every claim."""

    projects: tuple[str, ...] = ()  # ids or names; empty: any
    agents: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ("none",)
    kinds: tuple[str, ...] = ("work", "merge")
    override: bool = False  # this claim is for the override slot: "run now" only


@dataclass(frozen=True, kw_only=True)
class Worker:
    id: str
    org: str
    name: str
    status: WorkerStatus
    slots: int = 1
    offer: Offer
    version: str = ""
    host: str = ""
    drain: bool = False  # asked to finish and stop
    key: str | None = None  # the key that registered it, and alone acts for it
    note: str = ""
    runs: tuple[str, ...] = ()  # run ids it holds now
    registered_at: datetime
    heartbeat_at: datetime
    gone_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a worker is asked with the answer to its heartbeat."""

    drain: bool = False
    workspaces: tuple[Asked, ...] = ()  # what people want done on its machine
    repositories: tuple[str, ...] = ()  # of projects: whose branches are worth knowing, where they are there
    targets: Mapping[str, str] = field(default_factory=dict)  # of the tasks whose workspaces it has told of
    profiles: int = 0  # the newest request to look for profiles; a worker that has not met it does


def seen(status: WorkerStatus, heartbeat_at: datetime, now: datetime) -> WorkerStatus:
    """The status people should see: silence beats what the worker last said."""
    if status is WorkerStatus.GONE:
        return status
    return WorkerStatus.OFFLINE if now - heartbeat_at > OFFLINE_AFTER else status
