"""What a run may use: by money, by tokens, by neither."""

import pytest

from taskyard.domain.budget import exceeded, used, words
from taskyard.domain.project import Settings
from taskyard.domain.run import Usage

USED = Usage(tokens_in=700, tokens_out=300, cost_usd=0.5)


@pytest.mark.parametrize(
    ("budget", "part", "said"),
    [
        ({}, 0.0, ""),
        ({"budget_usd": 1.0}, 0.5, "$0.50 of $1.00"),
        ({"budget_tokens": 1000}, 1.0, "1,000 of 1,000 tokens"),
        ({"budget_usd": 0.25, "budget_tokens": 4000}, 2.0, "$0.50 of $0.25 and 1,000 of 4,000 tokens"),
    ],
)
def test_the_nearer_limit_counts(budget, part, said):
    settings = Settings(**budget)
    assert (used(USED, settings), exceeded(USED, settings)) == (part, part >= 1)
    assert words(USED, settings) == said
