"""/orgs and /org: organisations; one's own, with the settings that lie under those of its projects."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends
from pydantic import Field, WithJsonSchema
from starlette.responses import Response

from taskyard.domain.org import Org
from taskyard.domain.settings import resolve, to_json
from taskyard.server.auth import MANAGE, READ, Call, as_json
from taskyard.server.form import Form, Name
from taskyard.server.listing import Listing
from taskyard.server.rate import Rule
from taskyard.server.setting import ProjectFields
from taskyard.service import org as orgs
from taskyard.service.yard import Deed

router = APIRouter(tags=["org"])


OrgId = Annotated[Name, WithJsonSchema({"type": "string", "pattern": "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$"})]


class NewOrg(Form):
    id: OrgId
    name: Name | None = None
    settings: ProjectFields = Field(default_factory=dict)


class OrgPatch(Form):
    name: Name = ""
    settings: ProjectFields = Field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class OrgShown(Org):
    key: str | None = None  # of its first admin, only in the answer that makes it


@dataclass(frozen=True, kw_only=True)
class OrgOwn(Org):
    effective: dict[str, Any]  # every setting, as a project has it that sets none


def _own(org: Org) -> OrgOwn:
    return OrgOwn(**vars(org), effective=to_json(resolve(org.settings)))


@router.get("/orgs", response_model=Listing[Org])
async def every(call: Annotated[Call, Depends(MANAGE)]) -> Response:
    return await call.show(lambda deed: Listing(items=orgs.every(deed)), Listing[Org])


@router.post("/orgs", response_model=OrgShown, status_code=201)
async def add(call: Annotated[Call, Depends(MANAGE)], body: NewOrg) -> Response:
    """For admins of `default`. The answer has the key of its first admin, once."""
    call.limit(Rule.KEYS)
    # Not through `call.do`: a remembered answer would keep the secret in the database (K1).
    made = await call.yard.act(
        call.actor, lambda deed: orgs.add(deed, body.id, body.name or body.id, body.settings)
    )
    shown = as_json(OrgShown, OrgShown(**vars(made.org), key=made.key.secret))
    return Response(shown, status_code=201, media_type="application/json")


@router.delete("/orgs/{org_id}", status_code=204, response_class=Response)
async def remove(call: Annotated[Call, Depends(MANAGE)], org_id: str) -> Response:
    return await call.do(lambda deed: orgs.remove(deed, org_id), None, 204)


@router.get("/org", response_model=OrgOwn)
async def own(call: Annotated[Call, Depends(READ)]) -> Response:
    return await call.show(lambda deed: _own(orgs.own(deed)), OrgOwn)


@router.patch("/org", response_model=OrgOwn)
async def change(call: Annotated[Call, Depends(MANAGE)], body: Annotated[OrgPatch, Body()]) -> Response:
    """Settings take effect with the next run that is queued; a null says nothing."""
    named = {name: getattr(body, name) for name in body.model_fields_set}

    def work(deed: Deed) -> OrgOwn:
        return _own(orgs.change(deed, named))

    return await call.do(work, OrgOwn)
