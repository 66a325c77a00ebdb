"""Workspaces on the command line: what the worker of `up` has told of, and wishes for it."""

import anyio
import pytest

pytestmark = pytest.mark.anyio


@pytest.fixture
async def told(type_, a_task):
    """The number of a task that has ended, once its workspace is known."""
    number = await a_task("--wait")
    with anyio.fail_after(60):
        while not (await type_.json("workspace", "show", number)):
            pass
    return number


async def test_a_workspace_is_listed_shown_discarded_and_restored(type_, told):
    with anyio.fail_after(60):  # how far it is, its worker tells a little later
        while (found := (await type_.json("workspace", "show", told))[0])["ahead"] is None:
            pass
    task = (await type_.json("show", told))["task"]
    assert (found["task"], found["branch"], found["state"]) == (task["id"], task["branch"], "active")
    lines = (await type_.ok("workspace", "list")).out.splitlines()
    (line,) = [one for one in lines if one.split()[0] == f"#{told}"]
    assert line.endswith(found["path"])
    shown = (await type_.ok("workspace", "show", told)).out.splitlines()
    assert shown[0] == f"{found['path']}  active"
    assert f"    branch {task['branch']}" in shown
    assert "    1 ahead of its target, 0 behind" in shown
    assert "1↑ 0↓" in line
    said = (await type_.ok("workspace", "discard", told)).out
    assert said == f"{found['path']}: its worker is asked to discard\n"
    with anyio.fail_after(60):
        while (await type_.json("workspace", "show", told))[0]["state"] != "discarded":
            pass
    assert await type_.refused("workspace", "discard", told) == (
        1,
        "there is no workspace of a task by that id [not_found]",
    )


async def test_what_has_not_ended_is_left_alone_and_said(type_, told):
    task = (await type_.json("show", told))["task"]["id"]
    found = await type_.json("workspace", "cleanup")
    assert found["left"][task] == "its task has not ended"
    said = (await type_.ok("workspace", "cleanup", "--unmerged")).out
    assert f"    of task {task} stays: its task has not ended\n" in said


async def test_a_workspace_that_is_not_there_is_none(type_, a_task):
    number = await a_task()
    assert (await type_.ok("workspace", "show", number)).out.startswith("No worker has told")
    assert (await type_.refused("workspace", "restore", number))[0] == 1


async def test_an_approval_takes_the_workspace_along(type_, told):
    await type_.ok("approve", told, "--remove-workspace", "--wait")
    with anyio.fail_after(60):
        while (await type_.json("workspace", "show", told))[0]["state"] != "discarded":
            pass


async def test_branches_to_merge_into_are_those_of_the_repository(type_, a_project):
    name = await a_project()
    found = await type_.json("workspace", "targets", name)
    assert "main" in found["items"]
    assert "→ main\n" in (await type_.ok("workspace", "targets", name)).out
    assert await type_.json("workspace", "list", "-p", name) == []


async def test_all_go_only_when_it_is_meant(type_):
    before = await type_.json("workspace", "list")
    assert (await type_("workspace", "reset")).code == 1
    assert await type_.json("workspace", "list") == before
