"""What the runs of a project may use together in one day, one month or ever, and how much of it is left."""

from dataclasses import dataclass
from datetime import datetime

from taskyard.domain.project import BudgetWindow, Settings
from taskyard.domain.run import Usage

_FOR = {BudgetWindow.DAY: " for today", BudgetWindow.MONTH: " for this month", BudgetWindow.ALL: ""}


@dataclass(frozen=True, kw_only=True)
class Allowance:
    """A project's budget in its present window. A limit of 0 is none."""

    window: BudgetWindow
    since: str  # its first day in UTC, YYYY-MM-DD; empty: from the beginning
    soft: float
    limit_usd: float = 0.0
    limit_tokens: int = 0
    spent_usd: float = 0.0
    spent_tokens: int = 0
    used: float = 0.0  # the part that is used, of money or of tokens: whichever is more; 1 is all


@dataclass(frozen=True, kw_only=True)
class Left:
    """What a run may use of its project's budget; None: no limit."""

    usd: float | None = None
    tokens: int | None = None
    window: BudgetWindow = BudgetWindow.MONTH


def limited(settings: Settings) -> bool:
    return settings.project_budget_usd > 0 or settings.project_budget_tokens > 0


def since(window: BudgetWindow, now: datetime) -> str:
    """The first day of the window that `now`, in UTC, is in."""
    today = now.date()
    if window is BudgetWindow.ALL:
        return ""
    return (today if window is BudgetWindow.DAY else today.replace(day=1)).isoformat()


def measure(settings: Settings, begin: str, usd: float, tokens: int) -> Allowance:
    """`settings` are the project's own: a task cannot lift them."""
    most_usd, most_tokens = settings.project_budget_usd, settings.project_budget_tokens
    return Allowance(
        window=settings.budget_window,
        since=begin,
        soft=settings.budget_soft,
        limit_usd=most_usd,
        limit_tokens=most_tokens,
        spent_usd=usd,
        spent_tokens=tokens,
        used=_part(usd, tokens, most_usd, most_tokens),
    )


def left(allowance: Allowance) -> Left:
    usd = max(0.0, allowance.limit_usd - allowance.spent_usd) if allowance.limit_usd else None
    tokens = max(0, allowance.limit_tokens - allowance.spent_tokens) if allowance.limit_tokens else None
    return Left(usd=usd, tokens=tokens, window=allowance.window)


def words(allowance: Allowance) -> str:
    """Why no run begins, and what to do about it."""
    said, names = [], []
    if 0 < allowance.limit_usd <= allowance.spent_usd:
        said.append(f"{allowance.spent_usd:.2f} of {allowance.limit_usd:.2f} USD")
        names.append("project_budget_usd")
    if 0 < allowance.limit_tokens <= allowance.spent_tokens:
        said.append(f"{allowance.spent_tokens:,} of {allowance.limit_tokens:,} tokens")
        names.append("project_budget_tokens")
    what = f"the project's budget{_FOR[allowance.window]} is used up"
    return f"{what}: {' and '.join(said)}; raise {' and '.join(names)}"


def reached(usage: Usage, left: Left | None) -> str:
    """In words, when a run has used all that was left for it; empty before."""
    if left is None:
        return ""
    tokens = usage.tokens_in + usage.tokens_out
    money_out = left.usd is not None and usage.cost_usd >= left.usd
    tokens_out = left.tokens is not None and tokens >= left.tokens
    if not money_out and not tokens_out:
        return ""
    used = f"${usage.cost_usd:.2f}" if money_out else f"{tokens:,} tokens"
    return f"the project's budget{_FOR[left.window]} is used up: this run took the last {used} of it"


def _part(usd: float, tokens: int, most_usd: float, most_tokens: int) -> float:
    return max(usd / most_usd if most_usd else 0.0, tokens / most_tokens if most_tokens else 0.0)
