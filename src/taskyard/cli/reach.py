"""Whether the server can be reached, and with this key: each way to fail in its own line, with what mends it."""

from dataclasses import dataclass
from urllib.parse import urlsplit

import anyio

from taskyard.cli.text import one_line
from taskyard.client.api import Client
from taskyard.domain.error import TaskyardError, Unavailable
from taskyard.domain.start import Step

_SHOWN = 10  # characters of a key: its kind and the beginning of its id, nothing of its secret
_OPENS = {200: "opens", 403: "is known there, as one that only works or only asks"}


@dataclass(frozen=True, kw_only=True)
class Line:
    name: str  # for programs
    good: bool
    words: str
    mend: str = ""


def masked(key: str) -> str:
    return f"{one_line(key[:_SHOWN])}…" if key.startswith("tk_") and len(key) > 4 * _SHOWN else "…"


async def reach(url: str, key: str) -> list[Line]:
    """Stops at the first thing that does not work: what comes after could only fail as well."""
    lines = [await _resolved(url)]
    if not lines[-1].good:
        return lines
    async with Client(url, key, retries=0, timeout=5.0) as client:
        try:
            status = await client.http.status("/healthz")
            lines.append(
                Line(
                    name="server", good=status == 200, words=f"server at {url} answers {status}",
                    mend="is that Taskyard's address? see TASKYARD_URL",
                )
            )  # fmt: skip
            if status == 200:
                lines.append(_opened(url, key, await client.http.status("/api/v1/auth/me") if key else 401))
        except Unavailable as trouble:
            words = f"server at {url} cannot be reached: {one_line(trouble.message, 200)}"
            lines.append(Line(name="server", good=False, words=words, mend="start it: taskyard up"))
    return lines


async def steps(url: str, key: str) -> list[Step]:
    """The first steps as the server sees them; none for a key that may not read, or from an older server."""
    async with Client(url, key, retries=0, timeout=5.0) as client:
        try:
            return (await client.start()).rows
        except TaskyardError:
            return []


async def _resolved(url: str) -> Line:
    host = urlsplit(url).hostname or ""
    try:
        found = await anyio.getaddrinfo(host, None)
    except (OSError, UnicodeError) as trouble:
        words = f"the name {one_line(host) or url!r} has no address: {trouble}"
        return Line(
            name="address", good=False, words=words, mend="check TASKYARD_URL, and this machine's DNS"
        )
    places = sorted({str(one[4][0]) for one in found})
    return Line(name="address", good=True, words=f"{host} is {', '.join(places)}")


def _opened(url: str, key: str, status: int) -> Line:
    if not key:
        words = f"no key is given for {url}"
        return Line(name="key", good=False, words=words, mend="set TASKYARD_KEY, or: taskyard key create")
    if status in _OPENS:
        return Line(name="key", good=True, words=f"key {masked(key)} {_OPENS[status]} (answer {status})")
    if status == 401:
        words = f"key {masked(key)} is not valid there (answer 401)"
        return Line(name="key", good=False, words=words, mend="make another: taskyard key create")
    return Line(name="key", good=False, words=f"key {masked(key)}: the server answers {status}")
