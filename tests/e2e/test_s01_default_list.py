"""S-01: tasks that came without a list are in the default one, and an upgrade changes nothing of them."""

import pytest

from taskyard.domain.comment import CommentType
from taskyard.store.upgrade import upgrade

pytestmark = pytest.mark.anyio


async def everything(board):
    items = (await board.admin.http.get("/tasks", dialect="taskinfa"))["items"]
    said = [[one.text for one in (await board.admin.comments(task["id"])).items] for task in items]
    found = await board.admin.tasks(text="second")
    return items, said, [task.title for task in found.items], await board.admin.projects()


async def test_s01_nothing_is_lost_by_upgrades(tmp_path, board_at):
    url = f"sqlite:///{tmp_path}/yard.db"
    upgrade(url)
    async with board_at(url) as board:
        for title in ("first", "second", "third"):
            task = await board.admin.http.send("POST", "/tasks", {"title": title}, dialect="taskinfa")
            await board.admin.comment(task["id"], f"about {title}", CommentType.COMMENT)
        before = await everything(board)
    assert [(task["title"], task["order"]) for task in before[0]] == [
        ("first", 0),
        ("second", 1),
        ("third", 2),
    ]
    assert before[1] == [["about first"], ["about second"], ["about third"]]
    assert before[2] == ["second"]
    assert [project.name for project in before[3]] == ["default"]
    assert {task["task_list_id"] for task in before[0]} == {before[3][0].id}
    for _ in range(2):
        upgrade(url)
        async with board_at(url) as board:
            assert await everything(board) == before
