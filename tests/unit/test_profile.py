"""Profiles: what a file says, what is wrong with it in words, and which of two by one name counts."""

import json

import pytest
from hypothesis import example, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from taskyard.domain.error import Invalid
from taskyard.domain.profile import MOST_BYTES, SHOWN, broken, choose, entry, parse, shelve

WHOLE = """---
# who looks at what others wrote
name: reviewer
description: Looks for bugs: the ones that bite   # not shown
model: opus
tools: Read, Grep,mcp__github__search
---

You review code.
---
Be kind.
"""


def profile(*lines, text="Be kind."):
    return "\n".join(["---", *lines, "---", text]).encode()


def test_a_whole_file():
    found = parse("whatever.md", WHOLE.encode())
    assert (found.name, found.model) == ("reviewer", "opus")
    assert found.description == "Looks for bugs: the ones that bite"
    assert found.tools == ("Read", "Grep", "mcp__github__search")
    assert found.text == "You review code.\n---\nBe kind."


def test_without_a_name_it_is_called_like_its_file():
    assert parse("my-reviewer.v2.md", profile("model: opus")).name == "my-reviewer.v2"


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_endings_of_lines_and_a_mark_at_the_beginning_change_nothing(ending, mark):
    data = mark + WHOLE.replace("\n", ending)
    assert parse("x.md", data.encode()) == parse("x.md", WHOLE.encode())


@pytest.mark.parametrize(
    "lines",
    [
        ["tools: Read, Grep"],
        ["tools: [Read, Grep] # these"],
        ["tools: ['Read', \"Grep\",]"],
        ["tools:", "  - Read", "  - 'Grep' # too"],
        ["tools: ", "- Read", "", "- Grep", "- Read"],
    ],
)
def test_a_list_has_several_forms(lines):
    assert parse("x.md", profile(*lines)).tools == ("Read", "Grep")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("plain words", "plain words"),
        ("#1 of all", ""),
        ("issue#1 of all # said Ada", "issue#1 of all"),
        ('"# \\"quoted\\" \\u00e9" # said Ada', '# "quoted" é'),
        ("'it''s' # said Ada", "it's"),
        ("''", ""),
    ],
)
def test_texts_are_read_as_yaml_reads_them(written, read):
    assert parse("x.md", profile(f"description: {written}")).description == read


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "must begin with a line ---"),
        (b"# Reviewer\n", "must begin with a line ---"),
        (b"---\nname: x\n", "has no second line ---"),
        (b"---\nname: \xff\n---\nx", "is not UTF-8"),
        (b"---\n---\na\0b", "NUL"),
        (b"---\n---\n" + b"x" * MOST_BYTES, "is larger than 100 kB"),
        (profile(text=" \n"), "says nothing"),
        (profile("name: a b"), "name: must be one word"),
        (profile("name: ../x"), "name: must be one word"),
        (profile("name: -x"), "name: must be one word"),
        (profile("model: a b"), "model: must be one word"),
        (profile("name: x", "color: red"), "line 3: there is no field 'color'; there is name, description"),
        (profile("name: x", "permissionMode: bypassPermissions"), "line 3: there is no field"),
        (profile("model: a", "model: b"), "line 3: model is there twice"),
        (profile("just words"), "line 2: must be `field: value`"),
        (profile("name:x"), "line 2: must be `field: value`"),
        (profile(" name: x"), "line 2: must be `field: value`"),
        (profile("description: |", "  long"), "line 2: put a text that begins with | in quotes"),
        (profile("description: {a: b}"), "begins with {"),
        (profile('description: "open'), "line 2: the text in double quotes cannot be read"),
        (profile('description: "\\ud800"'), "cannot be read"),
        (profile('description: "a" b'), "behind the quotes"),
        (profile('description: "\\u0000"'), "NUL"),
        (profile("description: 'open"), "has no second single quote"),
        (profile("- Read"), "line 2: only tools may be a list"),
        (profile("description:", "- a"), "line 3: only tools may be a list"),
        (profile("tools: Read", "- Grep"), "line 3: only tools may be a list, and then a whole one"),
        (profile("tools: [Read"), "the list has no ]"),
        (profile("tools: Bash(git *)"), "'Bash(git *)' is no tool's name; what a tool may do unasked"),
        (profile("tools: --help"), "is no tool's name"),
        (
            profile("tools: [" + ",".join(f"t{n}" for n in range(101)) + "]"),
            "tools: must not be more than 100",
        ),
    ],
)
def test_what_is_wrong_is_said(data, words):
    with pytest.raises(Invalid) as bad:
        parse("x.md", data)
    assert words in bad.value.message
    assert words[:SHOWN] in entry("x.md", data).card.problem


def test_the_name_of_a_file_may_be_no_name():
    with pytest.raises(Invalid, match="needs a name"):
        parse("my reviewer.md", profile())


LINES = st.lists(
    st.one_of(
        st.sampled_from(
            ["---", "- Read", "tools:", "tools: [a, b", "name: x", "description: 'a", 'model: "b"', "#"]
        ),
        st.text(max_size=20),
    ),
    max_size=12,
)


@effort(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200),
        LINES.map(lambda lines: "\n".join(["---", *lines]).encode("utf-8", "replace")),
    )
)
@example(b"---\ntools: []\n---\nx")
@example(b'---\ndescription: "\\ud83d"\n---\nx')
def test_whatever_a_file_holds_it_is_a_profile_or_a_problem(data):
    one = entry("a file.md", data)
    assert (one.profile is None) == bool(one.card.problem)
    for text in (one.card.name, one.card.file, one.card.description, one.card.model, one.card.problem):
        assert text.isprintable()
        assert len(text) <= SHOWN
    json.dumps(one.card.__dict__, ensure_ascii=False).encode()


@given(st.text(), st.text(), st.text())
def test_a_card_can_be_shown_whatever_its_file_is_called(file, problem, name):
    card = broken(file, problem, name).card
    assert card.name
    assert all(text.isprintable() for text in (card.name, card.file, card.problem))
    assert max(len(card.name), len(card.file)) <= 100


def shelf(**files):
    return shelve(entry(f"{name}.md", data) for name, data in files.items())


def test_the_first_shelf_counts():
    project = shelf(a=profile("name: reviewer", text="the project's"))
    user = shelf(reviewer=profile(text="the user's"), other=profile(text="the other"))
    assert choose("reviewer", project, user).text == "the project's"
    assert choose("other", project, user).text == "the other"
    assert choose("reviewer", (), user).text == "the user's"
    assert choose("nobody", project, user) is None


def test_a_broken_file_hides_no_other_and_does_not_let_the_next_shelf_in():
    project = shelf(a=profile("name: reviewer", "color: red"), good=profile(text="good"))
    user = shelf(reviewer=profile(text="the user's"))
    assert [one.card.name for one in project] == ["reviewer", "good"]
    assert choose("good", project, user).text == "good"
    with pytest.raises(
        Invalid, match=r"the profile 'reviewer' is broken: a\.md line 3: there is no field 'color'"
    ):
        choose("reviewer", project, user)


def test_of_two_by_one_name_the_first_counts():
    found = shelf(a=profile("name: x", text="first"), b=profile("name: x", text="second"))
    assert choose("x", found).text == "first"
    assert [one.card.problem for one in found] == ["", "a.md has that name already"]
    assert choose("x", shelf(x=b"broken", y=profile("name: x", text="whole"))).text == "whole"
