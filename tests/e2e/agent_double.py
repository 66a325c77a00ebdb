"""A double of an agent's program: it notes how it was started and what it was told, and plays the file for this start.

A play is a small Python program that uses the functions below. Recorded streams come from tests/fixtures/stream.
"""

import json
import os
import signal
import sys
from pathlib import Path

FOLDER, ARGS = Path(sys.argv[1]), sys.argv[2:]
RECORDED = Path(__file__).resolve().parents[1] / "fixtures" / "stream"
DIALOGUE = "--input-format=stream-json" in ARGS


def _number():
    number = 1
    while True:
        try:
            (FOLDER / f"start-{number}").mkdir()
        except FileExistsError:
            number += 1
        else:
            return number


NUMBER = _number()
NOTES = (FOLDER / f"start-{NUMBER}" / "notes").open("a", buffering=1)
NOTES.write(json.dumps({"args": ARGS, "env": dict(os.environ), "cwd": str(Path.cwd())}) + "\n")
SESSION = next((one.partition("=")[2] for one in ARGS if one.startswith("--resume=")), f"s-{NUMBER}")


def prompt():
    """What it is told to do: a message of the dialogue, goose's instruction file, or all of the standard input."""
    if not DIALOGUE:
        words = Path(ARGS[ARGS.index("-i") + 1]).read_text() if "-i" in ARGS else sys.stdin.read()
        NOTES.write(json.dumps({"prompt": words}) + "\n")
        return words
    while line := sys.stdin.readline():
        NOTES.write(line)
        told = json.loads(line)
        if told["type"] == "user":
            return told["message"]["content"][0]["text"]
        if told["type"] == "control_request":
            done = {"subtype": "success", "request_id": told["request_id"]}
            say(type="control_response", response=done)
    sys.exit(0)


def out(words):
    """Exactly this, whether it is a whole line or not."""
    sys.stdout.write(words)
    sys.stdout.flush()


def say(**message):
    out(json.dumps(message) + "\n")


def init():
    say(type="system", subtype="init", session_id=SESSION, model="m", permissionMode="auto", tools=[])


def text(words):
    say(type="assistant", message={"content": [{"type": "text", "text": words}]})


def result(words="Done.", **more):
    say(**({"type": "result", "subtype": "success", "is_error": False, "result": words,
            "session_id": SESSION} | more))  # fmt: skip


def recorded(name, kind="claude-stream-json"):
    """The lines that a real program has printed."""
    return (RECORDED / kind / f"{name}.jsonl").read_text().splitlines(keepends=True)


def replay(lines):
    """Line by line, as it was printed."""
    for line in lines:
        out(line)


def edit(path, words):
    Path(path).write_text(words)


def mark(name):
    """A fact that the test waits for."""
    (FOLDER / name).touch()


def hang():
    while True:
        signal.pause()


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def child():
    """A process of its own session that does not listen to TERM, and holds our pipes. It is ready when this returns."""
    read, write = os.pipe()
    if os.fork() == 0:
        os.setsid()
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        os.write(write, b".")
        hang()
    os.read(read, 1)


def leave(code=0):
    """Exits without any word."""
    os._exit(code)


plays = sorted(FOLDER.glob("play-*.py"), key=lambda path: int(path.stem[5:]))
exec(compile(plays[min(NUMBER, len(plays)) - 1].read_text(), "play", "exec"))
if DIALOGUE and sys.stdin.read():
    sys.exit("the play has ended, and more was said")
