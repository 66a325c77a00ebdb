"""Who may do what: every route × every credential, hosts, origins, bodies, keys."""

import hashlib
import re

import pytest
from fastapi.routing import APIRoute, APIWebSocketRoute, iter_route_contexts

from taskyard.domain.account import Need, Scope, allowed
from taskyard.server.auth import Needs
from taskyard.server.guard import COOKIE
from taskyard.server.seat import Seat
from taskyard.service import account
from taskyard.service.yard import SYSTEM

pytestmark = pytest.mark.anyio
NOWHERE = "0" * 26


def _needs(dependant):
    found = [one.call.need for one in dependant.dependencies if isinstance(one.call, Needs | Seat)]
    return found + [need for one in dependant.dependencies for need in _needs(one)]


def _routes(app):
    """Walks them as the router does; anything that is no ordinary route has no business here."""
    found = list(iter_route_contexts(app.routes))
    assert all(isinstance(route.original_route, APIRoute | APIWebSocketRoute) for route in found)
    plain = [route for route in found if isinstance(route.original_route, APIRoute)]
    return [(route, method) for route in plain for method in route.methods - {"HEAD", "OPTIONS"}]


def _sockets(app):
    found = iter_route_contexts(app.routes)
    return [route for route in found if isinstance(route.original_route, APIWebSocketRoute)]


async def _handshake(app, path, *headers):
    """The first thing that the application says to it."""
    said = []
    incoming = iter([{"type": "websocket.connect"}])

    async def receive():
        return next(incoming, {"type": "websocket.disconnect", "code": 1001})

    async def send(message):
        said.append(message)

    scope = {
        "type": "websocket",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(b"host", b"yard.test"), *headers],
        "subprotocols": [],
        "extensions": {"websocket.http.response": {}},
    }
    await app(scope, receive, send)
    return said[0].get("status", said[0]["type"])


async def test_every_route_names_exactly_one_need(server):
    assert len(_routes(server.app)) > 50
    for route, _method in _routes(server.app):
        assert len(_needs(route.dependant)) == 1, route.path
    for route in _sockets(server.app):
        assert len(_needs(route.original_route.dependant)) == 1, route.path


async def test_every_route_refuses_every_credential_it_should(server, play):
    await play.project()
    await play.task()
    claim = await play.claim(await play.worker())
    callers = {scope: server.clients[scope] for scope in ("admin", "operator", "viewer", "worker")}
    callers["run"] = await server.enter(server.client(claim["token"]))
    for route, method in _routes(server.app):
        (need,) = _needs(route.dependant)
        url = "http://yard.test" + re.sub(r"\{[^}]+\}", NOWHERE, route.path)
        if need is not Need.NOTHING:
            answer = await server.nobody.request(method, url)
            assert answer.status_code == 401, (method, route.path)
        for scope, caller in callers.items():
            if not allowed(Scope(scope), need):
                answer = await caller.request(method, url, json={} if method != "GET" else None)
                assert answer.status_code == 403, (method, route.path, scope)
            elif NOWHERE in url and need is not Need.NOTHING:
                answer = await caller.request(method, url, json={} if method != "GET" else None)
                assert answer.status_code in {404, 422}, (method, route.path, scope, answer.text)


async def test_every_socket_refuses_every_credential_it_should(server, play):
    await play.project()
    await play.task()
    claim = await play.claim(await play.worker())
    keys = {scope: server.keys[scope] for scope in ("admin", "operator", "viewer", "worker")}
    keys["run"] = claim["token"]
    assert len(_sockets(server.app)) == 3
    for route in _sockets(server.app):
        (need,) = _needs(route.original_route.dependant)
        assert need is not Need.NOTHING
        assert await _handshake(server.app, route.path) == 401
        for scope, key in keys.items():
            header = (b"authorization", f"Bearer {key}".encode())
            wanted = "websocket.accept" if allowed(Scope(scope), need) else 403
            assert await _handshake(server.app, route.path, header) == wanted, (route.path, scope)


async def test_things_of_another_organisation_do_not_exist(server, play):
    project = await play.project()
    task = await play.task()
    stranger = await server.enter(server.client(await server.key("admin", org="other")))
    for path in (f"/projects/{project['id']}", f"/tasks/{task['id']}", f"/runs/{task['run']}"):
        assert (await stranger.get(path)).status_code == 404
    assert (await stranger.post(f"/tasks/{task['id']}/cancel")).status_code == 404
    assert (await stranger.get("/board")).json()["cards"] == []
    assert (await stranger.get("/events")).json()["items"][0]["kind"] == "key.created"


@pytest.mark.parametrize(
    "host", ["evil.test", "yard.test:80", "yard.test.", "YARD.test", "[::1]", "127.0.0.1.nip.test", ""]
)
async def test_an_unknown_host_is_misdirected_before_anything_else(server, host):
    for path in ("http://yard.test/healthz", "http://yard.test/nowhere", "/tasks"):
        answer = await server.admin.get(path, headers={"host": host})
        assert (answer.status_code, answer.json()["code"]) == (421, "misdirected")


async def _browser(server, **headers):
    code = await server.yard.act(SYSTEM, account.launch_code)
    client = await server.enter(server.client(**headers))
    answer = await client.get("http://yard.test/launch", params={"code": code})
    assert answer.status_code == 303
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=strict" in cookie.lower()
    assert "domain" not in cookie.lower()
    assert (await client.get("http://yard.test/launch", params={"code": code})).status_code == 401
    return client


async def test_a_browser_needs_its_own_origin_to_change_anything(server):
    browser = await _browser(server)
    assert (await browser.get("/auth/me")).json()["scope"] == "admin"
    body = {"name": "p"}
    assert (await browser.post("/projects", json=body)).status_code == 403
    for origin in ("null", "http://evil.test", "http://yard.test.evil.test", "https://yard.test"):
        answer = await browser.post("/projects", json=body, headers={"origin": origin})
        assert answer.status_code == 403
    own = {"origin": "http://yard.test"}
    cross = own | {"sec-fetch-site": "cross-site"}
    assert (await browser.post("/projects", json=body, headers=cross)).status_code == 403
    same = own | {"sec-fetch-site": "same-origin"}
    assert (await browser.post("/projects", json=body, headers=same)).status_code == 201
    assert (await browser.post("/auth/logout", headers=same)).status_code == 204
    browser.cookies.clear()
    assert (await browser.get("/auth/me")).status_code == 401


async def test_a_signed_out_cookie_is_dead(server):
    browser = await _browser(server)
    secret = browser.cookies[COOKIE]
    await browser.post("/auth/logout", headers={"origin": "http://yard.test"})
    again = await server.enter(server.client(cookie=f"{COOKIE}={secret}"))
    assert (await again.get("/auth/me")).status_code == 401


async def test_only_json_bodies_are_read(server):
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        answer = await server.admin.post("/projects", content=b'{"name":"p"}', headers={"content-type": kind})
        assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


async def test_a_body_over_the_limit_is_refused_also_without_a_length(server):
    async def parts():
        for _ in range(20):
            yield b" " * 100_000

    headers = {"content-type": "application/json"}
    answer = await server.admin.post("/projects", content=b" " * 1_000_001, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    answer = await server.admin.post("/projects", content=parts(), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


async def test_wrong_keys_are_all_refused_alike(server, clock):
    good = server.keys["admin"]
    brief = await server.key("viewer", expires_at=clock.now().replace(hour=1))
    swapped = good[:-9] + ("0" if good[-9] != "0" else "1") + good[-8:]
    for bad in ("", "tk_x", good[:-1], good.upper(), swapped, good + "0", "rt_default_x_1_y"):
        client = await server.enter(server.client(bad))
        answer = await client.get("/projects")
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated"), bad
    client = await server.enter(server.client(brief))
    assert (await client.get("/projects")).status_code == 200
    clock.advance(7200)
    assert (await client.get("/projects")).status_code == 401


async def test_a_revoked_key_opens_nothing(server):
    made = (await server.admin.post("/keys", json={"name": "laptop", "scope": "viewer"})).json()
    client = await server.enter(server.client(made["key"]))
    assert (await client.get("/projects")).status_code == 200
    assert (await server.admin.delete(f"/keys/{made['id']}")).status_code == 204
    assert (await client.get("/projects")).status_code == 401
    listed = (await server.admin.get("/keys")).json()["items"]
    assert all(key["key"] is None for key in listed)


async def test_no_secret_is_stored(server, tmp_path):
    headers = {"idempotency-key": "once"}
    made = (
        await server.admin.post("/keys", json={"name": "laptop", "scope": "viewer"}, headers=headers)
    ).json()
    secret = made["key"].split("_")[2]
    data = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert secret.encode() not in data
    assert hashlib.sha256(secret.encode()).hexdigest().encode() in data
