"""Who knows whom in the library: each part does one thing, and only the application puts them together."""

import ast
from pathlib import Path

import anyio
import pytest

import taskyard
from taskyard.library import deps
from taskyard.library.loop import run_loop

HOME = Path(deps.__file__).parent
LIBRARY = "taskyard.library."
PUBLIC = {
    "core": ("run_loop", "LoopDeps", "Task", "Aborted", "Artifact", "Report", "WorkerResult"),
    "workers": ("make_goose_worker",),
    "deps": ("create_base_worker_deps", "create_goose_worker_deps", "create_task_queue", "create_git_deps"),
    "settings": ("WorkerConfig", "GooseWorkerConfig", "load_config", "create_structured_logger"),
    "debugging": ("verify_artifact", "verify_cleanup", "explain_goose"),
}


def imports(module):
    tree = ast.parse((HOME / f"{module}.py").read_text())
    return {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)} | {
        name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names
    }


def known(module):
    """What of the library it knows, however far away."""
    found, todo = set(), [module]
    while todo:
        near = {name.removeprefix(LIBRARY) for name in imports(todo.pop()) if name.startswith(LIBRARY)}
        todo += near - found
        found |= near
    return found


@pytest.mark.parametrize(
    ("part", "knows"),
    [
        ("queue", {"journal", "task"}),  # the machine: state, and what is tried again
        ("goose", {"config", "task"}),  # the worker: how a task is done
        ("git", {"config", "verify"}),  # the repository
    ],
)
def test_the_parts_do_not_know_each_other(part, knows):
    """R2.59, R2.28: the machine, the worker and the repository know neither each other nor the loop."""
    assert known(part) == knows


def test_the_loop_is_the_interface_and_the_factory_the_composition():
    """R2.59: the loop names only what it is given; the one module that knows all parts is the factory of deps."""
    ours = {name.removeprefix(LIBRARY) for name in imports("loop") if name.startswith(LIBRARY)}
    assert ours == {"deps", "task"}
    parts = {"queue", "goose", "git"}
    assert [file.stem for file in HOME.glob("*.py") if parts <= known(file.stem) - {file.stem}] != []
    direct = {
        file.stem: {name.removeprefix(LIBRARY) for name in imports(file.stem)} for file in HOME.glob("*.py")
    }
    assert [name for name, near in direct.items() if parts <= near] == ["deps"]


@pytest.mark.parametrize("part", ["queue", "journal", "task"])
def test_the_machine_needs_no_git_no_agent_and_no_network(part):
    """R2.1: what holds tasks and decides about them imports nothing that touches the outside, but its own file."""
    outside = (
        "taskyard.git",
        "taskyard.agent",
        "taskyard.process",
        "taskyard.client",
        "subprocess",
        "socket",
        "httpx2",
    )
    assert [name for name in imports(part) if name.startswith(outside)] == []


def test_every_part_has_its_public_names():
    """R2.60"""
    assert {name for names in PUBLIC.values() for name in names} <= set(taskyard.__all__)
    for names in PUBLIC.values():
        for name in names:
            assert getattr(taskyard, name) is not None


@pytest.mark.anyio
async def test_whatever_the_loop_has_to_say_goes_through_the_log(stage, capfd):
    """R2.16: good rounds and bad ones; nothing is printed past it."""
    stage.tasks = ["one", "two"]
    stage.faults["run"] = [RuntimeError("odd"), None]
    await run_loop(stage.deps, anyio.Event())
    assert capfd.readouterr() == ("", "")
    stage.stream.seek(0)
    words = stage.stream.read()
    assert "step.failed" in words
    assert words.count("task.ended") == 2
