"""Names of branches and words of commits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskyard.domain.branch import branch_name, cyrb53, slug, valid, with_suffix
from taskyard.domain.commit import commit_message
from taskyard.domain.error import Invalid
from taskyard.domain.project import BranchStrategy

VECTORS = {
    "implement login": 1282544961935709,
    "add validation": 2456583589892771,
    "write tests": 531566247443740,
    "": 3338908027751811,
    "a": 7929297801672961,
}


@pytest.mark.parametrize(("text", "number"), VECTORS.items())
def test_cyrb53_gives_the_published_numbers(text, number):
    assert cyrb53(text) == number


def test_the_four_strategies():
    given_ = ("taskyard/", "01h455vb4pex5vsknk084sn02q", 7, "Fix: the Login!", "implement login")
    assert branch_name(BranchStrategy.ID, *given_) == "taskyard/01h455vb4pex5vsknk084sn02q"
    assert branch_name(BranchStrategy.ID8, *given_) == "taskyard/01h455vb"
    assert branch_name(BranchStrategy.HASH, *given_) == "1282544961935709"
    assert branch_name(BranchStrategy.SLUG, *given_) == "taskyard/7-fix-the-login"


@given(st.text(), st.sampled_from(BranchStrategy))
def test_every_name_is_one_that_git_may_see(title, strategy):
    name = branch_name(strategy, "taskyard/", "01h455vb4pex5vsknk084sn02q", 1, title, title)
    assert valid(with_suffix(name, 2)) == f"{name}-2"


@pytest.mark.parametrize(
    "name", ["-x", "a..b", "a.lock", "a/.b", "a//b", "a@{1}", "", "a b", "a\n", "é", "/a", "a/"]
)
def test_names_that_git_must_not_see(name):
    with pytest.raises(Invalid):
        valid(name)


def test_a_slug_of_nothing_is_still_a_name():
    assert slug("!!!") == "task"


def test_a_message_has_subject_description_and_trailers():
    said = commit_message(
        "feat", "house", "Add a door", "A red one.", {"Taskyard-Task": "t", "Taskyard-Run": "r"}
    )
    assert said == "feat(house): Add a door\n\nA red one.\n\nTaskyard-Task: t\nTaskyard-Run: r\n"


def test_an_empty_description_leaves_no_hole_and_long_words_are_cut():
    said = commit_message("fix", "", "x" * 100, "", {"Taskyard-Task": "t"})
    assert said == f"fix: {'x' * 60}\n\nTaskyard-Task: t\n"
    assert len(commit_message("fix", "", "x", "y" * 1000, {"T-T": "t"}).split("\n\n")[1]) == 400
