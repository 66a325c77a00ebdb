"""What workers call: claim with a long poll, renew, complete, fail, release. And the state of the queue."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from pydantic import AliasChoices, ConfigDict, Field
from starlette.responses import Response

from taskyard.domain import limit
from taskyard.domain.claim import Claim, Orders
from taskyard.domain.dialect import Dialect
from taskyard.domain.error import Invalid
from taskyard.domain.run import Outcome, Reason, RunStatus
from taskyard.domain.task import Task
from taskyard.server.api.worker import OfferForm
from taskyard.server.auth import ACT, READ, WORK, Call, as_json
from taskyard.server.form import Count, Form, Id, Key
from taskyard.server.poll import while_heard
from taskyard.server.report import OutcomeForm, Printed, Summary
from taskyard.server.word import PriorityWord, Speak
from taskyard.service import claim as claims
from taskyard.service import dialect as spoken
from taskyard.service import lease, outcome, queue, wait
from taskyard.service import task as tasks
from taskyard.service.claim import Bid
from taskyard.service.dialect import ClaimedOrder, WorkOrder
from taskyard.service.outcome import Receipt
from taskyard.service.status import QueueStatus, status
from taskyard.service.yard import Deed

router = APIRouter(prefix="/queue", tags=["queue"])


class Enqueue(Form):
    task: Annotated[Id, Field(validation_alias=AliasChoices("task", "task_id"))]
    priority: PriorityWord | None = None


class Ask(Form):
    worker: Annotated[Id, Field(validation_alias=AliasChoices("worker", "worker_id"))]
    key: Key | None = None  # names this claim, so that it may be repeated; only a dialect goes without
    offer: OfferForm | None = None


class Held(Form):
    run: Annotated[Id, Field(validation_alias=AliasChoices("run", "work_order_id"))]
    fence: Count


def _ends(allowed: frozenset[RunStatus]) -> dict[str, Any]:
    """How a run may have ended, for a form's description."""
    status = {"enum": sorted(allowed)}
    return {"allOf": [{"properties": {"outcome": {"properties": {"status": status}}}}]}


class Complete(Held):
    """Without an outcome the work succeeded, and `output` is what it has to say."""

    model_config = ConfigDict(json_schema_extra=_ends(outcome.SUCCESS))

    outcome: OutcomeForm | None = None
    output: Summary = ""


class Fail(Held):
    """Without an outcome the agent failed, and `error` says how."""

    model_config = ConfigDict(json_schema_extra=_ends(outcome.FAILURE))

    outcome: OutcomeForm | None = None
    error: Printed = ""


@router.post("/enqueue", response_model=Task | WorkOrder)
async def enqueue(call: Annotated[Call, Depends(ACT)], body: Enqueue, dialect: Speak = None) -> Response:
    def work(deed: Deed) -> Task:
        if body.priority is not None:
            tasks.change(deed, body.task, {"priority": body.priority})
        return queue.enqueue(deed, body.task)

    if dialect is None:
        return await call.do(work, Task)
    return await call.do(lambda deed: spoken.order(deed, dialect, work(deed)), WorkOrder)


@router.post(
    "/claim", response_model=Claim | ClaimedOrder, responses={204: {"description": "Nothing to do now"}}
)
async def claim(
    call: Annotated[Call, Depends(WORK)],
    request: Request,
    body: Ask,
    seconds: Annotated[float, Query(alias="wait", ge=0, le=limit.LONG_POLL, allow_inf_nan=False)] = 0.0,
    dialect: Speak = None,
) -> Response:
    bid = _bid(call, body, dialect)
    found = await wait.claim(call.yard, call.actor, bid)
    if found is None and seconds > 0:
        found = await while_heard(request, lambda: wait.later(call.yard, call.actor, bid, seconds))
    if found is None:
        return Response(status_code=204)
    if dialect is not None:
        run = found.run.id
        return await call.show(lambda deed: spoken.claimed(deed, dialect, run), ClaimedOrder)
    return Response(as_json(Claim, found), media_type="application/json")


@router.post("/renew", response_model=Orders)
async def renew(call: Annotated[Call, Depends(WORK)], body: Held) -> Response:
    return await call.do(lambda deed: lease.renew(deed, body.run, body.fence), Orders)


@router.post("/complete", response_model=Receipt)
async def complete(call: Annotated[Call, Depends(WORK)], body: Complete) -> Response:
    plain = OutcomeForm(status=RunStatus.SUCCEEDED, reason=Reason.COMPLETED, summary=body.output)
    return await _finish(call, body, body.outcome or plain, outcome.SUCCESS)


@router.post("/fail", response_model=Receipt)
async def fail(call: Annotated[Call, Depends(WORK)], body: Fail) -> Response:
    plain = OutcomeForm(status=RunStatus.FAILED, reason=Reason.AGENT_ERROR, message=body.error)
    return await _finish(call, body, body.outcome or plain, outcome.FAILURE)


@router.post("/release", status_code=204, response_class=Response)
async def release(call: Annotated[Call, Depends(WORK)], body: Held) -> Response:
    return await call.do(lambda deed: claims.release(deed, body.run, body.fence), None, 204)


@router.get("/status", response_model=QueueStatus)
async def show(call: Annotated[Call, Depends(READ)]) -> Response:
    return await call.show(status, QueueStatus)


def _bid(call: Call, body: Ask, dialect: Dialect | None) -> Bid:
    """Who speaks a dialect knows nothing of merges, nor of keys: each of its claims is a new one."""
    if body.key is None and dialect is None:
        raise Invalid("key: name this claim, so that it may be repeated", field="key")
    key = body.key or f"{dialect} {call.yard.entropy(16).hex()}"
    offer = body.offer or OfferForm(kinds=("work", "merge") if dialect is None else ("work",))
    return Bid(worker=body.worker, key=key, offer=offer.offer())


async def _finish(call: Call, body: Held, form: OutcomeForm, allowed: frozenset[RunStatus]) -> Response:
    said: Outcome = form.outcome()
    return await call.do(lambda deed: outcome.finish(deed, body.run, body.fence, said, allowed), Receipt)
