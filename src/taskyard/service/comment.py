"""Comments on a task: people's and its runs'. They are messages; there is no second store."""

from taskyard.domain import id as ids
from taskyard.domain.comment import KIND, Comment, CommentType, comment
from taskyard.domain.error import Invalid
from taskyard.service import chat, lease
from taskyard.service import task as tasks
from taskyard.service.yard import Deed
from taskyard.store import chat as rows


def page(deed: Deed, task_id: str, cursor: str | None, limit: int) -> tuple[list[Comment], str | None]:
    """The oldest first. Raises Invalid for a bad cursor."""
    if cursor is not None and not ids.is_id(cursor):
        raise Invalid("cursor: take it from the page before", field="cursor")
    found, following = rows.page_of_task(deed.tx, tasks.get(deed, task_id).id, cursor=cursor, limit=limit)
    return [comment(one) for one in found], following


def by_person(deed: Deed, task_id: str, type_: CommentType, text: str) -> Comment:
    """Only a human message reaches the agent."""
    task = tasks.get(deed, task_id)
    if type_ is CommentType.QUESTION:
        raise Invalid("type: a run asks questions; to ask the agent, send a human_message", field="type")
    if type_ is CommentType.HUMAN_MESSAGE:
        return comment(chat.post(deed, task.id, text, None))
    return comment(chat.remark(deed, task, KIND[type_], text))


def by_run(deed: Deed, run_id: str, fence: int, type_: CommentType, text: str) -> Comment:
    """What the worker on a task has to say about it. A question makes the run wait for its answer."""
    if type_ is CommentType.HUMAN_MESSAGE:
        raise Invalid("type: a human_message comes from a person", field="type")
    if type_ is CommentType.QUESTION:
        return comment(chat.ask(deed, run_id, fence, text))
    return comment(chat.by_agent(deed, lease.held(deed, run_id, fence), KIND[type_], text))
