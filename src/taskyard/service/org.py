"""Organisations. Whoever manages `default` makes and removes the others; each looks after its own settings."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from taskyard.domain.account import DEFAULT_ORG, Scope
from taskyard.domain.error import Conflict, Forbidden, NotFound
from taskyard.domain.org import Org, org_id
from taskyard.domain.settings import layer
from taskyard.service import account
from taskyard.service import run as runs
from taskyard.service.account import NewKey
from taskyard.service.yard import Deed
from taskyard.store import org as rows


@dataclass(frozen=True, kw_only=True)
class NewOrg:
    org: Org
    key: NewKey  # of its first admin


def own(deed: Deed) -> Org:
    return _get(deed, deed.org)


def every(deed: Deed) -> list[Org]:
    """All of them for those who manage `default`; else one's own."""
    return rows.all(deed.tx) if deed.org == DEFAULT_ORG else [own(deed)]


def add(deed: Deed, name: str, title: str = "", settings: Mapping[str, Any] | None = None) -> NewOrg:
    _first(deed)
    if rows.get(deed.tx, org_id(name)) is not None:
        raise Conflict("there is an organisation by that id", field="id")
    made = Org(id=name, name=title or name, settings=layer(settings or {}), created_at=deed.now)
    rows.add(deed.tx, made)
    deed.tell("org.created", body={"org": made.id, "name": made.name})
    key = account.add_key(inside(deed, name), name="first", scope=Scope.ADMIN, expires_at=account.term(deed))
    return NewOrg(org=made, key=key)


def change(deed: Deed, fields: Mapping[str, Any]) -> Org:
    """`fields` holds only what the caller named."""
    new = dict(fields)
    if "settings" in new:
        new["settings"] = layer(new["settings"])
    org = replace(own(deed), **new)
    rows.save(deed.tx, org)
    body = {"org": org.id, "fields": sorted(new), "settings": sorted(new.get("settings", {}))}
    deed.tell("org.changed", body=body)
    runs.wake(deed)  # a raised limit may have work at once
    return org


def remove(deed: Deed, name: str) -> None:
    """Only an empty one; its keys end with it. What it did stays in the ledger."""
    _first(deed)
    org = _get(deed, name)
    if org.id == DEFAULT_ORG:
        raise Conflict("the organisation `default` is always there")
    if rows.is_used(deed.tx, org.id):
        raise Conflict("remove its projects first")
    within = inside(deed, org.id)
    for key in account.keys(within):
        account.revoke(within, key.id)
    rows.remove(deed.tx, org.id)
    deed.tell("org.deleted", body={"org": org.id, "name": org.name})


def inside(deed: Deed, name: str) -> Deed:
    """The same act, in another organisation. Raises NotFound when there is none by that name."""
    return replace(deed, actor=replace(deed.actor, org=_get(deed, name).id))


def _get(deed: Deed, name: str) -> Org:
    found = rows.get(deed.tx, name)
    if found is None:
        raise NotFound("there is no organisation by that id")
    return found


def _first(deed: Deed) -> None:
    if deed.org != DEFAULT_ORG:
        raise Forbidden("only an admin of the organisation `default` may do that")
