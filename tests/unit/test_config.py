"""Flag over environment over default, told apart, with nothing secret shown."""

from pathlib import Path

import pytest

from taskyard.config import Settings, agent_environment, child_environment, load, origins, strangers
from taskyard.domain.error import Invalid
from taskyard.source import variables

VARIABLES = [name.upper() for name in Settings.model_fields]


@pytest.fixture
def environment(monkeypatch, tmp_path):
    """The real environment, without what the machine that tests has set."""
    for name in variables(tuple(Settings.model_fields)):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))

    def put(**values):
        for name, value in values.items():
            monkeypatch.setenv(name, value)

    return put


def source(name, flags=None):
    return next(origin for origin in origins(flags) if origin.name == name)


def test_flag_over_environment_over_default(environment):
    assert (load().port, source("port").source) == (4747, "default")
    environment(TASKYARD_PORT="5000")
    assert (load().port, source("port").source) == (5000, "TASKYARD_PORT")
    flags = {"port": 6000, "slots": None}
    assert (load(flags).port, source("port", flags).source) == (6000, "flag")
    assert (load(flags).slots, source("slots", flags).source) == (1, "default")


def test_a_flag_that_is_false_or_zero_is_still_given(environment):
    environment(TASKYARD_PORT="5000", TASKYARD_BEHIND_TLS_PROXY="true")
    assert load().behind_tls_proxy
    flags = {"port": 0, "behind_tls_proxy": False}
    assert (load(flags).port, load(flags).behind_tls_proxy) == (0, False)
    assert source("port", flags).source == "flag"


def test_an_empty_variable_counts_as_not_set(environment):
    environment(TASKYARD_DATA="", TASKYARD_PORT="", XDG_DATA_HOME="/home/ada/data")
    assert load().data == Path("/home/ada/data/taskyard")
    assert source("data").source == source("port").source == "default"


def test_every_setting_is_told_with_its_value_and_in_words(environment):
    told = origins()
    assert [origin.name.upper() for origin in told] == VARIABLES
    assert all(origin.about for origin in told)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "many"), ("PORT", "65536"), ("PORT", "-1"), ("PORT", "1.5"),
        ("SLOTS", "0"), ("SLOTS", "257"), ("LEASE", "0"), ("LEASE", "nan"), ("LEASE", "3601"),
        ("MAX_RUNNING", "-1"), ("BEHIND_TLS_PROXY", "perhaps"), ("WORKER_NAME", "x" * 101),
        ("DATABASE_URL", "mysql://ada:s3cret@db/x"), ("DATABASE_URL", "host=db password=s3cret"),
    ],
)  # fmt: skip
def test_a_bad_value_is_named_by_its_variable_and_not_repeated(environment, name, value):
    environment(**{f"TASKYARD_{name}": value})
    with pytest.raises(Invalid) as refused:
        load()
    assert refused.value.message.startswith(f"TASKYARD_{name}: ")
    assert refused.value.detail == {"field": name.lower()}
    assert "s3cret" not in refused.value.message


def test_a_bad_flag_is_not_blamed_on_a_variable(environment):
    environment(TASKYARD_PORT="5000")
    with pytest.raises(Invalid) as refused:
        load({"port": 70000})
    assert refused.value.message.startswith("port: ")


def test_a_variable_that_is_no_setting_is_named_with_what_was_meant(environment):
    before = strangers()
    environment(TASKYARD_DATABSE_URL="x", TASKYARD_ZZZ="x", TASKYARD_RUN="r", TASKYARD_TOKEN="t")
    assert sorted(set(strangers()) - set(before)) == [
        "TASKYARD_DATABSE_URL is set, but there is no such setting: TASKYARD_DATABASE_URL?",
        "TASKYARD_ZZZ is set, but there is no such setting",
    ]


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://ada:s3cret@db:5432/yard", "postgresql://ada:…@db:5432/yard"),
        ("postgresql://ada:s3/cret@db/yard", "postgresql://ada:…@db/yard"),
        ("postgresql://ada:s3@cret@db/yard", "postgresql://ada:…@db/yard"),
        ("postgresql:///yard?user=ada&password=s3cret", "postgresql:///yard?user=ada&password=…"),
        ("postgresql://db/yard?sslpassword=s3cret&x=1", "postgresql://db/yard?sslpassword=…&x=1"),
        ("postgresql://ada@db/yard", "postgresql://ada@db/yard"),
        ("postgresql://db:5432/yard", "postgresql://db:5432/yard"),
        ("sqlite:///home/yard.db", "sqlite:///home/yard.db"),
        ("postgresql:host=db password=s3cret", "…"),
    ],
)
def test_of_the_databases_url_the_password_is_masked(environment, url, shown):
    environment(TASKYARD_DATABASE_URL=url)
    assert source("database_url").value == shown
    assert load().database == url


def test_a_key_is_never_shown_and_none_is_not_hidden(environment):
    assert source("key").value == ""
    environment(TASKYARD_KEY="tk_abc_def")
    assert source("key").value == "…"
    assert source("key", {"key": "tk_flag"}).value == "…"


def test_without_a_database_url_it_is_a_file_in_the_data_directory(environment):
    found = load({"data": "/home/ada/yard"})
    assert found.database == "sqlite:////home/ada/yard/taskyard.db"
    assert found.local == Path("/home/ada/yard/local.json")


def test_children_get_what_finds_programs_and_nothing_secret(environment):
    environment(TASKYARD_KEY="tk_abc_def", OTHER_SECRET="x", PATH="/usr/bin")
    assert child_environment()["PATH"] == "/usr/bin"
    assert not {"TASKYARD_KEY", "OTHER_SECRET"} & set(child_environment())


def test_agents_get_the_variables_that_are_named_and_there(environment):
    environment(TASKYARD_AGENT_ENV=" MODEL_KEY, NOT_THERE,", MODEL_KEY="k", OTHER_SECRET="x")
    assert agent_environment(load()) == {"MODEL_KEY": "k"}
    assert agent_environment(load({"agent_env": ""})) == {}


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_flag_over_environment_over_env_file_over_configuration_over_default(environment, tmp_path):
    file = write(tmp_path / "config/taskyard/taskyard.toml", "port = 1\nslots = 2\nlease = 60\nhost = 'a'\n")
    assert (load().port, source("port").source) == (1, f"port in {file}")
    dotenv = write(tmp_path / "some.env", "TASKYARD_PORT=2\nTASKYARD_SLOTS=3\nTASKYARD_LEASE=70\n")
    environment(TASKYARD_ENV_FILE=str(dotenv), TASKYARD_SLOTS="4", TASKYARD_LEASE="80")
    flags = {"lease": 90}
    found = load(flags)
    assert (found.host, found.port, found.slots, found.lease, found.max_running) == ("a", 2, 4, 90, 0)
    sources = [source(name, flags).source for name in ("host", "port", "slots", "lease", "max_running")]
    assert sources == [f"host in {file}", f"TASKYARD_PORT in {dotenv}", "TASKYARD_SLOTS", "flag", "default"]


def test_a_file_named_by_flag_or_variable_takes_the_place_of_the_usual_one(environment, tmp_path):
    write(tmp_path / "config/taskyard/taskyard.toml", "port = 1\n")
    environment(TASKYARD_CONFIG=str(write(tmp_path / "mine.toml", "port = 2\n")))
    assert load().port == 2
    assert load({"config": str(write(tmp_path / "other.json", '{"signalr_port": 3}'))}).port == 3


def test_nothing_is_read_from_the_current_directory(environment, tmp_path, monkeypatch):
    """A repository that somebody else wrote must not say where keys go."""
    write(tmp_path / "repo/.env", "TASKYARD_URL=http://evil.test\n")
    write(tmp_path / "repo/taskyard.toml", "url = 'http://evil.test'\n")
    monkeypatch.chdir(tmp_path / "repo")
    assert load().url == ""


@pytest.mark.parametrize(
    ("variable", "value", "name", "ours"),
    [
        ("TASKINFA_API_URL", "http://board.test:3000/api/", "url", "http://board.test:3000"),
        ("TASKINFA_API_KEY", "tk_x", "key", "tk_x"),
        ("BOT_NAME", "Bot-John", "worker_name", "Bot-John"),
        ("WORKER_NAME", "w", "worker_name", "w"),
        ("POLL_INTERVAL", "5", "poll_interval", 5.0),
        ("DATABASE_URL", "postgresql://db/x", "database_url", "postgresql://db/x"),
    ],
)
def test_the_names_of_other_boards_are_understood(environment, variable, value, name, ours):
    environment(**{variable: value})
    assert getattr(load(), name) == ours
    assert source(name).source == variable


def test_two_names_that_contradict_each_other_stop_the_start(environment, tmp_path):
    environment(BOT_NAME="a", WORKER_NAME="a")
    assert load().worker_name == "a"
    environment(BOT_NAME="b")
    with pytest.raises(Invalid, match="WORKER_NAME and BOT_NAME say different things"):
        load({"worker_name": "c"})
    environment(BOT_NAME="a")
    file = write(tmp_path / "x.json", '{"port": 1, "signalr_port": 2}')
    with pytest.raises(Invalid, match="port and signalr_port"):
        load({"config": str(file)})


def test_a_secret_may_stand_in_a_file_and_is_masked_all_the_same(environment, tmp_path):
    environment(TASKYARD_KEY_FILE=str(write(tmp_path / "secret", "tk_abc\n")))
    assert load().key == "tk_abc"
    assert (source("key").value, source("key").source) == ("…", "TASKYARD_KEY_FILE")
    environment(TASKYARD_KEY_FILE=str(tmp_path / "none"))
    with pytest.raises(Invalid, match=r"TASKYARD_KEY_FILE: .*No such file"):
        load()


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("x.toml", "port = \n", "line 1, column 8"),
        ("x.json", '{\n "port": }', "line 2 column 10"),
        ("x.json", "[]", "must hold names and values"),
        ("x.toml", "prot = 1\n", "there is no setting 'prot'"),
        ("x.toml", "port = 70000\n", "port in .*x.toml: Input should be less"),
    ],
)
def test_a_bad_file_is_named_with_the_place_of_the_fault(environment, tmp_path, name, text, words):
    file = write(tmp_path / name, text)
    with pytest.raises(Invalid, match=words):
        load({"config": str(file)})
