"""/workers: how one registers, is seen, is asked to stop, and signs off."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field, StringConstraints
from starlette.responses import Response

from taskyard.domain import limit
from taskyard.domain.profile import MOST_FILES, SHOWN, Card, Shelf
from taskyard.domain.worker import Offer, Wish, Worker
from taskyard.domain.workspace import (
    MOST_BRANCHES,
    MOST_BYTES,
    MOST_REPOSITORIES,
    MOST_WORKSPACES,
    Branches,
    Done,
    Found,
    Survey,
)
from taskyard.server.auth import ACT, LEAVE, READ, WORK, Call
from taskyard.server.character import CLEAN, ONE_LINE
from taskyard.server.form import Commit, Count, Form, Id, Name, Path, Short, Words
from taskyard.server.listing import Listing
from taskyard.server.word import Speak, WorkerWord
from taskyard.service import dialect as spoken
from taskyard.service import worker as workers
from taskyard.service.dialect import SpokenWorker
from taskyard.service.worker import Beat, Registration
from taskyard.service.yard import Deed

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


class FoundForm(Form):
    task: Id
    path: Path
    strategy: Name
    branch: Path | None = None
    base_commit: Commit | None = None
    head_commit: Commit | None = None
    dirty: bool = False
    ahead: Count | None = None
    behind: Count | None = None
    disk: Annotated[int, Field(ge=0, le=MOST_BYTES, strict=True)] | None = None
    disk_cut: bool = False


class BranchesForm(Form):
    path: Path
    current: Path | None = None
    names: Annotated[tuple[Path, ...], Field(max_length=MOST_BRANCHES)] = ()


class DoneForm(Form):
    task: Id
    ok: bool
    ref: Short = ""
    words: Words = ""


class SurveyForm(Form):
    workspaces: Annotated[tuple[FoundForm, ...], Field(max_length=MOST_WORKSPACES)] = ()
    repositories: Annotated[tuple[BranchesForm, ...], Field(max_length=MOST_REPOSITORIES)] = ()
    done: Annotated[tuple[DoneForm, ...], Field(max_length=MOST_WORKSPACES)] = ()

    def survey(self) -> Survey:
        return Survey(
            workspaces=tuple(Found(**one.model_dump()) for one in self.workspaces),
            repositories=tuple(Branches(**one.model_dump()) for one in self.repositories),
            done=tuple(Done(**one.model_dump()) for one in self.done),
        )


class Heartbeat(Form):
    status: WorkerWord
    runs: Annotated[tuple[Id, ...], Field(max_length=1001)] = ()
    note: Words = ""
    profiles: ShelfForm | None = None
    survey: SurveyForm | None = None


@router.get("", response_model=Listing[Worker] | Listing[SpokenWorker])
async def every(call: Annotated[Call, Depends(READ)], dialect: Speak = None) -> Response:
    """Also those that have signed off; a dialect, which has no word for them, lists only the others."""
    if dialect is None:
        return await call.show(lambda deed: Listing(items=workers.every(deed)), Listing[Worker])

    def work(deed: Deed) -> Listing[SpokenWorker]:
        here = [one for one in workers.every(deed) if one.gone_at is None]
        return Listing(items=[spoken.worker(dialect, one) for one in here])

    return await call.show(work, Listing[SpokenWorker])


@router.post("", response_model=Worker | SpokenWorker, status_code=201)
async def register(call: Annotated[Call, Depends(WORK)], body: Register, dialect: Speak = None) -> Response:
    asked = Registration(
        name=body.name,
        slots=body.slots,
        offer=body.offer.offer(),
        version=body.version,
        host=body.host,
        profiles=body.profiles.shelf(),
    )
    if dialect is None:
        return await call.do(lambda deed: workers.register(deed, asked), Worker, 201)
    return await call.do(
        lambda deed: spoken.worker(dialect, workers.register(deed, asked)), SpokenWorker, 201
    )


@router.get("/{worker_id}", response_model=Worker | SpokenWorker)
async def get(call: Annotated[Call, Depends(READ)], worker_id: str, dialect: Speak = None) -> Response:
    if dialect is None:
        return await call.show(lambda deed: workers.get(deed, worker_id), Worker)
    return await call.show(lambda deed: spoken.worker(dialect, workers.get(deed, worker_id)), SpokenWorker)


@router.post("/{worker_id}/heartbeat", response_model=Wish)
async def heartbeat(call: Annotated[Call, Depends(WORK)], worker_id: str, body: Heartbeat) -> Response:
    shelf = None if body.profiles is None else body.profiles.shelf()
    survey = None if body.survey is None else body.survey.survey()
    beat = Beat(status=body.status, runs=body.runs, note=body.note, profiles=shelf, survey=survey)
    return await call.do(lambda deed: workers.heartbeat(deed, worker_id, beat), Wish)


@router.post("/{worker_id}/drain", response_model=Worker)
async def drain(call: Annotated[Call, Depends(ACT)], worker_id: str) -> Response:
    return await call.do(lambda deed: workers.drain(deed, worker_id), Worker)


@router.delete("/{worker_id}", status_code=204, response_class=Response)
async def sign_off(call: Annotated[Call, Depends(LEAVE)], worker_id: str) -> Response:
    return await call.do(lambda deed: workers.sign_off(deed, worker_id), None, 204)
