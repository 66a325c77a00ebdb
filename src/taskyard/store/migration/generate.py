"""A new migration, out of what the tables say and the migrations do not make yet. `make migration m='Words.'`"""

import sys
import tempfile
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import MetaData

from taskyard.domain.error import Conflict, Invalid, TaskyardError
from taskyard.store import upgrade as schema
from taskyard.store.ledger import metadata


def generate(words: str, *, home: Path = schema.HERE, tables: MetaData = metadata) -> Path:
    """Raises Conflict when there is nothing to do. `home`: the folder with the migrations and their template."""
    if not words.strip():
        raise Invalid("say in a sentence what the migration is for: make migration m='…'", field="words")
    with tempfile.TemporaryDirectory(prefix="taskyard-migration-") as folder:
        url = f"sqlite:///{Path(folder) / 'now.db'}"
        with schema.changing(url) as conn:
            config = schema.config(conn, home)
            config.attributes["metadata"] = tables
            config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
            command.upgrade(config, "head")
            made: Any = command.revision(
                config,
                words,
                autogenerate=True,
                rev_id=f"{int(schema.revisions(home)[-1].revision) + 1:04}",
                process_revision_directives=_not_empty,
            )
    return Path(made.path)


def _not_empty(_context: Any, _revision: Any, directives: list[Any]) -> None:
    if directives[0].upgrade_ops.is_empty():
        raise Conflict("the migrations make all that the tables say: there is nothing to generate")


if __name__ == "__main__":
    try:
        generate(sys.argv[1])
    except TaskyardError as refused:
        sys.exit(refused.message)
