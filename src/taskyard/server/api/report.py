"""/runs/{id}/…: what a worker says about a run it holds. Every answer carries lease, cancel and messages."""

from collections.abc import Awaitable
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field
from starlette.responses import Response

from taskyard.domain import limit
from taskyard.domain.chat import Message, MessageKind
from taskyard.domain.claim import Orders
from taskyard.domain.error import Unavailable
from taskyard.domain.run import RunStatus
from taskyard.server.auth import WORK, Call, as_json
from taskyard.server.form import Commit, Count, Digest, Form, Id, Ordinal, Said, Short
from taskyard.server.poll import while_heard
from taskyard.server.report import EntryForm
from taskyard.service import chat, lease, orders, transcript
from taskyard.service import run as runs
from taskyard.service.lease import Standing
from taskyard.service.yard import Deed

router = APIRouter(prefix="/runs/{run_id}", tags=["report"])


class StatusForm(Form):
    fence: Count
    status: Literal["claimed", "preparing", "running", "waiting", "checking"]
    session: Short | None = None
    tier: Short | None = None
    branch: Short | None = None
    base_commit: Commit | None = None


class Batch(Form):
    fence: Count
    first: Ordinal
    entries: Annotated[tuple[EntryForm, ...], Field(max_length=limit.BATCH_ENTRIES)]


class Question(Form):
    fence: Count
    text: Said
    choices: Annotated[tuple[Said, ...], Field(max_length=20)] = ()
    kind: Literal["question", "permission", "budget"] = "question"
    binds: Digest = ""  # SHA-256 of what a permission is for, whole


class Known(Form):
    fence: Count
    known: Annotated[tuple[Id, ...], Field(max_length=1000)] = ()


class Delivered(Form):
    fence: Count
    messages: Annotated[tuple[Id, ...], Field(max_length=1000)]


@router.post("/status", response_model=Orders)
async def status(call: Annotated[Call, Depends(WORK)], run_id: str, body: StatusForm) -> Response:
    standing = Standing(
        status=RunStatus(body.status),
        session=body.session,
        tier=body.tier,
        branch=body.branch,
        base_commit=body.base_commit,
    )
    return await call.do(lambda deed: lease.report(deed, run_id, body.fence, standing), Orders)


@router.post("/orders", response_model=Orders)
async def await_orders(
    call: Annotated[Call, Depends(WORK)],
    request: Request,
    run_id: str,
    body: Known,
    seconds: Annotated[float, Query(alias="wait", ge=0, le=limit.LONG_POLL, allow_inf_nan=False)] = 0.0,
) -> Response:
    """Answers as soon as there is a cancel, or a message that is not among `known`."""

    def look() -> Awaitable[Orders]:
        return orders.wait(call.yard, call.actor, run_id, body.fence, frozenset(body.known), seconds)

    found = await while_heard(request, look)
    if found is None:
        raise Unavailable("the server stops; ask again", retry_after=1)
    return Response(as_json(Orders, found), media_type="application/json")


@router.post("/entries", response_model=Orders)
async def entries(call: Annotated[Call, Depends(WORK)], run_id: str, body: Batch) -> Response:
    answer = await call.do(
        lambda deed: transcript.append(deed, run_id, body.fence, body.first, body.entries), Orders
    )
    await call.yard.ring_entries(run_id)
    return answer


@router.post("/ask", response_model=Message, status_code=201)
async def ask(call: Annotated[Call, Depends(WORK)], run_id: str, body: Question) -> Response:
    kind = MessageKind(body.kind)
    return await call.do(
        lambda deed: chat.ask(
            deed, run_id, body.fence, body.text, choices=body.choices, kind=kind, binds=body.binds
        ),
        Message,
        201,
    )


@router.post("/delivered", response_model=Orders)
async def delivered(call: Annotated[Call, Depends(WORK)], run_id: str, body: Delivered) -> Response:
    def work(deed: Deed) -> Orders:
        chat.delivered(deed, run_id, body.fence, list(body.messages))
        return lease.orders(deed, runs.get(deed, run_id))

    return await call.do(work, Orders)
