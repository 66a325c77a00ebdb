"""Profiles on the worker: where they are looked for, what an agent gets of them, and what the server is told."""

import json
import os
import sys

import anyio
import pytest

from taskyard.domain.run import Reason
from taskyard.domain.task import TaskStatus
from taskyard.git.plumbing import Git
from taskyard.worker.profile import FOLDER, of_project, of_user

pytestmark = pytest.mark.anyio
# Keeps what it was told, and leaves something to commit.
ECHO = "import sys; open('told.txt', 'a').write(sys.stdin.read())"

# As much of Claude Code as one turn needs; it leaves how it was started and what it was told.
CLAUDE = """
import json, sys
for line in sys.stdin:
    told = json.loads(line)
    if told["type"] == "control_request":
        response = {"subtype": "success", "request_id": told["request_id"]}
        print(json.dumps({"type": "control_response", "response": response}), flush=True)
    elif told["type"] == "user":
        with open("told.txt", "w") as notes:
            json.dump({"args": sys.argv[1:], "prompt": told["message"]["content"][0]["text"]}, notes)
        print(json.dumps({"type": "system", "subtype": "init", "session_id": "s", "tools": []}), flush=True)
        print(json.dumps({"type": "result", "subtype": "success", "is_error": False, "result": "Done.",
                          "session_id": "s"}), flush=True)
"""


def written(text, *lines):
    return "\n".join(["---", *lines, "---", text])


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "home" / ".taskyard" / "agents"
    made.mkdir(parents=True)
    return made


def echo(tmp_path):
    program = tmp_path / "echo.py"
    program.write_text(ECHO)
    return {"agent": "command", "agent_command": f"{sys.executable} {program}", "max_attempts": 1}


async def told(house, task):
    return await house.repo.git("show", f"{task.branch}:told.txt")


async def ended(house, **settings):
    task = await house.add("Paint the door", **settings)
    return await house.until(task, TaskStatus.REVIEW, TaskStatus.FAILED)


async def fact(house, wanted):
    with anyio.fail_after(60):
        async for event in house.admin.events(0):
            if wanted(event):
                return


async def words_of(house, task):
    run = (await house.admin.task_runs(task.id))[-1]
    return [str(entry.body.get("text", "")) for entry in await house.admin.transcript(run.id)]


async def test_the_users_profile_begins_the_prompt_of_an_agent_without_a_way_of_its_own(
    house, tmp_path, folder
):
    (folder / "painter.md").write_text(written("You paint.", "model: opus"))
    async with house.working(profiles=folder):
        task = await ended(house, profile="painter", **echo(tmp_path))
        assert task.status is TaskStatus.REVIEW, task.note
        assert (await told(house, task)).startswith("You paint.\n\nPaint the door\n\nas it says")
        words = await words_of(house, task)
    assert "profile: painter" in words
    assert "command takes only the text of a profile, not its model or tools" in words


async def test_claude_gets_it_as_flags_and_an_unchanged_prompt(house, tmp_path, folder):
    (folder / "painter.md").write_text(written("You paint.", "model: opus", "tools: [Read, Edit]"))
    program = tmp_path / "claude.py"
    program.write_text(CLAUDE)
    settings = {"agent": "claude", "agent_command": f"{sys.executable} {program}", "max_attempts": 1}
    async with house.working(profiles=folder):
        options = {"agent_options": {"model": "haiku"}}
        task = await ended(house, profile="painter", **settings, **options)
        assert task.status is TaskStatus.REVIEW, task.note
        found = json.loads(await told(house, task))
    assert {"--append-system-prompt=You paint.", "--tools=Read,Edit", "--model=haiku"} <= set(found["args"])
    assert found["prompt"].startswith("Paint the door")


async def test_the_projects_profile_counts_more_and_only_as_committed_on_the_target(house, tmp_path, folder):
    (folder / "painter.md").write_text(written("the user's"))
    file = house.repo.write(f"{FOLDER}/any.md", written("the project's", "name: painter"))
    await house.repo.commit("a profile")
    file.write_text(written("not committed", "name: painter"))
    async with house.working(profiles=folder):
        task = await ended(house, profile="painter", **echo(tmp_path))
        assert task.status is TaskStatus.REVIEW, task.note
        assert (await told(house, task)).startswith("the project's\n\nPaint")


async def test_an_agent_cannot_write_the_profile_of_the_next_run(house, tmp_path):
    house.repo.write(f"{FOLDER}/painter.md", written("as committed"))
    await house.repo.commit("a profile")
    forge = {"edit": f"{FOLDER}/painter.md", "content": written("forged")}
    async with house.working():
        task = await house.add("Forge", forge, profile="painter")
        task = await house.until(task, TaskStatus.REVIEW, TaskStatus.FAILED)
        assert task.status is TaskStatus.REVIEW, task.note
        again = await ended(house, profile="painter", **echo(tmp_path))
        assert (await told(house, again)).startswith("as committed")


async def test_a_profile_that_is_nowhere_fails_in_words(house, folder):
    async with house.working(profiles=folder):
        task = await ended(house, profile="nobody", max_attempts=1)
        run = (await house.admin.task_runs(task.id))[-1]
    commit = (await house.repo.git("rev-parse", "main"))[:12]
    assert (task.status, run.reason) == (TaskStatus.FAILED, Reason.SETUP_FAILED)
    assert task.note.endswith(
        f"there is no profile 'nobody': looked in .taskyard/agents of main ({commit}) and in {folder}"
    ), task.note


async def test_a_broken_profile_of_the_project_does_not_give_way_to_the_users(house, folder):
    (folder / "painter.md").write_text(written("the user's"))
    house.repo.write(f"{FOLDER}/painter.md", written("x", "tols: Read"))
    await house.repo.commit("a profile")
    async with house.working(profiles=folder):
        task = await ended(house, profile="painter", max_attempts=1)
    assert task.status is TaskStatus.FAILED
    assert "the profile 'painter' is broken: painter.md line 2: there is no field 'tols'" in task.note


async def test_the_server_is_told_at_the_start_and_when_it_asks(house, folder):
    (folder / "good.md").write_text(written("secret words", "description: Good"))
    (folder / "bad.md").write_text("no front matter")
    async with house.working(profiles=folder, beat=0.05):
        await fact(house, lambda event: event.kind == "worker.registered")
        found = await house.admin.profiles()
        assert [(card.name, card.description, card.problem[:20]) for card in found[0].profiles] == [
            ("bad", "", "must begin with a li"),
            ("good", "Good", ""),
        ]
        assert "secret" not in repr(found)
        (folder / "new.md").write_text(written("new"))
        assert await house.admin.refresh_profiles() == 1
        await fact(house, lambda event: event.body.get("profiles") == 3)
        found = await house.admin.profiles()
    assert not found[0].asked
    assert [card.name for card in found[0].profiles] == ["bad", "good", "new"]


def test_whatever_lies_in_the_users_folder_is_listed_or_left(folder):
    (folder / "good.md").write_text(written("x"))
    (folder / "linked.md").symlink_to(folder / "good.md")
    (folder / "gone.md").symlink_to(folder / "nowhere")
    (folder / "large.md").write_bytes(b"x" * 100_001)
    (folder / "folder.md").mkdir()
    (folder / "README.txt").write_text("no profile")
    (folder / ".hidden.md").write_text("no profile")
    (folder / "\udcff.md").write_text(written("x"))
    os.mkfifo(folder / "pipe.md")
    found = {one.card.file: one.card.problem for one in of_user(folder)}
    assert found == {
        "good.md": "",
        "linked.md": "",
        "gone.md": "cannot be read: No such file or directory",
        "large.md": "is larger than 100 kB",
        "folder.md": "is not a file",
        "pipe.md": "is not a file",
        "\N{REPLACEMENT CHARACTER}.md": "needs a name: its file's is not one word of letters, digits, dots and dashes",
    }
    assert of_user(folder / "nowhere") == of_user(None) == ()
    assert of_user(folder / "good.md")[0].card.problem == "cannot be read: Not a directory"


def test_of_too_many_files_the_first_are_read(folder):
    for number in range(205):
        (folder / f"p{number:03}.md").write_text(written("x"))
    found = of_user(folder)
    assert [one.card.name for one in found if one.profile] == [f"p{number:03}" for number in range(200)]
    assert (found[-1].card.file, len(found)) == ("p200.md", 201)
    assert found[-1].card.problem.startswith("is not read, nor are those after it")


async def test_a_tree_is_read_as_committed(repo, tmp_path):
    git = Git(home=tmp_path)
    assert await of_project(git, repo.path, "HEAD") == ()
    repo.write(f"{FOLDER}/good.md", written("x\n\nbody"))
    repo.write(f"{FOLDER}/empty.md", "")
    repo.write(f"{FOLDER}/twin.md", written("x\n\nbody", "name: good"))
    repo.write(f"{FOLDER}/large.md", "x" * 100_001)
    repo.write(f"{FOLDER}/sub/deep.md", written("x"))
    (repo.path / FOLDER / "linked.md").symlink_to("/etc/passwd")
    commit = await repo.commit("profiles")
    repo.write(f"{FOLDER}/good.md", written("changed"))
    found = await of_project(git, repo.path, commit)
    assert {one.card.file: one.card.problem for one in found} == {
        "good.md": "",
        "empty.md": "must begin with a line --- and the fields of the profile below it",
        "twin.md": "good.md has that name already",
        "large.md": "is larger than 100 kB",
        "linked.md": "is not a file",
    }
    assert next(one.profile.text for one in found if one.profile) == "x\n\nbody"
