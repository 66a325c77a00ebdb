"""Keys that were good a moment ago: what one machine asks in the same second is not looked up each time.

A key that this server revokes is forgotten before the revocation is answered; one that another server revokes, or that
expires, within LIFE.
"""

from dataclasses import dataclass, replace

from taskyard.domain.account import Actor, Key
from taskyard.domain.error import Unauthenticated
from taskyard.service import account
from taskyard.service.yard import Yard

LIFE = 1.0  # seconds
_MOST = 1000  # keys at once


@dataclass(frozen=True)
class _Held:
    actor: Actor
    key: Key
    until: float  # on the clock that never jumps
    revoked: int  # what the yard had revoked when it was looked up


class Keyring:
    def __init__(self, yard: Yard) -> None:
        self._yard = yard
        self._held: dict[str, _Held] = {}  # by the digest of the text: no secret stays here

    async def actor(self, text: str, *, touch: bool) -> Actor:
        """Raises Unauthenticated. `touch`: note on the key's row that it is in use."""
        name, yard = account.digest(text), self._yard
        held = self._held.get(name)
        if held is None or held.revoked != yard.revoked or yard.clock.monotonic() >= held.until:
            held = await self._look(text, name)
            self._keep(name, held)
        if touch and account.wants_touch(held.key, yard.clock.now()):
            await yard.change(lambda tx: account.touch(tx, held.key.id))
            self._keep(name, replace(held, key=replace(held.key, last_used_at=yard.clock.now())))
        return held.actor

    def knows(self, text: str) -> bool:
        """Whether it was good when it was last looked up."""
        return account.digest(text) in self._held

    async def _look(self, text: str, name: str) -> _Held:
        revoked, begin = self._yard.revoked, self._yard.clock.monotonic()
        try:
            actor, key, now = await account.look_up(self._yard, text)
        except Unauthenticated:
            self._held.pop(name, None)
            raise
        ends = account.ends(actor, key)
        left = LIFE if ends is None else min(LIFE, (ends - now).total_seconds())
        return _Held(actor, key, begin + left, revoked)

    def _keep(self, name: str, held: _Held) -> None:
        if len(self._held) >= _MOST:
            self._held.clear()
        self._held[name] = held
