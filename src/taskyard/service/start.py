"""The rows of the first page and of `taskyard doctor`: what is there already, and what comes next."""

import shlex
from collections.abc import Sequence

from taskyard.domain.project import Project
from taskyard.domain.settings import resolve
from taskyard.domain.start import Code, Start, Step
from taskyard.domain.worker import Worker, WorkerStatus
from taskyard.service import project as projects
from taskyard.service import worker as workers
from taskyard.service.yard import Deed
from taskyard.store import start as rows

_AWAY = frozenset({WorkerStatus.GONE, WorkerStatus.OFFLINE})
_SHOWN = 3  # names in one row


def start(deed: Deed) -> Start:
    own = projects.every(deed)
    there = [one for one in workers.every(deed) if one.status not in _AWAY]
    return Start(
        rows=[
            Step(code="server", done=True, title="The server answers", words="it does"),
            _step(
                "project", "Add a project", bool(own), "taskyard project add NAME --repo PATH",
                _names([one.name for one in own]), "a repository on your machine, and the branch to merge into",
            ),
            _agent(own, there),
            _step(
                "worker", "Start a worker", bool(there), "taskyard work",
                _names([one.name for one in there]), "no worker is there; `taskyard up` starts one with the server",
            ),
            _step(
                "task", "Give it a task", rows.has_task(deed.tx, deed.org),
                f'taskyard add "Fix the flaky login test" --project {_first(own)} --run',
                "there are tasks", "one line is enough",
            ),
            _step(
                "answer", "Answer a question", rows.has_answer(deed.tx, deed.org), "taskyard inbox",
                "an agent has asked, and a person has answered", "an agent that does not know asks; nothing waits yet",
            ),
            _step(
                "merge", "Merge the work", rows.has_merge(deed.tx, deed.org), "taskyard approve NUMBER",
                "work of an agent is in its target branch", "look at the changes in review, then approve them",
            ),
        ]
    )  # fmt: skip


def _agent(own: Sequence[Project], there: Sequence[Worker]) -> Step:
    """One that no project uses is of no help."""
    offered = {name for one in there for name in one.offer.agents}
    wanted = {resolve(one.inherited, one.settings).agent for one in own}
    fit = sorted(offered & wanted if wanted else offered)
    lacking = f"no worker that is there offers {_names(sorted(wanted))}, which the projects use"
    words = lacking if wanted else "a worker offers the agents that it finds on its machine"
    return _step("agent", "Have an agent", bool(fit), "taskyard agents", _names(fit), words)


def _step(code: Code, title: str, done: bool, command: str, there: str, lacking: str) -> Step:
    words = there if done else lacking
    return Step(code=code, done=done, title=title, words=words, command=None if done else command)


def _names(found: Sequence[str]) -> str:
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return ", ".join(found[:_SHOWN]) + more


def _first(own: Sequence[Project]) -> str:
    return shlex.quote(own[0].name) if own else "NAME"
