"""The schema's way there and back, as a person types it."""

import json

import pytest

from taskyard.store.upgrade import revisions

pytestmark = pytest.mark.anyio
NAMES = [one.revision for one in revisions()]


async def test_there_is_no_way_back_from_nothing(offline, tmp_path):
    there = {"TASKYARD_DATA": str(tmp_path / "new")}
    for words in (["history"], ["downgrade", "-1"]):
        code, line = await offline.refused("db", *words, **there)
        assert (code, line[-12:]) == (1, " [not_found]")
    assert not (tmp_path / "new").exists()


async def test_back_only_with_yes_where_rows_are_lost_and_up_again(offline, tmp_path):
    there = {"TASKYARD_DATA": str(tmp_path / "new")}
    newest = f"schema {NAMES[-1]}\n"
    assert (await offline("db", "upgrade", **there)).out == newest
    lines = (await offline("db", "history", **there)).out.splitlines()
    assert [line.split()[0] for line in lines] == NAMES
    assert [line.endswith("<- the database") for line in lines] == [name == NAMES[-1] for name in NAMES]
    code, line = await offline.refused("db", "downgrade", "base", **there)
    assert code == 1
    assert "back to base would lose what is in counter (1), org (1): --yes gives it up [conflict]" in line
    assert len(list((tmp_path / "new").glob("*.before-*"))) == 0
    said = await offline("db", "downgrade", f"-{len(NAMES)}", "--yes", **there)
    copy = tmp_path / "new" / "taskyard.db.before-1"
    assert (said.code, said.out) == (0, f"schema base; what was there is in {copy}\n")
    assert (await offline.refused("db", "check", **there))[0] == 1
    told = json.loads((await offline("db", "history", "--json", **there)).out)
    assert [(one["version"], one["here"]) for one in told] == [(name, False) for name in NAMES]
    assert (await offline("db", "upgrade", **there)).out == newest
    assert (await offline("db", "check", **there)).code == 0


async def test_a_version_that_is_not_below_is_refused_by_its_name(offline, tmp_path):
    there = {"TASKYARD_DATA": str(tmp_path / "new")}
    await offline("db", "upgrade", **there)
    code, line = await offline.refused("db", "downgrade", "9999", "--yes", **there)
    assert (code, line[-10:]) == (2, " [invalid]")
    assert "'9999' is not older than" in line
