"""Who may open a live connection: keys, tickets, cookies; hosts and origins; nothing of it in a log."""

import logging

import anyio
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from taskyard.server.guard import COOKIE
from taskyard.server.rate import Limits, Rates
from taskyard.service import account
from taskyard.service.yard import SYSTEM

pytestmark = pytest.mark.anyio
SOCKETS = ("/api/v1/chat/ws", "/hub")


async def refused(door, path, key=None, **options):
    with pytest.raises(InvalidStatus) as answer:
        async with door.socket(path, key, **options):
            pass
    response = answer.value.response
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["x-content-type-options"] == "nosniff"
    return response.status_code


async def opened(door, path, key=None, **options):
    async with door.socket(path, key, **options):
        return True


async def ticket(door, key="viewer", **headers):
    async with door.http(key, **headers) as http:
        answer = await http.post("/api/v1/auth/ticket")
        assert answer.status_code == 201, answer.text
        return answer.json()["ticket"]


async def browser(door, server):
    """A cookie's header, and its secret."""
    secret = await server.yard.act(SYSTEM, lambda deed: account.open_browser(deed, account.launch_code(deed)))
    return {"Cookie": f"{COOKIE}={secret}"}, secret


@pytest.mark.parametrize("path", SOCKETS)
async def test_without_a_key_there_is_no_handshake(door, path, caplog):
    assert await refused(door, path) == 401
    assert await refused(door, path, "tk_x") == 401
    assert await refused(door, f"{path}?access_token=tk_x") == 401
    assert await refused(door, f"{path}?ticket=tt_x") == 401
    assert await refused(door, path, headers={"Authorization": "Basic eDp5"}) == 401
    assert "handshake" not in caplog.text
    with pytest.raises(InvalidStatus):
        await opened(door, f"{path}?since=-1", "viewer")


@pytest.mark.parametrize("path", SOCKETS)
async def test_a_key_opens_by_header_or_by_address(door, path):
    assert await opened(door, path, "viewer")
    assert await opened(door, f"{path}?access_token={door.keys['viewer']}")


@pytest.mark.parametrize("path", SOCKETS)
async def test_a_ticket_opens_once(door, path):
    for name in ("ticket", "access_token"):
        one = await ticket(door)
        assert await opened(door, f"{path}?{name}={one}")
        assert await refused(door, f"{path}?{name}={one}") == 401


async def test_a_ticket_is_as_good_as_who_asked_for_it(door, server):
    one = await ticket(door, "viewer")
    async with door.chat(None, query=f"?ticket={one}") as chat:
        assert chat.hello["scope"] == "viewer"
        await chat.send(type="human_response", message="x")
        assert (await chat.next("error"))["code"] == "forbidden"
    made = (await server.admin.post("/keys", json={"name": "eye", "scope": "viewer"})).json()
    early, late = await ticket(door, made["key"]), await ticket(door, made["key"])
    async with door.chat(None, query=f"?ticket={early}") as chat:
        await server.admin.delete(f"/keys/{made['id']}")
        with pytest.raises(ConnectionClosed):
            await chat.read()
    assert await refused(door, f"/hub?ticket={late}") == 401


async def test_an_old_ticket_opens_nothing(door, clock):
    one = await ticket(door)
    clock.advance(31)
    assert await refused(door, f"/hub?ticket={one}") == 401


async def test_only_who_may_read_gets_a_ticket(door):
    for key, status in ((None, 401), ("worker", 403), ("operator", 201)):
        async with door.http(key) as http:
            assert (await http.post("/api/v1/auth/ticket")).status_code == status


@pytest.mark.parametrize("path", [*SOCKETS, "/nowhere"])
async def test_another_host_is_misdirected(door, path):
    for host in ("evil.test", "127.0.0.1", "localhost"):
        assert await refused(door, path, "admin", headers={"Host": host}) == 421


@pytest.mark.parametrize("path", SOCKETS)
async def test_another_origin_is_refused_whatever_it_knows(door, path, server):
    cookie, _ = await browser(door, server)
    for origin in ("http://evil.test", "null", door.url + ".evil.test", door.url.replace("http", "https")):
        assert await refused(door, path, headers=cookie, origin=origin) == 403
        assert await refused(door, f"{path}?ticket={await ticket(door)}", origin=origin) == 403
        assert await refused(door, path, "admin", origin=origin) == 403
    assert await refused(door, path, headers=cookie) == 403
    assert await opened(door, path, headers=cookie, origin=door.url)
    cross = cookie | {"Sec-Fetch-Site": "cross-site"}
    assert await refused(door, path, headers=cross, origin=door.url) == 403


async def test_who_signs_out_is_out_everywhere(door, server):
    cookie, _ = await browser(door, server)
    own = cookie | {"Origin": door.url}
    one = await ticket(door, None, **own)
    async with (
        door.chat(None, headers=cookie, origin=door.url) as tab,
        door.chat(None, query=f"?ticket={one}") as other,
        door.http(**own) as http,
    ):
        assert (await http.post("/api/v1/auth/logout")).status_code == 204
        for chat in (tab, other):
            with anyio.fail_after(4), pytest.raises(ConnectionClosed) as closed:
                await chat.read()
            assert closed.value.rcvd.code == 1008
    await door.alone()


async def test_negotiation_is_guarded_like_everything_else(door, server):
    cookie, _ = await browser(door, server)
    async with door.http() as http:
        for headers, status in (
            ({}, 401),
            ({"Host": "evil.test"}, 421),
            (cookie, 403),
            (cookie | {"Origin": "http://evil.test"}, 403),
            (cookie | {"Origin": door.url}, 200),
            ({"Authorization": f"Bearer {door.keys['worker']}"}, 403),
            ({"Authorization": f"Bearer {await ticket(door)}"}, 200),
            (
                {
                    "Authorization": f"Bearer {door.keys['viewer']}",
                    "Content-Type": "text/plain;charset=UTF-8",
                },
                200,
            ),
        ):
            answer = await http.post("/hub/negotiate?negotiateVersion=1", headers=headers)
            assert answer.status_code == status, headers
    body = answer.json()
    assert body["negotiateVersion"] == 1
    assert [one["transport"] for one in body["availableTransports"]] == ["WebSockets"]
    assert await opened(door, f"/hub?id={body['connectionToken']}")
    assert await refused(door, f"/hub?id={body['connectionToken']}") == 401
    async with door.http("viewer") as http:
        old = (await http.post("/hub/negotiate")).json()
    assert await opened(door, f"/hub?id={old['connectionId']}")


async def test_guesses_and_changes_are_counted_as_they_are_elsewhere(door, clock):
    door.app.state.rates = Rates(clock, Limits(act=2, refused=2))
    async with door.chat("operator") as chat, door.hub("operator") as hub:
        codes = []
        for _ in range(2):
            await chat.send(type="human_response", message="x")
            codes.append((await chat.next("error"))["code"])
            codes.append((await hub.call("WakeQueue")).get("error", "fine")[:8])
        assert codes == ["conflict", "fine", "too_many", "too_many"]
        assert (await hub.call("Ping"))["result"] == "pong"
    guesses = ("access_token=tk_x", "ticket=tt_x", "ticket=tt_x")
    assert [await refused(door, f"/hub?{one}") for one in guesses] == [401, 401, 429]
    assert await opened(door, "/hub", "operator")


async def test_no_key_and_no_ticket_is_logged(door, caplog):
    caplog.set_level(logging.WARNING)
    one = await ticket(door)
    await opened(door, f"/hub?access_token={one}")
    await refused(door, f"/hub?access_token={one}")
    await opened(door, f"/hub?access_token={door.keys['viewer']}")
    assert one not in caplog.text
    assert door.keys["viewer"] not in caplog.text
