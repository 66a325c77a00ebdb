"""The real Claude Code at the board: it lists tasks over HTTP and through the pipes of `taskyard mcp`."""

import json
import sys

import pytest

from taskyard import config
from taskyard.client.api import Client
from taskyard.domain.entry import EntryKind
from taskyard.testing.model.script import Turn
from taskyard.wiring import server as server_half

pytestmark = [pytest.mark.anyio, pytest.mark.claude]
PROGRAM = "from taskyard.cli.main import main; main()"


@pytest.mark.parametrize("way", ["http", "stdio"])
async def test_it_lists_the_tasks_of_the_board(stand, model, tmp_path, way):
    tool = "mcp__board__list_tasks"
    found = config.load({"data": tmp_path / "data", "port": 0})
    async with server_half.serve(found) as serving:
        key = config.local(found)["key"]
        async with Client(serving.url, key) as client:
            await client.add_project("house")
            await client.add_task("house", "Paint the door")
        ways = {
            "http": {
                "type": "http", "url": f"{serving.url}/mcp?mode=read", "headers": {"Authorization": f"Bearer {key}"},
            },
            "stdio": {
                "type": "stdio", "command": sys.executable, "args": ["-c", PROGRAM, "mcp", "--read-only"],
                "env": {"TASKYARD_URL": serving.url, "TASKYARD_KEY": key, "TASKYARD_DATA": str(tmp_path / "none")},
            },
        }  # fmt: skip
        model.scripts = {
            "look": (
                Turn(calls=[{"tool": tool, "input": {"task_list_id": "house"}}]),
                Turn(text="On the board: {last_tool_result}"),
            )
        }
        options = {"mcp_servers": json.dumps({"board": ways[way]}), "allowed_tools": tool}
        said = await stand.once("[[script:look]] What is to be done?", **options)
    [call] = [one.body for one in said if one.kind is EntryKind.TOOL_CALL]
    assert call["tool"] == tool
    assert said[-1].body["ok"] is True
    assert "Paint the door" in said[-1].body["text"]
