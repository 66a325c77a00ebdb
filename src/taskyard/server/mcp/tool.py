"""The tools of an agent inside its run: it asks a person, says how it goes, reads its task."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints, ValidationError, model_validator
from starlette.responses import Response

from taskyard.domain import limit
from taskyard.domain.error import TaskyardError
from taskyard.domain.review import Verdict, as_prompt
from taskyard.server.auth import Call, own_run
from taskyard.server.form import CLEAN, ONE_LINE, Form
from taskyard.server.mcp import rpc
from taskyard.server.mcp.ask import AskStream
from taskyard.service import ask, review
from taskyard.service import run as runs
from taskyard.service import task as tasks
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

    call: Call
    id: rpc.Id
    token: rpc.Id | None  # wants to hear of progress under this name
    form: Any


async def _ask_human(use: Use) -> Response:
    run, fence = own_run(use.call)
    form: AskHuman = use.form
    asked = await use.call.yard.act(
        use.call.actor, lambda deed: ask.begin(deed, run, fence, form.text, form.choices)
    )
    return AskStream(use.call, use.id, use.token, asked)


async def _report_progress(use: Use) -> Response:
    run, fence = own_run(use.call)
    await use.call.yard.act(use.call.actor, lambda deed: ask.progress(deed, run, fence, use.form.text))
    return rpc.answer(use.id, rpc.text_result("Noted on the task."))


async def _get_task(use: Use) -> Response:
    run, _fence = own_run(use.call)
    found = await use.call.yard.look(use.call.actor, lambda deed: _task(deed, run))
    return rpc.answer(use.id, rpc.text_result(json.dumps(found, ensure_ascii=False, indent=1)))


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
    use: Callable[[Use], Awaitable[Response]]
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


def listing(*, read: bool = False) -> dict[str, Any]:
    return {
        "tools": [
            {
                "name": name,
                "description": tool.words,
                "inputSchema": tool.form.model_json_schema(),
                "annotations": {"readOnlyHint": tool.reads, "destructiveHint": False, "openWorldHint": False},
            }
            for name, tool in TOOLS.items()
            if tool.reads or not read
        ]
    }


async def use(call: Call, to: rpc.Id, params: Mapping[str, Any], *, read: bool = False) -> Response:
    """Raises RpcError for a tool or arguments that do not exist; what goes wrong then, the model reads."""
    name = params.get("name")
    tool = TOOLS.get(name) if isinstance(name, str) else None
    if tool is not None and read and not tool.reads:
        return rpc.answer(to, rpc.text_result("this connection only reads", error=True))
    if tool is None:
        raise rpc.RpcError(rpc.INVALID_PARAMS, f"the tools are {', '.join(TOOLS)}", id=to)
    given = params.get("arguments")
    try:
        form = tool.form.model_validate({} if given is None else given)
    except ValidationError as wrong:
        first = wrong.errors(include_input=False, include_url=False, include_context=False)[0]
        field = ".".join(map(str, first["loc"])) or "arguments"
        raise rpc.RpcError(rpc.INVALID_PARAMS, f"{field}: {first['msg']}", id=to) from None
    try:
        return await tool.use(Use(call, to, _token(to, params), form))
    except TaskyardError as error:
        return rpc.answer(to, rpc.text_result(error.message, error=True))


def _token(to: rpc.Id, params: Mapping[str, Any]) -> rpc.Id | None:
    meta = params.get("_meta")
    token = meta.get("progressToken") if isinstance(meta, dict) else None
    if token is not None and not rpc.is_id(token):
        raise rpc.RpcError(rpc.INVALID_PARAMS, "progressToken must be a text or a whole number", id=to)
    return token
