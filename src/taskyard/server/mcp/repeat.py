"""A change that is asked for twice under one name is done once, as over REST: the first answer is given again.

The name is the header `Idempotency-Key` of the request, or a field of the call's own `_meta`, which also comes through
pipes. The call is the same when caller, tool and arguments are: a client numbers each of its messages anew.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from mcp_types import CallToolResult

from taskyard.domain import limit
from taskyard.domain.error import Invalid
from taskyard.server.auth import Call
from taskyard.service.idempotency import Asked

FIELD = "taskyard/idempotency-key"
REPLAYED = "taskyard/idempotent-replayed"


def key(call: Call, meta: Mapping[str, Any] | None) -> object:
    """As it was given; `named` judges it."""
    found = (meta or {}).get(FIELD)
    return call.request.headers.get("idempotency-key") if found is None else found


def named(call: Call, given: object, tool: str, arguments: object) -> Asked | None:
    """Raises Invalid for a name that is none."""
    if given is None:
        return None
    if not isinstance(given, str) or not 0 < len(given) <= limit.IDEMPOTENCY_KEY or not _plain(given):
        words = f"an Idempotency-Key has 1 to {limit.IDEMPOTENCY_KEY} printable characters"
        raise Invalid(words, field="Idempotency-Key")
    actor = call.actor
    parts = ["mcp", actor.name, actor.key, actor.run, tool, arguments or {}]
    sign = hashlib.sha256(json.dumps(parts, sort_keys=True).encode())
    return Asked(key=given, fingerprint=sign.hexdigest())


def marked(result: CallToolResult) -> CallToolResult:
    return result.model_copy(update={"meta": {REPLAYED: True}})


def _plain(text: str) -> bool:
    return text.isascii() and text.isprintable()
