"""Types commands: imports the program once and forks for each, so that a command costs what it does, not Python's start.

One JSON line in for each command, one out with its number and its exit code: who stopped waiting for one does not take
its end for that of the next. What it printed is in the two files that were named.
"""

import gc
import json
import os
import sys

from taskyard.cli.main import main


def command(words):
    """The exit code, as Python's own end would give it."""
    os.environ.update(words["env"])
    for number, name in ((0, os.devnull), (1, words["stdout"]), (2, words["stderr"])):
        flags = os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        os.dup2(os.open(name, flags, 0o600), number)
    sys.argv = ["taskyard", *words["argv"]]
    try:
        main()
    except SystemExit as end:
        return end.code or 0
    except BaseException:  # noqa: BLE001 - the fork must not go on as a second typist
        sys.excepthook(*sys.exc_info())
        return 70
    return 0


def type_all():
    gc.freeze()
    while line := sys.stdin.readline():
        words = json.loads(line)
        if os.fork() == 0:
            code = command(words)
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
        print(f"ended {words['number']} {os.waitstatus_to_exitcode(os.wait()[1])}", flush=True)


if __name__ == "__main__":
    type_all()
