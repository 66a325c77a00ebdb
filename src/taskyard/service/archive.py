"""Everything of an organisation as one file, and out of it again: a tar of JSON lines, with a manifest at its end.

Parts are small, so that neither side holds much; the folder's name says the format. The manifest comes last because it
counts what was written; an archive that was cut off has none.
"""

import gzip
import hashlib
import io
import json
import re
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import metadata
from typing import IO, Any

from taskyard.domain.error import Invalid, NotEmpty
from taskyard.service.yard import Deed
from taskyard.store import archive as rows
from taskyard.store.archive import PARTS

FORMAT = 1
FOLDER = f"taskyard-archive-{FORMAT}"
_PART = 4_000_000  # bytes after which the next part begins
_MOST = 64_000_000  # bytes of a part that are read
_NAME = re.compile(rf"{FOLDER}/(?:(?P<part>[a-z_]+)-\d{{6}}\.jsonl|(?P<own>organisation|manifest)\.json)")
_BROKEN = (tarfile.TarError, gzip.BadGzipFile, EOFError, zlib.error)
_encode = json.JSONEncoder(separators=(",", ":"), allow_nan=False).encode


@dataclass(frozen=True, kw_only=True)
class Contents:
    """How many of each there are."""

    format: int = FORMAT
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass
class _Seen:
    counts: dict[str, int] = field(default_factory=dict)
    members: list[dict[str, Any]] = field(default_factory=list)

    def note(self, name: str, data: bytes, lines: int) -> None:
        sign = hashlib.sha256(data).hexdigest()
        self.members.append({"name": name, "bytes": len(data), "lines": lines, "sha256": sign})


def write(deed: Deed, file: IO[bytes]) -> Contents:
    """One consistent look. The same content gives the same bytes: there is no time in it."""
    seen = _Seen()
    with (
        gzip.GzipFile(filename="", fileobj=file, mode="wb", compresslevel=6, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
    ):
        _put(tar, seen, "organisation.json", _pretty(rows.own(deed.tx, deed.org)))
        for part in PARTS:
            lines = (_encode(row).encode() + b"\n" for row in rows.rows(deed.tx, deed.org, part))
            seen.counts[part.name] = 0
            for number, (data, many) in enumerate(_parts(lines), 1):
                _put(tar, seen, f"{part.name}-{number:06}.jsonl", data, many)
                seen.counts[part.name] += many
        manifest = {
            "format": FORMAT,
            "made_by": f"taskyard {metadata.version('taskyard')}",
            "counts": seen.counts,
            "members": seen.members,
        }
        _put(tar, _Seen(), "manifest.json", _pretty(manifest))
    return Contents(counts=seen.counts)


def read(deed: Deed, file: IO[bytes]) -> Contents:
    """Puts all of it in. Raises NotEmpty, Invalid or Conflict, and then nothing of it is there."""
    if not rows.is_empty(deed.tx, deed.org):
        raise NotEmpty("an archive can only be brought into an organisation without projects and tasks")
    file.seek(0)
    try:
        contents = _take_in(deed, file)
    except _BROKEN as trouble:
        raise Invalid(f"the file is no archive of Taskyard, or it is damaged: {trouble}") from trouble
    deed.tell("archive.imported", body={"counts": dict(contents.counts)})
    return contents


def _take_in(deed: Deed, file: IO[bytes]) -> Contents:
    seen, known, told, at = _Seen(), {part.name: part for part in PARTS}, None, 0
    order = list(known)
    with tarfile.open(fileobj=file, mode="r|gz") as tar:
        for member in tar:
            name = _NAME.fullmatch(member.name)
            if name is None or not member.isreg() or told is not None:
                raise Invalid(
                    f"{_short(member.name)}: an archive of format {FORMAT} has no such member there"
                )
            data = _content(tar, member)
            if name["own"] == "manifest":
                told = _object(member.name, data)
            elif name["own"]:
                seen.note(member.name, data, 1)
                _take_own(deed, _object(member.name, data))
            else:
                if name["part"] not in order[at:]:
                    raise Invalid(f"{member.name}: not known, or not in its place")
                at = order.index(name["part"])
                found = [_object(f"{member.name}:{line}", text) for line, text in _lines(data)]
                rows.add(deed.tx, deed.org, known[name["part"]], found)
                seen.note(member.name, data, len(found))
                seen.counts[name["part"]] = seen.counts.get(name["part"], 0) + len(found)
    _compare(seen, told)
    return Contents(counts={part: seen.counts.get(part, 0) for part in order})


def _compare(seen: _Seen, told: Mapping[str, Any] | None) -> None:
    if told is None:
        raise Invalid("the archive has no manifest: it was cut off")
    if told.get("format") != FORMAT:
        raise Invalid(f"the archive has format {_short(told.get('format'))}, this Taskyard reads {FORMAT}")
    members = told.get("members")
    wanted = (
        {one.get("name"): one for one in members if isinstance(one, dict)}
        if isinstance(members, list)
        else {}
    )
    for one in seen.members:
        if wanted.pop(one["name"], None) != one:
            raise Invalid(f"{one['name']}: is not what the manifest says")
    if wanted:
        raise Invalid(f"{_short(next(iter(wanted)))}: the manifest names it, but it is not there")


def _take_own(deed: Deed, own: Mapping[str, Any]) -> None:
    settings, last = own.get("settings"), own.get("last_task")
    if set(own) != {"settings", "last_task"} or not isinstance(settings, dict):
        raise Invalid("organisation.json: has `settings` and `last_task`")
    if not isinstance(last, int) or isinstance(last, bool) or not 0 <= last < 2**31:
        raise Invalid("organisation.json: `last_task` is a number")
    rows.set_own(deed.tx, deed.org, settings, last)


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    if member.size > _MOST:
        raise Invalid(f"{member.name}: a part has {_MOST} bytes at the most")
    opened = tar.extractfile(member)
    return b"" if opened is None else opened.read()


def _put(tar: tarfile.TarFile, seen: _Seen, name: str, data: bytes, lines: int = 1) -> None:
    info = tarfile.TarInfo(f"{FOLDER}/{name}")
    info.size, info.mode = len(data), 0o600
    tar.addfile(info, io.BytesIO(data))
    seen.note(info.name, data, lines)


def _parts(lines: Iterator[bytes]) -> Iterator[tuple[bytes, int]]:
    held: list[bytes] = []
    size = 0
    for line in lines:
        held.append(line)
        size += len(line)
        if size >= _PART:
            yield b"".join(held), len(held)
            held, size = [], 0
    if held:
        yield b"".join(held), len(held)


def _lines(data: bytes) -> Iterator[tuple[int, bytes]]:
    return enumerate(data.removesuffix(b"\n").split(b"\n"), 1)


def _object(where: str, data: bytes) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as trouble:
        raise Invalid(f"{where}: is not JSON") from trouble
    if not isinstance(found, dict):
        raise Invalid(f"{where}: is not an object")
    return found


def _pretty(value: Any) -> bytes:
    return json.dumps(value, indent=1, ensure_ascii=True).encode() + b"\n"


def _short(value: object) -> str:
    return ascii(value)[:80]
