"""The process behind the scripted agent. Standard library only; it is started by its path, inside the sandbox.

It reads one JSON line for each turn and for each answer, and says one JSON line for each thing it does.
"""

import json
import os
import signal
import subprocess  # noqa: TID251 - this file is the agent itself, inside the sandbox, not part of Taskyard
import sys
import time
from pathlib import Path


class Failed(Exception):
    pass


def say(kind, **body):
    sys.stdout.write(json.dumps({"kind": kind, **body}) + "\n")
    sys.stdout.flush()


def hear():
    line = sys.stdin.readline()
    if not line:
        sys.exit(0)
    return json.loads(line)


class Player:
    def __init__(self):
        self.calls = 0
        self.answer = ""

    def play(self, step):
        name = next((key for key in step if hasattr(self, f"do_{key}")), None)
        if name is None:
            raise Failed(f"no such step: {sorted(step)}")
        getattr(self, f"do_{name}")(step)

    def words(self, text):
        return str(text).replace("{answer}", self.answer)

    def call(self, tool, given, done, ok=True):
        self.calls += 1
        say("tool_call", call=str(self.calls), tool=tool, input=given)
        say("tool_result", call=str(self.calls), text=done() if callable(done) else done, ok=ok)

    def do_say(self, step):
        say("text", text=self.words(step["say"]))

    def do_think(self, step):
        say("thinking", text=self.words(step["think"]))

    def do_tool(self, step):
        self.call(
            step["tool"], step.get("input", {}), self.words(step.get("result", "")), step.get("ok", True)
        )

    def do_edit(self, step):
        path = Path(step["edit"])
        old = path.read_text() if path.exists() else ""
        if "replace" in step:
            before, after = step["replace"]
            if before not in old:
                raise Failed(f"{path} has no {before!r}")
            new = old.replace(before, self.words(after))
        elif "append" in step:
            new = old + self.words(step["append"])
        else:
            new = self.words(step.get("content", ""))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(new)
        self.call("edit", {"path": str(path)}, "written")
        say("file_change", path=str(path), change="modified" if old else "added")

    def do_delete(self, step):
        Path(step["delete"]).unlink()
        say("file_change", path=step["delete"], change="deleted")

    def do_shell(self, step):
        done = subprocess.run(step["shell"], capture_output=True, text=True, errors="replace", check=False)
        self.call(
            "shell", {"argv": step["shell"]}, (done.stdout + done.stderr)[-20000:], done.returncode == 0
        )
        if done.returncode != 0 and not step.get("may_fail"):
            raise Failed(f"{step['shell'][0]} ended with {done.returncode}")

    def do_commit(self, step):
        for argv in (["git", "add", "--all"], ["git", "commit", "--quiet", "-m", step["commit"]]):
            self.do_shell({"shell": argv})

    def do_ask(self, step):
        say("question", text=self.words(step["ask"]), choices=step.get("choices", []))
        self.answer = hear().get("answer", "")

    def do_may(self, step):
        """Asks for permission to run a command, and runs it when allowed."""
        what = " ".join(step["may"])
        given = {"command": what}
        say(
            "permission_request",
            text=f"Run the command: {what}",
            choices=["allow", "deny"],
            tool="shell",
            input=given,
        )
        self.answer = hear().get("answer", "")
        if self.answer == "allow":
            self.do_shell({"shell": step["may"]})
        else:
            self.call("shell", given, f"not allowed: {self.answer}", False)

    def do_resolve(self, step):
        """Takes the conflict markers out of every file that has them, and keeps what the step says."""
        keep = step["resolve"]
        for path in sorted(Path().rglob("*")):
            if ".git" in path.parts or not path.is_file():
                continue
            text = path.read_text(errors="surrogateescape")
            if "<<<<<<< " in text:
                path.write_text(resolved(text, keep), errors="surrogateescape")
                self.call("edit", {"path": str(path)}, f"resolved: {keep}")
                say("file_change", path=str(path), change="modified")

    def do_wait(self, step):
        time.sleep(float(step["wait"]))  # noqa: TID251 - an agent that takes its time

    def do_usage(self, step):
        say("usage", **step["usage"])

    def do_raw(self, step):
        sys.stdout.write(str(step["raw"]) + "\n")
        sys.stdout.flush()

    def do_malformed(self, step):
        sys.stdout.buffer.write(str(step["malformed"]).encode("latin-1", "replace") + b"\xff\xfe{\n")
        sys.stdout.flush()

    def do_flood(self, step):
        for number in range(int(step["flood"])):
            say("text", text=f"line {number}")

    def do_long(self, step):
        sys.stdout.write("x" * int(step["long"]) + "\n")
        sys.stdout.flush()

    def do_fail(self, step):
        mark = {"session_unknown": True} if step.get("session_unknown") else {}
        say("error", reason=step.get("reason", "agent_error"), text=self.words(step["fail"]), **mark)
        raise StopIteration

    def do_crash(self, step):
        if isinstance(step["crash"], int) and not isinstance(step["crash"], bool):
            os._exit(step["crash"])
        os.kill(os.getpid(), signal.SIGKILL)

    def do_exit(self, step):
        sys.stdout.flush()
        os._exit(int(step["exit"]))

    def do_hang(self, _step):
        while True:
            signal.pause()

    def do_ignore_term(self, _step):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)

    def do_daemon(self, _step):
        """A grandchild in a session of its own that ignores every polite word."""
        if os.fork() == 0:  # noqa: TID251 - an agent that leaves something behind, on purpose
            os.setsid()
            if os.fork() == 0:  # noqa: TID251 - as above
                self.do_ignore_term({})
                null = os.open(os.devnull, os.O_RDWR)
                for number in range(3):
                    os.dup2(null, number)
                time.sleep(3600)  # noqa: TID251 - as above
            os._exit(0)
        os.wait()


def resolved(text, keep):
    lines, side = [], None
    for line in text.splitlines(keepends=True):
        if line.startswith("<<<<<<< "):
            side = "ours"
        elif side == "ours" and line.startswith("======="):
            side = "theirs"
        elif side == "theirs" and line.startswith(">>>>>>> "):
            side = None
        elif side is None or keep in {side, "both"}:
            lines.append(line)
    return "".join(lines)


def main():
    player = Player()
    while True:
        turn = hear()
        if turn.get("first"):
            say("session_started", session=turn["session"], scripted=True)
        try:
            for step in turn["steps"]:
                player.play(step)
        except StopIteration:
            continue
        except (Failed, OSError, KeyError, TypeError, ValueError) as problem:
            say("error", reason="agent_error", text=f"{type(problem).__name__}: {problem}")
            continue
        say("result", ok=True, subtype="success", text="Done.")


if __name__ == "__main__":
    main()
