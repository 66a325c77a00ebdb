"""What a run may use, and the words when it has used it."""

from taskyard.domain.project import Settings
from taskyard.domain.run import Usage

SOFT = 0.8  # of the budget: said in the transcript, nothing stops


def used(usage: Usage, settings: Settings) -> float:
    """The part of the run's budget that is used, by money or by tokens; 0 without a budget."""
    parts = [0.0]
    if settings.budget_usd > 0:
        parts.append(usage.cost_usd / settings.budget_usd)
    if settings.budget_tokens > 0:
        parts.append((usage.tokens_in + usage.tokens_out) / settings.budget_tokens)
    return max(parts)


def exceeded(usage: Usage, settings: Settings) -> bool:
    return used(usage, settings) >= 1


def words(usage: Usage, settings: Settings) -> str:
    money = f"${usage.cost_usd:.2f} of ${settings.budget_usd:.2f}" if settings.budget_usd > 0 else ""
    count = usage.tokens_in + usage.tokens_out
    tokens = f"{count:,} of {settings.budget_tokens:,} tokens" if settings.budget_tokens > 0 else ""
    return " and ".join(part for part in (money, tokens) if part)
