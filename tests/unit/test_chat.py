"""Who may answer what: the first valid answer wins, and the others are told."""

from datetime import UTC, datetime

import pytest

from taskyard.domain.chat import Message, MessageKind, MessageState, may_answer
from taskyard.domain.error import AlreadyAnswered, Conflict, Invalid

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def question(**other):
    plain = {"id": "m", "org": "o", "project": "p", "task": "t", "run": "r", "text": "Formal or friendly?"}
    plain |= {"kind": MessageKind.QUESTION, "state": MessageState.OPEN, "author": "agent", "at": AT}
    return Message(**plain | other)


def test_any_words_answer_a_question_even_beside_its_choices():
    may_answer(question(), "friendly")
    may_answer(question(choices=("formal", "friendly")), "neither")


@pytest.mark.parametrize("text", ["", " ", "\n\t"])
def test_an_answer_has_words(text):
    with pytest.raises(Invalid, match="needs words"):
        may_answer(question(), text)


def test_a_permission_takes_one_of_its_choices_only():
    asked = question(kind=MessageKind.PERMISSION, choices=("allow", "deny"))
    may_answer(asked, "deny")
    with pytest.raises(Invalid) as refused:
        may_answer(asked, "maybe")
    assert refused.value.detail["choices"] == ["allow", "deny"]


def test_the_second_answer_is_told_the_first():
    with pytest.raises(AlreadyAnswered) as refused:
        may_answer(question(state=MessageState.ANSWERED, answer="formal", answered_by="ada"), "friendly")
    assert refused.value.detail == {"answer": "formal", "by": "ada"}
    assert "ada" in refused.value.message


def test_a_question_whose_run_has_ended_waits_no_more():
    with pytest.raises(Conflict, match="no longer waits"):
        may_answer(question(state=MessageState.EXPIRED), "friendly")


@pytest.mark.parametrize("kind", [MessageKind.ANSWER, MessageKind.COMMENT, MessageKind.STATUS])
def test_what_asks_nothing_takes_no_answer(kind):
    with pytest.raises(Invalid, match="not a question"):
        may_answer(question(kind=kind, state=MessageState.POSTED), "friendly")
