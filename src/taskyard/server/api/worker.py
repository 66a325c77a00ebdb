"""/workers: how one registers, is seen, is asked to stop, and signs off."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field, StringConstraints
from starlette.responses import Response

from taskyard.domain import limit
from taskyard.domain.profile import MOST_FILES, SHOWN, Card, Shelf
from taskyard.domain.worker import Offer, Wish, Worker, WorkerStatus
from taskyard.server.auth import ACT, READ, WORK, Call
from taskyard.server.form import CLEAN, ONE_LINE, Count, Form, Id, Name, Short, Words
from taskyard.server.listing import Listing
from taskyard.service import worker as workers
from taskyard.service.worker import Beat, Registration

router = APIRouter(prefix="/workers", tags=["worker"])
Some = Annotated[tuple[Name, ...], Field(max_length=100)]
Label = Annotated[str, StringConstraints(max_length=limit.NAME), CLEAN, ONE_LINE]
Shown = Annotated[str, StringConstraints(max_length=SHOWN), CLEAN, ONE_LINE]


class OfferForm(Form):
    projects: Some = ()
    agents: Some = ()
    labels: Some = ()
    tiers: Some = ("none",)
    kinds: Some = ("work", "merge")
    override: bool = False

    def offer(self) -> Offer:
        return Offer(**self.model_dump())


class CardForm(Form):
    name: Label
    file: Label
    description: Shown = ""
    model: Label = ""
    problem: Shown = ""


class ShelfForm(Form):
    round: Count = 0
    items: Annotated[tuple[CardForm, ...], Field(max_length=MOST_FILES + 1)] = ()

    def shelf(self) -> Shelf:
        return Shelf(round=self.round, items=tuple(Card(**one.model_dump()) for one in self.items))


class Register(Form):
    name: Name
    slots: Annotated[int, Field(ge=0, le=1000)] = 1
    offer: OfferForm = OfferForm()
    version: Short = ""
    host: Short = ""
    profiles: ShelfForm = ShelfForm()


class Heartbeat(Form):
    status: WorkerStatus
    runs: Annotated[tuple[Id, ...], Field(max_length=1001)] = ()
    note: Words = ""
    profiles: ShelfForm | None = None


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
        profiles=body.profiles.shelf(),
    )
    return await call.do(lambda deed: workers.register(deed, asked), Worker, 201)


@router.get("/{worker_id}", response_model=Worker)
async def get(call: Annotated[Call, Depends(READ)], worker_id: str) -> Response:
    return await call.show(lambda deed: workers.get(deed, worker_id), Worker)


@router.post("/{worker_id}/heartbeat", response_model=Wish)
async def heartbeat(call: Annotated[Call, Depends(WORK)], worker_id: str, body: Heartbeat) -> Response:
    shelf = None if body.profiles is None else body.profiles.shelf()
    beat = Beat(status=body.status, runs=body.runs, note=body.note, profiles=shelf)
    return await call.do(lambda deed: workers.heartbeat(deed, worker_id, beat), Wish)


@router.post("/{worker_id}/drain", response_model=Worker)
async def drain(call: Annotated[Call, Depends(ACT)], worker_id: str) -> Response:
    return await call.do(lambda deed: workers.drain(deed, worker_id), Worker)


@router.delete("/{worker_id}", status_code=204, response_class=Response)
async def sign_off(call: Annotated[Call, Depends(WORK)], worker_id: str) -> Response:
    return await call.do(lambda deed: workers.sign_off(deed, worker_id), None, 204)
