"""Why a task is not being worked on: every reason, in words a person can act on."""

from dataclasses import dataclass

from taskyard.domain.queue import Why
from taskyard.service.yard import Deed


@dataclass(frozen=True, kw_only=True)
class Verdict:
    claimable: bool
    why: tuple[Why, ...]


def explain(deed: Deed, task_id: str) -> Verdict:
    raise NotImplementedError
