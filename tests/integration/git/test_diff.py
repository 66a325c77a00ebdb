"""What a reviewer sees: stat and patch of any file, by any name, whatever the repository is set to."""

import pytest

from taskyard.git.diff import patch, stat

pytestmark = pytest.mark.anyio
BODY = "".join(f"line {number}\n" for number in range(20))


async def shown(yard, base="main~1", head="main"):
    found = await stat(yard.git, yard.repo.path, await yard.id(base), await yard.id(head))
    return {file.path: (file.kind, file.added, file.removed) for file in found}


async def text(yard, limit=1_000_000):
    return await patch(yard.git, yard.repo.path, await yard.id("main~1"), await yard.id("main"), limit)


async def test_each_kind_of_change(yard):
    await yard.target(**{"old.txt": BODY, "gone.txt": "gone\n", "edit.txt": "a\nb\n"})
    await yard.repo.git("mv", "old.txt", "new name.txt")
    await yard.repo.git("rm", "-q", "gone.txt")
    await yard.target(**{"edit.txt": "a\nc\nd\n", "tür/fresh.txt": "x\n"})
    assert await shown(yard) == {
        "edit.txt": ("modified", 2, 1),
        "gone.txt": ("deleted", 0, 1),
        "new name.txt": ("renamed", 0, 0),
        "tür/fresh.txt": ("added", 1, 0),
    }
    said, cut = await text(yard)
    assert not cut
    assert "rename from old.txt\nrename to new name.txt\n" in said
    assert "+++ b/tür/fresh.txt" in said


async def test_a_patch_can_be_applied(yard, bare, tmp_path):
    await yard.target(**{"a.txt": "a\n"})
    (yard.repo.path / "a.bin").write_bytes(bytes(range(256)))
    await yard.repo.commit("binary")
    said, _ = await text(yard)
    (tmp_path / "the.patch").write_text(said)
    tree = tmp_path / "tree-of-bare"
    await bare.git("worktree", "add", "--quiet", "--detach", str(tree), "main")
    await yard.repo.git("-C", str(tree), "apply", "--allow-empty", str(tmp_path / "the.patch"))
    assert (tree / "a.bin").read_bytes() == bytes(range(256))
    assert await shown(yard) == {"a.bin": ("added", None, None)}


async def test_names_and_texts_that_are_not_utf8(yard):
    name = b'n\xff "q"\t.txt'.decode("utf-8", "surrogateescape")
    (yard.repo.path / name).write_bytes(b"caf\xe9\n")
    await yard.repo.commit("latin")
    assert await shown(yard) == {'n� "q"\t.txt': ("added", 1, 0)}
    said, _ = await text(yard)
    assert "+caf�" in said
    said.encode()


async def test_a_renamed_name_that_is_not_utf8(yard):
    old, new = (raw.decode("utf-8", "surrogateescape") for raw in (b"o\xfe.txt", b"n\xff.txt"))
    await yard.target(**{old: BODY})
    await yard.repo.git("mv", old, new)
    await yard.repo.commit("rename")
    assert await shown(yard) == {"n�.txt": ("renamed", 0, 0)}


async def test_a_long_patch_is_cut_and_says_so(yard):
    await yard.target(**{"big.txt": "ü" * 50_000 + "\n"})
    said, cut = await text(yard, 10_000)
    assert cut
    assert len(said.encode()) <= 10_000 + 3
    whole, cut = await text(yard)
    assert not cut
    exact, cut = await text(yard, len(whole.encode()))
    assert (exact, cut) == (whole, False)


async def test_nothing_changed_is_nothing(yard):
    await yard.repo.git("commit", "--quiet", "--allow-empty", "-m", "empty")
    assert await shown(yard) == {}
    assert await text(yard) == ("", False)


async def test_links_modes_and_submodules_are_told(yard):
    (yard.repo.path / "link").symlink_to("/etc/passwd")
    (yard.repo.path / "README.md").chmod(0o755)
    await yard.repo.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},sub")
    await yard.repo.git("add", "link", "README.md")
    await yard.repo.git("commit", "--quiet", "-m", "odd")
    assert await shown(yard) == {
        "README.md": ("modified", 0, 0),
        "link": ("added", 1, 0),
        "sub": ("added", 1, 0),
    }


async def test_the_repositorys_own_taste_changes_nothing(yard, tmp_path):
    await yard.target(**{"a.txt": "a\n", ".gitattributes": "*.txt diff=x\n"})
    await yard.target(**{"a.txt": "b\n"})
    before = await text(yard), await shown(yard)
    canary = tmp_path / "canary"
    (tmp_path / "tool").write_text(f"#!/bin/sh\ntouch {canary}\n")
    (tmp_path / "tool").chmod(0o755)
    for key, value in {
        "diff.noprefix": "true",
        "diff.mnemonicPrefix": "true",
        "diff.external": str(tmp_path / "tool"),
        "diff.x.textconv": str(tmp_path / "tool"),
        "diff.x.command": str(tmp_path / "tool"),
        "diff.submodule": "diff",
        "diff.context": "0",
        "diff.renames": "false",
        "diff.relative": "true",
        "color.ui": "always",
        "core.pager": str(tmp_path / "tool"),
    }.items():
        await yard.repo.git("config", key, value)
    assert (await text(yard), await shown(yard)) == before
    assert not canary.exists()
