"""Taskyard: put a coding task on the board, an agent does it, you review and merge."""

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from taskyard.client.api import Client
    from taskyard.client.clarify import request_clarification
    from taskyard.library.config import (
        ApiKeys,
        GitConfig,
        GooseConfig,
        GooseWorkerConfig,
        UserConfig,
        WorkerConfig,
        load_config,
        read_config,
    )
    from taskyard.library.deps import BaseDeps, LoopDeps, create_base_worker_deps, create_goose_worker_deps
    from taskyard.library.git import NotPushed, create_git_deps
    from taskyard.library.goose import explain_goose, make_goose_worker
    from taskyard.library.log import create_structured_logger
    from taskyard.library.loop import run_loop
    from taskyard.library.queue import create_task_queue
    from taskyard.library.task import Aborted, Artifact, Report, Task, WorkerResult
    from taskyard.library.verify import verify_artifact, verify_cleanup

__all__ = [
    "Aborted",
    "ApiKeys",
    "Artifact",
    "BaseDeps",
    "Client",
    "GitConfig",
    "GooseConfig",
    "GooseWorkerConfig",
    "LoopDeps",
    "NotPushed",
    "Report",
    "Task",
    "UserConfig",
    "WorkerConfig",
    "WorkerResult",
    "__version__",
    "create_base_worker_deps",
    "create_git_deps",
    "create_goose_worker_deps",
    "create_structured_logger",
    "create_task_queue",
    "explain_goose",
    "load_config",
    "make_goose_worker",
    "read_config",
    "request_clarification",
    "run_loop",
    "verify_artifact",
    "verify_cleanup",
]
__version__ = version("taskyard")

# The library's public names. They load when they are used: `import taskyard` costs next to nothing.
_HOMES = {
    "Client": "taskyard.client.api",
    "request_clarification": "taskyard.client.clarify",
    "ApiKeys": "taskyard.library.config",
    "GitConfig": "taskyard.library.config",
    "GooseConfig": "taskyard.library.config",
    "GooseWorkerConfig": "taskyard.library.config",
    "UserConfig": "taskyard.library.config",
    "WorkerConfig": "taskyard.library.config",
    "load_config": "taskyard.library.config",
    "read_config": "taskyard.library.config",
    "BaseDeps": "taskyard.library.deps",
    "LoopDeps": "taskyard.library.deps",
    "create_base_worker_deps": "taskyard.library.deps",
    "create_goose_worker_deps": "taskyard.library.deps",
    "NotPushed": "taskyard.library.git",
    "create_git_deps": "taskyard.library.git",
    "explain_goose": "taskyard.library.goose",
    "make_goose_worker": "taskyard.library.goose",
    "create_structured_logger": "taskyard.library.log",
    "run_loop": "taskyard.library.loop",
    "create_task_queue": "taskyard.library.queue",
    "Aborted": "taskyard.library.task",
    "Artifact": "taskyard.library.task",
    "Report": "taskyard.library.task",
    "Task": "taskyard.library.task",
    "WorkerResult": "taskyard.library.task",
    "verify_artifact": "taskyard.library.verify",
    "verify_cleanup": "taskyard.library.verify",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
