"""Read by schemathesis: each route is called with the key that may, and with ids that exist about half of the time."""

import json
import os
import random
import re
from datetime import UTC, datetime

import schemathesis
from hypothesis import strategies
from schemathesis.generation.meta import TestPhase

KEYS = json.loads(os.environ["TASKYARD_FUZZ"])["keys"]
REAL = json.loads(os.environ["TASKYARD_FUZZ"])["real"]
LOT = random.Random(7)
BASE = "/api/v1"
# JSON Schema has no word for a span of time: a row holds moments of these years.
schemathesis.openapi.format(
    "date-time",
    strategies.datetimes(datetime(1970, 1, 2), datetime(8999, 12, 31), timezones=strategies.just(UTC)).map(  # noqa: DTZ001
        lambda moment: moment.isoformat()
    ),
)


@schemathesis.auth(refresh_interval=None)
class ByScope:
    """The first scope that covers what the route needs; none for what anybody may call."""

    def get(self, case, context):
        scopes = context.operation.definition.raw["x-scopes"]
        return None if len(scopes) == len(KEYS) else KEYS[next(one for one in scopes if one in KEYS)]

    def set(self, case, data, context):
        if data is not None:
            case.headers = {**(case.headers or {}), "Authorization": f"Bearer {data}"}


@schemathesis.hook
def before_call(context, case, kwargs):
    """Random ids come no further than "not found"; a long poll would only cost time."""
    if re.fullmatch(r"[0-9.]+", str((case.query or {}).get("wait"))):
        case.query["wait"] = 0
    if case.meta is not None and not case.meta.generation.mode.is_positive:
        return  # what is bad on purpose stays bad
    # In a chain the ids are those of the links; what is real here may have been removed there.
    chained = case.meta is not None and case.meta.phase.name is TestPhase.STATEFUL
    for name in REAL.keys() & (case.path_parameters or {}).keys():
        if not chained and LOT.random() < 0.5:
            case.path_parameters[name] = REAL[name]
    mend = QUERY.get(f"{case.method} {case.operation.path.removeprefix(BASE)}")
    if mend is not None and case.query:
        mend(case.query)
    if isinstance(case.body, dict):
        _known(case.body)
        mend = BODY.get(f"{case.method} {case.operation.path.removeprefix(BASE)}")
        if mend is not None:
            mend(case.body)


def _known(body):
    for name in ("task", "run", "worker", "project"):
        if isinstance(body.get(name), str) and LOT.random() < 0.5:
            body[name] = REAL[f"{name}_id"]
    if "fence" in body:
        body["fence"] = 1


# Below is what a JSON schema cannot say of one request: each line is a rule that the server has on purpose.


def _a_cursor_is_one_that_was_given(query):
    query.pop("cursor", None)


def _a_task_is_of_a_project_and_waits_for_tasks_that_are_there(body):
    if not body.get("project"):
        body["project"] = REAL["project_id"]  # may be left out, but only in a dialect
    _waits_for_tasks_that_are_there(body)


def _waits_for_tasks_that_are_there(body):
    if body.get("depends_on"):
        body["depends_on"] = []


def _a_change_of_many(body):
    if isinstance(body.get("change"), dict):
        _waits_for_tasks_that_are_there(body["change"])


def _a_claim_has_a_key(body):
    if not body.get("key"):
        body["key"] = "k"  # may be left out, but only in a dialect


def _a_key_ends_within_a_year(body):
    body.pop("expires_at", None)


def _there_is_something_to_go_on_with(body):
    if not body.get("text", "").strip():
        body["text"] = "Go on."


def _something_is_to_be_changed(body):
    if not body.get("remarks"):
        _there_is_something_to_go_on_with(body)


def _entries_count_up(body):
    for number, entry in enumerate(body["entries"], int(body["first"])):
        entry["seq"] = number


def _said_somewhere(body):
    if not body.get("parent_message_id"):
        body.setdefault("conversation_id", REAL["task_id"])
        body["conversation_id"] = body["conversation_id"] or REAL["task_id"]


QUERY = dict.fromkeys(
    ("GET /tasks", "GET /sessions", "GET /inbox", "GET /tasks/{task_id}/comments"),
    _a_cursor_is_one_that_was_given,
)
BODY = {
    "POST /tasks": _a_task_is_of_a_project_and_waits_for_tasks_that_are_there,
    "PATCH /tasks/{task_id}": _waits_for_tasks_that_are_there,
    "POST /tasks/bulk": _a_change_of_many,
    "POST /tasks/{task_id}/continue": _there_is_something_to_go_on_with,
    "POST /tasks/{task_id}/request-changes": _something_is_to_be_changed,
    "POST /queue/claim": _a_claim_has_a_key,
    "POST /keys": _a_key_ends_within_a_year,
    "POST /runs/{run_id}/entries": _entries_count_up,
    "POST /chat/messages": _said_somewhere,
}
