"""/self: what an agent inside a run may do with its run token: its own run and nothing else (K4)."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field
from starlette.responses import Response

from taskyard.domain.chat import Message
from taskyard.domain.run import Run
from taskyard.domain.task import Task
from taskyard.server.auth import SPEAK, Call, own_run
from taskyard.server.form import Form, Said
from taskyard.server.listing import Listing
from taskyard.service import chat
from taskyard.service import run as runs
from taskyard.service import task as tasks
from taskyard.service.yard import Deed

router = APIRouter(prefix="/self", tags=["self"])


@dataclass(frozen=True, kw_only=True)
class Own:
    task: Task
    run: Run


class Question(Form):
    text: Said
    choices: Annotated[tuple[Said, ...], Field(max_length=20)] = ()


@router.get("/task", response_model=Own)
async def own(call: Annotated[Call, Depends(SPEAK)]) -> Response:
    run_id, _fence = own_run(call)

    def work(deed: Deed) -> Own:
        run = runs.get(deed, run_id)
        return Own(task=tasks.get(deed, run.task), run=run)

    return await call.show(work, Own)


@router.post("/ask", response_model=Message, status_code=201)
async def ask(call: Annotated[Call, Depends(SPEAK)], body: Question) -> Response:
    run_id, fence = own_run(call)
    return await call.do(
        lambda deed: chat.ask(deed, run_id, fence, body.text, choices=body.choices), Message, 201
    )


@router.get("/messages", response_model=Listing[Message])
async def messages(call: Annotated[Call, Depends(SPEAK)]) -> Response:
    run_id, _fence = own_run(call)
    return await call.show(
        lambda deed: Listing(items=chat.of_run(deed, runs.get(deed, run_id))), Listing[Message]
    )
