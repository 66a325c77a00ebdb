"""/workers: how one registers, is seen, is asked to stop, and signs off."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field
from starlette.responses import Response

from taskyard.domain.worker import Offer, Worker, WorkerStatus
from taskyard.server.auth import ACT, READ, WORK, Call
from taskyard.server.form import Form, Id, Name, Short, Words
from taskyard.server.listing import Listing
from taskyard.service import worker as workers
from taskyard.service.worker import Beat, Registration, Wish

router = APIRouter(prefix="/workers", tags=["worker"])
Some = Annotated[tuple[Name, ...], Field(max_length=100)]


class OfferForm(Form):
    projects: Some = ()
    agents: Some = ()
    labels: Some = ()
    tiers: Some = ("none",)
    kinds: Some = ("work", "merge")
    override: bool = False

    def offer(self) -> Offer:
        return Offer(**self.model_dump())


class Register(Form):
    name: Name
    slots: Annotated[int, Field(ge=0, le=1000)] = 1
    offer: OfferForm = OfferForm()
    version: Short = ""
    host: Short = ""


class Heartbeat(Form):
    status: WorkerStatus
    runs: Annotated[tuple[Id, ...], Field(max_length=1001)] = ()
    note: Words = ""


@router.get("", response_model=Listing[Worker])
async def every(call: Annotated[Call, Depends(READ)]) -> Response:
    return await call.show(lambda deed: Listing(items=workers.every(deed)), Listing[Worker])


@router.post("", response_model=Worker, status_code=201)
async def register(call: Annotated[Call, Depends(WORK)], body: Register) -> Response:
    asked = Registration(
        name=body.name,
        slots=body.slots,
        offer=body.offer.offer(),
        version=body.version,
        host=body.host,
    )
    return await call.do(lambda deed: workers.register(deed, asked), Worker, 201)


@router.get("/{worker_id}", response_model=Worker)
async def get(call: Annotated[Call, Depends(READ)], worker_id: str) -> Response:
    return await call.show(lambda deed: workers.get(deed, worker_id), Worker)


@router.post("/{worker_id}/heartbeat", response_model=Wish)
async def heartbeat(call: Annotated[Call, Depends(WORK)], worker_id: str, body: Heartbeat) -> Response:
    beat = Beat(status=body.status, runs=body.runs, note=body.note)
    return await call.do(lambda deed: workers.heartbeat(deed, worker_id, beat), Wish)


@router.post("/{worker_id}/drain", response_model=Worker)
async def drain(call: Annotated[Call, Depends(ACT)], worker_id: str) -> Response:
    return await call.do(lambda deed: workers.drain(deed, worker_id), Worker)


@router.delete("/{worker_id}", status_code=204, response_class=Response)
async def sign_off(call: Annotated[Call, Depends(WORK)], worker_id: str) -> Response:
    return await call.do(lambda deed: workers.sign_off(deed, worker_id), None, 204)
