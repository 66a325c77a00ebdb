"""A profile as the Claude plug gives it to its program."""

import pytest

from taskyard.agent.claude.option import flags
from taskyard.agent.protocol import Brief, ToolServer
from taskyard.agent.registry import find, names
from taskyard.clock import SystemClock
from taskyard.domain.profile import Profile
from taskyard.domain.settings import resolve

PROFILE = Profile(name="reviewer", model="opus", tools=("Read", "Grep"), text='-- "You" review.\nBe kind.')


def given(tmp_path, profile, options=(), **more):
    brief = Brief(
        run="r", task="t", number=1, title="A task", workspace=tmp_path, home=tmp_path, scratch=tmp_path,
        settings=resolve({"agent_options": dict(options)}), sandbox=None, clock=SystemClock(), profile=profile, **more,
    )  # fmt: skip
    return flags(brief, servers_file="", session=None)


def test_model_tools_and_text_are_one_word_each(tmp_path):
    found = given(tmp_path, PROFILE)
    assert {"--model=opus", "--tools=Read,Grep", f"--append-system-prompt={PROFILE.text}"} <= set(found)


def test_a_profile_allows_nothing_unasked(tmp_path):
    assert not [one for one in given(tmp_path, PROFILE) if one.startswith("--allowed-tools")]
    server = ToolServer(url="http://yard", token="rt_x", tools=("ask_human",))
    assert "--allowed-tools=mcp__taskyard__ask_human" in given(tmp_path, PROFILE, server=server)


def test_what_a_profile_does_not_say_is_no_flag(tmp_path):
    found = set(given(tmp_path, Profile(name="x", text="x"))) - set(given(tmp_path, None))
    assert found == {"--append-system-prompt=x"}


@pytest.mark.parametrize(
    ("name", "value", "flag"),
    [
        ("model", "haiku", "--model=haiku"),
        ("append_system_prompt", "No.", "--append-system-prompt=No."),
        ("tools", "Bash", "--tools=Bash"),
    ],
)
def test_the_settings_count_more(name, value, flag, tmp_path):
    found = set(given(tmp_path, PROFILE, {name: value}))
    assert flag in found
    assert len(found) == len(given(tmp_path, PROFILE))


def test_only_claude_has_a_way_of_its_own():
    assert [name for name in names() if find(name).takes_profile] == ["claude"]
