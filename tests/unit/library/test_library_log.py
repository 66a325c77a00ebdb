"""The library's log: lines that a machine can read, from a level on."""

import io
import json

import pytest

from taskyard.domain.error import Invalid
from taskyard.library.config import LEVELS
from taskyard.library.log import create_structured_logger


@pytest.mark.parametrize("level", LEVELS)
def test_what_is_below_the_level_is_not_written(level):
    """R2.31"""
    stream = io.StringIO()
    log = create_structured_logger(level, stream)
    for name in ("debug", "info", "warn", "error"):
        getattr(log, name)("an.event", value="x\ny", key="tk_" + "a" * 30)
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert len(lines) == len(LEVELS) - LEVELS.index(level)
    assert {(one["event"], one["value"], one["key"]) for one in lines} == {("an.event", "x\ny", "[secret]")}
    assert lines[-1]["level"] == "error"


def test_a_level_that_does_not_exist_is_refused():
    with pytest.raises(Invalid, match="log_level"):
        create_structured_logger("loud")
