"""What is handed out carries the page: the wheel made from the tree, and the one made from the source distribution.

The tree is copied, so that nothing here changes the page that other tests are served.
"""

import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LEFT = shutil.ignore_patterns(
    "node_modules", ".git", ".venv", ".cache", "__pycache__", ".*_cache", ".hypothesis"
)
PAGE = "taskyard/_web/"
pytestmark = pytest.mark.timeout(
    600
)  # seconds where the page is not built yet and its packages have to be fetched


def make(tree, target, out, **env):
    argv = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", out]
    done = subprocess.run(argv, cwd=tree, capture_output=True, text=True, check=False, **env)
    assert done.returncode == 0, done.stderr
    return next(out.glob("*.whl" if target == "wheel" else "*.tar.gz"))


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The wheel of the tree, the source distribution, and the wheel of that, made where there is no Node at all."""
    place = tmp_path_factory.mktemp("made")
    tree = shutil.copytree(ROOT, place / "tree", ignore=LEFT, symlinks=True)
    sdist = make(tree, "sdist", place / "sdist")
    wheel = make(tree, "wheel", place / "wheel", env={"PATH": ""})  # what the first has built is there
    with tarfile.open(sdist) as archive:
        archive.extractall(place / "unpacked", filter="data")
    unpacked = next((place / "unpacked").iterdir())
    return sdist, wheel, make(unpacked, "wheel", place / "second", env={"PATH": ""})


def page_of(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if name.startswith(PAGE)]
        return {name.removeprefix(PAGE): archive.read(name) for name in names}


def test_both_wheels_carry_the_same_page(made):
    _, first, second = made
    assert page_of(first) == page_of(second)
    with zipfile.ZipFile(first) as one, zipfile.ZipFile(second) as other:
        assert sorted(one.namelist()) == sorted(other.namelist())


def test_the_page_is_whole_and_small(made):
    page = page_of(made[1])
    for suffix in (".js.gz", ".js.br", ".css.gz", ".css.br", ".woff2"):
        assert any(name.startswith("assets/") and name.endswith(suffix) for name in page), suffix
    index = page["index.html"].decode()
    named = re.findall(r'(?:src|href)="([^"]+)"', index)
    assert named.pop(named.index("/")) == "/"  # <base>, which the server replaces
    assert len(re.findall(r'<base href="/"\s*/?>', index)) == 1
    there = page.keys() | {name.removesuffix(".gz") for name in page}
    assert [name for name in named if not name.startswith("./") or name.removeprefix("./") not in there] == []
    assert made[1].stat().st_size < 2_000_000
    assert made[1].name.endswith("-py3-none-any.whl")


def test_nothing_in_the_index_needs_a_hole_in_the_policy(made):
    index = page_of(made[1])["index.html"].decode()
    assert (
        re.findall(
            r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:|(?:src|href)=\"(?:https?:)?//",
            index,
        )
        == []
    )


def test_the_source_distribution_can_be_built_again_and_carries_no_ballast(made):
    with tarfile.open(made[0]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {
        "hatch_build.py",
        "web/build.py",
        "web/package-lock.json",
        "web/.npmrc",
        "web/vite.config.ts",
    } <= names
    assert "src/taskyard/_web/index.html" in names
    assert "src/taskyard/_web/.stamp" in names
    assert [
        name for name in names if "node_modules" in name or ".venv" in name or name.endswith(".pyc")
    ] == []


def test_no_file_of_the_page_tells_where_it_was_made(made):
    for name, body in page_of(made[1]).items():
        for place in (str(ROOT), str(made[0].parents[1]), str(Path.home()) + "/"):
            assert place.encode() not in body, name
        assert not name.endswith(".map")
