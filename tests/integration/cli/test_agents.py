"""`taskyard agents` and the agents' part of `taskyard doctor`, with programs that only pretend."""

import os
import time
from pathlib import Path

import pytest

from taskyard.agent import goose, registry
from taskyard.agent.acp.preset import PRESETS
from taskyard.agent.survey.access import Given, State, access, masked
from taskyard.agent.survey.catalogue import CATALOGUE, KNOWN
from taskyard.agent.survey.state import survey
from taskyard.agent.survey.version import ask, parse

pytestmark = pytest.mark.anyio
SECRET = "sk-ant-api03-0123456789abcdefghijklmnopqrstuvwxyz-3f2a"
NOTHING = {"TASKYARD_AGENT_ENV": "", "TASKYARD_AGENTS": ""}


@pytest.fixture
def programs(tmp_path):
    """A folder for the search path, and a hand that puts programs there."""
    folder = tmp_path / "bin"
    folder.mkdir()

    def put(name, body):
        path = folder / name
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)
        return path

    put.path = str(folder)
    put.online = {"PATH": f"{folder}:{os.environ['PATH']}", **NOTHING}
    put.env = {**put.online, "TASKYARD_DATA": str(tmp_path / "nothing")}  # no server is known there
    return put


def alive(pid):
    """A zombie, which somebody else has to bury, has no command line any more."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes() != b""
    except OSError:
        return False


def of(findings, name):
    return next(one for one in findings if one.name == name)


async def asked(hand, **env):
    said = await hand("agents", "--json", **env)
    assert (said.code, said.err) == (0, "")
    return {one["name"]: one for one in said.json["agents"]}, said.json


def test_the_catalogue_knows_every_agent_and_no_other():
    assert sorted(KNOWN) == sorted(registry.names())


def test_every_option_that_mends_something_is_one_that_the_agent_takes():
    taken = {"goose": goose._OPTIONS, **{f"acp:{one.name}": one.options for one in PRESETS}}
    for known in CATALOGUE:
        for variable, option in known.wanted:
            assert taken[known.name][option] == variable


def test_every_program_over_the_protocol_is_the_one_that_is_looked_for():
    for preset in PRESETS:
        assert KNOWN[f"acp:{preset.name}"].program == preset.command[0]


@pytest.mark.parametrize(
    ("line", "version"),
    [
        ("2.1.329 (Claude Code)", "2.1.329"), ("codex-cli 0.169.0", "0.169.0"), (" 1.52.0", "1.52.0"),
        ("v24.0", "24.0"), ("1.0.0-beta.2", "1.0.0-beta.2"), ("@agentclientprotocol/codex-acp 2.6.0", "2.6.0"),
        ("hello", ""), ("127.0.0.1x 7", ""), ("", ""), ("listening on :8080", ""),
    ],
)  # fmt: skip
def test_a_version_is_found_in_what_programs_print(line, version):
    assert parse([line]) == version


@pytest.mark.parametrize(
    ("secret", "shown"),
    [("short", "…"), ("x" * 19, "…"), (SECRET, "sk-ant-…3f2a"), ("a" * 36 + "9999", "…9999"), ("", "…")],
)
def test_of_a_secret_four_characters_are_shown_and_of_a_short_one_none(secret, shown):
    assert masked(secret) == shown


async def test_a_program_is_found_asked_and_said_to_start(offline, programs):
    path = programs("goose", "echo ' 1.52.0'")
    programs("codex-acp", "echo '@agentclientprotocol/codex-acp 9.9.9'")
    found, whole = await asked(offline, **programs.env)
    for name in ("goose", "acp:goose"):
        one = found[name]
        assert (one["can_start"], one["version"], one["program"]) == (True, "1.52.0", str(path))
    assert found["acp:codex"]["notes"][-1] == "known at 2.6.0"
    assert found["scripted"]["key"] == "none_needed"
    assert whole["workers"] == []
    assert "taskyard up" in whole["server"]


async def test_a_program_that_is_not_here_has_a_command_that_brings_it(tmp_path):
    findings = await survey(Given(), path=str(tmp_path))
    one = of(findings, "acp:qwen")
    assert (one.starts, one.program, one.trouble) == (False, "", "qwen was not found")
    assert one.mends[0] == KNOWN["acp:qwen"].install


async def test_a_program_that_hangs_is_ended_with_its_children_and_the_others_are_told(programs, tmp_path):
    pids = tmp_path / "pids"
    late = str(programs("gemini", f"setsid sleep 1000 & echo $$ $! > {pids}; wait"))
    good = str(programs("qwen", "echo 0.24.4"))
    began = time.monotonic()
    told = await ask([late, good, late], patience=2)
    assert time.monotonic() - began < 60
    assert told[good].version == "0.24.4"
    assert told[late].trouble == "it does not answer to --version within 2 s"
    assert [pid for pid in pids.read_text().split() if alive(pid)] == []


@pytest.mark.parametrize(
    ("body", "version", "trouble"),
    [
        ("head -c 300000 /dev/urandom; echo", None, ""),
        ("yes 'no number here' | head -n 20000", "", ""),
        ("printf 'caf\\351 3.4.5\\n'", "3.4.5", ""),
        ("echo 'needs Node 22.0.0' >&2; exit 3", "", "--version ends with 3: needs Node 22.0.0"),
        ("exit 127", "", "--version ends with 127"),
        ("echo 1.2.3 >&2", "1.2.3", ""),
        ("cat; echo 4.5.6", "4.5.6", ""),
    ],
)
async def test_whatever_a_program_prints_it_is_only_looked_at(programs, body, version, trouble):
    program = str(programs("opencode", body))
    told = (await ask([program], patience=30))[program]
    assert told.trouble == trouble
    assert version is None or told.version == version


async def test_a_program_that_cannot_be_started_says_so(programs):
    path = programs("opencode", "")
    path.write_text("#!/no/such/interpreter\n")
    told = (await ask([str(path)], patience=30))[str(path)]
    assert "cannot start" in told.trouble


async def test_a_program_gets_nothing_of_this_environment(offline, programs, tmp_path):
    programs("qwen", f"env > {tmp_path}/seen; pwd >> {tmp_path}/seen; echo 0.24.4")
    await asked(offline, **programs.env | {"OPENAI_API_KEY": SECRET, "TASKYARD_AGENT_ENV": "OPENAI_API_KEY"})
    seen = (tmp_path / "seen").read_text()
    assert SECRET not in seen
    assert "TASKYARD_DATA" not in seen
    (home,) = [line for line in seen.splitlines() if line.startswith("HOME=")]
    assert not Path(home.removeprefix("HOME=")).exists()  # noqa: ASYNC240


@pytest.mark.parametrize("argv", [["agents"], ["agents", "--json"], ["doctor"]])
async def test_a_key_is_shown_by_its_name_and_never_whole(offline, programs, argv):
    programs("claude", "echo '2.1.329 (Claude Code)'")
    programs("codex-acp", "echo 2.6.0")
    keys = {"ANTHROPIC_API_KEY": SECRET, "OPENAI_API_KEY": "tiny-secret", "GEMINI_API_KEY": "AIza" + "q" * 30}
    named = "ANTHROPIC_API_KEY, OPENAI_API_KEY"
    said = await offline(*argv, **programs.env | keys | {"TASKYARD_AGENT_ENV": named})
    assert said.code == 0
    text = "".join(said.out.split())
    assert "ANTHROPIC_API_KEY=sk-ant-…3f2a" in text
    assert "OPENAI_API_KEY=…" in text
    for secret in keys.values():
        assert secret not in said.out + said.err
        assert secret[-6:] not in said.out + said.err


async def test_a_key_that_is_here_but_not_passed_on_is_named_with_what_passes_it_on(offline, programs):
    programs("claude", "echo 2.1.329")
    key = {"ANTHROPIC_AUTH_TOKEN": SECRET, "TASKYARD_AGENT_ENV": "HTTP_PROXY"}
    found, _ = await asked(offline, **programs.env | key)
    assert found["claude"]["key"] == "missing"
    assert found["claude"]["keys"] == []
    assert found["claude"]["mend"] == ["export TASKYARD_AGENT_ENV=HTTP_PROXY,ANTHROPIC_AUTH_TOKEN"]


async def test_a_variable_that_is_to_be_passed_on_and_is_empty_is_said(offline, programs):
    found, _ = await asked(
        offline, **programs.env | {"TASKYARD_AGENT_ENV": "GEMINI_API_KEY", "GEMINI_API_KEY": ""}
    )
    one = found["acp:gemini"]
    assert "GEMINI_API_KEY is to be passed on and has no value here" in one["notes"]
    assert one["mend"][-1] == "export GEMINI_API_KEY=… TASKYARD_AGENT_ENV=GEMINI_API_KEY"


async def test_a_sign_in_of_the_user_is_said_to_be_of_no_use_and_is_not_read(tmp_path):
    file = tmp_path / ".codex" / "auth.json"
    file.parent.mkdir()
    os.mkfifo(file)  # reading it would hang
    assert not access(KNOWN["acp:codex"], Given(home=tmp_path)).notes
    file.unlink()
    file.touch(mode=0)
    got = access(KNOWN["acp:codex"], Given(home=tmp_path))
    assert got.notes == ("your sign-in in ~/.codex/auth.json is not seen: agents have a home of their task",)
    assert got.state is State.MISSING


def test_a_key_in_the_options_of_a_project_counts_there():
    projects = [
        ("house", "acp:goose", {"provider": "groq", "model": "m", "GROQ_API_KEY": SECRET}),
        ("b", "goose", {}),
    ]
    got = access(KNOWN["acp:goose"], Given(projects=projects))
    assert (got.state, got.keys, got.notes) == (
        State.PROJECT,
        ("GROQ_API_KEY=sk-ant-…3f2a in project house",),
        (),
    )
    other = access(KNOWN["goose"], Given(projects=projects))
    assert other.state is State.MISSING
    assert "no GOOSE_PROVIDER: set agent_options.provider" in other.notes


async def test_doctor_says_who_can_start_here_and_how_the_others_would(offline, programs):
    programs("goose", "echo 1.52.0")
    programs("qwen", "exit 1")
    said = await offline("doctor", **programs.env)
    assert said.code == 0
    lines = said.out.splitlines()
    assert any(line.startswith("! agent goose 1.52.0: can start here, no key") for line in lines)
    (broken,) = [line for line in lines if line.startswith("! agent acp:qwen")]
    assert "cannot start here: --version ends with 1" in broken
    assert broken.endswith(f"  → {KNOWN['acp:qwen'].install}")


async def test_an_agent_that_this_worker_is_to_offer_and_cannot_start_is_a_fault(offline, programs):
    programs("qwen", "exit 1")
    said = await offline("doctor", **programs.env | {"TASKYARD_AGENTS": "scripted, acp:qwen"})
    assert said.code == 1
    assert any(line.startswith("✕ agent acp:qwen: cannot start here") for line in said.out.splitlines())


async def test_what_the_workers_offer_is_told_when_there_is_a_server(type_, a_project, programs):
    name = await a_project(agent="acp:qwen", agent_options={"OPENAI_API_KEY": SECRET})
    said = await type_("agents", **programs.online)
    assert (said.code, said.err) == (0, "")
    at = said.out.index("Workers of the server")
    assert "scripted" in said.out[at:]
    found, whole = await asked(type_, **programs.online)
    assert whole["server"] == "ok"
    assert {"scripted", "command"} <= set(whole["workers"][0]["agents"])
    assert f"OPENAI_API_KEY=sk-ant-…3f2a in project {name}" in found["acp:qwen"]["keys"]


async def test_a_server_that_does_not_answer_is_a_line_and_no_failure(offline):
    found, whole = await asked(offline, TASKYARD_URL="http://127.0.0.1:1", TASKYARD_KEY="tk_a_b", **NOTHING)
    assert whole["server"].startswith("the server does not answer")
    assert found["scripted"]["can_start"]
