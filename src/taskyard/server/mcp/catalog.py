"""The tools at the board: which there are, who may use them, and what they are called with.

The list is what is allowed: nothing that the API can do is a tool unless it stands here.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import ValidationError

from taskyard.domain.account import Actor, Need, Scope, allowed
from taskyard.domain.chat import Message
from taskyard.domain.error import Conflict, Forbidden, Invalid, TaskyardError
from taskyard.domain.task import Task
from taskyard.server.auth import Call, as_json
from taskyard.server.form import Form
from taskyard.server.mcp import form, repeat, work
from taskyard.server.rate import Rule
from taskyard.service import bot, chat, queue, review, why
from taskyard.service import task as tasks
from taskyard.service.idempotency import Answer, Asked, once
from taskyard.service.yard import Deed

_READ, _ACT, _WORK = frozenset({Need.READ}), frozenset({Need.ACT}), frozenset({Need.WORK})
_ALSO_WORK = _ACT | _WORK


@dataclass(frozen=True)
class Tool:
    words: str
    needs: frozenset[Need]  # one of them is enough
    form: type[Form]
    kind: Any  # what it gives
    work: Callable[[Deed, Any], Any]
    destroys: bool = False
    refused: Callable[[TaskyardError], Mapping[str, Any]] | None = None  # a conflict is an ordinary answer

    @property
    def reads(self) -> bool:
        return self.needs == _READ

    @cached_property
    def schema(self) -> dict[str, Any]:
        return self.form.model_json_schema()


TOOLS: Mapping[str, Tool] = {
    "list_task_lists": Tool(
        "All task lists (projects), newest first, each with the repository it works on.",
        _READ, form.Workspaced, work.TaskLists, work.lists,
    ),
    "list_projects": Tool("The same as list_task_lists.", _READ, form.Workspaced, work.TaskLists, work.lists),
    "get_task_list": Tool(
        "One task list: its repository, target branch and rules.",
        _READ, form.OneList, work.TaskList, work.one_list,
    ),
    "list_tasks": Tool(
        "Tasks in the order of the board, a page at a time.",
        _READ, form.ManyTasks, work.TaskPage, work.many,
    ),
    "get_task": Tool(
        "One task, whole.", _READ, form.OneTask, Task, lambda deed, said: tasks.get(deed, said.task_id)
    ),
    "why_task": Tool(
        "Why nobody works on a task: every reason.",
        _READ, form.OneTask, why.Verdict, lambda deed, said: why.explain(deed, said.task_id),
    ),
    "list_task_comments": Tool(
        "The conversation about a task: comments, questions, answers, notes of the agent.",
        _READ, form.OneTask, dict[str, list[Message]], work.comments,
    ),
    "list_questions": Tool(
        "All questions that agents wait for people to answer.",
        _READ, form.Nothing, dict[str, list[Message]], work.inbox,
    ),
    "get_transcript": Tool(
        "What an agent said and did in a run, a window at a time.",
        _READ, form.Transcript, work.Window, work.window,
    ),
    "get_diff": Tool(
        "What a task's newest run has changed, as a patch, a part at a time.",
        _READ, form.Diff, work.Diff, work.diff,
    ),
    "get_usage": Tool(
        "Tokens, turns and cost of the last 30 days.", _READ, form.Usage, work.Used, work.used
    ),
    "create_task": Tool("Put a task on a list.", _ACT, form.NewTask, Task, work.add),
    "reorder_task": Tool(
        "Move a task to a place in its column, or before or behind another task.",
        _ACT, form.Reorder, Task, work.reorder,
    ),
    "run_task": Tool(
        "Run a task now, past the queue.",
        _ACT, form.OneTask, Task, lambda deed, said: queue.run_now(deed, said.task_id),
    ),
    "cancel_task": Tool(
        "Stop a task for good; its work is kept.",
        _ACT, form.OneTask, Task, lambda deed, said: queue.cancel(deed, said.task_id), destroys=True,
    ),
    "retry_task": Tool(
        "Try a failed task again.",
        _ACT, form.OneTask, Task, lambda deed, said: queue.retry(deed, said.task_id),
    ),
    "continue_task": Tool(
        "Let the agent go on with a task in the same conversation, with more words.",
        _ACT, form.Continue, Task, lambda deed, said: queue.carry_on(deed, said.task_id, said.text),
    ),
    "answer_question": Tool(
        "Answer a question of an agent. Only when the person has said what to answer.",
        _ACT, form.Answer, Message, lambda deed, said: chat.answer(deed, said.message_id, said.text),
    ),
    "approve_task": Tool(
        "Approve a task in review: its branch is merged. Only when the person has said so.",
        _ACT, form.Approve, Task,
        lambda deed, said: review.approve(deed, said.task_id, head_commit=said.head_commit, text=said.text),
        destroys=True,
    ),
    "request_changes": Tool(
        "Send a task in review back to its agent, with what is to be changed.",
        _ACT, form.RequestChanges, Task,
        lambda deed, said: review.request_changes(
            deed, said.task_id, text=said.text, remarks=tuple(one.remark() for one in said.remarks)
        ),
    ),
    "add_task_comment": Tool(
        "Say something about a task; to an agent at work it is its next turn.",
        _ACT, form.Comment, Message,
        lambda deed, said: chat.post(deed, said.task_id, said.text, said.reply_to),
    ),
    "update_task_status": Tool(
        "Set a task's status. People move it by the board's rules: queued (todo) enqueues it, retries it or sends it"
        " back, done merges or accepts it. Whoever has claimed it says running (in_progress) to keep it and hear of"
        " messages, review when it is finished, queued with notes to give it back; done is for people.",
        _ALSO_WORK, form.SetStatus, work.Stood, work.set_status,
    ),
    "claim_task": Tool(
        "Take a queued task, or the next in order, to work on it. Nobody else gets it while you hold it. Say"
        " update_task_status within the hour to keep it.",
        _WORK, form.ClaimTask, work.Claimed, work.claim, refused=work.refused,
    ),
    "report_progress": Tool(
        "A short note on a task that you have claimed; keeps it yours, and gives what people have said meanwhile.",
        _WORK, form.Say, work.Stood,
        lambda deed, said: work.Stood(orders=bot.go_on(deed, said.task_id, bot.Word(notes=said.text))),
    ),
    "ask_human": Tool(
        "Ask people about a task that you have claimed. Does not wait: ask again in the same words for the answer.",
        _WORK, form.Ask, Message,
        lambda deed, said: bot.question(deed, said.task_id, said.question, said.choices),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Given:
    """What a tool gave: JSON, and whether it went wrong."""

    text: str
    error: bool = False
    repeated: bool = False  # it was given before, under the same name


def mine(actor: Actor, *, read: bool) -> dict[str, Tool]:
    """What this caller may use."""
    return {
        name: tool
        for name, tool in TOOLS.items()
        if any(allowed(actor.scope, need) for need in tool.needs) and (tool.reads or not read)
    }


def listing(actor: Actor, *, read: bool) -> list[dict[str, Any]]:
    return [described(name, tool) for name, tool in mine(actor, read=read).items()]


def described(name: str, tool: Tool) -> dict[str, Any]:
    hints = {"readOnlyHint": tool.reads, "destructiveHint": tool.destroys, "openWorldHint": False}
    return {"name": name, "description": tool.words, "inputSchema": tool.schema, "annotations": hints}


async def use(call: Call, name: str, given: object, *, read: bool, key: object = None) -> Given:
    """Never raises for what the caller did wrong: the model reads what it was, and its code."""
    tool = TOOLS[name]
    try:
        if name not in mine(call.actor, read=read):
            words = "this connection only reads" if read and tool.needs != _READ else ""
            raise Forbidden(words or f"a {call.actor.scope.value} key may not use {name}")
        if tool.reads:
            return await _look(call, tool, given)
        return await _act(call, tool, given, repeat.named(call, key, name, given))
    except TaskyardError as error:
        if tool.refused is not None and isinstance(error, Conflict):
            return Given(json.dumps(tool.refused(error)))
        return Given(_problem(error), error=True)


async def _look(call: Call, tool: Tool, given: object) -> Given:
    said = _checked(tool, given)
    text = await call.yard.look(call.actor, lambda deed: as_json(tool.kind, tool.work(deed, said)))
    return Given(text.decode())


async def _act(call: Call, tool: Tool, given: object, asked: Asked | None) -> Given:
    if call.actor.scope is not Scope.WORKER:
        call.limit(Rule.ACT)
    said = _checked(tool, given)

    def answered(deed: Deed) -> Answer:
        return once(deed, asked, lambda: (200, as_json(tool.kind, tool.work(deed, said)).decode()))

    answer = await call.yard.act(call.actor, answered)
    return Given(answer.body, repeated=answer.repeated)


def _checked(tool: Tool, given: object) -> Form:
    try:
        return tool.form.model_validate({} if given is None else given)
    except ValidationError as wrong:
        first = wrong.errors(include_input=False, include_url=False, include_context=False)[0]
        field = ".".join(map(str, first["loc"])) or "arguments"
        raise Invalid(f"{field}: {first['msg']}", field=field) from None


def _problem(error: TaskyardError) -> str:
    whole = {**error.detail, "code": error.code, "message": error.message}
    return json.dumps(whole, default=str, allow_nan=False)
