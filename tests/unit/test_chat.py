"""Who may answer what: the first valid answer wins, and the others are told."""

from datetime import UTC, datetime, timedelta

import pytest

from taskyard.domain.chat import (
    ASK_AGAIN,
    EXPIRED,
    Message,
    MessageKind,
    MessageState,
    as_heard,
    holds,
    may_answer,
    same,
    stands,
)
from taskyard.domain.error import AlreadyAnswered, ApprovalExpired, Conflict, Invalid

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
GOOD = AT + timedelta(hours=1)
LATE = GOOD + timedelta(seconds=1)


def question(**other):
    plain = {"id": "m", "org": "o", "project": "p", "task": "t", "run": "r", "text": "Formal or friendly?"}
    plain |= {"kind": MessageKind.QUESTION, "state": MessageState.OPEN, "author": "agent", "at": AT}
    return Message(**plain | other)


def test_any_words_answer_a_question_even_beside_its_choices():
    may_answer(question(), "friendly", AT)
    may_answer(question(choices=("formal", "friendly")), "neither", AT)


@pytest.mark.parametrize("text", ["", " ", "\n\t"])
def test_an_answer_has_words(text):
    with pytest.raises(Invalid, match="needs words"):
        may_answer(question(), text, AT)


def test_a_permission_takes_one_of_its_choices_only():
    asked = question(kind=MessageKind.PERMISSION, choices=("allow", "deny"))
    may_answer(asked, "deny", AT)
    with pytest.raises(Invalid) as refused:
        may_answer(asked, "maybe", AT)
    assert refused.value.detail["choices"] == ["allow", "deny"]


def test_the_second_answer_is_told_the_first():
    with pytest.raises(AlreadyAnswered) as refused:
        may_answer(question(state=MessageState.ANSWERED, answer="formal", answered_by="ada"), "friendly", AT)
    assert refused.value.detail == {"answer": "formal", "by": "ada"}
    assert "ada" in refused.value.message


def test_a_question_whose_run_has_ended_waits_no_more():
    with pytest.raises(Conflict, match="no longer waits"):
        may_answer(question(state=MessageState.EXPIRED), "friendly", AT)


@pytest.mark.parametrize("kind", [MessageKind.ANSWER, MessageKind.COMMENT, MessageKind.STATUS])
def test_what_asks_nothing_takes_no_answer(kind):
    with pytest.raises(Invalid, match="not a question"):
        may_answer(question(kind=kind, state=MessageState.POSTED), "friendly", AT)


def approval(**other):
    plain = {
        "kind": MessageKind.PERMISSION,
        "choices": ("allow", "deny"),
        "binds": "a" * 64,
        "expires_at": GOOD,
    }
    return question(**plain | other)


def answered(text, **other):
    return approval(state=MessageState.ANSWERED, answer=text, answered_by="ada", **other)


@pytest.mark.parametrize("text", ["allow", "allow ", "maybe"])
def test_nothing_is_allowed_when_the_request_has_expired(text):
    with pytest.raises(ApprovalExpired) as refused:
        may_answer(approval(), text, GOOD)
    assert (refused.value.code, refused.value.detail["expires_at"]) == ("approval_expired", GOOD)
    assert ASK_AGAIN in refused.value.message


def test_an_expired_request_may_still_be_denied_or_asked_anew():
    may_answer(approval(), "deny", LATE)
    may_answer(approval(), ASK_AGAIN, LATE)
    with pytest.raises(Invalid):
        may_answer(approval(), ASK_AGAIN, AT)


def test_a_no_that_the_agent_did_not_offer_is_none():
    with pytest.raises(ApprovalExpired):
        may_answer(approval(choices=("allow", "never mind")), "deny", LATE)


@pytest.mark.parametrize(
    ("text", "now", "heard"),
    [
        ("allow", AT, "allow"),
        ("allow", LATE, EXPIRED),
        ("deny", LATE, "deny"),
        (ASK_AGAIN, AT, EXPIRED),
        ("approved by admin", AT, EXPIRED),
    ],
)
def test_a_yes_that_comes_too_late_is_heard_as_none(text, now, heard):
    assert as_heard(answered(text), now).answer == heard


def test_the_answer_to_a_question_is_heard_as_it_is_whenever():
    told = question(state=MessageState.ANSWERED, answer="allow")
    assert as_heard(told, LATE) == told


@pytest.mark.parametrize(
    ("change", "still"),
    [
        ({}, True),
        ({"answer": "deny"}, False),
        ({"answer": "approved by admin"}, False),
        ({"binds": ""}, False),
        ({"delivered_at": AT}, False),
        ({"expires_at": AT}, False),
        ({"kind": MessageKind.QUESTION}, False),
        ({"state": MessageState.OPEN, "answer": None}, False),
    ],
)
def test_a_yes_holds_once_while_it_is_good_and_for_what_it_binds(change, still):
    given = {"state": MessageState.ANSWERED, "answer": "allow"}
    assert holds(approval(**given | change), AT) is still


def test_the_same_request_is_the_same_in_all_of_it():
    asked = approval(text="Run the command: ls")
    whole = {"kind": asked.kind, "text": asked.text, "choices": asked.choices, "binds": asked.binds}
    assert same(asked, **whole)
    others = {"kind": MessageKind.QUESTION, "text": "Run it", "choices": ("allow",), "binds": "b" * 64}
    assert not any(same(asked, **whole | {name: other}) for name, other in others.items())


def test_what_stands_may_be_joined_and_what_has_expired_is_asked_anew():
    assert stands(question(), LATE)
    assert stands(approval(), AT)
    assert stands(answered("allow"), AT)
    assert stands(answered("deny"), LATE)
    assert not stands(approval(), LATE)
    assert not stands(answered("allow"), LATE)
    assert not stands(answered("allow", binds=""), AT)
