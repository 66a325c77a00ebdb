"""A real git repository in a folder, for tests and for the demo's own."""

from dataclasses import dataclass
from pathlib import Path

from taskyard import process

_ENV = {
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@localhost",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@localhost",
    "PATH": "/usr/local/bin:/usr/bin:/bin",
}


@dataclass(frozen=True)
class Repo:
    path: Path

    @classmethod
    async def make(cls, path: Path) -> "Repo":
        path.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240 - a test builder
        repo = cls(path)
        await repo.git("init", "--quiet", "--initial-branch=main")
        repo.write("README.md", "A small repository.\n")
        await repo.commit("first")
        return repo

    async def git(self, *args: str) -> str:
        done = await process.run(["git", *args], cwd=self.path, env=_ENV, check=True)
        return done.stdout.decode()

    def write(self, name: str, text: str) -> Path:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    async def commit(self, message: str) -> str:
        await self.git("add", "--all")
        await self.git("commit", "--quiet", "--message", message)
        return (await self.git("rev-parse", "HEAD")).strip()
