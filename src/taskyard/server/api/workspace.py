"""/workspaces and merge targets: what is on the workers' disks, and wishes for it that their workers meet."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Body, Depends
from starlette.responses import Response

from taskyard.domain.workspace import Targets, Workspace
from taskyard.server.auth import ACT, MANAGE, READ, Call
from taskyard.server.form import Form, Id
from taskyard.server.listing import Listing
from taskyard.service import worker as workers
from taskyard.service import workspace as workspaces
from taskyard.service.worker import AgentShown
from taskyard.service.workspace import Cleaned

router = APIRouter(tags=["workspace"])


class Cleanup(Form):
    project: Id | None = None
    unmerged: bool = False  # also what is in no commit, or in no target: it is kept under a snapshot


@dataclass(frozen=True, kw_only=True)
class AskedFor:
    items: list[Workspace]


@router.get("/workspaces", response_model=Listing[Workspace])
async def every(call: Annotated[Call, Depends(READ)], project: Id | None = None) -> Response:
    return await call.show(lambda deed: Listing(items=workspaces.every(deed, project)), Listing[Workspace])


@router.post("/workspaces/cleanup", response_model=Cleaned)
async def cleanup(
    call: Annotated[Call, Depends(ACT)], body: Annotated[Cleanup | None, Body()] = None
) -> Response:
    """Asks the workers to remove those of tasks that have ended. Gives the count, and what is left alone and why."""
    wanted = body or Cleanup()
    return await call.do(
        lambda deed: workspaces.cleanup(deed, wanted.project, unmerged=wanted.unmerged), Cleaned
    )


@router.post("/workspaces/reset", response_model=Cleaned)
async def reset(call: Annotated[Call, Depends(MANAGE)]) -> Response:
    """Asks the workers to remove all; refused while anything runs. Their work is kept under snapshots."""
    return await call.do(workspaces.reset, Cleaned)


@router.post("/workspaces/{task_id}/discard", response_model=AskedFor)
async def discard(call: Annotated[Call, Depends(ACT)], task_id: str) -> Response:
    return await call.do(lambda deed: AskedFor(items=workspaces.discard(deed, task_id)), AskedFor)


@router.post("/workspaces/{task_id}/restore", response_model=AskedFor)
async def restore(call: Annotated[Call, Depends(ACT)], task_id: str) -> Response:
    return await call.do(lambda deed: AskedFor(items=workspaces.restore(deed, task_id)), AskedFor)


@router.get("/projects/{project_id}/merge-targets", response_model=Targets)
async def targets(call: Annotated[Call, Depends(READ)], project_id: str) -> Response:
    return await call.show(lambda deed: workspaces.targets(deed, project_id), Targets)


@router.get("/agents", response_model=Listing[AgentShown])
async def agents(call: Annotated[Call, Depends(READ)]) -> Response:
    """What the workers that are there can start now, and which accounts must rest."""
    return await call.show(lambda deed: Listing(items=workers.agents(deed)), Listing[AgentShown])
