"""R1.11, R1.31: no key that opens anything is in the repository, and the file for keys stays out of it."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = ("src", "tests", "docs", "examples", "skills")
REAL = re.compile(
    rb"sk-ant-[a-z]+\d\d-[\w-]{80,}|-----BEGIN [A-Z ]*PRIVATE KEY-----|gh[pousr]_[A-Za-z0-9]{36}|AKIA[0-9A-Z]{16}"
    rb"|AIza[\w-]{35}|xox[abp]-[\w-]{20,}"
)


def files():
    yield from (file for file in ROOT.glob("*") if file.is_file() and file.name != ".env")
    for folder in FOLDERS:
        yield from (file for file in (ROOT / folder).rglob("*") if file.is_file() and file.suffix != ".pyc")


def test_there_is_no_secret_in_the_repository():
    assert [file for file in files() if REAL.search(file.read_bytes())] == []


def test_such_a_secret_would_be_found():
    assert REAL.search(b"key = sk-ant-" + b"api03-" + b"x" * 80)
    assert REAL.search(b"-----BEGIN " + b"OPENSSH PRIVATE KEY-----")


def test_the_file_of_settings_is_ignored():
    assert ".env" in (ROOT / ".gitignore").read_text().splitlines()
