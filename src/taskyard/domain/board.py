"""The board as the page gets it: narrow cards, in order. What is as usual is left out of them."""

from dataclasses import dataclass

from taskyard.domain.chat import MessageKind
from taskyard.domain.task import Priority, TaskStatus, TaskType

TITLE = 200  # characters of a title on a card
ASKED = 120  # characters of a question on a card

# Left to right. What is over comes last.
COLUMNS = (
    TaskStatus.BACKLOG, TaskStatus.QUEUED, TaskStatus.RUNNING, TaskStatus.REVIEW, TaskStatus.MERGING,
    TaskStatus.DONE, TaskStatus.FAILED, TaskStatus.CANCELLED,
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class BoardProject:
    id: str
    name: str
    paused: bool


@dataclass(frozen=True, kw_only=True)
class BoardAsk:
    """The oldest question that waits for a person."""

    id: str
    kind: MessageKind
    text: str
    at: int  # seconds since 1970, like every time on a card


@dataclass(frozen=True, kw_only=True)
class BoardCard:
    """No id: 16 bytes that nothing compresses, and every path takes the number."""

    number: int
    title: str
    status: TaskStatus
    priority: Priority
    project: int  # its place in the board's list of projects
    at: int  # when its state last changed
    type: TaskType = TaskType.FEATURE
    agent: str | None = None  # who does it, did it, or is asked for; None: the project decides
    worker: str | None = None  # the name of the one that is at it now
    ask: BoardAsk | None = None
    waits_on: int = 0  # tasks that must be done before it
    not_before: int | None = None  # only while that lies ahead
    labels: tuple[str, ...] = ()
    reason: str | None = None  # why it failed or came back
    added: int = 0  # lines, of the newest work
    removed: int = 0
    files: int = 0
    cost: float = 0.0  # US dollars, of all its runs
    tokens: int = 0  # of all its runs, to three digits
    attempt: int = 1
    resting: bool = False  # its agent's account is rate limited
    parked: bool = False  # nobody is at it until somebody answers
    manual: bool = False  # not for agents
    after: int | None = None  # asked for alone, and waiting: the number of the card before it in its project


@dataclass(frozen=True, kw_only=True)
class Board:
    """`seq` was read first: what happened after it may be in the cards already, what happened before it is."""

    seq: int
    projects: tuple[BoardProject, ...]
    cards: tuple[BoardCard, ...]


def rounded(tokens: int) -> int:
    """To three digits: a card shows no more, and the rest would be a third of its bytes."""
    unit: int = 10 ** max(0, len(str(tokens)) - 3)
    return round(tokens / unit) * unit
