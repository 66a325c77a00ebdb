"""The demo's small real repository, and the five tasks with what the scripted agent will do."""

import json
from dataclasses import dataclass
from pathlib import Path

from taskyard import process

FILES = {
    "README.md": "# Greeter\n\nA small program that greets people.\n",
    "greeter/__init__.py": "",
    "greeter/words.py": 'WORDS = [\n    "hello",\n]\n',
    "greeter/greet.py": (
        'from greeter.words import WORDS\n\n\ndef greet(name: str) -> str:\n    return f"{WORDS[0]}, {name}"\n'
    ),
    "tests/__init__.py": "",
    "tests/test_greet.py": (
        "import unittest\n\nfrom greeter.greet import greet\n\n\nclass Greet(unittest.TestCase):\n"
        '    def test_greets_by_name(self):\n        self.assertEqual(greet("Ada"), "hello, Ada")\n'
    ),
}
ENV = {
    "PATH": "/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Demo",
    "GIT_AUTHOR_EMAIL": "demo@localhost",
    "GIT_COMMITTER_NAME": "Demo",
    "GIT_COMMITTER_EMAIL": "demo@localhost",
    "PYTHONDONTWRITEBYTECODE": "1",
}
HALF_WAY = "Half-way there."


@dataclass(frozen=True, kw_only=True)
class Part:
    title: str
    story: str  # what it shows
    scenario: dict[str, object]
    answer: str = ""
    after: str = ""  # the title that must be merged before this one is approved


def _test(name: str, module: str, line: str) -> str:
    return (
        f"import unittest\n\nfrom greeter import {module}\n\n\nclass {name}(unittest.TestCase):\n"
        f"    def test_{module}(self):\n        {line}\n"
    )


PARTS = (
    Part(
        title="Say goodbye, too",
        story="two at once",
        scenario={
            "steps": [
                {"think": "A module of its own, and a test."},
                {
                    "edit": "greeter/farewell.py",
                    "content": 'def farewell(name):\n    return f"goodbye, {name}"\n',
                },
                {"wait": 1.5},
                {
                    "edit": "tests/test_farewell.py",
                    "content": _test(
                        "Farewell", "farewell", 'self.assertEqual(farewell.farewell("Ada"), "goodbye, Ada")'
                    ),
                },
                {"edit": "greeter/words.py", "replace": ['"hello",\n', '"hello",\n    "good day",\n']},
                {"say": "Goodbye is in, with a test, and a second word to greet with."},
            ]
        },
    ),
    Part(
        title="Show how to use it",
        story="two at once",
        scenario={
            "steps": [
                {"wait": 1.0},
                {"edit": "README.md", "append": "\n## Use\n\n    from greeter.greet import greet\n"},
                {"wait": 1.0},
                {"say": "The README shows how to use it."},
            ]
        },
    ),
    Part(
        title="Choose a tone of voice",
        story="asks a person",
        answer="friendly",
        scenario={
            "steps": [
                {"ask": "Shall the greeter be formal or friendly?", "choices": ["formal", "friendly"]},
                {"edit": "greeter/tone.py", "content": 'TONE = "{answer}"\n'},
                {"say": "The tone is {answer}."},
            ]
        },
    ),
    Part(
        title="Count the words",
        story="kill -9, recovers",
        scenario={
            "steps": [
                {"edit": "greeter/count.py", "content": "def count(text):\n"},
                {"say": HALF_WAY},
                {"hang": True},
            ],
            "on_resume": {
                "steps": [
                    {"say": "I was killed half-way; my workspace is as I left it. Going on."},
                    {"edit": "greeter/count.py", "append": "    return len(text.split())\n"},
                    {
                        "edit": "tests/test_count.py",
                        "content": _test("Count", "count", 'self.assertEqual(count.count("hello, Ada"), 2)'),
                    },
                    {"say": "Words are counted."},
                ]
            },
        },
    ),
    Part(
        title="Greet in the morning",
        story="conflict, resolved",
        after="Say goodbye, too",
        scenario={
            "steps": [
                {"edit": "greeter/words.py", "replace": ['"hello",\n', '"hello",\n    "good morning",\n']},
                {"say": "There is a word for the morning."},
            ],
            "on_run": {
                "3": {"steps": [{"say": "Both words have their place."}, {"resolve": "both"}]},
            },
        },
    ),
)


def options(part: Part) -> dict[str, object]:
    return {"agent_options": {"scenario": json.dumps(part.scenario)}}


async def make_repository(path: Path) -> None:
    for name, text in FILES.items():
        file = path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    await git(path, "init", "--quiet", "--initial-branch=main")
    await git(path, "add", "--all")
    await git(path, "commit", "--quiet", "--message", "A greeter, with its test")


async def git(path: Path, *args: str) -> str:
    done = await process.run(["git", *args], cwd=path, env=ENV, check=True)
    return done.stdout.decode("utf-8", "replace").strip()
