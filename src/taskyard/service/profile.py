"""Profiles as the workers have found them; the files themselves stay on the workers' machines."""

from taskyard.domain.profile import Asked, Found, Shelf
from taskyard.service import worker as workers
from taskyard.service.yard import Deed
from taskyard.store import worker as rows


def every(deed: Deed) -> list[Found]:
    shelves, newest = rows.profiles(deed.tx, deed.org), rows.asked_profiles(deed.tx, deed.org)
    return [
        _found(worker.id, worker.name, shelves[worker.id], newest)
        for worker in workers.every(deed)
        if worker.id in shelves
    ]


def refresh(deed: Deed) -> Asked:
    """They hear of it with the answers to their next heartbeats."""
    rows.ask_profiles(deed.tx, deed.org)
    return Asked(workers=len(rows.profiles(deed.tx, deed.org)))


def _found(worker: str, name: str, shelf: Shelf, newest: int) -> Found:
    return Found(worker=worker, name=name, asked=shelf.round != newest, profiles=shelf.items)
