"""Everything of an organisation as one file: out, in again, and out once more; and all that must not come in."""

import gzip
import hashlib
import io
import json
import tarfile
from dataclasses import replace

import pytest

from taskyard.domain.account import Scope
from taskyard.service import account, archive
from taskyard.service.archive import FOLDER
from taskyard.service.yard import SYSTEM, Yard
from taskyard.store import archive as parts
from taskyard.store.db import Database
from taskyard.store.schema import metadata
from taskyard.store.upgrade import upgrade
from taskyard.testing.postgres import fresh_database

pytestmark = pytest.mark.anyio
GZIP = {"content-type": "application/gzip"}


@pytest.fixture
async def lived_in(server, play):
    """A board on which every kind of thing has happened."""
    await server.admin.post("/projects", json={"name": "demo", "settings": {"agent": "scripted"}})
    worker = await play.worker()
    first = await play.task("Über \U0001f33f\u2028", description="a\tb\nc", labels=["wood"])
    await play.task("later", depends_on=[first["id"]], not_before="2027-01-01T00:00:00.123456Z")
    claim = await play.claim(worker)
    for status in ("preparing", "running"):
        await play.report(claim, "status", status=status, session="s-1")
    entries = [{"seq": 1, "kind": "text", "at": "2026-01-01T00:00:00Z", "body": {"text": "\x00 \x1b[2J"}}]
    await play.report(claim, "entries", first=1, entries=entries)
    asked = await play.report(claim, "ask", text="Which?", choices=["oak", "ash"])
    await server.operator.post(f"/messages/{asked['id']}/answer", json={"text": "oak"})
    await play.report(claim, "delivered", messages=[asked["id"]])
    patch = "--- a\n+++ b\n" + "+line\n" * 3
    done = {"patch": patch, "usage": {"tokens_in": 7, "cost_usd": 0.1}, "stat": [{"path": "b", "added": 3}]}
    counted = {"branch": "taskyard/x", "head_commit": "a" * 40, "entries": 1}
    assert (await play.end(claim, **done, **counted)).status_code == 200
    await play.act(first, "request-changes", text="more", remarks=[])
    gone = await play.task("gone", enqueue=False)
    await server.operator.delete(f"/tasks/{gone['id']}")
    return first


async def _export(server):
    answer = await server.admin.get("/export")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/gzip")
    assert int(answer.headers["content-length"]) == len(answer.content)
    return answer.content


def _members(packed):
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        return {one.name.removeprefix(f"{FOLDER}/"): tar.extractfile(one).read() for one in tar}


def _packed(members, folder=FOLDER):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as tar:
        for name, data in members.items():
            info = tarfile.TarInfo(f"{folder}/{name}")
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return out.getvalue()


def _signed(members, **changed):
    """With a manifest that agrees: a forger can count as well."""
    members = members | {
        name.replace("__", "-").replace("_jsonl", ".jsonl"): data for name, data in changed.items()
    }
    told = json.loads(members.pop("manifest.json"))
    told["members"] = [
        {
            "name": f"{FOLDER}/{name}",
            "bytes": len(data),
            "lines": data.count(b"\n") if name.endswith("l") else 1,
            "sha256": hashlib.sha256(data).hexdigest(),
        }
        for name, data in members.items()
    ]
    return _packed(members | {"manifest.json": json.dumps(told).encode()})


async def _other(server, tmp_path, clock, url=None):
    """Another yard with a database of its own."""
    url = url or f"sqlite:///{tmp_path}/other.db"
    if url.startswith("sqlite"):
        upgrade(url)
    db = await server.stack.enter_async_context(Database.open(url, clock, own_time=True))
    return Yard(db, server.yard.bus, clock)


async def _moved(server, tmp_path, clock):
    """The same server on an empty database."""
    yard = await _other(server, tmp_path, clock)
    server.app.state.yard = yard
    server.app.state.keyring._yard = yard
    return yard


async def _out(yard, actor=SYSTEM):
    file = io.BytesIO()
    await yard.look(actor, lambda deed: archive.write(deed, file))
    return file.getvalue()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_what_goes_out_comes_in_and_goes_out_the_same(server, lived_in, tmp_path, clock, request, kind):
    packed = await _export(server)
    told = json.loads(_members(packed)["manifest.json"])
    full = {name for name, many in told["counts"].items() if many}
    assert full >= {"project", "worker", "task", "depend", "run", "run_body", "entry", "event", "message"}
    assert full >= {"review", "usage"}
    assert (told["format"], told["counts"]["task"]) == (1, 2)
    url = fresh_database(request.getfixturevalue("postgres_cluster")) if kind == "postgresql" else None
    yard = await _other(server, tmp_path, clock, url)
    made = await yard.act(SYSTEM, lambda deed: archive.read(deed, io.BytesIO(packed)))
    assert made.counts == told["counts"]
    assert await _out(yard) == packed
    await yard.act(SYSTEM, lambda deed: account.add_key(deed, name="x", scope=Scope.ADMIN))
    assert await _out(yard) == packed


async def test_it_comes_in_over_http_beside_another_organisation_and_numbers_go_on(
    server, lived_in, tmp_path, clock
):
    packed = await _export(server)
    yard = await _moved(server, tmp_path, clock)
    await yard.act(SYSTEM, lambda deed: archive.read(deed, io.BytesIO(packed)))
    guest = replace(SYSTEM, org="guest")
    admin = await server.enter(server.client(await _key(yard, guest)))
    answer = await admin.post("/import", content=packed, headers=GZIP)
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert (await admin.get("/board")).json()["cards"] == []
    admin = await server.enter(server.client(await _key(yard, SYSTEM)))
    assert sorted(one["number"] for one in (await admin.get("/board")).json()["cards"]) == [1, 2]
    made = await admin.post("/tasks", json={"project": "demo", "title": "next"})
    assert made.json()["number"] == 4
    run = (await admin.get(f"/tasks/{lived_in['id']}/runs")).json()["items"][0]
    assert (run["status"], run["usage"]["tokens_in"]) == ("succeeded", 7)


async def _key(yard, actor):
    made = await yard.act(actor, lambda deed: account.add_key(deed, name="k", scope=Scope.ADMIN))
    return made.secret


async def test_over_http_into_an_empty_organisation_of_the_same_server(server):
    packed = await _export(server)
    admin = await server.enter(server.client(await server.key("admin", org="guest")))
    answer = await admin.post("/import", content=packed, headers=GZIP)
    assert (answer.status_code, answer.json()["counts"]["task"]) == (200, 0)
    facts = (await admin.get("/events")).json()["items"]
    assert [one["kind"] for one in facts] == ["key.created", "archive.imported"]


async def test_only_an_admin_and_only_into_an_empty_organisation(server, lived_in):
    packed = await _export(server)
    answer = await server.admin.post("/import", content=packed, headers=GZIP)
    assert (answer.status_code, answer.json()["code"]) == (409, "not_empty")
    for caller in (server.operator, server.viewer, server.worker):
        assert (await caller.get("/export")).status_code == 403
        assert (await caller.post("/import", content=packed, headers=GZIP)).status_code == 403
    answer = await server.admin.post("/import", content=packed, headers={"content-type": "text/plain"})
    assert answer.status_code == 415


async def test_no_secret_is_in_it(server, lived_in):
    text = gzip.decompress(await _export(server))
    for key in server.keys.values():
        secret = key.split("_")[2]
        assert secret.encode() not in text
        assert hashlib.sha256(secret.encode()).hexdigest().encode() not in text


async def test_what_is_broken_or_forged_changes_nothing(server, lived_in, tmp_path, clock):
    packed = await _export(server)
    members = _members(packed)
    admin = await server.enter(server.client(await _key(await _moved(server, tmp_path, clock), SYSTEM)))

    def task(**changes):
        lines = [json.loads(line) for line in members["task-000001.jsonl"].splitlines()]
        data = b"".join(json.dumps(line | changes).encode() + b"\n" for line in lines)
        return _signed(members, task__000001_jsonl=data)

    cut = {name: data for name, data in members.items() if name != "manifest.json"}
    runs = {name: data for name, data in members.items() if not name.startswith(("task", "depend"))}
    bad = [
        (b"", "no archive"),
        (b"{}", "no archive"),
        (gzip.compress(b"x" * 2000), "no archive"),
        (packed[: len(packed) // 2], ""),
        (_packed(cut), "cut off"),
        (_packed(members | {"task-000001.jsonl": members["task-000001.jsonl"] + b"{}\n"}), "task"),
        (_packed(members, folder="taskyard-archive-2"), "format 1"),
        (_packed(members | {"../../etc/passwd": b""}), "no such member"),
        (task(status="shining"), "task.status"),
        (task(title=None), "task.title"),
        (task(created_at="yesterday"), "task.created_at"),
        (task(number=2**40), "task.number"),
        (task(extra=1), "extra"),
        (task(project="0" * 26), "task.project: names what"),
        (_signed(runs), "does not hold"),
        (_packed(members | {"review-000001.jsonl": members["review-000001.jsonl"] + b" "}), ""),
    ]
    for content, words in bad:
        answer = await admin.post("/import", content=content, headers=GZIP)
        assert answer.status_code == 422, (words, answer.text)
        assert words in answer.json()["detail"]
    for path in ("/projects", "/tasks", "/workers"):
        assert (await admin.get(path)).json()["items"] == []
    assert [one["kind"] for one in (await admin.get("/events")).json()["items"]] == ["key.created"]


async def test_nothing_is_hung_on_a_task_of_another_organisation(server, lived_in):
    members = _members(await _export(server))
    kept = ("organisation", "manifest", "run-")
    stolen = {name: data for name, data in members.items() if name.startswith(kept)}
    admin = await server.enter(server.client(await server.key("admin", org="guest")))
    answer = await admin.post("/import", content=_signed(stolen), headers=GZIP)
    assert (answer.status_code, answer.json()["detail"]) == (
        422,
        "run.task: names what the archive does not hold",
    )


def test_every_table_is_archived_or_left_out_on_purpose():
    archived = {part.name for part in parts.PARTS}
    assert archived | parts.LEFT_OUT == set(metadata.tables) | {"alembic_version"}
    assert not archived & parts.LEFT_OUT
