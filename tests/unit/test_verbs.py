"""The verbs of the Makefile: linter, types, the fast tests, the real ones, and how much they reach, each alone."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VERBS = dict(
    re.findall(
        r"^([a-z-]+):[^\n]*## [^\n]*\n((?:\t[^\n]*\n)+)", (ROOT / "Makefile").read_text(), re.MULTILINE
    )
)


@pytest.mark.parametrize(
    ("verb", "words"),
    [
        ("lint", "ruff check"),
        ("types", "mypy"),
        ("contracts", "lint-imports"),
        ("test-fast", "pytest tests/unit"),
        ("test-real", "pytest -n 2 tests/integration"),
        ("coverage", "coverage report"),
    ],
)
def test_each_step_can_be_run_alone(verb, words):
    """R2.61"""
    assert words in VERBS[verb]


def test_the_library_and_the_domain_have_a_floor_for_coverage():
    """R2.57: `make coverage` fails below it."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["coverage"]
    assert settings["report"]["fail_under"] > 90
    assert settings["run"]["source"] == ["src/taskyard/library", "src/taskyard/domain"]
    assert settings["run"]["branch"]
