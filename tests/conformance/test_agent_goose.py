"""The goose plug against a double of the program that prints what the real one printed."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import anyio
import pytest

from taskyard.agent.goose import GooseAgent
from taskyard.agent.protocol import SESSION_UNKNOWN
from taskyard.domain.entry import EntryKind
from taskyard.domain.error import AgentProblem

pytestmark = pytest.mark.anyio
RECORDED = Path(__file__).parents[1] / "fixtures" / "stream"
LAST = {EntryKind.RESULT, EntryKind.ERROR}
# A double of goose: notes how it was called, then prints what the real one printed.
GOOSE = """#!{python}
import json, os, sys
args = sys.argv[1:]
text = open(args[args.index("-i") + 1]).read()
with open({notes!r}, "a") as notes:
    notes.write(json.dumps({{"args": args, "env": dict(os.environ), "text": text, "cwd": os.getcwd()}}) + "\\n")
sys.stdout.buffer.write(open({folder!r} + ("/resume.jsonl" if "-r" in args else "/{stream}.jsonl"), "rb").read())
"""


class Goose:
    """A double of the program, and its notes of each call."""

    def __init__(self, folder, stream="task"):
        self.notes, self.program = folder / "notes", folder / "goose"
        recorded = str(RECORDED / "goose-stream-json")
        text = GOOSE.format(python=sys.executable, notes=str(self.notes), folder=recorded, stream=stream)
        self.program.write_text(text)
        self.program.chmod(0o755)

    @property
    def calls(self):
        return [json.loads(line) for line in self.notes.read_text().splitlines()]

    def brief(self, stand, **more):
        places = {name: stand.tmp_path / name for name in ("home", "scratch")}
        for place in places.values():
            place.mkdir(exist_ok=True)
        options = {"program": str(self.program), "provider": "openai", "model": "m", "OPENAI_API_KEY": "k"}
        return replace(stand.brief(agent_options=options), **places, **more)


@pytest.mark.parametrize("same_process", [True, False])
async def test_goose_keeps_one_conversation_by_its_name(same_process, stand, tmp_path):
    goose = Goose(tmp_path)
    said, brief = [], goose.brief(stand)
    with anyio.fail_after(30):
        async with GooseAgent().open(brief) as session:
            said += [one async for one in session.turn("Do it.")]
            if same_process:
                said += [one async for one in session.turn("Once more.")]
        if not same_process:
            async with GooseAgent().open(replace(brief, session=said[0].body["session"])) as session:
                said += [one async for one in session.turn("Once more.")]
    first, second = goose.calls
    name = first["args"][first["args"].index("-n") + 1]
    assert [one.body["session"] for one in said if one.kind is EntryKind.SESSION_STARTED] == [name, name]
    assert [one.body.get("ok") for one in said if one.kind in LAST] == [True, True]
    assert (first["text"], second["text"]) == ("Do it.", "Once more.")
    assert "-r" not in first["args"]
    assert second["args"][second["args"].index("-r") + 1 :][:2] == ["-n", name]
    # goose counts over the session: together it is what the second turn said
    spent = [one.body for one in said if one.kind is EntryKind.USAGE]
    assert sum(one["tokens_in"] for one in spent) == 1600
    assert sum(one["tokens_out"] for one in spent) == 130


async def test_goose_gets_its_own_place_and_nothing_of_the_workspace_or_the_host(
    stand, tmp_path, monkeypatch
):
    monkeypatch.setenv("ANTHROPIC_API_KEY", "the worker's own")
    goose = Goose(tmp_path)
    brief = goose.brief(stand, workspace=tmp_path, session="of-an-earlier-run")
    said = await stand.turn(GooseAgent(), brief)
    [call] = goose.calls
    assert said[0].body["session"] == "of-an-earlier-run"
    assert call["args"][:6] == ["run", "-q", "--output-format", "stream-json", "-r", "-n"]
    assert Path(call["args"][-1]).parent == brief.scratch
    assert call["env"]["GOOSE_PATH_ROOT"] == str(brief.home)
    assert (call["env"]["GOOSE_PROVIDER"], call["env"]["GOOSE_MODEL"]) == ("openai", "m")
    assert (call["env"]["OPENAI_API_KEY"], call["env"]["GOOSE_MODE"]) == ("k", "auto")
    assert "ANTHROPIC_API_KEY" not in call["env"]


async def test_goose_errors_in_words_are_errors(stand, tmp_path):
    goose = Goose(tmp_path, "error-402")
    assert (await stand.turn(GooseAgent(), goose.brief(stand)))[-1].body["reason"] == "agent_auth"


async def test_a_session_that_goose_does_not_know_is_an_error_with_its_mark(stand, tmp_path):
    goose = Goose(tmp_path)
    goose.program.write_text("#!/bin/sh\necho \"Error: No session found with name 'x'\" >&2\nexit 1\n")
    for session in ("x", None):
        said = await stand.turn(GooseAgent(), goose.brief(stand, session=session))
        assert said[-1].body["reason"] == "agent_error"
        assert "No session found" in said[-1].body["text"]
        assert (SESSION_UNKNOWN in said[-1].body) is (session is not None)


async def test_goose_that_is_missing_says_what_to_install(stand, tmp_path):
    goose = Goose(tmp_path)
    brief = goose.brief(stand)
    goose.program.unlink()
    said = await stand.turn(GooseAgent(), brief)
    assert said[-1].body["reason"] == "setup_failed"
    assert "npm package" in said[-1].body["text"]


@pytest.mark.parametrize(
    "options", [{"modle": "m"}, {"LD_PRELOAD": "x"}, {"PATH": "x"}, {"max_turns": "many"}, {"HOME": "x"}]
)
async def test_goose_refuses_options_it_does_not_have(options, stand):
    with pytest.raises(AgentProblem, match="agent_options"):
        await stand.turn(GooseAgent(), stand.brief(agent_options=options))


async def test_goose_knows_whether_it_is_here():
    problem = await GooseAgent().problem()
    assert problem is None or "install" in problem
