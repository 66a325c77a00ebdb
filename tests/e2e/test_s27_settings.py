"""S-27: settings resolve field by field: the task over the project over the default; clearing falls back."""

from itertools import product

import pytest

pytestmark = pytest.mark.anyio
PLAY = "prompt(); init(); result()"
LEVELS = tuple(product((None, "of-task"), (None, "of-project")))  # each level says something, or nothing
PROFILES = {"of-project": "P", "of-task": "T"}


async def project_with(house, settings):
    number = len(await house.admin.projects())
    return await house.admin.add_project(f"case-{number}", repository=str(house.repo.path), settings=settings)


async def flags(house, fake, cases):
    """What the program was given for each (settings of the task, settings of the project), run side by side."""
    doubles, tasks = [], []
    for of_task, of_project in cases:
        doubles.append(fake(PLAY))
        own = {**doubles[-1].settings(), "agent_options": {}}
        project = await project_with(house, {**own, **of_project})
        tasks.append(await house.admin.add_task(project.id, "Paint", settings=of_task, enqueue=True))
    for task in tasks:
        await house.until(task)
    return [dict(one.partition("=")[::2] for one in double.starts[0].args[1:]) for double in doubles]


@pytest.mark.parametrize("field", ["model", "append_system_prompt"])
async def test_the_nearest_value_wins(field, house, fake):
    """S-27, model and system prompt: task over project over the program's own, for each combination."""
    cases = [[{"agent_options": {field: one}} if one else {} for one in pair] for pair in LEVELS]
    found = await flags(house, fake, cases)
    name = f"--{field.replace('_', '-')}"
    assert [one.get(name) for one in found] == [task or project for task, project in LEVELS]


async def test_the_nearest_agent_file_wins(house, fake):
    """S-27, agent file: task over project over none, for each combination."""
    for name, text in PROFILES.items():
        house.repo.write(f".taskyard/agents/{name}.md", f"---\nname: {name}\n---\n{text}\n")
    await house.repo.commit("profiles")
    cases = [[{"profile": one} if one else {} for one in pair] for pair in LEVELS]
    found = [one.get("--append-system-prompt", "").strip() for one in await flags(house, fake, cases)]
    assert found == [PROFILES.get(task or project, "") for task, project in LEVELS]


async def test_one_field_of_a_task_leaves_the_others_to_the_project(house, fake):
    """S-27, field by field: a task that only names its model keeps the project's system prompt."""
    project = {"agent_options": {"model": "of-project", "append_system_prompt": "of-project"}}
    [found] = await flags(house, fake, [({"agent_options": {"model": "of-task"}}, project)])
    assert (found["--model"], found.get("--append-system-prompt")) == ("of-task", "of-project")


async def test_clearing_the_task_falls_back_to_the_project(house, fake):
    """S-27: the value of the task is cleared between two runs; the second gets the project's."""
    double = fake(PLAY)
    project = await project_with(house, double.settings({"model": "of-project"}))
    own = {"agent_options": {"model": "of-task"}}
    task = await house.admin.add_task(project.id, "Paint", settings=own, enqueue=True)
    await house.until(task)
    await house.admin.change_task(task.id, settings={})
    await house.admin.continue_task(task.id, "Again.")
    await house.ended(task, 2)
    first, second = double.starts
    assert "--model=of-task" in first.args
    assert "--model=of-project" in second.args
