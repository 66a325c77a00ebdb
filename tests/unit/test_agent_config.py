"""What counts as configuration of agents, and what an approval is bound to."""

import pytest

from taskyard.domain.agent_config import File, approved, covered, fingerprint, protected, words
from taskyard.domain.settings import resolve

SETTINGS = resolve()
PLAIN = File(path=".mcp.json", mode="-", content="a" * 64)


@pytest.mark.parametrize(
    "path",
    [
        ".claude",
        ".CLAUDE",
        "deep/down/.Mcp.Json",
        ".env",
        ".ENV",
        ".codex",
        "packages/a/.cursor",
        "OpenCode.json",
    ],
)
def test_protected(path):
    assert protected(path)


@pytest.mark.parametrize(
    "path",
    ["CLAUDE.md", "AGENTS.md", "claude", ".claude.md", "a/.env", ".env.example", "a/.devcontainer", ""],
)
def test_not_protected(path):
    assert not protected(path)


def test_all_that_lies_in_a_protected_folder_is_covered():
    assert covered("a/.Claude/skills/x/SKILL.md")
    assert covered(".env")
    assert not covered("a/b/.env")


@pytest.mark.parametrize(
    "other",
    [
        [PLAIN, File(path=".env", mode="-", content="b" * 64)],
        [File(path=".mcp.json", mode="x", content="a" * 64)],
        [File(path=".Mcp.json", mode="-", content="a" * 64)],
        [File(path=".mcp.json", mode="-", content="c" * 64)],
        [File(path=f".mcp.json - {'a' * 64}\n9 .mcp.json", mode="-", content="a" * 64)],
    ],
)
def test_whatever_differs_has_another_fingerprint(other):
    assert fingerprint(other) != fingerprint([PLAIN])


def test_the_order_does_not_count_and_a_link_has_no_fingerprint():
    env = File(path=".env", mode="-", content="b" * 64)
    assert fingerprint([PLAIN, env]) == fingerprint([env, PLAIN])
    assert fingerprint([PLAIN, File(path=".claude", mode="other", content="")]) == ""


def test_an_approval_is_the_whole_fingerprint():
    mark = fingerprint([PLAIN])
    given = resolve({"approved_config": f"{'0' * 64} {mark}"})
    assert approved(given, mark)
    assert not approved(given, mark[:10])
    assert not approved(given, "")
    assert not approved(SETTINGS, mark)


def test_the_words_name_the_command_and_keep_what_was_approved_before():
    assert words([PLAIN], SETTINGS, "thing", "a" * 64).endswith(
        f"taskyard project set thing approved_config={'a' * 64}"
    )
    before = resolve({"approved_config": "0" * 64})
    assert f"'approved_config={'0' * 64} {'a' * 64}'" in words([PLAIN], before, "thing", "a" * 64)
    many = [File(path=f"{n}/.env", mode="-", content="a" * 64) for n in range(25)]
    assert "and 5 more" in words(many, SETTINGS, "thing", "a" * 64)
