"""The machine in its smallest form: tasks that wait, the current one, and what became of the others."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import anyio

from taskyard.domain.error import Conflict, Invalid
from taskyard.library.journal import Journal, Record
from taskyard.library.task import Aborted, Artifact, Task

_KEPT = 1000  # acknowledgements that are remembered


@dataclass(frozen=True, kw_only=True)
class Waiting:
    task: Task
    attempts: int = 0  # that have failed


@dataclass(frozen=True, kw_only=True)
class Acknowledged:
    task: Task
    success: bool
    branch: str | None
    attempt: int  # from 1
    final: bool  # false: it waits again


def create_task_queue(
    tasks: Iterable[str | Task] = (), *, retries: int = 2, front: bool = True, file: Path | None = None
) -> "TaskQueue":
    """`retries`: how often a task that failed comes again, at the front or at the end of the queue.

    With `file` everything is on the disk before it is told, and a queue made on the same file goes on where the last
    one was: `tasks` are added to what it holds, and a task that was current when it ended is the next one.
    """
    queue = TaskQueue(retries=retries, front=front, file=file)
    queue.add_tasks(tasks)
    return queue


class TaskQueue:
    def __init__(self, *, retries: int = 2, front: bool = True, file: Path | None = None) -> None:
        """Raises Conflict while another process has the file."""
        if retries < 0:
            raise Invalid("retries: must not be negative", field="retries")
        self._retries, self._front = retries, front
        self._waiting: deque[Waiting] = deque()
        self._current: Waiting | None = None
        self._done: deque[Acknowledged] = deque(maxlen=_KEPT)
        self._closed = False
        self._changed = anyio.Event()
        self._journal = Journal(file) if file is not None else None
        if self._journal is not None:
            self._resume(self._journal)

    def _resume(self, journal: Journal) -> None:
        try:
            for record in journal.read():
                self._apply(record)
            if self._current is not None:
                self._apply({"act": "put_back"})
            journal.begin(self._state())
        except (LookupError, TypeError, Conflict) as odd:
            journal.close()
            raise Invalid("file: it is not the journal of a queue", field="file") from odd
        except BaseException:
            journal.close()
            raise

    @property
    def waiting(self) -> Sequence[Task]:
        return tuple(one.task for one in self._waiting)

    @property
    def current(self) -> Task | None:
        return None if self._current is None else self._current.task

    @property
    def acknowledged(self) -> Sequence[Acknowledged]:
        """The last thousand, oldest first."""
        return tuple(self._done)

    def get_remaining_count(self) -> int:
        """Tasks that wait; the current one is not among them."""
        return len(self._waiting)

    def add_tasks(self, tasks: Iterable[str | Task]) -> None:
        texts = [
            one.description if isinstance(one, Task) else Task(description=one).description for one in tasks
        ]
        if texts:
            self._write({"act": "add", "tasks": texts})

    async def pull_task(self) -> Task | Aborted:
        """Waits for a task; Aborted when the queue is closed and empty. Raises Conflict before the last one's ack."""
        while True:
            if self._current is not None:
                raise Conflict("the task that was pulled before is not acknowledged yet")
            if self._waiting:
                self._write({"act": "pull"})
                return self._waiting_for_ack().task
            if self._closed:
                return Aborted()
            await self._changed.wait()

    async def ack_task(self, artifact: Artifact | None) -> None:
        """Success with its artifact, or None: the retry policy decides. Raises Conflict when nothing is current."""
        self._waiting_for_ack()
        self._write({"act": "ack", "branch": None if artifact is None else artifact.branch})

    def put_back(self) -> None:
        """The current task, if there is one, is the next again and no try is counted: for after a stop."""
        if self._current is not None:
            self._write({"act": "put_back"})

    def close(self) -> None:
        """No more tasks will be added: who pulls the last one is told so instead of waiting."""
        self._closed = True
        self._ring()

    def release(self) -> None:
        """Lets go of the file."""
        if self._journal is not None:
            self._journal.close()

    def _waiting_for_ack(self) -> Waiting:
        if self._current is None:
            raise Conflict("no task was pulled")
        return self._current

    def _write(self, record: Record) -> None:
        if self._journal is not None:
            self._journal.add(record)
        self._apply(record)
        self._ring()

    def _ring(self) -> None:
        self._changed.set()
        self._changed = anyio.Event()

    def _apply(self, record: Record) -> None:
        match record["act"]:
            case "add":
                tried = record.get("attempts", 0)
                self._waiting += [
                    Waiting(task=Task(description=text), attempts=tried) for text in record["tasks"]
                ]
            case "pull":
                self._current = self._waiting.popleft()
            case "put_back":
                self._waiting.appendleft(self._waiting_for_ack())
                self._current = None
            case "done":
                self._done.append(Acknowledged(**{**record["what"], "task": Task(**record["what"]["task"])}))
            case _:
                self._settle(record["branch"])

    def _settle(self, branch: str | None) -> None:
        held, self._current = self._waiting_for_ack(), None
        attempt = held.attempts + 1
        final = branch is not None or attempt > self._retries
        self._done.append(
            Acknowledged(
                task=held.task, success=branch is not None, branch=branch, attempt=attempt, final=final
            )
        )
        if not final:
            again = Waiting(task=held.task, attempts=attempt)
            self._waiting.appendleft(again) if self._front else self._waiting.append(again)

    def _state(self) -> list[Record]:
        done: list[Record] = [
            {
                "act": "done",
                "what": {
                    "task": {"description": one.task.description},
                    "success": one.success,
                    "branch": one.branch,
                    "attempt": one.attempt,
                    "final": one.final,
                },
            }
            for one in self._done
        ]
        return done + [
            {"act": "add", "tasks": [one.task.description], "attempts": one.attempts} for one in self._waiting
        ]
