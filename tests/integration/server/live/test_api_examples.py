"""Holds the conversation of docs/api/README.md with a real server."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

import anyio
import pytest

pytestmark = pytest.mark.anyio
PAGE = Path(__file__).parents[4] / "docs/api/README.md"
BLOCK = re.compile(r"^```http\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAME = re.compile(r"\{([a-z]+)\}")
LONG = 20.0


@dataclass(frozen=True)
class Example:
    method: str
    target: str
    headers: dict
    body: str
    status: int
    said: dict  # headers of the answer
    answer: str


def examples():
    for block in BLOCK.findall(PAGE.read_text()):
        asked, _, answered = block.partition("→")
        head, _, body = asked.partition("\n\n")
        line, *headers = head.splitlines()
        first, _, answer = answered.strip().partition("\n\n")
        status, *said = first.splitlines()
        if said and said[0].startswith("{"):  # no headers of interest
            said, answer = [], "\n".join(said)
        method, _, target = line.partition(" ")
        yield Example(method, target, split(headers), body.strip(), int(status), split(said), answer.strip())


def split(lines):
    return dict(line.split(": ", 1) for line in lines)


@dataclass
class Talk:
    """What is known by now, and whether an answer is as the page says."""

    http: object
    known: dict = field(default_factory=dict)

    def filled(self, text):
        return NAME.sub(lambda found: str(self.known.get(found[1], found[0])), text)

    def agrees(self, said, real, where):
        match said:
            case "…":
                return
            case str() if (name := NAME.fullmatch(said)) is not None:
                assert self.known.setdefault(name[1], real) == real, where
            case dict():
                for key, inner in said.items():
                    assert key in real, (where, key)
                    self.agrees(inner, real[key], f"{where}.{key}")
            case list():
                assert len(said) == len(real), (where, real)
                for number, (inner, one) in enumerate(zip(said, real, strict=True)):
                    self.agrees(inner, one, f"{where}[{number}]")
            case _:
                assert said == real, where

    async def hold(self, one):
        headers = {name: self.filled(text) for name, text in one.headers.items()}
        body = self.filled(one.body)
        headers |= {"content-type": "application/json"} if body else {}
        where = f"{one.method} {one.target}"
        content = body.encode() or None
        target = self.filled(one.target)
        async with self.http.stream(one.method, target, headers=headers, content=content) as answer:
            streams = answer.headers.get("content-type", "").startswith("text/event-stream")
            if not streams:
                await answer.aread()
            assert answer.status_code == one.status, (where, "" if streams else answer.text)
            for name, text in one.said.items():
                assert answer.headers[name].startswith(text), (where, name)
            if streams:
                await self.follow(one, answer, where)
            elif one.answer:
                self.agrees(json.loads(one.answer), answer.json(), where)

    async def follow(self, one, answer, where):
        wanted = one.answer.split("\n\n")
        lines = answer.aiter_lines()
        for event in wanted:
            said = split(event.splitlines())
            real = {}
            while "data" not in real:
                name, _, text = (await anext(lines)).partition(": ")
                real |= {name: text} if name else {}
            self.agrees(said["id"], int(real["id"]), where)
            self.agrees(json.loads(said["data"]), json.loads(real["data"]), where)


async def test_the_page_of_examples_is_true(door):
    told = list(examples())
    assert len(told) > 20
    async with door.http() as http:
        talk = Talk(http, {"admin": door.keys["admin"]})
        with anyio.fail_after(LONG):
            for one in told:
                await talk.hold(one)
    assert {"run", "question", "cursor", "second"} <= talk.known.keys()
