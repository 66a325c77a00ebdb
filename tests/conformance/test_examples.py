"""The examples of the documents do what the documents say: each is run as a program in a fresh repository."""

import os
import re
import sys
from pathlib import Path

import pytest

from taskyard import process

pytestmark = pytest.mark.anyio
ROOT = Path(__file__).parents[2]
BLOCKS = re.compile(r"```python\n(.*?)```\n(?:\n```text\n(.*?)```)?", re.DOTALL)
EXAMPLES = [
    pytest.param(code, said, id=f"library-{number}")
    for number, (code, said) in enumerate(BLOCKS.findall((ROOT / "docs/extend/library.md").read_text()), 1)
]


@pytest.mark.parametrize(("code", "said"), EXAMPLES)
async def test_an_example(code, said, repo):
    done = await process.run(
        [sys.executable, "-c", code],
        cwd=repo.path,
        env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8"},
        timeout=100,
    )
    assert (done.code, done.stdout.decode()) == (0, said), done.stderr.decode()


def test_there_are_examples():
    assert len(EXAMPLES) >= 4
