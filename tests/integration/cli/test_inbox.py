"""What agents wait for, as a person reads it on the command line."""

import re

import pytest

pytestmark = pytest.mark.anyio
MAY = {"steps": [{"may": ["touch", "asked.txt"]}, {"edit": "door.txt", "content": "a door\n"}]}
UNTIL = r"\(good until \d{4}-\d\d-\d\d \d\d:\d\d UTC\)"


async def test_the_inbox_says_what_will_happen_and_until_when_it_may_be_allowed(type_, a_task):
    assert (await type_.ok("inbox")).out == "Nobody waits for you.\n"
    number = await a_task(scenario=MAY)
    assert (await type_("run", number, "--wait")).code == 4
    [line] = (await type_.ok("inbox")).out.splitlines()
    start = f"#{number} permission: Run the command: touch asked.txt [allow, deny] "
    assert line.startswith(start)
    assert re.fullmatch(UNTIL, line.removeprefix(start))
    [waiting] = await type_.json("inbox")
    assert waiting["number"] == int(number)
    assert re.fullmatch("[0-9a-f]{64}", waiting["message"]["binds"])
    assert "good until" in (await type_.ok("show", number)).out
    assert re.search(UNTIL, (await type_.ok("answer", number, "allow")).out)
    assert (await type_.ok("inbox")).out == "Nobody waits for you.\n"
