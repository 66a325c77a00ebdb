"""Who holds a key signs a browser in: its rights, its organisation, and no longer than the key is good."""

import pytest

from taskyard.server.guard import COOKIE

pytestmark = pytest.mark.anyio
OWN = {"origin": "http://yard.test"}


async def _sign_in(server, key):
    browser = await server.enter(server.client())
    return browser, await browser.post("/auth/signin", json={"key": key}, headers=OWN)


@pytest.mark.parametrize("scope", ["admin", "operator", "viewer"])
async def test_a_browser_has_the_rights_of_its_key(server, scope):
    browser, answer = await _sign_in(server, await server.key(scope, org="north"))
    assert answer.status_code == 204
    assert "HttpOnly" in answer.headers["set-cookie"]
    me = (await browser.get("/auth/me")).json()
    assert (me["org"], me["scope"]) == ("north", scope)
    made = await browser.post("/projects", json={"name": "p"}, headers=OWN)
    assert made.status_code == (201 if scope == "admin" else 403)


async def test_a_key_of_a_program_opens_no_page(server):
    browser, answer = await _sign_in(server, await server.key("worker"))
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert COOKIE not in browser.cookies


async def test_a_wrong_key_is_refused_and_counted(server):
    _, answer = await _sign_in(server, "tk_" + "0" * 26 + "_" + "0" * 64 + "_" + "0" * 8)
    assert answer.status_code == 401


async def test_a_revoked_key_signs_its_browsers_out(server):
    key = await server.key("operator")
    browser, _ = await _sign_in(server, key)
    assert (await browser.get("/projects")).status_code == 200
    await server.admin.delete(f"/keys/{key.split('_')[1]}")
    assert (await browser.get("/projects")).status_code == 401


async def test_a_launch_link_has_the_rights_of_who_asked_for_it_and_is_good_once(server):
    asker = await server.enter(server.client(await server.key("viewer", org="north")))
    made = (await asker.post("/auth/code")).json()
    assert made["seconds"] == 300
    browser = await server.enter(server.client())
    answer = await browser.get("http://yard.test" + made["path"])
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    me = (await browser.get("/auth/me")).json()
    assert (me["org"], me["scope"]) == ("north", "viewer")
    assert (await browser.get("http://yard.test" + made["path"])).status_code == 401
