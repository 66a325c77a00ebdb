"""Settings: defaults, the layers over each other, and that a wrong one is named by its full path."""

import json

import pytest

from taskyard.domain.error import Invalid
from taskyard.library.config import GooseConfig, GooseWorkerConfig, WorkerConfig, load_config, read_config
from taskyard.library.deps import create_base_worker_deps, create_goose_worker_deps
from taskyard.library.goose import explain_goose
from taskyard.library.queue import create_task_queue

KEY = "sk-or-not-a-real-key"


def test_only_the_folder_must_be_said(tmp_path):
    """R2.47, R2.48, I20"""
    config = GooseWorkerConfig(working_directory=tmp_path)
    assert (config.log_level, config.max_retries, config.git.isolation) == ("info", 3, True)
    goose = config.goose
    assert (goose.model, goose.provider) == ("anthropic/claude-sonnet-4", "openrouter")
    assert (goose.process_timeout, goose.grace, goose.instructions_file) == (
        300.0,
        5.0,
        "goose-instructions.md",
    )
    assert GooseConfig(process_timeout=30, hard_timeout=33).grace == 3


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"working_directory": None}, "working_directory"),
        ({"working_directory": "/no/such/folder"}, "working_directory"),
        ({"log_level": "loud"}, "log_level"),
        ({"max_retries": -1}, "max_retries"),
        ({"max_retries": True}, "max_retries"),
        ({"max_retries": "3"}, "max_retries"),
        ({"retries": 3}, "retries"),
        ({"git": 1}, "git"),
        ({"git": {"isolation": "yes"}}, "git.isolation"),
        ({"git": {"user_config": {"name": ""}}}, "git.user_config.name"),
        ({"git": {"user_config": {"email": "a\nb"}}}, "git.user_config.email"),
        ({"git": {"user_config": {"mail": "a"}}}, "git.user_config.mail"),
        ({"goose": {"model": ""}}, "goose.model"),
        ({"goose": {"provider": 1}}, "goose.provider"),
        ({"goose": {"process_timeout": 0}}, "goose.process_timeout"),
        ({"goose": {"process_timeout": float("nan")}}, "goose.process_timeout"),
        ({"goose": {"process_timeout": None}}, "goose.process_timeout"),
        ({"goose": {"process_timeout": 10, "hard_timeout": 9}}, "goose.hard_timeout"),
        ({"goose": {"instructions_file": "../x.md"}}, "goose.instructions_file"),
        ({"goose": {"env": {"A": 1}}}, "goose.env"),
        ({"api_keys": {"openrouter": 7}}, "api_keys.openrouter"),
    ],
)
def test_what_is_wrong_is_named(values, field, tmp_path):
    """R2.47, R2.48"""
    with pytest.raises(Invalid) as refused:
        read_config(GooseWorkerConfig, {"working_directory": str(tmp_path), **values})
    assert refused.value.detail["field"] == field
    assert field in refused.value.message


def test_a_missing_folder_is_named():
    with pytest.raises(Invalid, match="working_directory: is missing"):
        read_config(WorkerConfig, {})


@pytest.mark.parametrize("kind", ["toml", "json"])
def test_the_later_layer_counts_more(kind, tmp_path):
    """R2.49: values over environment over file over default, field by field."""
    file = tmp_path / f"config.{kind}"
    if kind == "toml":
        file.write_text(
            f"working_directory = {str(tmp_path)!r}\n[goose]\nmodel = 'f'\nprovider = 'f'\nprogram = 'f'\n"
        )
    else:
        goose = {"model": "f", "provider": "f", "program": "f"}
        file.write_text(json.dumps({"working_directory": str(tmp_path), "goose": goose}))
    env = {"GOOSE_MODEL": "e", "GOOSE_PROVIDER": "e", "OPENROUTER_API_KEY": KEY, "HOME": "/x"}
    config = load_config(GooseWorkerConfig, file=file, env=env, values={"goose": {"model": "v"}})
    assert (config.goose.model, config.goose.provider, config.goose.program) == ("v", "e", "f")
    assert (config.api_keys.openrouter, config.goose.process_timeout) == (KEY, 300.0)
    assert KEY not in repr(config)
    assert load_config(WorkerConfig, env=env, values={"working_directory": tmp_path}).max_retries == 3


@pytest.mark.parametrize("text", ["[", "7"])
def test_a_broken_file_is_refused(text, tmp_path):
    file = tmp_path / "config.json"
    file.write_text(text)
    with pytest.raises(Invalid) as refused:
        load_config(WorkerConfig, file=file)
    assert refused.value.detail["field"] == "file"


def test_the_factories(tmp_path):
    """R2.37, R2.38, I7: each place where the application can bring its own; what it brings counts more."""
    config = GooseWorkerConfig(working_directory=tmp_path)
    base = create_base_worker_deps(config)
    assert base.log is not None
    assert callable(base.sleep)
    assert callable(base.git.is_clean)
    own = create_goose_worker_deps(config)
    assert own.pull_task == own.queue.pull_task
    assert own.ack_task == own.queue.ack_task
    queue = create_task_queue()
    assert create_goose_worker_deps(config, queue).queue is queue
    assert create_goose_worker_deps(config, worker=print).run_worker is print
    given = create_goose_worker_deps(config, queue, pull_task=min, ack_task=max)
    assert (given.pull_task, given.ack_task, given.queue) == (min, max, None)
    with pytest.raises(Invalid, match="ack_task"):
        create_goose_worker_deps(config, pull_task=min)


def test_the_debugger_of_goose_shows_no_secret(tmp_path):
    """R2.51"""
    values = {
        "working_directory": tmp_path,
        "api_keys": {"openrouter": KEY},
        "goose": {"env": {"MY_API_KEY": KEY}},
    }
    shown = explain_goose(read_config(GooseWorkerConfig, values))
    assert KEY not in json.dumps(shown)
    assert shown["env"]["GOOSE_MODEL"] == "anthropic/claude-sonnet-4"
    assert shown["command"][-2:] == ["developer", "--no-session"]
