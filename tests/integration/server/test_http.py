"""The HTTP server as a part of a program: it ends in time, breaks nothing around it, and leaves the signals alone."""

import signal
from contextlib import asynccontextmanager

import anyio
import httpx2
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from taskyard.domain.error import Invalid
from taskyard.server import http
from taskyard.testing.serve import HOST, listen, netloc, serve

pytestmark = pytest.mark.anyio
LONG = 30.0  # seconds; a bound, never a wait


class Fault(Exception):
    pass


class Stuck:
    """Holds its requests and would do so for ever."""

    def __init__(self):
        self.asked = anyio.Event()
        self.life = []

    def app(self):
        @asynccontextmanager
        async def lifespan(app):
            self.life.append("began")
            yield
            self.life.append("ended")

        return Starlette(routes=[Route("/", self.hold), Route("/here", self.here)], lifespan=lifespan)

    async def here(self, request):
        return PlainTextResponse("here")

    async def hold(self, request):
        self.asked.set()
        await anyio.sleep_forever()


def client():
    return httpx2.AsyncClient(timeout=LONG, trust_env=False)


async def test_a_held_request_does_not_hold_the_end():
    stuck = Stuck()
    ends = []

    async def ask(url):
        async with client() as http_client:
            try:
                ends.append((await http_client.get(url)).status_code)
            except httpx2.TransportError as broken:
                ends.append(broken)

    with anyio.fail_after(LONG):
        async with anyio.create_task_group() as group, serve(stuck.app(), grace=0) as url:
            group.start_soon(ask, url)
            await stuck.asked.wait()
    assert stuck.life == ["began", "ended"]
    assert len(ends) == 1


async def test_an_error_inside_still_closes_in_order():
    stuck = Stuck()
    with pytest.raises(ExceptionGroup) as caught:
        async with serve(stuck.app()):
            raise Fault
    assert caught.group_contains(Fault)
    assert stuck.life == ["began", "ended"]


async def test_an_application_that_fails_to_start_ends_nobody_but_itself():
    @asynccontextmanager
    async def lifespan(app):
        raise Fault
        yield

    with pytest.raises(ExceptionGroup) as caught:
        async with serve(Starlette(lifespan=lifespan)):
            raise AssertionError
    assert caught.group_contains(http.NotStartedError)


async def test_the_signals_stay_with_the_program():
    known = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    async with serve(Stuck().app()) as url, client() as http_client:
        assert (await http_client.get(f"{url}/here")).text == "here"
        assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == known


async def test_an_address_is_known_before_and_taken_only_once():
    with listen() as at:
        port = at.getsockname()[1]
        assert netloc(at) == f"{HOST}:{port}"
        with pytest.raises(Invalid, match=f"cannot listen on {HOST}:{port}"):
            http.listen(HOST, port)
        assert http.netloc("::1", at) == f"[::1]:{port}"
