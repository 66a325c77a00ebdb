"""SignalR's framing: records, the handshake, and whatever else a client may come up with."""

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed

from taskyard.server import hub_frame as frame
from taskyard.server.hub_frame import END, ProtocolError, Records, Type

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
FRAMES = st.text(max_size=60) | st.builds(
    lambda message: json.dumps(message) + END,
    st.fixed_dictionaries(
        {},
        optional={
            "type": st.integers(-1, 12) | JSON,
            "invocationId": st.text(max_size=5) | JSON,
            "target": st.sampled_from(["Ping", "GetActive", "RunNow", "UpdateList"]) | JSON,
            "arguments": st.lists(JSON, max_size=3) | JSON,
        },
    )
    | JSON,
)


@given(st.lists(st.text(alphabet="ab{}é", max_size=6)), st.randoms(use_true_random=False))
def test_records_are_put_together_however_they_are_cut(records, random):
    stream = "".join(record + END for record in records)
    got, reader = [], Records()
    while stream:
        cut = random.randint(1, len(stream))
        got += reader.feed(stream[:cut])
        stream = stream[cut:]
    assert got == records


def test_a_record_without_an_end_is_refused():
    reader = Records()
    assert list(reader.feed("x" * 1_000_000)) == []
    with pytest.raises(ProtocolError):
        list(reader.feed("x"))


@given(st.text() | JSON.map(json.dumps))
@settings(deadline=None)
def test_any_record_is_a_message_or_refused(text):
    for read in (frame.parse, frame.shake):
        with suppress(ProtocolError):
            read(text)


@given(JSON.filter(lambda value: "NaN" not in json.dumps(value) and "Infinity" not in json.dumps(value)))
def test_what_is_written_is_one_record_and_says_the_same(value):
    text = frame.completion("1", value)
    assert text.count(END) == 1
    assert json.loads(text[:-1]) == {"type": 3, "invocationId": "1", "result": value}


@pytest.mark.parametrize(
    "record",
    ["", "x", "[]", "{}", '{"protocol":"messagepack","version":1}', '{"protocol":"json","version":7}',
     '{"protocol":"json","version":true}', '{"type":6}', '{"protocol":"json","version":[]}'],
)  # fmt: skip
@pytest.mark.anyio
async def test_a_wrong_handshake_is_answered_and_ends(door, record):
    async with door.socket("/hub", "viewer") as ws:
        await ws.send(record + END)
        said = json.loads((await ws.recv())[:-1])
        assert set(said) == {"error"}
        with pytest.raises(ConnectionClosed):
            await ws.recv()


@pytest.mark.anyio
async def test_the_handshake_may_bring_calls_along_and_come_in_pieces(door):
    call = {"type": 1, "invocationId": "a", "target": "Ping", "arguments": []}
    text = json.dumps({"protocol": "json", "version": 2}) + END + json.dumps(call) + END
    async with door.socket("/hub", "viewer") as ws:
        for part in (text[:10], text[10:70], text[70:]):
            await ws.send(part)
        assert await ws.recv() == "{}" + END
        assert json.loads((await ws.recv())[:-1]) == {"type": 3, "invocationId": "a", "result": "pong"}


@pytest.mark.anyio
async def test_streams_are_declined_and_the_rest_is_passed_over(door, end):
    async with door.hub("viewer") as hub:
        for kind in (Type.STREAM_INVOCATION, Type.STREAM_ITEM, Type.CANCEL_INVOCATION):
            await hub.send({"type": kind, "invocationId": "s", "target": "Ping", "arguments": []})
            found = await hub.read()
            assert (found["invocationId"], found["error"][:14]) == ("s", "not_supported:")
        await hub.send({"type": 3, "invocationId": "z", "result": 1}, {"type": 6}, {"type": 8}, {"type": 99})
        assert (await hub.call("Ping"))["result"] == "pong"
        await hub.send({"type": 7})
        assert await end(hub) == 1000
    await door.alone()


@pytest.mark.parametrize(
    "frame", ["nonsense" + END, "[]" + END, '{"type":"1"}' + END, '{"type":1}' + END, b"\x00"]
)
@pytest.mark.anyio
async def test_a_broken_frame_closes_its_own_connection_only(door, frame):
    async with door.hub("viewer") as other, door.hub("viewer") as hub:
        await hub.ws.send(frame)
        last = await hub.record()
        assert (last["type"], last["allowReconnect"]) == (7, False)
        assert last["error"]
        assert (await other.call("Ping"))["result"] == "pong"


@pytest.mark.anyio
async def test_whatever_is_sent_the_server_lives(door, caplog, end):
    frames = []

    @given(st.lists(FRAMES, min_size=1, max_size=6))
    @settings(max_examples=60, deadline=None, database=None)
    def collect(some):
        frames.append(some)

    collect()
    for some in frames:
        async with door.hub("viewer") as hub:
            with suppress(ConnectionClosed):
                for frame in some:
                    await hub.ws.send(frame.encode("utf-8", "replace").decode())
                await hub.send({"type": 7})
            await end(hub)
    await door.alone()
    assert "Traceback" not in caplog.text
    async with door.hub("viewer") as hub:
        assert (await hub.call("Ping"))["result"] == "pong"
