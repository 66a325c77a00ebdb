"""What a program of a run finds in its environment: an agent its model's key and its way to us, a check neither."""

import pytest

from taskyard.domain.entry import EntryKind
from taskyard.domain.run import RunKind
from taskyard.domain.task import TaskStatus

pytestmark = pytest.mark.anyio
ENDS = (TaskStatus.REVIEW, TaskStatus.FAILED)
PRINTS = {"agent": "command", "agent_command": "sh -c 'echo a red door > door.txt; env'"}


async def seen(house, **deps):
    """Both environments: the agent's and the check's."""
    async with house.working(**deps):
        task = await house.add("Look", **PRINTS, checks=["env"])
        task = await house.until(task, *ENDS)
    assert task.status is TaskStatus.REVIEW, task.note
    [run] = await house.admin.task_runs(task.id)
    assert run.kind is RunKind.WORK
    told = [e.body["text"] for e in await house.admin.transcript(run.id) if e.kind is EntryKind.TEXT]
    [check] = run.evidence
    return variables("\n".join(told)), variables(check.tail)


def variables(text):
    return dict(line.split("=", 1) for line in text.splitlines() if "=" in line)


async def test_only_an_agent_gets_the_keys_and_the_way_to_the_server(house):
    agent, check = await seen(house, agent_env={"MODEL_KEY": "k-1"}, url="http://yard.test")
    assert agent["MODEL_KEY"] == "k-1"
    assert agent["TASKYARD_TOKEN"] == "[TASKYARD_TOKEN]"  # it had one, and nobody reads it
    assert agent["TASKYARD_URL"] == "http://yard.test"
    assert agent["TASKYARD_MCP_URL"] == "http://yard.test/mcp/run"
    assert "PATH" in check
    assert not {"MODEL_KEY", "TASKYARD_TOKEN", "TASKYARD_URL", "TASKYARD_MCP_URL"} & check.keys()


async def test_without_an_address_there_are_no_tools(house):
    agent, _check = await seen(house)
    assert "TASKYARD_TOKEN" in agent
    assert not {"TASKYARD_URL", "TASKYARD_MCP_URL"} & agent.keys()


async def test_what_opens_a_model_is_in_nothing_that_the_server_keeps(house):
    """Whatever the agent says of it: the transcript, the summary and the run tell its name only."""
    key = "sk-ant-0123456789"
    async with house.working(agent_env={"MODEL_KEY": key}):
        task = await house.add(
            "Look", **PRINTS | {"agent_command": "sh -c 'echo x > x.txt; env; echo $MODEL_KEY'"}
        )
        task = await house.until(task, *ENDS)
    [run] = await house.admin.task_runs(task.id)
    told = repr([await house.admin.transcript(run.id), run, task])
    assert "[MODEL_KEY]" in told
    assert key not in told
