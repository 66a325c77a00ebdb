"""Settings on the command line: of the organisation, of a project over them, and who said what."""

import pytest

pytestmark = pytest.mark.anyio


@pytest.fixture
async def clear(type_):
    """The organisation says nothing, before and after."""
    yield
    await type_.ok("setting", "set", "max_attempts=", "commit_type=")


async def test_a_setting_of_the_organisation_lies_under_the_projects(type_, clear):
    await type_.ok("project", "add", "mill")
    said = await type_.ok("setting", "set", "max_attempts=5", "commit_type=fix")
    assert said.out.splitlines() == ["commit_type = fix  (organisation)", "max_attempts = 5  (organisation)"]
    changed = await type_.json("setting", "set", "-p", "mill", "max_attempts=7")
    assert {one["name"]: (one["value"], one["source"]) for one in changed} == {
        "max_attempts": (7, "project"), "commit_type": ("fix", "organisation"),
    }  # fmt: skip
    assert (await type_.json("setting", "show", "max_attempts"))["value"] == 5
    assert (await type_.ok("setting", "show", "run_timeout")).out == "run_timeout = 3600.0  (default)\n"
    assert (
        await type_.ok("setting", "set", "-p", "mill", "max_attempts=")
    ).out.splitlines() == said.out.splitlines()
    every = await type_.json("setting", "list", "-p", "mill", "--all")
    assert {one["source"] for one in every} == {"default", "organisation"}
    await type_.ok("project", "remove", "mill")


async def test_without_settings_the_defaults_hold(type_, clear):
    await type_.ok("setting", "set", "max_attempts=", "commit_type=")
    assert (await type_.ok("setting", "list")).out.startswith("Nothing is set")


async def test_a_setting_that_is_none_is_named(type_):
    words = "settings.colour: there is no such setting [invalid]"
    assert await type_.refused("setting", "set", "colour=red") == (2, words)
    assert await type_.refused("setting", "show", "colour") == (2, words)
    assert (await type_.refused("setting", "set", "colour"))[0] == 2
    assert (await type_.refused("setting", "set", "max_attempts=0"))[0] == 2
    assert (await type_.refused("setting", "list", "-p", "nowhere"))[0] == 1


async def test_an_organisation_is_shown_and_called_otherwise(type_):
    await type_.ok("org", "create", "south")
    changed = await type_.json("org", "set", "south", "--title", "The South", "max_attempts=4")
    assert (changed["name"], changed["settings"]) == ("The South", {"max_attempts": 4})
    assert await type_.json("org", "show", "south") == changed
    said = (await type_.ok("org", "show", "south")).out.splitlines()
    assert said == [f"{'south':<20} The South", "    max_attempts = 4"]
    assert (await type_.json("org", "show"))["id"] == "default"
    await type_.ok("org", "remove", "south")
    assert (await type_.refused("org", "show", "south"))[0] == 1
