"""Branches that build on each other are told from branches that do not."""

import pytest

from taskyard.git.merge import verify_branch_chain

pytestmark = pytest.mark.anyio


async def test_a_chain_is_told_from_branches_that_diverged(yard):
    await yard.branch("taskyard/a", a__txt="a\n")
    await yard.branch("taskyard/b", start="taskyard/a", b__txt="b\n")
    await yard.branch("taskyard/c", c__txt="c\n")
    for branches, said in [
        (["main", "taskyard/a", "taskyard/b"], "chained"),
        (["taskyard/a", "taskyard/a"], "chained"),
        (["taskyard/a"], "chained"),
        (["taskyard/a", "taskyard/b", "taskyard/c"], "diverged"),
        (["taskyard/b", "taskyard/a"], "diverged"),
        (["taskyard/a", "taskyard/none"], "diverged"),
    ]:
        assert await verify_branch_chain(yard.git, yard.repo.path, branches) == said
