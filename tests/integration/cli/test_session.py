"""Live sessions on the command line, against a real server and its own worker."""

import pytest

pytestmark = pytest.mark.anyio


async def test_a_run_leaves_a_session_that_is_listed_shown_and_ended(type_, a_task):
    number = await a_task("--wait")
    task = (await type_.json("show", number))["task"]
    (session,) = [one for one in await type_.json("session", "list") if one["task"] == task["id"]]
    assert session["status"] == "idle"
    (line,) = [one for one in (await type_.ok("session", "list")).out.splitlines() if session["id"] in one]
    assert line.endswith(f"→ task {task['id']}")
    shown = (await type_.ok("session", "show", session["session_id"])).out.splitlines()
    assert shown[0] == f"{session['session_id']}  idle"
    assert f"    task {task['id']}" in shown
    ended = (await type_.ok("session", "end", session["id"])).out
    assert ended.startswith(f"{session['session_id']}  terminated: ended by ")
    assert (await type_.ok("session", "end", session["id"])).out == ended
    again = await type_.json("session", "list", "--status", "terminated")
    assert session["id"] in {one["id"] for one in again}
    assert await type_.refused("session", "show", "x") == (1, "there is no session 'x' [not_found]")
