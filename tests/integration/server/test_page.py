"""The page: which address gives which file, in which packing, with which headers; below a path; and when it is missing."""

import gzip

import httpx2
import pytest

from taskyard.config import Settings
from taskyard.domain.error import Invalid
from taskyard.server.app import create_app
from taskyard.server.page import PAGES, pages
from taskyard.service import account
from taskyard.service.yard import SYSTEM
from taskyard.wiring.server import serve

pytestmark = pytest.mark.anyio
HERE = "http://yard.test"
INDEX = (
    b'<!doctype html><head><base href="/" /><script src="./theme.js"></script></head><body>the page</body>'
)
SCRIPT = b"export const much = 1;\n" * 100
FILES = {
    "index.html": INDEX,
    "index.html.gz": b"packed with another base",
    "theme.js": b"document.documentElement.dataset.theme = 'dark'",
    "icon.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "assets/main-a1b2c3.js": SCRIPT,
    "assets/main-a1b2c3.js.gz": gzip.compress(SCRIPT),
    "assets/main-a1b2c3.js.br": b"brotli, as far as the server knows",
    "assets/main-d4e5f6.css": b"body { margin: 0 }",
    "assets/sans-0f0f0f.woff2": b"wOF2",
    ".stamp": b"not for the browser",
    "assets/.hidden": b"nor this",
}


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "_web"
    for name, body in FILES.items():
        path = made / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    (tmp_path / "outside.js").write_text("secret")
    (made / "assets/link-1.js").symlink_to(tmp_path / "outside.js")
    return made


@pytest.fixture
async def opened(server):
    """A client of the same yard whose server has the page of a folder, below a path."""

    async def page(folder, base="/", **headers):
        server.app = create_app(
            server.yard,
            allowed_hosts=["yard.test"],
            allowed_origins=[HERE],
            pages=[pages(folder, base)],
            base=base,
        )
        client = await server.enter(server.client(**{"accept-encoding": "identity", **headers}))
        client.base_url = HERE
        return client

    return page


async def test_every_address_of_the_page_gives_its_index(opened, folder):
    client = await opened(folder)
    below = [f"/{name}" for name in PAGES] + [
        "/tasks/12",
        "/tasks/12/files/src/main.js",
        "/settings/keys?new=1",
    ]
    for path in ("/", *below):
        answer = await client.get(path)
        assert (answer.status_code, answer.content) == (200, INDEX.replace(b" />", b">")), path
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert answer.headers["cache-control"] == "no-cache"
    assert (await client.head("/board")).status_code == 200
    assert (await client.post("/board")).status_code == 405


NOWHERE = (
    "/api", "/api/v1", "/api/v1/nowhere", "/api/v2/tasks", "/assets", "/assets/", "/assets/main.js", "/assets/theme.js",
    "/assets/index.html", "/hub/nowhere", "/healthz/more", "/mcp/nowhere", "/nowhere", "/boards", "/index.html.gz",
    "/.stamp", "/assets/.hidden", "/assets/link-1.js", "/assets/main-a1b2c3.js.br", "/assets/../.stamp",
    "/assets/%2e%2e/.stamp", "/assets/..%2f..%2foutside.js", "/assets/%5c..%5coutside.js", "/assets//etc/passwd",
    "/assets/%00",
)  # fmt: skip


async def test_nothing_else_does(opened, folder):
    client = await opened(folder)
    for path in NOWHERE:
        answer = await client.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), path


async def test_the_faces_of_the_server_are_still_there(opened, folder, server):
    client = await opened(folder)
    assert (await client.get("/healthz")).json() == {"status": "ok"}
    assert (await client.get("/api/v1/tasks")).status_code == 401
    assert (await client.post("/mcp", json={})).status_code == 401
    assert (await client.get("/mcp")).status_code == 405
    assert (await client.post("/hub/negotiate")).status_code == 401


async def test_hashed_files_stay_and_the_others_are_asked_for_again(opened, folder):
    client = await opened(folder)
    for name, kind in {
        "assets/main-a1b2c3.js": "text/javascript; charset=utf-8",
        "assets/main-d4e5f6.css": "text/css; charset=utf-8",
        "assets/sans-0f0f0f.woff2": "font/woff2",
    }.items():
        answer = await client.get(f"/{name}")
        assert (answer.content, answer.headers["content-type"]) == (FILES[name], kind)
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    for name in ("theme.js", "icon.svg"):
        answer = await client.get(f"/{name}")
        assert (answer.content, answer.headers["cache-control"]) == (FILES[name], "no-cache")
        again = await client.get(f"/{name}", headers={"if-none-match": f'"old", W/{answer.headers["etag"]}'})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == answer.headers["etag"]


ACCEPTS = {
    "": None, "identity": None, "deflate, zstd": None, "*": None, "gzip": "gzip", "gzip, deflate, br": "br",
    "br;q=0.1, gzip": "br", "br;q=0, gzip;q=0.5": "gzip", "BR; q=0.000,gzip ; q=0": None, "brotli": None,
}  # fmt: skip


async def test_the_packed_twin_that_the_browser_takes(opened, folder):
    client = await opened(folder)
    for accept, packing in ACCEPTS.items():
        headers = {"accept-encoding": accept}
        async with client.stream("GET", "/assets/main-a1b2c3.js", headers=headers) as answer:
            raw = b"".join([part async for part in answer.aiter_raw()])
        assert answer.headers.get("content-encoding") == packing, accept
        assert raw == FILES["assets/main-a1b2c3.js" + {"br": ".br", "gzip": ".gz", None: ""}[packing]]
        assert answer.headers["content-length"] == str(len(raw))
        assert answer.headers["vary"] == "Accept-Encoding"
        assert answer.headers["etag"].endswith(f'-{packing}"') == (packing is not None)


async def test_what_is_there_only_packed_is_unpacked_for_who_takes_no_packing(opened, folder):
    (folder / "assets/main-a1b2c3.js").unlink()
    client = await opened(folder)
    answer = await client.get("/assets/main-a1b2c3.js")
    assert (answer.content, "content-encoding" in answer.headers) == (SCRIPT, False)
    packed = await client.get("/assets/main-a1b2c3.js", headers={"accept-encoding": "gzip"})
    assert (packed.content, packed.headers["content-encoding"]) == (SCRIPT, "gzip")


async def test_the_index_is_packed_as_it_is_sent(opened, folder):
    client = await opened(folder, "/yard/")
    answer = await client.get("/", headers={"accept-encoding": "br, gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.content == INDEX.replace(b'href="/" /', b'href="/yard/"')


async def test_the_policy_leaves_no_hole(opened, folder):
    client = await opened(folder)
    for path in ("/", "/assets/main-a1b2c3.js", "/theme.js"):
        headers = (await client.get(path)).headers
        policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
        assert policy.pop("img-src") == "'self' data:"
        assert {policy.pop(name) for name in ("frame-ancestors", "object-src")} == {"'none'"}
        assert set(policy.values()) == {"'self'"}
        assert policy.keys() == {
            "default-src", "script-src", "style-src", "font-src", "worker-src", "connect-src", "base-uri", "form-action",
        }  # fmt: skip
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert "camera=()" in headers["permissions-policy"]
        for name in headers:
            assert len(headers.get_list(name)) == 1, name


async def test_files_are_those_of_the_start(opened, folder):
    client = await opened(folder)
    (folder / "theme.js").unlink()
    (folder / "late.js").write_text("x")
    assert (await client.get("/theme.js")).content == FILES["theme.js"]
    assert (await client.get("/late.js")).status_code == 404


def test_a_folder_that_is_no_page_is_not_read_into_memory(folder):
    with (folder / "assets/film.bin").open("wb") as film:
        film.truncate(40_000_000)
    with pytest.raises(Invalid, match="is no page of Taskyard"):
        pages(folder)


async def test_without_a_build_it_says_so_and_the_api_works(opened, tmp_path):
    client = await opened(tmp_path / "nowhere")
    for path in ("/", "/tasks/3"):
        answer = await client.get(path)
        assert answer.status_code == 503
        assert "make web" in answer.text
        assert answer.headers["cache-control"] == "no-store"
        assert str(tmp_path) not in answer.text
    assert (await client.get("/assets/main-a1b2c3.js")).status_code == 404
    assert (await client.get("/healthz")).status_code == 200
    assert (await client.get("/api/v1/tasks")).status_code == 401


@pytest.mark.parametrize("prefix", ["", "/yard"], ids=["taken off by the proxy", "left on"])
async def test_below_a_path_everything_is_found_either_way(opened, folder, server, prefix):
    client = await opened(folder, "/yard/")
    for path in ("/", "/board", "/tasks/12"):
        assert b'<base href="/yard/">' in (await client.get(prefix + path)).content
    assert (await client.get(f"{prefix}/assets/main-a1b2c3.js")).content == SCRIPT
    assert (await client.get(f"{prefix}/healthz")).status_code == 200
    key = {"authorization": f"Bearer {server.keys['viewer']}"}
    assert (await client.get(f"{prefix}/api/v1/tasks", headers=key)).status_code == 200
    assert (await client.post(f"{prefix}/hub/negotiate")).status_code == 401
    assert (await client.get(f"{prefix}/nowhere")).status_code == 404
    assert (await client.get("/yardstick")).status_code == 404


@pytest.mark.parametrize("prefix", ["", "/yard"])
async def test_below_a_path_the_cookie_is_for_that_path_only(opened, folder, server, prefix):
    client = await opened(folder, "/yard/")
    code = await server.yard.act(SYSTEM, account.launch_code)
    answer = await client.get(f"{prefix}/launch", params={"code": code})
    assert (answer.status_code, answer.headers["location"]) == (303, "/yard/")
    assert "Path=/yard;" in answer.headers["set-cookie"] + ";"
    assert (await client.get("/api/v1/auth/me")).status_code == 401  # the browser keeps it from other paths
    assert (await client.get("/yard/api/v1/auth/me")).status_code == 200
    out = await client.post("/yard/api/v1/auth/logout", headers={"origin": HERE})
    assert out.status_code == 204
    assert "Path=/yard;" in out.headers["set-cookie"] + ";"
    assert (await client.get("/yard/api/v1/auth/me")).status_code == 401


async def test_a_change_below_a_path_is_judged_as_anywhere(opened, folder, server):
    """What the gate knows by its path (how large a body may be) it knows with the prefix on as well."""
    client = await opened(folder, "/yard/")
    key = {"authorization": f"Bearer {server.keys['admin']}"}
    archive = {"content": b"no archive", "headers": key | {"content-type": "application/gzip"}}
    told = [(await client.post(f"{prefix}/api/v1/import", **archive)).status_code for prefix in ("", "/yard")]
    assert told[0] == told[1] != 415
    forged = {"origin": "http://evil.test"}
    assert (await client.post("/yard/api/v1/projects", json={}, headers=forged)).status_code == 403


async def test_a_path_that_is_one_of_ours_is_refused(server):
    for base in ("/api/", "/assets/", "/board/", "/hub/old/", "/launch/"):
        with pytest.raises(Invalid, match="a place of the server's own"):
            create_app(server.yard, allowed_hosts=[], allowed_origins=[], base=base)


async def test_the_launch_link_leads_below_the_path(tmp_path):
    settings = Settings(data=tmp_path, port=0, base_path="/yard")
    async with (
        serve(settings) as serving,
        httpx2.AsyncClient(base_url=serving.url, trust_env=False, timeout=60) as browser,
    ):
        assert serving.launch.startswith(f"{serving.url}/yard/launch?code=")
        assert (await browser.get("/")).headers["content-security-policy"].startswith("default-src 'self';")
        answer = await browser.get(serving.launch)
        assert (answer.status_code, answer.headers["location"]) == (303, "/yard/")
        assert (await browser.get("/yard/api/v1/auth/me")).json()["scope"] == "admin"


@pytest.mark.parametrize(
    ("written", "is_"),
    [
        ("/", "/"),
        ("yard", "/yard/"),
        ("/yard", "/yard/"),
        ("/yard/", "/yard/"),
        ("/a/b-c.d~e", "/a/b-c.d~e/"),
    ],
)
def test_a_path_is_taken_however_it_is_written(written, is_):
    assert Settings(base_path=written).base_path == is_


@pytest.mark.parametrize(
    "wrong",
    ["//evil.test", "/a//b", "/a/../b", "/.", "/a b", '/"><script>', "/ä", "https://x", "/a?b", "/a\n"],
)
def test_what_is_no_path_is_refused(wrong):
    with pytest.raises(ValueError, match="must be like /yard"):
        Settings(base_path=wrong)
