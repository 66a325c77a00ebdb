"""A repository that the loop works in, one branch for each task, each on top of the one before it.

A person's work is never touched: a branch is only made where the tree is clean, and what is put back afterwards can
only be the task's. What is thrown away there stays under refs/taskyard: unfinished work in `snapshots`, commits in `kept`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any

import anyio

from taskyard.domain.branch import valid, with_suffix
from taskyard.domain.error import GitProblem
from taskyard.domain.project import Checkout
from taskyard.git.checkout.protocol import Workspace
from taskyard.git.commit import commit_all, snapshot
from taskyard.git.plumbing import Git
from taskyard.git.ref import head_ref
from taskyard.library.config import GitConfig
from taskyard.library.verify import BranchChain, RepositoryState, changes, dump, read_chain, where

_NO_HOME = Path("/dev/null")  # nothing of this machine's user counts
_NAMES = 1000  # the same text at most so often
_SHOWN = 10  # file names in a message


class NotPushed(GitProblem):
    """Committed, not pushed: the branch has the work, and `push` can be asked again."""


@dataclass(frozen=True, kw_only=True)
class _Made:
    """The branch of the task that is being worked on."""

    branch: str
    base: str


def create_git_deps(git_config: GitConfig, working_directory: Path, log: Any = None) -> "Repository":
    return Repository(git_config, working_directory, log)


class Repository:
    def __init__(self, config: GitConfig, path: Path, log: Any = None) -> None:
        self._config, self._path, self._log = config, path, log
        self._git = Git(home=_NO_HOME)
        self._made: _Made | None = None
        self._unpushed: set[str] = set()

    async def is_clean(self) -> bool:
        """Untracked files count, ignored ones do not."""
        return not await self.changes()

    async def changes(self) -> Sequence[str]:
        """The files that are not committed."""
        return await changes(self._git, self._path)

    async def branch(self, name: str) -> str:
        """Makes the branch, or name-2, name-3 … where there is one, and checks it out. Where it was before: a branch,
        or a commit. Raises GitProblem: `dirty`, or `missing` without a commit to start from."""
        valid(name)
        with anyio.CancelScope(shield=True):  # half a checkout is nobody's to clean up
            if files := await self.changes():
                shown = ", ".join(files[:_SHOWN])
                raise GitProblem(
                    f"{self._path} has uncommitted work: {shown}", kind="dirty", files=list(files)
                )
            base = await self._git.commit(self._path, "HEAD")
            if base is None:
                raise GitProblem(f"{self._path} has no commit to start from", kind="missing")
            previous = await where(self._git, self._path)
            free = await self._free(name)
            await self._git.run("checkout", "--quiet", "-b", free, base, cwd=self._path)
            self._made = _Made(branch=free, base=base)
        return previous

    async def _free(self, name: str) -> str:
        for number in range(1, _NAMES):
            wanted = with_suffix(name, number)
            if await self._git.commit(self._path, head_ref(wanted)) is None:
                return wanted
        raise GitProblem(f"no free name like {name}", kind="rejected")

    async def commit_and_push(self) -> str:
        """The branch that has the work now; without a change it has no commit of its own. The tree is clean then.

        Raises GitProblem, and NotPushed when only the push has failed.
        """
        made = self._made
        if made is None or await where(self._git, self._path) != made.branch:
            raise GitProblem("the repository is not on the task's branch any more", kind="rejected")
        user = self._config.user_config
        with anyio.CancelScope(shield=True):  # a git that is killed leaves its lock behind
            await commit_all(self._git, self._space(made), f"Task {made.branch}\n", user.name, user.email)
        if files := await self.changes():
            raise GitProblem(f"not all could be committed: {', '.join(files[:_SHOWN])}", kind="dirty")
        if not self._config.isolation:
            await self.push(made.branch)
        return made.branch

    async def push(self, branch: str) -> None:
        """To `origin`, never by force. Raises NotPushed; nothing is lost then."""
        ref = head_ref(branch)
        try:
            await self._git.run("push", "--quiet", "origin", f"{ref}:{ref}", cwd=self._path)
        except GitProblem as problem:
            self._unpushed.add(branch)
            raise NotPushed(
                f"{branch} is committed, not pushed: {problem.message}", kind=problem.kind, branch=branch
            ) from problem
        self._unpushed.discard(branch)

    async def cleanup(self, previous: str) -> None:
        """Back to where `branch` began: `previous` checked out, clean, the task's branch gone. Nothing else is touched.

        A branch that is committed and only not pushed stays.
        """
        made = self._made
        with anyio.CancelScope(shield=True):
            await self._unlock()
            if made is not None:
                await self._keep_unfinished(made)
            await self._git.attempt("rebase", "--quit", cwd=self._path)
            await self._git.run("reset", "--quiet", "--hard", cwd=self._path)
            await self._git.run("clean", "-ffdq", cwd=self._path)
            detached = await self._git.commit(self._path, f"refs/heads/{previous}") is None
            options = ["--detach"] if detached else []
            await self._git.run("checkout", "--quiet", *options, previous, "--", cwd=self._path)
            if made is not None and made.branch not in self._unpushed:
                await self._remove(made)
            self._made = None
        if files := await self.changes():
            raise GitProblem(f"still not clean: {', '.join(files[:_SHOWN])}", kind="dirty", files=list(files))

    async def _unlock(self) -> None:
        """The agent's processes are gone: a lock that is still there is one of theirs, killed in the middle."""
        for name in ("index.lock", "HEAD.lock"):
            found = (await self._git.run("rev-parse", "--git-path", name, cwd=self._path)).strip()
            await anyio.Path(self._path / found).unlink(missing_ok=True)

    async def _keep_unfinished(self, made: _Made) -> None:
        try:
            await snapshot(self._git, self._space(made), self._path, made.branch, token_hex(6))
        except GitProblem as problem:  # a task may leave what git cannot take; it has failed anyway
            if self._log is not None:
                self._log.warning("snapshot.failed", branch=made.branch, why=problem.message)

    async def _remove(self, made: _Made) -> None:
        ref = head_ref(made.branch)
        head = await self._git.commit(self._path, ref)
        if head is None:
            return
        if head != made.base:
            await self._git.run(
                "update-ref", f"refs/taskyard/kept/{made.branch}/{head[:12]}", head, cwd=self._path
            )
        await self._git.run("update-ref", "-d", ref, head, cwd=self._path)

    def _space(self, made: _Made) -> Workspace:
        return Workspace(
            path=self._path, strategy=Checkout.IN_PLACE, branch=made.branch, base_commit=made.base
        )

    async def verify_branch_chain(self) -> BranchChain:
        """Whether each task's branch begins at the end of the one before it. Changes nothing."""
        return await read_chain(self._git, self._path)

    async def dump_full_state(self, label: str) -> RepositoryState:
        """All that there is to know when something is odd; also logged. Changes nothing."""
        state = await dump(self._git, self._path, label)
        if self._log is not None:
            self._log.info("git.state", **state.as_fields())
        return state
