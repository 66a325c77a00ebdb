"""Everything of an organisation as one file: fetched and brought in, a piece at a time."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field

from taskyard.client.http import Http
from taskyard.client.wire import read

_PATIENCE = 3600.0  # seconds in which the server puts an archive together, or takes it in


@dataclass(frozen=True, kw_only=True)
class Brought:
    """How many of each the archive held."""

    format: int
    counts: Mapping[str, int] = field(default_factory=dict)


class ArchiveCalls:
    http: Http

    async def export(self) -> AsyncIterator[tuple[bytes, int]]:
        """Pieces of the archive, each with the size of the whole; an admin key is needed."""
        async for piece in self.http.download("/export", timeout=_PATIENCE):
            yield piece

    async def import_archive(self, pieces: AsyncIterator[bytes]) -> Brought:
        """Raises NotEmpty where there are projects or tasks, Invalid for what is no whole archive."""
        answer = await self.http.upload("/import", pieces, "application/gzip", timeout=_PATIENCE)
        return read(Brought, answer)
