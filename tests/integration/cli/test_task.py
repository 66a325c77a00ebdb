"""Tasks on the command line, against a real server with its worker: what is said, and with which exit code."""

import json

import pytest

pytestmark = pytest.mark.anyio

FAIL = {"steps": [{"fail": "no wood"}]}
ASK = {
    "steps": [
        {"ask": "Which wood?", "choices": ["oak", "ash"]},
        {"edit": "wood.txt", "content": "{answer}\n"},
    ]
}
HANG = {"steps": [{"say": "waiting"}, {"hang": True}]}


async def test_from_the_board_to_a_merge(type_, a_project, repo):
    project = await a_project({"steps": [{"edit": "gate.txt", "content": "a gate\n"}, {"say": "Done."}]})
    assert (
        await type_.ok("list", "-p", project)
    ).out == "An empty board. `taskyard add` puts the first task on it.\n"
    made = await type_.json("add", "Add a door", "-p", project, "-d", "A red one.", "--priority", "high")
    number = str(made["number"])
    assert (made["status"], made["priority"]) == ("backlog", "high")
    assert (
        await type_.ok("list", "-p", project)
    ).out == f"◌ {'#' + number:>5}  backlog    high    Add a door\n"
    assert (await type_.ok("why", number)).out == "not_queued           it is in backlog: enqueue it\n"

    ran = await type_.ok("run", number, "--wait")
    assert ran.out == f"◑ #{number} review  Add a door\n"
    shown = (await type_.ok("show", f"#{number}")).out.splitlines()
    assert shown[:2] == [f"#{number}  Add a door", "      review, high"]
    assert shown[-3:] == [
        "      A red one.",
        "",
        "  run 1 work: succeeded, scripted, sandbox none, 1 file +1 −0",
    ]
    patch = (await type_.ok("diff", number)).out
    assert patch.startswith("diff --git a/gate.txt b/gate.txt\n")
    assert patch.endswith("\n+a gate\n")
    logs = [line[9:] for line in (await type_.ok("logs", number)).out.splitlines()]
    assert "prompt          Add a door" in logs
    assert "tool_call       edit gate.txt" in logs
    assert "text            Done." in logs

    merged = await type_.json("merge", number, "well made", "--wait")
    assert merged["status"] == "done"
    head = (await repo.git("rev-parse", "main")).strip()
    assert head == merged["merged_commit"]
    assert f"      merged commit: {head}" in (await type_.ok("show", number)).out.splitlines()
    assert "it is in done" in (await type_.ok("why", number)).out
    assert [one["status"] for one in await type_.json("list", "-p", project)] == ["done"]
    assert await type_.json("list", "-p", project, "--status", "backlog") == []


async def test_json_of_everything_that_looks(type_, a_task):
    number = await a_task("--label", "wood", "--wait")
    shown = await type_.json("show", number)
    assert shown["task"]["number"] == int(number)
    assert shown["task"]["labels"] == ["wood"]
    assert [(run["number"], run["status"]) for run in shown["runs"]] == [(1, "succeeded")]
    verdict = await type_.json("why", number)
    assert (verdict["claimable"], verdict["why"][0]["code"]) == (False, "not_queued")
    assert "door.txt" in (await type_.json("diff", number))["patch"]
    text = (await type_.ok("logs", number, "--json")).out
    entries, decoder = [], json.JSONDecoder()
    while text:
        entry, end = decoder.raw_decode(text)
        entries.append(entry)
        text = text[end:].lstrip()
    assert [entry["seq"] for entry in entries] == list(range(1, len(entries) + 1))
    followed = (await type_.ok("logs", "-f", number)).out
    assert followed == (await type_.ok("logs", number)).out


async def test_a_failure_is_exit_1_and_can_be_tried_again(type_, a_task):
    number = await a_task(scenario=FAIL)
    failed = await type_("run", number, "--wait")
    assert (failed.code, failed.err) == (1, "")
    assert failed.out.startswith(f"✕ #{number} failed  Add a door")
    assert "no wood" in failed.out
    again = await type_("retry", number, "--wait", "--json")
    assert (again.code, again.json["status"]) == (1, "failed")
    assert "run 2 work: failed (agent_error)" in (await type_.ok("show", number)).out
    assert (await type_.ok("reset", number)).out.startswith(f"◌ #{number} backlog")


async def test_a_question_is_exit_4_and_an_answer_lets_it_go_on(type_, a_task):
    number = await a_task(scenario=ASK)
    asked = await type_("run", number, "--wait")
    assert asked.code == 4
    assert "needs you" in (await type_.ok("show", number)).out
    assert "choose: oak, ash" in (await type_.ok("show", number)).out
    assert [one["open_questions"] for one in await type_.json("list", "--status", "running")] == [1]
    answered = await type_.json("answer", number, "oak")
    assert (answered["state"], answered["answer"]) == ("answered", "oak")
    assert "\n+oak\n" in (await type_.ok("diff", await rests(type_, number))).out


async def rests(type_, number):
    """The number, once the run has ended."""
    await type_.ok("logs", "-f", number)
    return number


async def test_a_wait_that_is_over_is_exit_5_and_a_cancel_exit_3(type_, a_task):
    number = await a_task(scenario=HANG)
    late = await type_("run", number, "--wait", "--timeout", "0.5")
    assert (late.code, late.out) == (5, "")
    assert late.err.startswith("taskyard: still ")
    assert late.err.endswith(" after 0.5 s [timeout]\n")
    stopped = await type_("cancel", number, "--wait")
    assert (stopped.code, stopped.err) == (3, "")
    assert stopped.out.startswith(f"⊘ #{number} cancelled  Add a door")


async def test_what_waits_says_for_what_and_leaves_the_queue_when_told(type_, a_task, a_project):
    first = await a_task()
    made = await type_.json("add", "Paint it", "-p", await a_project(), "--after", f"#{first}", "--run")
    second = str(made["number"])
    assert made["status"] == "queued"
    why = (await type_.ok("why", second)).out
    assert why.splitlines()[0] == f"waits_on             waits on #{first} Add a door (backlog)"
    assert (await type_.ok("park", second)).out == f"◌ #{second} backlog  Paint it\n"
    assert (await type_.ok("enqueue", second)).out == f"○ #{second} queued  Paint it\n"
    assert (await type_.json("cancel", second))["status"] == "cancelled"


async def test_changes_can_be_asked_for_and_work_be_accepted(type_, a_task):
    number = await a_task("--wait")
    assert (await type_.ok("reject", number, "make it red", "--wait")).out.startswith(f"◑ #{number} review")
    assert "make it red" in (await type_.ok("logs", number)).out
    assert (await type_.json("accept", number, "fine"))["status"] == "done"


@pytest.mark.parametrize(
    ("argv", "code", "words"),
    [
        (["show", "9999"], 1, "there is no task 9999 [not_found]"),
        (["show", "door"], 1, "'door' is not a task: give its number [not_found]"),
        (["why", "01arz3ndektsv4rrffq69g5fav"], 1, "there is no task by that id [not_found]"),
        (["add", "x", "-p", "nowhere"], 1, "there is no project 'nowhere' [not_found]"),
        (["list", "-p", "nowhere"], 1, "there is no project 'nowhere' [not_found]"),
        (["add", "x", "-p", "nowhere", "--after", "9999"], 1, "there is no task 9999 [not_found]"),
        (["add", "x", "-p", "nowhere", "--set", "agent"], 2, "'agent': write name=value [invalid]"),
        (["--key", "tk_x_y", "list"], 1, "that key is not valid here [unauthenticated]"),
        (["--url", "http://127.0.0.1:1", "--key", "x", "list"], 1, "no answer from http://127.0.0.1:1"),
    ],
)
async def test_what_is_not_there_is_one_line_and_a_code(type_, argv, code, words):
    found, line = await type_.refused(*argv)
    assert found == code
    assert line.startswith(words)


@pytest.mark.parametrize(
    "argv",
    [
        ["add", "x", "--priority", "soon"],
        ["list", "--status", "lost"],
        ["run"],
        ["run", "1", "--timeout", "long"],
        ["shout"],
        ["key", "create", "--scope", "king"],
    ],
)
async def test_what_is_not_understood_is_exit_2_on_standard_error(type_, argv):
    said = await type_(*argv)
    assert (said.code, said.out) == (2, "")
    assert "Usage: taskyard" in said.err


async def test_bad_values_are_named_and_change_nothing(type_, a_project):
    project = await a_project()
    for words, name in (
        (["add", "", "-p", project], "title"),
        (["add", "x" * 501, "-p", project], "title"),
        (["add", "x", "-p", project, "--set", "max_attempts=lots"], "settings.max_attempts"),
        (["add", "x", "-p", project, "--set", "nonsense=1"], "settings.nonsense"),
        (["project", "set", project, "checkout=copy"], "settings.checkout"),
    ):
        code, line = await type_.refused(*words)
        assert code == 2
        assert line.startswith(f"{name}: ")
        assert line.endswith(" [invalid]")
    assert await type_.json("list", "-p", project) == []


async def test_a_move_that_cannot_be_says_what_can(type_, a_task):
    number = await a_task()
    code, line = await type_.refused("approve", number)
    assert code == 1
    assert "backlog" in line
    code, line = await type_.refused("retry", number)
    assert code == 1
    assert line.endswith("[illegal_move]")
    assert "enqueue" in line


async def test_with_several_projects_one_has_to_be_named(type_, a_project):
    names = [await a_project(), await a_project()]
    said = await type_("add", "Where?")
    assert (said.code, said.out) == (2, "")
    assert all(name in said.err for name in names)
    assert "--project" in said.err


async def test_nothing_an_agent_or_a_person_says_moves_the_cursor(type_, a_task, a_project):
    number = await a_task("--wait", scenario={"steps": [{"say": "\x1b[2Jred\x1b]0;title\x07\u202e"}]})
    _code, line = await type_.refused("add", "a\x1b[31m title\x07", "-p", await a_project())
    for said in (line, (await type_.ok("logs", number)).out, (await type_.ok("show", number)).out):
        assert not {"\x1b", "\x07", "\u202e"} & set(said)
