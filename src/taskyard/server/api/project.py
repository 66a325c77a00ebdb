"""/projects"""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends
from pydantic import Field, WithJsonSchema
from starlette.responses import Response

from taskyard.server.auth import MANAGE, READ, Call
from taskyard.server.character import ABSOLUTE
from taskyard.server.form import Form, Name, Path
from taskyard.server.listing import Listing
from taskyard.server.setting import ProjectFields
from taskyard.service import budget
from taskyard.service import project as projects
from taskyard.service.budget import ProjectShown
from taskyard.service.project import ProjectDraft
from taskyard.service.yard import Deed

router = APIRouter(prefix="/projects", tags=["project"])
_REF = r"^(?!.*\.lock(?:/|$))[A-Za-z0-9](?:[A-Za-z0-9_-]|[./][A-Za-z0-9_-])*$"
TARGET = {"type": "string", "minLength": 1, "maxLength": 4096, "pattern": _REF}


Repository = Annotated[Path, ABSOLUTE]
Target = Annotated[Path, WithJsonSchema(TARGET)]


class NewProject(Form):
    name: Name
    repository: Repository | None = None
    target: Target = "main"
    settings: ProjectFields = Field(default_factory=dict)
    paused: bool = False


class ProjectPatch(Form):
    name: Name = ""
    repository: Repository | None = None
    target: Target = "main"
    settings: ProjectFields = Field(default_factory=dict)
    paused: bool = False


def named(form: Form) -> dict[str, Any]:
    """Only what the caller wrote down."""
    return {name: getattr(form, name) for name in form.model_fields_set}


@router.get("", response_model=Listing[ProjectShown])
async def every(call: Annotated[Call, Depends(READ)]) -> Response:
    def work(deed: Deed) -> Listing[ProjectShown]:
        return Listing(items=[budget.shown(deed, one) for one in projects.every(deed)])

    return await call.show(work, Listing[ProjectShown])


@router.post("", response_model=ProjectShown, status_code=201)
async def add(call: Annotated[Call, Depends(MANAGE)], body: NewProject) -> Response:
    draft = ProjectDraft(**body.model_dump())
    return await call.do(lambda deed: budget.shown(deed, projects.add(deed, draft)), ProjectShown, 201)


@router.get("/{project_id}", response_model=ProjectShown)
async def get(call: Annotated[Call, Depends(READ)], project_id: str) -> Response:
    return await call.show(lambda deed: budget.shown(deed, projects.get(deed, project_id)), ProjectShown)


@router.patch("/{project_id}", response_model=ProjectShown)
async def change(
    call: Annotated[Call, Depends(MANAGE)], project_id: str, body: Annotated[ProjectPatch, Body()]
) -> Response:
    def work(deed: Deed) -> ProjectShown:
        return budget.shown(deed, projects.change(deed, project_id, named(body)))

    return await call.do(work, ProjectShown)


@router.delete("/{project_id}", status_code=204, response_class=Response)
async def remove(call: Annotated[Call, Depends(MANAGE)], project_id: str) -> Response:
    return await call.do(lambda deed: projects.remove(deed, project_id), None, 204)
