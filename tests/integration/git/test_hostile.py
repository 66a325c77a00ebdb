"""A workspace set up to run a program: it runs for a careless git, and never for ours."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from taskyard.domain.error import GitProblem
from taskyard.git.checkout.protocol import Workspace
from taskyard.git.commit import snapshot
from taskyard.git.merge import merge_target_into
from taskyard.testing.repo import Repo

pytestmark = pytest.mark.anyio
HOOKS = [
    "pre-commit", "prepare-commit-msg", "commit-msg", "post-commit", "post-checkout", "post-merge",
    "pre-merge-commit", "pre-rebase", "post-rewrite", "post-index-change", "reference-transaction",
    "pre-auto-gc", "pre-push", "fsmonitor-watchman",
]  # fmt: skip
ATTRIBUTES = "* filter=x diff=x merge=x\n"


@dataclass(frozen=True)
class Trap:
    """A workspace, and a program that leaves a trace when anybody runs it."""

    workspace: Workspace
    program: Path
    canary: Path

    @property
    def config(self):
        return f"""
[core]
\tfsmonitor = {self.program}
\thooksPath = {self.program.parent}
\tsshCommand = {self.program}
\teditor = {self.program}
\tpager = {self.program}
\taskPass = {self.program}
\tattributesFile = {self.program.parent / "attributes"}
\tgitProxy = {self.program}
[filter "x"]
\tclean = {self.program}
\tsmudge = {self.program}
\trequired = true
[diff]
\texternal = {self.program}
[diff "x"]
\ttextconv = {self.program}
\tcommand = {self.program}
[merge "x"]
\tdriver = {self.program} %A
[commit]
\tgpgSign = true
[gpg]
\tprogram = {self.program}
[credential]
\thelper = !{self.program}
[uploadpack]
\tpackObjectsHook = {self.program}
[remote "origin"]
\turl = ext::{self.program}
\tuploadpack = {self.program}
[sequence]
\teditor = {self.program}
[alias]
\tstatus = !{self.program}
"""

    def in_config(self):
        file = self.workspace.git_dir / "config"
        file.write_text(file.read_text() + self.config)

    def in_an_include(self):
        (self.program.parent / "more").write_text(self.config)
        file = self.workspace.git_dir / "config"
        file.write_text(file.read_text() + f"[include]\n\tpath = {self.program.parent / 'more'}\n")

    def in_worktree_config(self):
        file = self.workspace.git_dir / "config"
        file.write_text(file.read_text() + "[extensions]\n\tworktreeConfig = true\n")
        (self.workspace.git_dir / "config.worktree").write_text(self.config)

    def in_the_place_of_config(self):
        """A folder by that name must not trip us; a pointer leads elsewhere."""
        (self.workspace.git_dir / "commondir").write_text(f"{self.elsewhere()}\n")

    def in_hooks(self):
        hooks = self.workspace.git_dir / "hooks"
        hooks.mkdir(exist_ok=True)
        for name in HOOKS:
            (hooks / name).write_text(self.program.read_text())
            (hooks / name).chmod(0o755)

    def in_the_pointer(self):
        (self.workspace.path / ".git").write_text(f"gitdir: {self.elsewhere()}\n")

    def in_a_folder_for_the_pointer(self):
        (self.workspace.path / ".git").unlink()
        self.elsewhere().rename(self.workspace.path / ".git")

    def elsewhere(self):
        other = self.workspace.path.parent.parent / "other"
        for name in ("objects", "refs"):
            (other / name).mkdir(parents=True)
        (other / "HEAD").write_text("ref: refs/heads/main\n")
        (other / "config").write_text(f"[core]\n\tbare = false{self.config.replace('[core]', '')}")
        return other


VECTORS = [
    Trap.in_config,
    Trap.in_an_include,
    Trap.in_worktree_config,
    Trap.in_the_place_of_config,
    Trap.in_hooks,
    Trap.in_the_pointer,
    Trap.in_a_folder_for_the_pointer,
]


@pytest.fixture
async def trap(yard, tmp_path):
    workspace = await yard.workspace()
    evil = tmp_path / "evil"
    evil.mkdir()
    program = evil / "program"
    program.write_text(f"#!/bin/sh\necho ran >> {evil}/canary\n[ -t 0 ] || cat\n")
    program.chmod(0o755)
    (evil / "attributes").write_text(ATTRIBUTES)
    return Trap(workspace, program, evil / "canary")


async def handle(yard, workspace):
    """All that trusted code does with a workspace after its agent has ended."""
    path = workspace.path
    (path / ".gitattributes").write_text(ATTRIBUTES)
    (path / "README.md").write_text("the agent's\n")
    (path / "new.txt").write_text("new\n")
    with suppress(GitProblem):
        await snapshot(yard.git, workspace, yard.repo.path, "t1", "r1")
    for run in ("r2", "r3"):
        with suppress(GitProblem):
            await yard.commit(workspace)
            await yard.hand_over(workspace, run)
        await yard.target(README__md=f"the user's {run}\n")
        with suppress(GitProblem):
            await merge_target_into(yard.git, workspace, yard.repo.path, "main")
        (path / "README.md").write_text(f"solved {run}\n")
        with suppress(GitProblem):
            await yard.git.run("status", cwd=path)
    with suppress(GitProblem):
        await snapshot(yard.git, workspace, yard.repo.path, "t1", "r4")
    await yard.workspace()
    head = await yard.git.commit(yard.repo.path, "refs/heads/taskyard/t1")
    assert head is not None, "nothing was handed over, so nothing was tried"
    await yard.merge(expected_head=head)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.__name__)
async def test_a_trap_is_never_sprung(yard, trap, vector):
    vector(trap)
    await handle(yard, trap.workspace)
    assert not trap.canary.exists()


async def test_the_trap_is_one(yard, trap):
    """The same words, and a git that finds its own way: so much for the test itself."""
    trap.in_config()
    (trap.workspace.path / ".gitattributes").write_text(ATTRIBUTES)
    (trap.workspace.path / "new.txt").write_text("new\n")
    with suppress(Exception):
        await Repo(trap.workspace.path).git("add", "--all")
    assert trap.canary.exists()


async def nested(trap, where):
    inner = await Repo.make(where)
    await Repo(trap.workspace.path).git("add", "--all")
    await Repo(trap.workspace.path).git("commit", "-qm", "with a repository in it")
    inner.write(".gitattributes", ATTRIBUTES)
    inner.write("README.md", "A SMALL REPOSITORY.\n")  # as long as before: only its content can tell
    config = inner.path / ".git/config"
    config.write_text(config.read_text() + trap.config)
    return inner


async def test_a_repository_in_the_tree_is_not_entered(yard, trap):
    inner = await nested(trap, trap.workspace.path / "inner")
    await handle(yard, trap.workspace)
    assert not trap.canary.exists()
    with suppress(Exception):
        await inner.git("status")
    assert trap.canary.exists()


async def test_a_submodule_that_asks_to_be_entered_is_not(yard, trap):
    (trap.workspace.path / ".gitmodules").write_text(
        '[submodule "inner"]\n\tpath = inner\n\turl = ./inner\n\tignore = none\n\tupdate = rebase\n'
    )
    await nested(trap, trap.workspace.path / "inner")
    await handle(yard, trap.workspace)
    assert not trap.canary.exists()


@pytest.mark.parametrize("name", ["config", "commondir", "info/attributes", "objects/info/alternates"])
async def test_a_folder_in_the_place_of_a_file_is_put_right(yard, trap, name):
    file = trap.workspace.git_dir / name
    file.unlink(missing_ok=True)
    (file / "deep").mkdir(parents=True)
    (trap.workspace.path / "new.txt").write_text("new\n")
    head = await yard.commit(trap.workspace)
    assert await yard.hand_over(trap.workspace) == head


async def test_the_environment_of_ours_is_not_gits(yard, trap, monkeypatch):
    """What a worker happens to be started with must not reach git."""
    for name in ("GIT_SSH_COMMAND", "GIT_EXTERNAL_DIFF", "GIT_ASKPASS", "GIT_PROXY_COMMAND", "GIT_EDITOR"):
        monkeypatch.setenv(name, str(trap.program))
    monkeypatch.setenv("GIT_DIR", str(trap.program.parent))
    monkeypatch.setenv("GIT_CONFIG_PARAMETERS", f"'core.fsmonitor={trap.program}'")
    (trap.workspace.path / "new.txt").write_text("new\n")
    head = await yard.commit(trap.workspace)
    assert await yard.hand_over(trap.workspace) == head
    assert not trap.canary.exists()
