"""A private clone that borrows the repository's objects read-only: the default.

The git directory lies beside the tree. The repository is named only in the list of borrowed objects: there is no
remote, no credential, no hook, and nothing that the agent does here reaches the user's refs.
"""

from pathlib import Path

import anyio

from taskyard.domain.error import GitProblem
from taskyard.domain.project import Checkout
from taskyard.git.checkout.place import describe, known, open_place
from taskyard.git.checkout.protocol import Order, Workspace
from taskyard.git.checkout.start import starts_at
from taskyard.git.plumbing import GIT, LENT, PRISTINE, TREE, Git, restore

_CONFIG = """[core]
\trepositoryformatversion = {version}
\tfilemode = true
\tbare = false
\tlogallrefupdates = true
\tuntrackedCache = true
[user]
\tname = {name}
\temail = {email}
[gc]
\tauto = 0
[advice]
\tdetachedHead = false
{extra}"""


class Clone:
    async def prepare(self, git: Git, order: Order) -> Workspace:
        if order.repository is None:
            raise GitProblem("a clone needs a repository", kind="missing")
        common = await git.common_dir(order.repository)
        found = known(order, Checkout.CLONE)
        if found is not None and await _sound(git, found):
            return found
        branch, head, base = await starts_at(git, order.repository, order)
        await anyio.to_thread.run_sync(open_place, order)
        await bare_clone(git, order.repository, common, order.place, order.author)
        place = Workspace(
            path=order.place / TREE,
            strategy=Checkout.CLONE,
            branch=branch,
            base_commit=base,
            git_dir=order.place / GIT,
        )
        await check_out(git, place, head)
        return await anyio.to_thread.run_sync(describe, order, place)

    async def remove(self, git: Git, order: Order) -> None:
        """Everything of a clone lies in its place."""


async def bare_clone(git: Git, repository: Path, common: Path, place: Path, author: tuple[str, str]) -> None:
    """place/git with the borrowed objects and our config, and an empty place/tree that points to it."""
    wide = (await git.run("rev-parse", "--show-object-format", cwd=repository)).strip() == "sha256"
    git_dir = place / GIT
    words = ["init", "--quiet", "--bare", "--template=", str(git_dir)]
    if wide:
        words.insert(1, "--object-format=sha256")
    await git.run(*words, cwd=place)
    await anyio.to_thread.run_sync(_lay_out, place, common, author, wide)


def _lay_out(place: Path, common: Path, author: tuple[str, str], wide: bool) -> None:
    git_dir = place / GIT
    (place / LENT).write_text(f"{common / 'objects'}\n")
    shallow = common / "shallow"
    if shallow.is_file():
        (git_dir / "shallow").write_bytes(shallow.read_bytes())
    name, email = (part.replace("\\", "").replace('"', "") for part in author)
    extra = "[extensions]\n\tobjectformat = sha256\n" if wide else ""
    text = _CONFIG.format(version=1 if wide else 0, name=f'"{name}"', email=f'"{email}"', extra=extra)
    (place / PRISTINE).write_text(text)
    restore(git_dir, place / PRISTINE)
    (place / TREE).mkdir()
    (place / TREE / ".git").write_text(f"gitdir: {git_dir}\n")


async def check_out(git: Git, place: Workspace, head: str) -> None:
    assert place.git_dir is not None
    where = (f"--git-dir={place.git_dir}", f"--work-tree={place.path}")
    if place.branch is not None:
        await git.run(*where, "update-ref", f"refs/heads/{place.branch}", head, cwd=place.path)
        await git.run(*where, "symbolic-ref", "HEAD", f"refs/heads/{place.branch}", cwd=place.path)
        await git.run(*where, "reset", "--quiet", "--hard", cwd=place.path)
    else:
        await git.run(*where, "checkout", "--quiet", "--force", "--detach", head, cwd=place.path)


async def _sound(git: Git, found: Workspace) -> bool:
    done = await git.attempt("rev-parse", "--verify", "--quiet", "HEAD^{commit}", cwd=found.path)
    return done.code == 0
