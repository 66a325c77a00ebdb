"""`taskyard doctor` shows the first steps as the page does, from the server's own answer."""

import pytest

pytestmark = pytest.mark.anyio


async def test_doctor_shows_the_first_steps_of_the_yard(type_):
    before = (await type_.ok("doctor")).out.splitlines()
    assert any(line.startswith("✓ The server answers: ") for line in before)
    assert any(line.startswith("✓ Start a worker: ") for line in before)
    todo = next(line for line in before if "Answer a question: " in line)
    assert todo.startswith("! ")
    assert todo.endswith("→ taskyard inbox")
    checks = (await type_.ok("doctor", "--json")).json["checks"]
    assert any(
        one["words"].startswith("Answer a question: ") and one["mend"] == "taskyard inbox" for one in checks
    )


async def test_with_a_key_that_may_not_read_there_are_no_steps(type_):
    made = (await type_.ok("key", "create", "--name", "hand", "--scope", "worker", "--json")).json
    said = await type_("--key", made["key"], "doctor")
    assert "The server answers" not in said.out
    assert "is known there" in said.out
