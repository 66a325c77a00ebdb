"""A command line in the settings: quotes count, and one that is not closed is said."""

import pytest

from taskyard.agent.stream.argv import split, which
from taskyard.domain.error import AgentProblem
from taskyard.domain.run import Reason


def test_quotes_count():
    assert split("run 'two words' -x") == ["run", "two words", "-x"]
    assert split("  ") == []


def test_an_open_quote_is_said():
    with pytest.raises(AgentProblem, match="agent_command: No closing quotation") as bad:
        split("run 'x")
    assert bad.value.reason == Reason.SETUP_FAILED


def test_programs_are_looked_for_where_a_sandbox_has_them(tmp_path, monkeypatch):
    program = tmp_path / "only-on-our-own-path"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert which(program.name) is None
    assert which("sh")
