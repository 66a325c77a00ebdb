"""What a project may use in its window, and the words when that is used up."""

from datetime import UTC, datetime

import pytest

from taskyard.domain.allowance import Left, left, limited, measure, reached, since, words
from taskyard.domain.project import BudgetWindow, Settings
from taskyard.domain.run import Usage

NOW = datetime(2026, 2, 28, 23, 59, tzinfo=UTC)


def measured(usd=0.0, tokens=0, **settings):
    return measure(Settings(**settings), "2026-02-01", usd, tokens)


@pytest.mark.parametrize(
    ("window", "day"),
    [(BudgetWindow.DAY, "2026-02-28"), (BudgetWindow.MONTH, "2026-02-01"), (BudgetWindow.ALL, "")],
)
def test_a_window_begins_on_a_day_of_utc(window, day):
    assert since(window, NOW) == day


def test_only_a_project_with_a_budget_is_limited():
    assert not limited(Settings(budget_usd=5.0))
    assert limited(Settings(project_budget_usd=0.5))
    assert limited(Settings(project_budget_tokens=1))


def test_the_part_used_is_that_of_money_or_tokens_whichever_is_more():
    both = {"project_budget_usd": 10.0, "project_budget_tokens": 1000}
    assert measured(5.0, 900, **both).used == pytest.approx(0.9)
    assert measured(8.0, 100, **both).used == pytest.approx(0.8)
    assert measured(8.0, 900).used == 0


def test_what_is_left_is_never_less_than_nothing():
    both = {"project_budget_usd": 10.0, "project_budget_tokens": 1000}
    found = left(measured(4.0, 1200, **both))
    assert (found.usd, found.tokens) == (6.0, 0)
    assert left(measured(4.0, project_budget_tokens=5)).usd is None


def test_the_words_say_how_much_and_what_to_raise():
    said = words(measured(10.02, project_budget_usd=10.0))
    assert said == (
        "the project's budget for this month is used up: 10.02 of 10.00 USD; raise project_budget_usd"
    )
    tokens = words(measured(0, 1200, project_budget_tokens=1000, budget_window=BudgetWindow.DAY))
    assert "for today is used up: 1,200 of 1,000 tokens; raise project_budget_tokens" in tokens
    assert words(measured(1, project_budget_usd=1, budget_window=BudgetWindow.ALL)).startswith(
        "the project's budget is used up: 1.00 of"
    )


@pytest.mark.parametrize(
    ("usage", "has", "over"),
    [
        (Usage(cost_usd=5.0), None, False),
        (Usage(cost_usd=5.0), Left(), False),
        (Usage(cost_usd=0.99), Left(usd=1.0), False),
        (Usage(cost_usd=1.0), Left(usd=1.0), True),
        (Usage(tokens_in=60, tokens_out=40), Left(usd=1.0, tokens=100), True),
        (Usage(tokens_in=60, tokens_cached=400), Left(tokens=100), False),
    ],
)
def test_a_run_has_reached_the_end_when_nothing_is_left(usage, has, over):
    assert bool(reached(usage, has)) is over
