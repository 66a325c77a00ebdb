"""The shape of the house, held by a test over the tree."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src/taskyard"
FILES = [path for path in PACKAGE.rglob("*.py") if "versions" not in path.parts]
# Of a socket's folder, without being plugs.
PARTS = {"registry", "protocol", "__init__", "place", "start", "stream", "survey", "skill"}


def test_files_are_small():
    long = {str(path): lines for path in FILES if (lines := len(path.read_text().splitlines())) > 400}
    assert not long


def test_no_import_of_ours_hides_in_a_function():
    hidden = []
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                inner = [each for each in ast.walk(node) if isinstance(each, ast.Import | ast.ImportFrom)]
                hidden += [f"{path.name}:{each.lineno}" for each in inner]
    assert not hidden


def test_packages_are_empty_but_for_the_first():
    full = [path for path in FILES if path.name == "__init__.py" and path.read_text().strip()]
    assert full == [PACKAGE / "__init__.py"]


def test_no_folder_without_a_word():
    assert not {path.name for path in PACKAGE.rglob("*") if path.is_dir()} & {
        "core",
        "utils",
        "common",
        "helpers",
    }


def test_every_plug_has_its_certificate():
    certified = "\n".join(path.read_text() for path in (ROOT / "tests/conformance").glob("*.py"))
    plugs = []
    for protocol in PACKAGE.rglob("protocol.py"):
        for path in protocol.parent.iterdir():
            name = path.stem if path.suffix == ".py" else path.name
            is_plug = path.suffix == ".py" or (path.is_dir() and not (path / "protocol.py").exists())
            if is_plug and name not in PARTS and name != "__pycache__":
                plugs.append(f"{protocol.parent.name}.{name}")
    assert plugs
    assert [plug for plug in plugs if plug not in certified] == []


def test_the_nouns_of_the_domain_are_in_the_glossary():
    words = (ROOT / "docs/glossary.md").read_text().lower()
    rules = {
        "settings",
        "branch",
        "commit",
        "outcome",
        "why",
        "dialect",
        "agent_config",
    }  # rules about nouns, no nouns of their own
    missing = {path.stem for path in (PACKAGE / "domain").glob("*.py")} - rules - {"__init__"}
    assert {name for name in missing if name not in words} == set()


def test_nothing_is_left_to_be_done():
    marks = re.compile("TO" + "DO|FIX" + "ME|X" + "XX")
    assert not [path.name for path in FILES if marks.search(path.read_text())]
