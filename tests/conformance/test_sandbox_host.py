"""The tier `none` says that it is none, builds its environment, and leaves no process behind."""

import anyio
import pytest

from taskyard import process
from taskyard.domain.error import SandboxUnavailable
from taskyard.sandbox.host import HostKind
from taskyard.sandbox.protocol import Place
from taskyard.sandbox.registry import KINDS, find

pytestmark = pytest.mark.anyio


def test_sandbox_host_is_the_tier_none_and_says_what_that_means():
    assert set(KINDS) == {"none"}
    assert "none" in find("none").warning
    with pytest.raises(SandboxUnavailable):
        find("bubblewrap")


async def test_processes_end_with_the_sandbox(tmp_path):
    place = Place(
        run=str(tmp_path), workspace=tmp_path, home=tmp_path, tmp=tmp_path / "tmp", env={"ADDED": "1"}
    )
    with anyio.fail_after(20):
        async with HostKind().open(place) as sandbox, sandbox.start(["env"]) as running:
            lines = [line.text async for line in running.lines()]
            assert await running.wait() == 0
    names = {line.partition("=")[0] for line in lines}
    assert {"HOME", "PATH", "ADDED", process.MARKER} <= names
    assert not process.marked(str(tmp_path))
