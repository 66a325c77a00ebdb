"""The configuration file of a one-machine board (R3): which of its names are understood, and what becomes of the rest."""

import json
from pathlib import Path

import pytest

from taskyard.config import Settings, load
from taskyard.domain.error import Invalid
from taskyard.source import variables


@pytest.fixture
def file(monkeypatch, tmp_path):
    """A way to write it, on a machine that has set nothing."""
    for name in variables(tuple(Settings.model_fields)):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))

    def write(**values):
        path = tmp_path / "worker.config.json"
        path.write_text(json.dumps(values))
        return {"config": str(path)}

    return write


def test_port_and_backstop_have_their_names(file):
    """R3.61, R3.62: milliseconds there are seconds here."""
    found = load(file(signalr_port=47821, queue_backstop_interval_ms=500))
    assert (found.port, found.poll_interval) == (47821, 0.5)
    assert load(file()).poll_interval == 30.0


def test_the_path_of_the_database_begins_at_home(file):
    found = load(file(db_path="~/todo/todo.db"))
    assert found.database == f"sqlite:///{Path.home()}/todo/todo.db"


def test_without_a_file_all_is_the_default_and_a_missing_one_is_said(file, tmp_path):
    """R3.58"""
    assert load() == load(file())
    with pytest.raises(Invalid, match="No such file"):
        load({"config": str(tmp_path / "none.json")})


def test_checkouts_and_logs_lie_where_it_says_and_begin_at_home(file, tmp_path):
    """R3.59"""
    found = load(file(sandbox_root="~/boxes", log_root="~/logs"))
    assert (found.checkouts, found.logs) == (Path.home() / "boxes", Path.home() / "logs")
    assert load(file(sandbox_root="boxes")).checkouts == Path("boxes").absolute()
    assert load(file(data=str(tmp_path))).checkouts is None
