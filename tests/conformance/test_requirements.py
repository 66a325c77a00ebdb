"""The page of requirements: every row once, in order; what it calls proven names tests that exist."""

import ast
from functools import cache
from pathlib import Path

from taskyard.testing.requirement import PLANNED, rows

ROOT = Path(__file__).parents[2]
ROWS = rows((ROOT / "docs/requirements.md").read_text())
MANY = {"R0": 56, "R1": 43, "R2": 61, "R3": 65, "R4": 90}


@cache
def functions(file):
    tree = ast.parse((ROOT / "tests" / file).read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_every_row_is_there_once_and_in_order():
    wanted = [f"{seed}.{number + 1}" for seed, many in MANY.items() for number in range(many)]
    assert [row.id for row in ROWS] == wanted


def test_every_row_is_proven_or_planned():
    assert [row.id for row in ROWS if not row.tests and not row.proof.startswith(PLANNED)] == []


def test_every_named_test_exists():
    named = {(row.id, file, name) for row in ROWS for file, name in row.tests}
    lost = [
        one for one in named if not (ROOT / "tests" / one[1]).is_file() or one[2] not in functions(one[1])
    ]
    assert lost == []
