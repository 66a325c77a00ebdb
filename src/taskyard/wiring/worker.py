"""The worker half put together: settings in, what a worker needs out. It knows nothing of the server's libraries."""

import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from importlib import metadata

import anyio
from anyio.from_thread import BlockingPortal, start_blocking_portal

from taskyard import log
from taskyard.agent import registry as agents
from taskyard.client.api import Client
from taskyard.clock import SystemClock
from taskyard.config import Settings, agent_environment, user_profiles
from taskyard.domain.worker import Offer
from taskyard.git.plumbing import Git
from taskyard.sandbox import registry as sandboxes
from taskyard.worker.deps import Deps, Log, no_step
from taskyard.worker.logbook import Logbook
from taskyard.worker.loop import Stop, run_loop


def worker_deps(
    settings: Settings,
    url: str,
    key: str,
    *,
    slots: int,
    step: Callable[[str], Awaitable[None]] = no_step,
    grace: float = 60.0,
) -> Deps:
    data = settings.data / "worker"
    home = data / "git-home"
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    logger = log.get("taskyard.work")
    return Deps(
        client_factory=lambda: Client(url, key),
        clock=SystemClock(),
        data=data,
        agents=agents.finder(settings.claude_bin),
        sandboxes=sandboxes.find,
        git=Git(home=home),
        log=logger,
        logbook=Logbook(folder=settings.logs, failed=partial(_not_logged, logger)),
        url=url,
        agent_env=agent_environment(settings),
        checkouts=settings.checkouts,
        profiles=user_profiles(),
        name=settings.worker_name,
        slots=slots,
        sure=_sure(settings),
        offer=Offer(agents=_named(settings.agents), tiers=tuple(sandboxes.KINDS)),
        version=metadata.version("taskyard"),
        host=socket.gethostname(),
        grace=grace,
        step=step,
        wait=min(25.0, settings.poll_interval),
    )


def _not_logged(logger: Log, trouble: OSError) -> None:
    logger.warning("logbook.not_written", why=str(trouble))


async def work(deps: Deps, stop: Stop) -> None:
    """Offers the agents that were named, else those that can start here. What is missing is said once, at the start."""
    logger = log.get("taskyard.work")
    logger.warning(sandboxes.find("none").warning)
    missing = await _missing(deps)
    for name in deps.sure:
        if name in missing:
            logger.warning("agent.missing", agent=name, why=missing[name])
    able = deps.offer.agents or tuple(
        name for name in agents.names() if name in deps.sure or name not in missing
    )
    logger.info("agents.offered", agents=",".join(able), missing=",".join(sorted(missing)))
    await run_loop(replace(deps, offer=replace(deps.offer, agents=able)), stop)


async def _missing(deps: Deps) -> dict[str, str]:
    """Who cannot start here, and why."""
    found = [(name, await deps.agents(name).problem()) for name in agents.names()]
    return {name: problem for name, problem in found if problem is not None}


def _sure(settings: Settings) -> tuple[str, ...]:
    """Agents that this machine's owner counts on: whoever names their program does, too."""
    names = _named(f"{settings.agents},{'claude' if settings.claude_bin else ''}")
    return tuple(dict.fromkeys(names))


def _named(words: str) -> tuple[str, ...]:
    """Raises AgentProblem for a name that is no agent's."""
    return tuple(agents.find(name.strip()).name for name in words.split(",") if name.strip())


@asynccontextmanager
async def worker_beside(deps: Deps) -> AsyncIterator[Callable[[], None]]:
    """A worker in a thread of its own with its own loop: neither half can starve the other. Gives its `ask to stop`."""
    opening = start_blocking_portal()
    portal = await anyio.to_thread.run_sync(opening.__enter__)
    try:
        stop = await anyio.to_thread.run_sync(portal.call, Stop)
        future = portal.start_task_soon(work, deps, stop)
        try:
            yield partial(_tell, portal, stop)
        finally:
            with anyio.CancelScope(shield=True):
                if not stop.drain.is_set():
                    await anyio.to_thread.run_sync(portal.call, stop.ask)
                await anyio.to_thread.run_sync(future.result)
    finally:
        with anyio.CancelScope(shield=True):
            await anyio.to_thread.run_sync(opening.__exit__, None, None, None)


def _tell(portal: BlockingPortal, stop: Stop) -> None:
    portal.start_task_soon(stop.ask)


async def until_signal(first: Callable[[], None], second: Callable[[], None]) -> None:
    """SIGTERM or SIGINT: the first drains, the second cancels."""
    with anyio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:
        seen = 0
        async for _ in signals:
            seen += 1
            (first if seen == 1 else second)()
