"""What the real Claude Code makes of a profile, before the fake model."""

import json
import sys
from dataclasses import replace

import pytest

from taskyard.agent.claude.plug import ClaudeAgent
from taskyard.domain.profile import Profile

pytestmark = [pytest.mark.anyio, pytest.mark.claude]
PROFILE = Profile(name="reader", model="claude-haiku-4-5", tools=("Read", "Nothing"), text="You read aloud.")
# As much of a tool server as shows its one tool.
SERVER = """
import json, sys
for line in sys.stdin:
    told = json.loads(line)
    if told["method"] == "initialize":
        result = {"protocolVersion": told["params"]["protocolVersion"], "capabilities": {"tools": {}},
                  "serverInfo": {"name": "yard", "version": "1"}}
    elif told["method"] == "tools/list":
        result = {"tools": [{"name": "ask_human", "inputSchema": {"type": "object"}}]}
    elif "id" in told:
        result = {}
    else:
        continue
    print(json.dumps({"jsonrpc": "2.0", "id": told["id"], "result": result}), flush=True)
"""


async def asked(stand, profile, **options):
    async with ClaudeAgent().open(replace(stand.brief(**options), profile=profile)) as session:
        said = await stand.turn(session, "[[script:text]] Do it.")
    assert said[-1].body["ok"] is True
    body = json.loads(stand.model.requests[-1].body)
    return body["model"], json.dumps(body["system"]), {tool["name"] for tool in body["tools"]}


async def test_model_text_and_tools_reach_the_model(stand):
    model, system, tools = await asked(stand, PROFILE)
    assert model == PROFILE.model
    assert "You read aloud." in system
    assert tools == {"Read"}
    _, system, tools = await asked(stand, None)
    assert "You read aloud." not in system
    assert {"Read", "Bash"} <= tools


async def test_the_tools_of_servers_stay(stand):
    program = stand.folder / "server.py"
    program.write_text(SERVER)
    servers = {"yard": {"command": sys.executable, "args": [str(program)]}}
    _, _, tools = await asked(stand, PROFILE, mcp_servers=json.dumps(servers))
    assert tools == {"Read", "mcp__yard__ask_human"}
