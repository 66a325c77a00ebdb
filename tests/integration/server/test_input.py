"""Bad input: a clear code, and nothing changed."""

import pytest

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"title": "x"}, "project"),
        ({"project": "demo", "title": ""}, "title"),
        ({"project": "demo", "title": "   "}, "title"),
        ({"project": "demo", "title": "x" * 501}, "title"),
        ({"project": "demo", "title": "a\x00b"}, "title"),
        ({"project": "demo", "title": "a\nb"}, "title"),
        ({"project": "demo", "title": 7}, "title"),
        ({"project": "demo", "title": "x", "description": "x" * 100_001}, "description"),
        ({"project": "demo", "title": "x", "priority": "soon"}, "priority"),
        ({"project": "demo", "title": "x", "labels": ["a"] * 33}, "labels"),
        ({"project": "demo", "title": "x", "not_before": "2026-01-01T00:00:00"}, "not_before"),
        ({"project": "demo", "title": "x", "colour": "red"}, "colour"),
        ({"project": "demo", "title": "x", "settings": {"no_such": 1}}, "no_such"),
        ({"project": "demo", "title": "x", "depends_on": ["0" * 26]}, "depends_on"),
    ],
)
async def test_a_bad_task_is_refused_with_its_field(play, body, field):
    await play.project()
    before = (await play.server.viewer.get("/events")).json()["items"]
    answer = await play.server.operator.post("/tasks", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid"), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert field in answer.json()["field"]
    assert (await play.server.viewer.get("/events")).json()["items"] == before


@pytest.mark.parametrize(
    "content", [b"{", b'"\xff"', b"[]", b"null", b"NaN", b'{"title":"\\ud800"}', b"[" * 50_000]
)
async def test_broken_json_is_a_clear_problem(play, content):
    headers = {"content-type": "application/json"}
    answer = await play.server.operator.post("/tasks", content=content, headers=headers)
    assert answer.status_code == 422, answer.text
    assert answer.json()["code"] == "invalid"


@pytest.mark.parametrize("path", ["x", "0" * 25, "..%2f..", "%00", "A" * 26, "8" + "0" * 25, "é" * 26])
async def test_an_id_that_is_none_names_nothing(play, path):
    for noun in ("tasks", "projects", "runs", "workers"):
        answer = await play.server.viewer.get(f"/{noun}/{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_unknown_routes_and_methods_are_problems_too(play):
    answer = await play.server.viewer.get("/nowhere")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    answer = await play.server.viewer.put("/tasks", json={})
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")


async def test_a_repeated_key_gives_the_first_answer_and_another_request_is_refused(play):
    await play.project()
    headers = {"idempotency-key": "k-1"}
    body = {"project": "demo", "title": "once"}
    first = await play.server.operator.post("/tasks", json=body, headers=headers)
    again = await play.server.operator.post("/tasks", json=body, headers=headers)
    assert again.json() == first.json()
    assert again.status_code == 201
    assert again.headers["idempotent-replayed"] == "true"
    other = await play.server.operator.post("/tasks", json={**body, "title": "two"}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
    assert len((await play.server.viewer.get("/tasks")).json()["items"]) == 1


async def test_pages_follow_their_cursor_without_gap_or_double(play):
    await play.project()
    made = [(await play.task(f"t{n}", enqueue=False))["id"] for n in range(7)]
    seen, cursor = [], None
    while True:
        params = {"limit": 3} | ({"cursor": cursor} if cursor else {})
        page = (await play.server.viewer.get("/tasks", params=params)).json()
        seen += [task["id"] for task in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert sorted(seen) == sorted(made)
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize("repository", ["relative", "/a/../b", "../x", "~/x"])
async def test_a_repository_is_an_absolute_path(play, repository):
    answer = await play.server.admin.post("/projects", json={"name": "p", "repository": repository})
    assert answer.status_code == 422


@pytest.mark.parametrize("target", ["-x", "a..b", "a.lock", "refs/../x", "a b", "a~1", "/a", "a/", "@{u}"])
async def test_a_target_is_a_branch_name(play, target):
    answer = await play.server.admin.post("/projects", json={"name": "p", "target": target})
    assert answer.status_code == 422


@pytest.mark.parametrize("moment", [0, 1.5, True, "0", "1767225600", "2026-01-31"])
async def test_a_number_or_a_day_is_no_moment(play, moment):
    await play.project()
    body = {"project": "demo", "title": "t", "not_before": moment}
    answer = await play.server.operator.post("/tasks", json=body)
    assert (answer.status_code, answer.json()["field"]) == (422, "not_before")


@pytest.mark.parametrize("day", ["0", "20260131", "2026-01-31T00:00:00Z", "2026-02-30"])
async def test_a_number_or_a_moment_is_no_day(server, day):
    answer = await server.viewer.get("/usage", params={"since": day})
    assert (answer.status_code, answer.json()["field"]) == (422, "since")


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/tasks", "GET, POST"),
        ("/projects/x", "DELETE, GET, PATCH"),
        ("/board", "GET"),
        ("/queue/claim", "POST"),
        ("/tasks/bulk", "POST"),
        ("/tasks/next", "GET"),
    ],
)
async def test_a_method_that_is_not_there_hears_which_are(server, path, methods):
    answer = await server.admin.request("PUT", path, json={})
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert answer.headers["allow"] == methods


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"title": "a\nb"}, "title: must be one line of printable characters"),
        ({"title": "a\u202eb"}, "title: must be one line of printable characters"),
        ({"title": "x", "description": "a\x00b"}, "description: must not contain the NUL character"),
        (
            {"title": "x", "not_before": 7},
            "not_before: must be written as RFC 3339 says, like 2026-01-31T12:00:00Z",
        ),
    ],
)
async def test_a_refusal_is_said_in_our_own_words(play, body, words):
    await play.project()
    answer = await play.server.operator.post("/tasks", json={"project": "demo", **body})
    assert (answer.status_code, answer.json()["detail"]) == (422, words)
    assert "Value error" not in answer.text


@pytest.mark.parametrize("title", [" padded\u00a0", "caf\u00e9\u00a0noir", "\u65e5\u672c\u3000\u8a9e"])
async def test_blanks_of_every_script_may_stand_in_a_title(play, title):
    await play.project()
    made = await play.server.operator.post("/tasks", json={"project": "demo", "title": title})
    assert (made.status_code, made.json()["title"]) == (201, title.strip())
