"""The result line of Claude Code: whether the turn went well, and what it cost."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from taskyard.agent.protocol import Said
from taskyard.agent.stream.failure import Kind, done, failed, sort, spoiled
from taskyard.agent.stream.field import count, mapping, number, text, whole
from taskyard.domain.run import Usage

_KINDS = {  # by `subtype` or `terminal_reason`
    "error_max_turns": Kind.TURN_LIMIT,
    "error_max_budget_usd": Kind.BUDGET,
    "max_turns": Kind.TURN_LIMIT,
    "budget_exhausted": Kind.BUDGET,
    "prompt_too_long": Kind.CONTEXT_FULL,
    "aborted_tools": Kind.CANCELLED,
    "aborted_streaming": Kind.CANCELLED,
}


def verdict(
    result: Mapping[str, Any],
    error: str,
    exit_code: int | None,
    *,
    wants_output: bool,
    wake: datetime | None,
) -> Said:
    """`error` is the class of an API error that was told before. `subtype` says "success" in errors, too."""
    words = text(result.get("result"))
    if result.get("is_error") is not False:
        return _failure(result, error, wake)
    if exit_code not in {0, None}:
        return spoiled(exit_code or 0)
    if wants_output and "structured_output" not in result:
        return failed(Kind.BAD_OUTPUT, "the agent ended without the structured output it was asked for")
    names = {"structured_output"} & result.keys()
    return done(words, **{name: result[name] for name in names})


def _failure(result: Mapping[str, Any], error: str, wake: datetime | None) -> Said:
    listed = result.get("errors")
    errors = [one for one in listed if isinstance(one, str)] if isinstance(listed, list) else []
    subtype, ending = text(result.get("subtype")), text(result.get("terminal_reason"))
    words = text(result.get("result")) or "\n".join(errors) or ending or subtype or "the agent failed"
    kind = _KINDS.get(subtype) or _KINDS.get(ending)
    if kind is None and text(result.get("stop_reason")) == "refusal":
        kind = Kind.REFUSED
    if kind is None:
        classes = f"{error} {text(result.get('api_error_type'))}".replace("_", " ")
        kind = sort(whole(result.get("api_error_status")), f"{classes} {words}")
    return failed(kind, words, retry_at=wake)


def spent(result: Mapping[str, Any], cost_before: float) -> Usage:
    """Since the last result. Cost is counted over the whole session, also over a resume in a new process."""
    total = max(0.0, number(result.get("total_cost_usd")))
    cost = round(total - cost_before if total >= cost_before else total, 9)
    return _by_model(result) or _counted(result, cost)


def _by_model(result: Mapping[str, Any]) -> Usage | None:
    """Exact where the program gives it: with subagents, and without the calls of earlier processes."""
    models = [mapping(one) for one in mapping(result.get("model_usage_since_last_result")).values()]
    if not models:
        return None

    def total(*names: str) -> int:
        return sum(count(one.get(name)) for one in models for name in names)

    return Usage(
        tokens_in=total("inputTokens", "cacheReadInputTokens", "cacheCreationInputTokens"),
        tokens_out=total("outputTokens"),
        tokens_cached=total("cacheReadInputTokens"),
        turns=count(result.get("num_turns")),
        cost_usd=round(sum(max(0.0, number(one.get("costUSD"))) for one in models), 9),
    )


def _counted(result: Mapping[str, Any], cost: float) -> Usage:
    amount = mapping(result.get("usage"))
    bare, out = count(amount.get("input_tokens")), count(amount.get("output_tokens"))
    cached = count(amount.get("cache_read_input_tokens"))
    written = count(amount.get("cache_creation_input_tokens"))
    inclusive = amount.get("total_tokens") == bare + out  # Qwen counts like that
    return Usage(
        tokens_in=bare if inclusive else bare + cached + written,
        tokens_out=out,
        tokens_cached=cached,
        turns=count(result.get("num_turns")),
        cost_usd=cost,
    )
