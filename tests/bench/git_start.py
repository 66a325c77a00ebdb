"""Rows 14 and 16: from a claim's answer to the agent's process, and what changed as people are shown it."""

import os
import subprocess
import time
from contextlib import AsyncExitStack
from pathlib import Path

import anyio
from measure import Figure, Scale, at_most, main, middle, ms
from product import Seed, Served, seed, serving

from taskyard.agent import registry as agents
from taskyard.client.api import Client
from taskyard.clock import SystemClock
from taskyard.domain.worker import Offer
from taskyard.git.diff import stat
from taskyard.git.plumbing import Git
from taskyard.sandbox import registry as sandboxes
from taskyard.worker.loop import Deps, Stop, run_loop

_ENV = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@localhost",
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@localhost",
}
SLACK = 0.05  # seconds a start may take beyond its share of git's own time


def _git(*args: str, cwd: Path, data: bytes | None = None) -> float:
    """Runs git; the seconds it took."""
    begin = time.perf_counter()
    subprocess.run(
        ["git", *args], cwd=cwd, env={**os.environ, **_ENV}, input=data, check=True, capture_output=True
    )
    return time.perf_counter() - begin


def repository(path: Path, files: int) -> Path:
    """A repository of so many text files of some 2 kB, 50 to a folder."""
    path.mkdir()
    _git("init", "-q", "-b", "main", cwd=path)
    parts = [b"commit refs/heads/main\ncommitter a <a@localhost> 1700000000 +0000\ndata 5\nfirst\n"]
    for number in range(files):
        body = "".join(f"line {line} of file {number}\n" for line in range(80)).encode()
        name = f"pkg{number // 1000}/mod{number // 50 % 20}/file{number % 50}.py"
        parts.append(f"M 100644 inline {name}\ndata {len(body)}\n".encode() + body + b"\n")
    _git("fast-import", "--quiet", cwd=path, data=b"".join(parts))
    _git("reset", "-q", "--hard", "main", cwd=path)
    return path


class Watch:
    """Notes when the worker has a claim in its hands, and lets a test wait for the end of the run."""

    def __init__(self) -> None:
        self.claimed: list[float] = []
        self.ended = anyio.Event()

    async def step(self, name: str) -> None:
        if name == "claimed":
            self.claimed.append(time.time())
        if name == "finished":
            self.ended.set()


async def _starts(
    served: Served, seeded: Seed, root: Path, repo: Path, many: int
) -> tuple[list[float], list[float]]:
    """(seconds of `git worktree add`, seconds from claim to agent) in turns; the first task only warms up."""
    url, watch, stop = f"http://127.0.0.1:{served.port}", Watch(), Stop()
    stamps = root / "stamps"
    deps = Deps(
        client_factory=lambda: Client(url, seeded.worker_key),
        clock=SystemClock(),
        data=root / "worker",
        agents=agents.find,
        sandboxes=sandboxes.find,
        git=Git(home=root),
        name="starter",
        offer=Offer(agents=("command",)),
        step=watch.step,
    )
    base = []
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(Client(url, seeded.operator))
        group = await stack.enter_async_context(anyio.create_task_group())
        group.start_soon(run_loop, deps, stop)
        with anyio.fail_after(120):
            await watch.ended.wait()
            for number in range(many):
                watch.ended = anyio.Event()
                base.append(
                    _git(
                        "worktree",
                        "add",
                        "-q",
                        "-b",
                        f"base{root.name}{number}",
                        str(root / f"w{number}"),
                        "main",
                        cwd=repo,
                    )
                )
                await client.add_task("bench", f"job {number}", enqueue=True)
                await watch.ended.wait()
            stop.ask()
            stop.ask()
    began = [float(line) for line in stamps.read_text().split()]
    return base, [agent - claimed for claimed, agent in zip(watch.claimed, began, strict=True)][1:]


def starts(scale: Scale, root: Path, repo: Path, files: int, checkout: str) -> Figure:
    place = root / checkout
    place.mkdir()
    command = f"sh -c 'date +%s.%N >> {place / 'stamps'}'"
    seeded = seed(place / "yard.db", str(repo), agent="command", agent_command=command, checkout=checkout)
    with serving(seeded, place) as served:
        base, ours = anyio.run(_starts, served, seeded, place, repo, scale.count(7, 3))
    floor, took = middle(base), middle(ours)
    return Figure(
        row="14",
        what=f"claim → agent's process, {checkout}, {files:,} files",
        baseline=f"git worktree add {ms(floor)}",
        ours=ms(took),
        ratio=took / floor,
        target=f"≤ 1.2× + {SLACK * 1e3:.0f} ms",
        holds=took <= 1.2 * floor + SLACK,
    )


async def _shown(repo: Path, base: str, head: str, root: Path, many: int) -> tuple[list[float], list[float]]:
    git = Git(home=root)
    plain, ours = [], []
    for _ in range(many):
        took = _git("status", "--porcelain", cwd=repo)
        plain.append(took + _git("diff", "--stat", base, head, cwd=repo))
        begin = time.perf_counter()
        await git.run("status", "--porcelain", cwd=repo)
        found = await stat(git, repo, base, head)
        ours.append(time.perf_counter() - begin)
        assert len(found) == 5
    return plain, ours


def shown(scale: Scale, root: Path, repo: Path, files: int) -> Figure:
    """The status of a working tree and the changed files with their counts, as after an agent's turn."""
    for path in sorted(repo.rglob("*.py"))[:5]:
        path.write_text(path.read_text() + "one more line\n")
    _git("commit", "-q", "-a", "-m", "second", cwd=repo)
    plain, ours = anyio.run(_shown, repo, "main~1", "main", root, scale.count(25, 9))
    floor, took = middle(plain), middle(ours)
    return at_most(
        "16",
        f"status + changed files, {files:,} files",
        f"git status, git diff --stat {ms(floor)}",
        ms(took),
        took / floor,
        1.3,
    )


def suite(scale: Scale, root: Path) -> list[Figure]:
    files = scale.count(5_000, 500)
    repo = repository(root / "repo", files)
    found = [starts(scale, root, repo, files, checkout) for checkout in ("worktree", "clone")]
    return [*found, shown(scale, root, repo, files)]


if __name__ == "__main__":
    main(suite)
