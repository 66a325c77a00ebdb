"""How settings resolve: field by field, the nearest layer wins, and what is wrong is named."""

import json
from dataclasses import asdict, fields
from enum import Enum

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from taskyard.domain.error import Invalid
from taskyard.domain.project import Checkout, OnSuccess, Settings
from taskyard.domain.settings import MOST_SECONDS, layer, resolve, to_json

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)
SPECIAL = {
    "agent": st.sampled_from(["claude", "acp:goose", "command"]),
    "profile": st.sampled_from(["reviewer", "", "a.b-c_9"]),
    "tier": st.sampled_from(["none", "vm"]),
    "commit_type": st.sampled_from(["feat", "fix!", "a-b_c"]),
    "trailer_task": st.sampled_from(["Task", "X-1"]),
    "trailer_run": st.sampled_from(["Run", "Taskyard-Run"]),
    "author_name": st.sampled_from(["Ada", "Ada L.", "安"]),
    "author_email": st.sampled_from(["ada@localhost", "a"]),
    "branch_prefix": st.sampled_from(["taskyard/", "", "a-", "x/y/"]),
    "permissions": st.just([]),
    "max_attempts": st.integers(1, 9),
    "budget_soft": st.floats(0, 1),
    "approved_config": st.sampled_from(["", "a" * 64]),
}


def values(field):
    """Values that a field takes, as they come in JSON."""
    if field.name in SPECIAL:
        return SPECIAL[field.name]
    default = getattr(Settings(), field.name)
    if isinstance(default, Enum):
        return st.sampled_from([one.value for one in type(default)])
    if isinstance(default, bool):
        return st.booleans()
    if isinstance(default, int):
        return st.integers(0, 1000)
    if isinstance(default, float):
        return st.floats(0.5, MOST_SECONDS)
    if isinstance(default, tuple):
        return st.lists(TEXT.filter(str.strip), max_size=3)
    if isinstance(default, dict):
        return st.dictionaries(TEXT, TEXT, max_size=3)
    return TEXT


LAYER = st.fixed_dictionaries({}, optional={one.name: values(one) for one in fields(Settings)})


def test_nothing_given_is_the_default():
    assert resolve() == resolve({}, {}, {}) == Settings()


def test_the_nearest_layer_wins_field_by_field():
    organisation = {"agent": "claude", "checks": ["make test"], "max_attempts": 5}
    project = {"agent": "goose", "checkout": "worktree"}
    task = {"max_attempts": 1, "on_success": "done"}
    found = resolve(organisation, project, task)
    assert (found.agent, found.checks, found.max_attempts) == ("goose", ("make test",), 1)
    assert (found.checkout, found.on_success) == (Checkout.WORKTREE, OnSuccess.DONE)
    assert found.run_timeout == Settings().run_timeout


def test_options_resolve_name_by_name():
    found = resolve(
        {"agent_options": {"model": "a", "effort": "low"}},
        {"agent_options": {"model": "b", "mode": "plan"}},
        {"agent_options": {"mode": "auto"}},
    )
    assert found.agent_options == {"model": "b", "effort": "low", "mode": "auto"}


def test_a_null_in_a_layer_says_nothing():
    assert layer({"agent": None, "tier": "vm"}) == {"tier": "vm"}


def test_a_layer_may_go_back_to_nothing():
    found = resolve({"checks": ["make test"], "rules": "be kind", "max_running": 3},
                    {"checks": [], "rules": "", "max_running": 0})  # fmt: skip
    assert (found.checks, found.rules, found.max_running) == ((), "", 0)


@effort(max_examples=60, deadline=None)
@given(LAYER, LAYER, LAYER)
def test_each_field_is_the_last_layer_that_has_it(organisation, project, task):
    found = to_json(resolve(organisation, project, task))
    default = to_json(Settings())
    for name, value in found.items():
        holders = [one[name] for one in (organisation, project, task) if name in one]
        if isinstance(value, dict):
            assert value == {key: text for one in holders for key, text in one.items()}
        else:
            assert value == (holders[-1] if holders else default[name])


@effort(max_examples=60, deadline=None)
@given(LAYER, LAYER)
def test_resolving_step_by_step_or_twice_changes_nothing(far, near):
    whole = resolve(far, near)
    assert resolve(to_json(resolve(far)), near) == whole
    assert resolve(to_json(whole)) == whole


@effort(max_examples=60, deadline=None)
@given(LAYER)
def test_settings_survive_json(given_):
    found = resolve(given_)
    assert resolve(json.loads(json.dumps(to_json(found)))) == found
    assert set(to_json(found)) == set(asdict(found))


def test_layers_are_not_changed_by_what_is_made_of_them():
    own = {"agent_options": {"model": "x"}, "labels": ["gpu"]}
    found = resolve(own)
    found.agent_options["model"] = "y"
    assert own == {"agent_options": {"model": "x"}, "labels": ["gpu"]}


BAD = [
    ("no_such_thing", 1, "there is no such setting"),
    ("checkout", "copy", "must be one of clone, worktree, in_place, directory"),
    ("checkout", 1, "must be one of"),
    ("checkout", None, "must be one of"),
    ("max_attempts", "2", "must be a number"),
    ("max_attempts", True, "must be a number"),
    ("max_attempts", None, "must be a number"),
    ("max_attempts", 0, "must be more than 0"),
    ("max_attempts", 1.5, "must be a whole number"),
    ("retry_delay", -1, "must be 0 or more"),
    ("retry_delay", float("nan"), "must be 0 or more"),
    ("run_timeout", float("inf"), "must be more than 0"),
    ("run_timeout", 10**400, "must be more than 0"),
    ("budget_soft", 1.5, "must be 0 or more and not more than 1"),
    ("project_budget_usd", -0.1, "must be 0 or more"),
    ("budget_window", "week", "must be one of day, month, all"),
    ("approval_ttl", 0, "must be more than 0"),
    ("checks_must_run_tests", 1, "must be true or false"),
    ("checks_must_run_tests", "true", "must be true or false"),
    ("profile", "two words", "must be one word"),
    ("profile", "../x", "must be one word"),
    ("checks", "make test", "must be a list"),
    ("checks", {"a": 1}, "must be a list"),
    ("checks", [1], "must be text"),
    ("checks", [" "], "must not have empty parts"),
    ("checks", ["x"] * 51, "must not have more than 50 parts"),
    ("labels", ["x" * 101], "must not be longer than 100"),
    ("rules", 5, "must be text"),
    ("rules", "x" * 100_001, "must not be longer than 100000"),
    ("rules", "half a pair \ud800", "must be text"),
    ("rules", "a zero \0", "must be text"),
    ("agent", "two words", "must be one word"),
    ("agent", "", "must be one word"),
    ("agent", "a\nb", "must be one line"),
    ("agent_options", [], "must map names to texts"),
    ("agent_options", {"a": 1}, "must map names to texts"),
    ("agent_options", {1: "a"}, "must map names to texts"),
    ("agent_options", {"x" * 101: "a"}, "must not have a text longer"),
    ("branch_prefix", "-x", "must begin a branch name"),
    ("branch_prefix", "a..b/", "must begin a branch name"),
    ("branch_prefix", "x" * 120, "must not be longer than 100"),
    ("commit_type", "feat(x)", "must be one word"),
    ("trailer_task", "Task: x", "must be letters, digits and dashes"),
    ("trailer_run", "", "must be letters, digits and dashes"),
    ("author_name", "Ada <ada>", "must be a name"),
    ("author_name", "...", "must be a name"),
    ("author_email", "a b", "must be one word"),
]


@pytest.mark.parametrize(("name", "value", "words"), BAD)
def test_what_is_wrong_is_named_with_its_field_and_a_code(name, value, words):
    with pytest.raises(Invalid) as refused:
        resolve({"agent": "claude"}, {name: value})
    assert refused.value.code == "invalid"
    assert refused.value.detail["field"] == f"settings.{name}"
    assert refused.value.message.startswith(f"settings.{name}: {words}")
    assert len(refused.value.message) < 300


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@effort(max_examples=150, deadline=None)
@given(st.sampled_from([one.name for one in fields(Settings)]) | st.text(max_size=9), ANYTHING)
def test_any_json_is_taken_or_refused_in_words_and_what_is_taken_comes_back(name, value):
    try:
        found = resolve({name: value})
    except Invalid as refused:
        found, field = None, str(refused.detail["field"])
    else:
        field = ""
    assert field.startswith("settings.") or resolve(to_json(found)) == found
