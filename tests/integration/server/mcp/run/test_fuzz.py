"""Whatever an agent sends to /mcp/run: it is answered, and the server goes on."""

import json

import anyio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.anyio
LONG = 60.0  # seconds; a bound, never a wait

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_NAMES = ("question", "choices", "context", "text")
_WORDS = st.text(max_size=30)
_ASK = st.fixed_dictionaries({"question": _WORDS}, optional={"choices": st.lists(_WORDS), "context": _WORDS})
_ODD = st.fixed_dictionaries({}, optional=dict.fromkeys(_NAMES, _JSON)) | _JSON
_META = st.fixed_dictionaries({"progressToken": st.text() | _JSON}) | _JSON


def _use(name, arguments):
    given = {"name": st.just(name), "arguments": arguments}
    return st.fixed_dictionaries(given) | st.fixed_dictionaries(given, optional={"_meta": _META})


_CALLS = st.one_of(
    _use("ask_human", _ASK),
    _use("report_progress", st.fixed_dictionaries({"text": _WORDS})),
    _use("get_task", st.just({})),
    st.sampled_from(["ask_human", "report_progress", "get_task"]).flatmap(lambda name: _use(name, _ODD)),
)
_PARAMS = st.dictionaries(st.sampled_from(["name", "arguments", "protocolVersion", "requestId"]), _JSON)
_METHODS = ("initialize", "ping", "tools/list", "tools/call", "notifications/cancelled", "server/discover")
_IDS = st.integers(-9, 9) | st.text(max_size=9)


def _message(method, params, ids=_IDS):
    return st.fixed_dictionaries({"jsonrpc": st.just("2.0"), "id": ids, "method": method, "params": params})


_MESSAGES = (
    _message(st.sampled_from(_METHODS), _PARAMS | _JSON)
    | _message(st.sampled_from(_METHODS) | _JSON, _PARAMS | _JSON, _JSON)
    | st.dictionaries(st.sampled_from(["jsonrpc", "id", "method", "params", "result", "error"]), _JSON)
    | _JSON
)


_fuzz = settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


_VERSIONS = st.sampled_from(["", "2025-11-25", "2026-07-28", "1999-01-01"])


async def _survives(case, body, version):
    headers = {"mcp_protocol_version": version} if version else {}
    with anyio.fail_after(LONG):
        answer = await case.raw(body, **headers)
    assert answer.status_code in {200, 202, 400, 404}, answer.text
    if answer.status_code == 200:
        found = json.loads(answer.text.rpartition("data: ")[2])
        assert ("result" in found) != ("error" in found)
    assert (await case.said({"jsonrpc": "2.0", "id": 1, "method": "ping"}))["result"] == {}


@_fuzz
@given(message=_message(st.just("tools/call"), _CALLS), version=_VERSIONS)
async def test_no_call_breaks_the_server(hasty, message, version):
    await _survives(hasty, json.dumps(message).encode(), version)


@_fuzz
@given(body=_MESSAGES.map(json.dumps).map(str.encode) | st.binary(), version=_VERSIONS)
async def test_no_body_breaks_the_server(hasty, body, version):
    await _survives(hasty, body, version)
