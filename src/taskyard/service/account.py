"""Keys, launch codes, browser sessions and run tokens: who is calling, and is it still true."""

import hashlib
import hmac
import re
import zlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from taskyard.domain.account import Actor, Guest, Key, Scope, holds, preview
from taskyard.domain.error import Conflict, Forbidden, Invalid, NotFound, Unauthenticated
from taskyard.domain.run import LIVE
from taskyard.service.yard import Deed, Yard
from taskyard.store import account as rows
from taskyard.store import run as runs
from taskyard.store.db import Tx

_KEY = re.compile(r"tk_([0-9a-z]{26})_([0-9a-f]{64})_([0-9a-f]{8})")
_TOKEN = re.compile(r"rt_([a-z0-9-]{1,63})_([0-9a-z]{26})_([0-9]{1,15})_([0-9a-f]{64})")
CODE_LIFE = timedelta(minutes=5)
BROWSER_LIFE = timedelta(days=30)
TERM = timedelta(days=365)  # the longest life of a key that somebody asks for
OVERLAP = timedelta(days=1)  # how long the old secret of a rotated key holds
_SHORTEST = timedelta(days=1)
_SAMPLE = "tk_your_api_key_here"
_TOUCH_EVERY = timedelta(minutes=1)
_BROWSER = "browser"
_NO_BROWSER = frozenset({Scope.WORKER, Scope.RUN})
_REFUSED = "that key is not valid here"


@dataclass(frozen=True, kw_only=True)
class NewKey:
    key: Key
    secret: str  # tk_…: shown once, never again


def digest(text: str) -> str:
    """A fast hash is right for 256 random bits: there is nothing to guess."""
    return hashlib.sha256(text.encode()).hexdigest()


def add_key(deed: Deed, *, name: str, scope: Scope, expires_at: datetime | None = None) -> NewKey:
    if scope is Scope.RUN:
        raise Invalid("run tokens are made by claims", field="scope")
    if expires_at is not None and expires_at <= deed.now:
        raise Invalid("expires_at: must lie in the future", field="expires_at")
    key_id = deed.id()
    secret, text = _make(deed, key_id)
    key = Key(
        id=key_id,
        org=deed.org,
        name=name,
        scope=scope,
        hash=digest(secret),
        preview=preview(text),
        created_at=deed.now,
        expires_at=expires_at,
    )
    rows.add_key(deed.tx, key)
    deed.tell("key.created", body={"key": key.id, "name": name, "scope": scope.value})
    return NewKey(key=key, secret=text)


def term(deed: Deed, days: int | None = None, until: datetime | None = None) -> datetime:
    """When a key ends that somebody asks for: after 1 to 365 days, 365 when nothing is said. Raises Invalid."""
    if days is not None and until is not None:
        raise Invalid("expires_days: name the days or the moment, not both", field="expires_days")
    if until is None:
        return deed.now + (TERM if days is None else timedelta(days=days))
    if not _SHORTEST <= until - deed.now <= TERM:
        raise Invalid("expires_at: must lie 1 to 365 days ahead", field="expires_at")
    return until


def rotate(deed: Deed, key_id: str, overlap: timedelta = OVERLAP) -> NewKey:
    """A new secret, good at once; the old one holds for `overlap` more. Only two hold at any time."""
    key = _mine(deed, key_id)
    if not holds(key, deed.now):
        raise Conflict("that key has ended; make a new one")
    secret, text = _make(deed, key.id)
    new = replace(
        key, hash=digest(secret), preview=preview(text), old_hash=key.hash, old_until=deed.now + overlap
    )
    rows.save_key(deed.tx, new)
    deed.tell("key.rotated", body={"key": key.id, "overlap": int(overlap.total_seconds())})
    return NewKey(key=new, secret=text)


def revoke(deed: Deed, key_id: str) -> None:
    key = _mine(deed, key_id)
    if key.revoked_at is None:
        rows.revoke(deed.tx, key_id, deed.now)
        deed.tell("key.revoked", body={"key": key_id})


def _mine(deed: Deed, key_id: str) -> Key:
    key = rows.get_key(deed.tx, key_id)
    if key is None or key.org != deed.org:
        raise NotFound("there is no key by that id")
    return key


def _make(deed: Deed, key_id: str) -> tuple[str, str]:
    """A secret, and the whole text that is shown once."""
    secret = deed.entropy(32).hex()
    return secret, f"tk_{key_id}_{secret}_{_crc(key_id + secret)}"


def keys(deed: Deed) -> list[Key]:
    return rows.keys(deed.tx, deed.org)


def by_key(tx: Tx, text: str) -> tuple[Actor, Key]:
    """Raises Unauthenticated in the same words for every way a key can be wrong."""
    if text == _SAMPLE:
        raise Unauthenticated("that is the key of the examples: make one with `taskyard key create`")
    found = _KEY.fullmatch(text)
    if found is None or not hmac.compare_digest(_crc(found[1] + found[2]), found[3]):
        raise Unauthenticated(_REFUSED)
    key = rows.get_key(tx, found[1])
    shown = digest(found[2])
    known = (key.hash, key.old_hash or "") if key is not None else (digest(""), "")
    right = [hmac.compare_digest(shown, one) for one in known]  # both are looked at, whatever the first says
    if key is None or not any(right):
        raise Unauthenticated(_REFUSED)
    if not holds(key, tx.now, shown):
        raise Unauthenticated(_REFUSED)
    return Actor(org=key.org, name=f"key:{key.name}", scope=key.scope, key=key.id, mark=shown), key


async def look_up(yard: Yard, text: str) -> tuple[Actor, Key, datetime]:
    """Like `by_key`, with the database's time."""

    def work(tx: Tx) -> tuple[Actor, Key, datetime]:
        return *by_key(tx, text), tx.now

    return await yard.read(work)


def still_holds(tx: Tx, actor: Actor) -> bool:
    """Whether what opened a held connection is still good; a run's token is asked at each request."""
    if actor.key is not None:
        return alive(tx, actor.key, actor.mark)
    return actor.run is not None or actor.mark is None or rows.get_browser(tx, actor.mark) is not None


def alive(tx: Tx, key_id: str, mark: str | None = None) -> bool:
    """Whether the key still opens something; `mark`: by that one of its secrets."""
    key = rows.get_key(tx, key_id)
    return key is not None and holds(key, tx.now, mark)


def ends(actor: Actor, key: Key) -> datetime | None:
    """When what the actor has shown of the key ends by itself."""
    known = [key.expires_at, key.old_until if actor.mark == key.old_hash else None]
    return min((one for one in known if one is not None), default=None)


def wants_touch(key: Key, now: datetime) -> bool:
    return key.last_used_at is None or now - key.last_used_at > _TOUCH_EVERY


def touch(tx: Tx, key_id: str) -> None:
    rows.touch(tx, key_id, tx.now)


def launch_code(deed: Deed) -> str:
    """A code for one browser, good once and for five minutes; it lets in with the rights of who asks for it."""
    actor = deed.actor
    if actor.scope in _NO_BROWSER:
        raise Forbidden("a worker or an agent has no page")
    code = deed.entropy(24).hex()
    guest = Guest(org=actor.org, name=_BROWSER, scope=actor.scope, key=actor.key)
    rows.add_code(deed.tx, digest(code), deed.now + CODE_LIFE, guest)
    return code


def open_browser(deed: Deed, code: str) -> str:
    """Trades a launch code for a cookie's secret. Raises Unauthenticated when the code is used or old."""
    guest = rows.use_code(deed.tx, digest(code))
    if guest is None:
        raise Unauthenticated("that launch code was used before, or is too old; ask for a new one")
    return _let_in(deed, guest)


def sign_in(deed: Deed) -> str:
    """A browser with the rights of the key that its person holds, for as long as the key is good."""
    actor = deed.actor
    if actor.scope in _NO_BROWSER:
        raise Forbidden(f"a key of scope {actor.scope.value} is for programs: it opens no page")
    return _let_in(deed, Guest(org=actor.org, name=actor.name, scope=actor.scope, key=actor.key))


def _let_in(deed: Deed, guest: Guest) -> str:
    secret = deed.entropy(32).hex()
    rows.add_browser(deed.tx, digest(secret), deed.now + BROWSER_LIFE, guest)
    actor = Actor(org=guest.org, name=guest.name, scope=guest.scope, key=guest.key)
    replace(deed, actor=actor).tell("browser.opened")
    return secret


def by_cookie(tx: Tx, secret: str) -> Actor:
    mark = digest(secret)
    guest = rows.get_browser(tx, mark)
    if guest is None:
        raise Unauthenticated("this browser is not signed in")
    return Actor(org=guest.org, name=guest.name, scope=guest.scope, mark=mark)


def close_browser(deed: Deed, secret: str) -> None:
    rows.forget_browser(deed.tx, digest(secret))
    deed.tell("browser.closed")


def run_token(secret: bytes, org: str, run: str, fence: int) -> str:
    return f"rt_{org}_{run}_{fence}_{_mac(secret, org, run, fence)}"


def by_run_token(tx: Tx, secret: bytes, text: str) -> Actor:
    """Dies with the lease: a token of an ended run or of an older claim opens nothing."""
    found = _TOKEN.fullmatch(text)
    if found is None:
        raise Unauthenticated(_REFUSED)
    org, run_id, fence = found[1], found[2], int(found[3])
    if not hmac.compare_digest(_mac(secret, org, run_id, fence), found[4]):
        raise Unauthenticated(_REFUSED)
    run = runs.get(tx, org, run_id)
    if run is None or run.status not in LIVE or run.fence != fence:
        raise Unauthenticated("that run has ended")
    return Actor(org=org, name=f"run:{run.id}", scope=Scope.RUN, run=run.id, fence=fence)


def _crc(text: str) -> str:
    return f"{zlib.crc32(text.encode()):08x}"


def _mac(secret: bytes, org: str, run: str, fence: int) -> str:
    return hmac.new(secret, f"run-token\n{org}\n{run}\n{fence}".encode(), hashlib.sha256).hexdigest()
