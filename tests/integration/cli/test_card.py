"""A card is changed, moved, remarked on and removed."""

import pytest

pytestmark = pytest.mark.anyio


async def test_a_task_is_changed_in_what_is_named_only(type_, a_task):
    number = await a_task("--label", "old")
    changed = await type_.json(
        "edit", number, "--title", "Add a gate", "--priority", "high", "--set", "max_attempts=3"
    )
    assert (changed["title"], changed["priority"], changed["labels"]) == ("Add a gate", "high", ["old"])
    assert changed["settings"] == {"max_attempts": 3}
    again = await type_.json("edit", number, "--label", "a", "--label", "b", "-d", "With a latch.")
    assert (again["labels"], again["settings"], again["description"]) == (
        ["a", "b"], {"max_attempts": 3}, "With a latch.",
    )  # fmt: skip
    assert "Add a gate" in (await type_.ok("edit", number, "--agent", "command")).out
    assert (await type_.json("edit", number, "--agent", ""))["agent"] is None
    assert (await type_.refused("edit", number))[0] == 2


async def test_a_card_stands_before_another(type_, a_task):
    first, second = await a_task(), await a_task()
    await type_.ok("move", second, "--before", first)
    order = [str(one["number"]) for one in await type_.json("list")]
    assert order.index(second) < order.index(first)
    assert (await type_.json("move", second, "--after", first, "--priority", "low"))["priority"] == "low"


async def test_a_comment_is_for_people(type_, a_task):
    number = await a_task()
    assert (await type_.ok("comment", number, "It creaks.")).out == "comment: It creaks.\n"
    assert (await type_.json("comment", number, "Still."))["type"] == "comment"
    assert "It creaks." in (await type_.ok("show", number)).out


async def test_a_removed_task_is_gone(type_, a_task):
    number = await a_task()
    assert (await type_.ok("remove", number)).out == ""
    assert (await type_.refused("show", number))[0] == 1
