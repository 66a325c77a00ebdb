"""S-26: how Claude Code is called: its arguments, its environment and what it hears, for every setting of ours."""

import pytest

from taskyard.domain.run import RunStatus

pytestmark = pytest.mark.anyio
PLAY = "prompt(); init(); text('I paint.'); result(structured_output={'a': 1})"
RULES = '--resume=evil\nIt\'s "red" & `blue`; $HOME\n\n- and ünïcode'
ALWAYS = [
    "-p",
    "--input-format=stream-json",
    "--output-format=stream-json",
    "--verbose",
    "--permission-prompt-tool=stdio",
    "--permission-mode=auto",
    "--strict-mcp-config",
    "--setting-sources=user",
]
OPTIONAL = ("--model", "--append-system-prompt", "--agents", "--json-schema", "--resume")
CASES = {
    "plain": ({}, []),
    "model": ({"model": "-m odd model"}, ["--model=-m odd model"]),
    "system prompt": ({"append_system_prompt": RULES}, [f"--append-system-prompt={RULES}"]),
    "agents": ({"agents": '{"r": {"prompt": "x y"}}'}, ['--agents={"r": {"prompt": "x y"}}']),
    "schema": ({"json_schema": '{"type": "object"}'}, ['--json-schema={"type": "object"}']),
}
MODES = {
    None: "auto",
    "bypassPermissions": "auto",
    "plan": "plan",
    "acceptEdits": "acceptEdits",
    "default": "default",
}


async def called(house, fake, options, **settings):
    """How the program was started for each of `options`; all of them succeed, side by side."""
    doubles = [fake(PLAY) for _ in options]
    tasks = [await house.add(one, options=had, **settings) for one, had in zip(doubles, options, strict=True)]
    for task in tasks:
        await house.until(task)
        [run] = await house.admin.task_runs(task.id)
        assert run.status is RunStatus.SUCCEEDED, run.message
    return [start for one in doubles for start in one.starts]


async def test_every_setting_is_one_argument_and_nothing_else_is_there(house, fake):
    """S-26: each flag is there if and only if its setting is, and no value can become a flag of its own."""
    starts = await called(house, fake, [options for options, _ in CASES.values()])
    for start, (_, flags) in zip(starts, CASES.values(), strict=True):
        assert [one for one in ALWAYS if one not in start.args] == []
        assert [one for one in start.args if one.startswith(OPTIONAL)] == flags
        assert all(one.startswith("--") for one in start.args[1:])


async def test_an_agent_file_says_prompt_model_and_tools(house, fake):
    """S-26, agent file: a profile of the repository arrives as system prompt, model and tools."""
    words = '---\nname: painter\nmodel: opus\ntools: [Read, Edit]\n---\nYou paint.\nOnly "doors".\n'
    house.repo.write(".taskyard/agents/painter.md", words)
    await house.repo.commit("a profile")
    [start] = await called(house, fake, [{}], profile="painter")
    flags = dict(one.partition("=")[::2] for one in start.args[1:])
    assert flags["--append-system-prompt"].strip() == 'You paint.\nOnly "doors".'
    assert (flags["--model"], flags["--tools"]) == ("opus", "Read,Edit")


async def test_the_mode_of_permissions(house, fake):
    """S-26: `bypassPermissions` arrives as `auto`, `plan` as `plan`."""
    starts = await called(house, fake, [{"permission_mode": mode} if mode else {} for mode in MODES])
    given = [[one for one in start.args if one.startswith("--permission-mode=")] for start in starts]
    assert given == [[f"--permission-mode={mode}"] for mode in MODES.values()]


async def test_what_it_hears_and_what_surrounds_it(house, fake):
    """S-26, environment and stdin: a long prompt with quotes and lines arrives whole; the list has its own id (R0.20)."""
    text = "\"'\\ \u00fc\u2028\n\t$HOME `x` -- " * 2000 + "the end"
    double = fake(PLAY)
    task, [run] = await house.does(double, "Paint the door", text)
    [start] = double.starts
    assert start.tasks == [f"Paint the door\n\n{text}"]
    env = start.env
    assert env["CLAUDE_CODE_TASK_LIST_ID"] == house.project.id
    assert (env["TASKYARD_TASK"], env["TASKYARD_RUN"], env["TASKYARD_RUN_NUMBER"]) == (task.id, run.id, "1")
    assert env["CLAUDE_CONFIG_DIR"] == f"{env['HOME']}/claude"
    assert start.cwd != str(house.repo.path)


async def test_r0_22_the_prompt_names_the_list_the_worker_the_workspace_and_the_workflow(house, fake):
    double = fake(PLAY)
    task, _ = await house.does(double)
    [start] = double.starts
    [prompt] = start.prompts
    names = (house.project.id, house.project.name, house.deps.name, start.cwd, task.id, f"#{task.number}")
    assert [name for name in names if name not in prompt] == []
    for words in ("claimed for you", "committed on the task's branch", "review the branch", "do not push"):
        assert words in prompt


async def test_a_second_run_resumes_the_session_of_the_first(house, fake):
    """S-26, resume: the stored session is named, and only what is new is said."""
    double = fake(PLAY)
    task, _ = await house.does(double)
    await house.admin.continue_task(task.id, "Now in blue.")
    await house.ended(task, 2)
    first, second = double.starts
    assert (first.resumes, second.resumes) == (None, "s-1")
    assert second.prompts == ["Now in blue."]
