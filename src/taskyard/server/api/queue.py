"""What workers call: claim with a long poll, renew, complete, fail, release. And the state of the queue."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from taskyard.domain import limit
from taskyard.domain.claim import Claim, Orders
from taskyard.domain.run import Outcome, RunStatus
from taskyard.domain.task import Task
from taskyard.server.api.worker import OfferForm
from taskyard.server.auth import ACT, READ, WORK, Call, as_json
from taskyard.server.form import Count, Form, Id, Key
from taskyard.server.poll import while_heard
from taskyard.server.report import OutcomeForm
from taskyard.service import claim as claims
from taskyard.service import lease, outcome, queue, wait
from taskyard.service.claim import Bid
from taskyard.service.outcome import Receipt
from taskyard.service.status import QueueStatus, status

router = APIRouter(prefix="/queue", tags=["queue"])


class Enqueue(Form):
    task: Id


class Ask(Form):
    worker: Id
    key: Key
    offer: OfferForm = OfferForm()


class Held(Form):
    run: Id
    fence: Count


class Finish(Held):
    outcome: OutcomeForm


@router.post("/enqueue", response_model=Task)
async def enqueue(call: Annotated[Call, Depends(ACT)], body: Enqueue) -> Response:
    return await call.do(lambda deed: queue.enqueue(deed, body.task), Task)


@router.post("/claim", response_model=Claim, responses={204: {"description": "Nothing to do now"}})
async def claim(
    call: Annotated[Call, Depends(WORK)],
    request: Request,
    body: Ask,
    seconds: Annotated[float, Query(alias="wait", ge=0, le=limit.LONG_POLL, allow_inf_nan=False)] = 0.0,
) -> Response:
    bid = Bid(worker=body.worker, key=body.key, offer=body.offer.offer())
    found = await wait.claim(call.yard, call.actor, bid)
    if found is None and seconds > 0:
        found = await while_heard(request, lambda: wait.later(call.yard, call.actor, bid, seconds))
    if found is None:
        return Response(status_code=204)
    return Response(as_json(Claim, found), media_type="application/json")


@router.post("/renew", response_model=Orders)
async def renew(call: Annotated[Call, Depends(WORK)], body: Held) -> Response:
    return await call.do(lambda deed: lease.renew(deed, body.run, body.fence), Orders)


@router.post("/complete", response_model=Receipt)
async def complete(call: Annotated[Call, Depends(WORK)], body: Finish) -> Response:
    return await _finish(call, body, outcome.SUCCESS)


@router.post("/fail", response_model=Receipt)
async def fail(call: Annotated[Call, Depends(WORK)], body: Finish) -> Response:
    return await _finish(call, body, outcome.FAILURE)


@router.post("/release", status_code=204, response_class=Response)
async def release(call: Annotated[Call, Depends(WORK)], body: Held) -> Response:
    return await call.do(lambda deed: claims.release(deed, body.run, body.fence), None, 204)


@router.get("/status", response_model=QueueStatus)
async def show(call: Annotated[Call, Depends(READ)]) -> Response:
    return await call.show(status, QueueStatus)


async def _finish(call: Call, body: Finish, allowed: frozenset[RunStatus]) -> Response:
    said: Outcome = body.outcome.outcome()
    return await call.do(lambda deed: outcome.finish(deed, body.run, body.fence, said, allowed), Receipt)
