"""A conversation has one speaker; the next waits for it to end, and not for ever."""

import anyio
import pytest

from taskyard.agent.claude.lock import alone
from taskyard.domain.error import AgentProblem

pytestmark = pytest.mark.anyio


async def test_a_second_one_is_refused_while_the_first_is_there(tmp_path):
    async with alone(tmp_path, 0):
        with pytest.raises(AgentProblem, match="another run still speaks"):
            async with alone(tmp_path, 0.2):
                raise AssertionError
    async with alone(tmp_path, 0):
        pass


async def test_a_second_one_waits_for_the_first_to_end(tmp_path):
    order = []
    waiting = anyio.Event()

    async def second():
        waiting.set()
        async with alone(tmp_path, 30):
            order.append("second")

    async with anyio.create_task_group() as group, alone(tmp_path, 0):
        group.start_soon(second)
        await waiting.wait()
        order.append("first")
    assert order == ["first", "second"]


async def test_a_link_in_its_place_is_not_followed(tmp_path):
    (tmp_path / "claude.lock").symlink_to(tmp_path / "elsewhere")
    async with alone(tmp_path, 0):
        assert not (tmp_path / "elsewhere").exists()
