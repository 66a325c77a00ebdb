"""Who may do what: the whole table, so that no scope grows unseen."""

import pytest

from taskyard.domain.account import Actor, Need, Scope, allowed, demand
from taskyard.domain.error import Forbidden

OPEN = {Need.NOTHING, Need.KNOWN}  # no right by itself
TABLE = {
    Scope.ADMIN: {*OPEN, Need.READ, Need.ACT, Need.MANAGE, Need.LEAVE},
    Scope.OPERATOR: {*OPEN, Need.READ, Need.ACT},
    Scope.VIEWER: {*OPEN, Need.READ},
    Scope.WORKER: {*OPEN, Need.WORK, Need.LEAVE},
    Scope.RUN: {*OPEN, Need.SPEAK},
}


def test_the_table_is_whole():
    assert {scope: {need for need in Need if allowed(scope, need)} for scope in Scope} == TABLE


def test_people_and_machines_share_no_right_but_that_a_worker_goes():
    for person in (Scope.ADMIN, Scope.OPERATOR, Scope.VIEWER):
        for machine in (Scope.WORKER, Scope.RUN):
            assert TABLE[person] & TABLE[machine] - {Need.LEAVE} == OPEN


@pytest.mark.parametrize("scope", Scope)
@pytest.mark.parametrize("need", Need)
def test_a_demand_passes_in_silence_or_says_what_was_wanted(scope, need):
    actor = Actor(org="default", name="key:laptop", scope=scope)
    if need in TABLE[scope]:
        demand(actor, need)
        return
    with pytest.raises(Forbidden) as refused:
        demand(actor, need)
    assert refused.value.detail == {"need": need.value}
    assert refused.value.message == f"a {scope.value} key may not {need.value} here"
