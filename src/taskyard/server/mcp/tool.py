"""The tools of an agent inside its run: it asks a person, says how it goes, reads its task."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Self

from mcp_types import CallToolRequestParams, CallToolResult
from pydantic import Field, StringConstraints, ValidationError, model_validator

from taskyard.domain import limit
from taskyard.domain.error import TaskyardError
from taskyard.domain.review import Verdict, as_prompt
from taskyard.server.auth import own_run
from taskyard.server.character import CLEAN, ONE_LINE
from taskyard.server.form import Form
from taskyard.server.mcp import ask as asking
from taskyard.server.mcp import repeat, wire
from taskyard.service import ask, review
from taskyard.service import run as runs
from taskyard.service import task as tasks
from taskyard.service.idempotency import Answer, once
from taskyard.service.yard import Deed

_Said = Annotated[
    str, StringConstraints(min_length=1, max_length=limit.COMMENT, strip_whitespace=True), CLEAN
]
_Choice = Annotated[
    str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True), CLEAN, ONE_LINE
]
_Context = Annotated[str, StringConstraints(max_length=limit.COMMENT, strip_whitespace=True), CLEAN]


class AskHuman(Form):
    question: Annotated[_Said, Field(description="One clear question, in full sentences.")]
    choices: Annotated[
        tuple[_Choice, ...],
        Field(max_length=20, description="Answers to choose from; the person may also write their own."),
    ] = ()
    context: Annotated[_Context, Field(description="What one needs to know to answer. May be empty.")] = ""

    @property
    def text(self) -> str:
        return f"{self.question}\n\n{self.context}" if self.context else self.question

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if len(self.text) > limit.COMMENT:
            raise ValueError(f"question and context together may have {limit.COMMENT} characters")
        return self


class ReportProgress(Form):
    text: Annotated[_Said, Field(description="What is done, and what comes next.")]


class GetTask(Form):
    pass


@dataclass(frozen=True)
class Use:
    """One call of a tool, with its arguments checked."""

    context: wire.Context
    params: CallToolRequestParams
    form: Any


async def _ask_human(use: Use) -> CallToolResult:
    call = wire.exchange(use.context).call
    run, fence = own_run(call)
    form: AskHuman = use.form
    asked = await call.yard.act(call.actor, lambda deed: ask.begin(deed, run, fence, form.text, form.choices))
    return await asking.wait(use.context, asked)


async def _report_progress(use: Use) -> CallToolResult:
    call = wire.exchange(use.context).call
    run, fence = own_run(call)
    named = repeat.named(call, repeat.key(call, use.params.meta), use.params.name, use.params.arguments)

    def note(deed: Deed) -> tuple[int, str]:
        ask.progress(deed, run, fence, use.form.text)
        return 200, "Noted on the task."

    def answered(deed: Deed) -> Answer:
        return once(deed, named, lambda: note(deed))

    answer = await call.yard.act(call.actor, answered)
    result = wire.text(answer.body)
    return repeat.marked(result) if answer.repeated else result


async def _get_task(use: Use) -> CallToolResult:
    call = wire.exchange(use.context).call
    run, _fence = own_run(call)
    found = await call.yard.look(call.actor, lambda deed: _task(deed, run))
    return wire.text(json.dumps(found, ensure_ascii=False, indent=1))


def _task(deed: Deed, run_id: str) -> dict[str, Any]:
    task = tasks.get(deed, runs.get(deed, run_id).task)
    reviews = review.of_task(deed, task.id)
    return {
        "number": task.number,
        "title": task.title,
        "description": task.description,
        "remarks": [as_prompt(one) for one in reviews if one.verdict is Verdict.REQUEST_CHANGES],
    }


@dataclass(frozen=True)
class Tool:
    words: str
    form: type[Form]
    use: Callable[[Use], Awaitable[CallToolResult]]
    reads: bool = False


TOOLS: Mapping[str, Tool] = {
    "ask_human": Tool(
        "Ask the person responsible for this task, and wait for the answer. Use it when you must not decide"
        " yourself or cannot find out. If there is no answer in a few minutes you are told to end your turn;"
        " the conversation then goes on with the answer. If the call breaks off, ask again in the same words.",
        AskHuman,
        _ask_human,
    ),
    "report_progress": Tool(
        "Write a short note on the task for people who watch. Wants no answer.",
        ReportProgress,
        _report_progress,
    ),
    "get_task": Tool(
        "The task you work on: title, description, and the remarks of its reviews, as JSON.",
        GetTask,
        _get_task,
        reads=True,
    ),
}


def listing(*, read: bool = False) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "description": tool.words,
            "inputSchema": tool.form.model_json_schema(),
            "annotations": {"readOnlyHint": tool.reads, "destructiveHint": False, "openWorldHint": False},
        }
        for name, tool in TOOLS.items()
        if tool.reads or not read
    ]


async def use(context: wire.Context, params: CallToolRequestParams) -> CallToolResult:
    """Raises MCPError for a tool or arguments that do not exist; what goes wrong then, the model reads."""
    tool = TOOLS.get(params.name)
    if tool is None:
        raise wire.wrong(f"the tools are {', '.join(TOOLS)}")
    if wire.exchange(context).read and not tool.reads:
        return wire.text("this connection only reads", error=True)
    try:
        form = tool.form.model_validate(params.arguments or {})
    except ValidationError as problem:
        first = problem.errors(include_input=False, include_url=False, include_context=False)[0]
        field = ".".join(map(str, first["loc"])) or "arguments"
        raise wire.wrong(f"{field}: {first['msg']}") from None
    try:
        return await tool.use(Use(context, params, form))
    except TaskyardError as error:
        return wire.text(error.message, error=True)
