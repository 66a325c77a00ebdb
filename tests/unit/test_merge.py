"""What may be merged, and what an agent is told of a review and of a conflict."""

from datetime import UTC, datetime

import pytest

from taskyard.domain.error import Conflict
from taskyard.domain.merge import conflict_prompt, may_merge
from taskyard.domain.review import Remark, Review, Verdict, as_prompt

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def review(verdict=Verdict.APPROVE, **other):
    plain = {"id": "v", "org": "o", "task": "t", "run": "r", "head_commit": "abc", "author": "ada", "at": AT}
    return Review(verdict=verdict, **plain | other)


def test_an_approval_is_for_exactly_one_commit(a_task):
    may_merge(a_task(branch="taskyard/t", head_commit="abc"), review())
    with pytest.raises(Conflict, match="has moved") as refused:
        may_merge(a_task(branch="taskyard/t", head_commit="def"), review())
    assert refused.value.detail == {"head_commit": "def"}


@pytest.mark.parametrize("verdict", [Verdict.ACCEPT, Verdict.REQUEST_CHANGES])
def test_no_other_verdict_merges(a_task, verdict):
    with pytest.raises(Conflict, match="only an approval"):
        may_merge(a_task(branch="taskyard/t", head_commit="abc"), review(verdict))


@pytest.mark.parametrize("lack", ["branch", "head_commit"])
def test_nothing_to_merge_says_what_to_do_instead(a_task, lack):
    with pytest.raises(Conflict, match="accept it instead"):
        may_merge(a_task(**{"branch": "b", "head_commit": "abc"} | {lack: None}), review(head_commit=None))


def test_a_review_in_words_has_its_places_and_quotes():
    remarks = (
        Remark(path="a.py", line=3, text="Why?", quote="x = 1\ny = 2"),
        Remark(path="b.py", line=None, text="Not here."),
    )
    said = as_prompt(review(Verdict.REQUEST_CHANGES, text="Nearly.", remarks=remarks))
    assert said == "Nearly.\n\na.py:3\n> x = 1\n> y = 2\nWhy?\n\nb.py\nNot here."
    assert as_prompt(review()) == ""


def test_a_conflict_names_its_files():
    said = conflict_prompt("main", ("a.py", "b.py"))
    assert "\n- a.py\n- b.py\n" in said
    assert "conflicts with main" in said
