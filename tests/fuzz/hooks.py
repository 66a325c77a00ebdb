"""Read by schemathesis: each route is called with the key that may, and with ids that exist about half of the time."""

import json
import os
import random
import re

import schemathesis

KEYS = json.loads(os.environ["TASKYARD_FUZZ"])["keys"]
REAL = json.loads(os.environ["TASKYARD_FUZZ"])["real"]
LOT = random.Random(7)


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
    for name in REAL.keys() & (case.path_parameters or {}).keys():
        if LOT.random() < 0.5:
            case.path_parameters[name] = REAL[name]
    if isinstance(case.body, dict):
        for name in ("task", "run", "worker", "project"):
            if isinstance(case.body.get(name), str) and LOT.random() < 0.5:
                case.body[name] = REAL[f"{name}_id"]
        if "fence" in case.body:
            case.body["fence"] = 1
