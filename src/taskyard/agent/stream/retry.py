"""What fails for a moment before it has said a word is started again inside the run (L0): a few times, soon.

Later is the queue's business: it knows when an account is free again, and starts a task anew from a clean state.
"""

import re
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import cast

import anyio

from taskyard.agent.protocol import Said
from taskyard.agent.stream.field import said, text
from taskyard.domain.entry import EntryKind
from taskyard.domain.run import Reason

# Words of a connection that did not come about or broke; nothing that a wrong option or a wrong key would print.
_PASSING = re.compile(
    r"ECONN(REFUSED|RESET|ABORTED)|ETIMEDOUT|EAI_AGAIN|EPIPE|ENETUNREACH|EHOSTUNREACH|"
    r"connection (was )?(refused|reset|closed|aborted|timed out)|connect timed? ?out|network is unreachable|"
    r"temporary failure in name resolution|temporarily unavailable|bad gateway|gateway time-?out|"
    r"\b(status|code|error|http\S{0,4})\W{0,3}50[234]\b",
    re.IGNORECASE,
)
_MUTE = frozenset({EntryKind.RAW, EntryKind.STATUS})  # lines that no parser knows: nothing was done yet
_LOOKED_AT = 4_000  # characters
_TAIL = 40  # lines


@dataclass(frozen=True, kw_only=True)
class Patience:
    retries: int = 3
    first: float = 0.1  # seconds
    factor: float = 2.0


def passes(end: Said, before: str = "") -> bool:
    """Whether a turn's end is one that passes by itself: by its words, or those that were printed `before` it."""
    if end.kind is not EntryKind.ERROR or end.body.get("reason") != Reason.AGENT_ERROR.value:
        return False
    words = f"{text(end.body.get('text'))[:_LOOKED_AT]}\n{before[-_LOOKED_AT:]}"
    return _PASSING.search(words) is not None


async def again(
    turn: Callable[[], AsyncIterator[Said]],
    patience: Patience | None = None,
    *,
    sleep: Callable[[float], Awaitable[object]] = anyio.sleep,
) -> AsyncIterator[Said]:
    """The turn, or the first of up to `retries` more that says something or ends for another reason.

    `turn` starts the program with a parser of its own each time. Only the last end is told.
    """
    calm = patience or Patience()
    pause = calm.first
    for left in range(calm.retries, -1, -1):
        mute, end = True, None
        lines = deque[str](maxlen=_TAIL)
        async with aclosing(cast("AsyncGenerator[Said]", turn())) as entries:
            async for one in entries:
                if mute and left and passes(one, "\n".join(lines)):
                    end = one
                    break
                lines.append(text(one.body.get("text"))[:_LOOKED_AT])
                mute = mute and one.kind in _MUTE
                yield one
        if end is None:
            return
        words = f"the agent could not start: {text(end.body.get('text'))[:500]}; trying again in {pause:g} s"
        yield said(EntryKind.STATUS, text=words)
        await sleep(pause)
        pause *= calm.factor
