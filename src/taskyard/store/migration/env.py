"""What Alembic runs: on the connection and in the transaction that `store/upgrade.py` has opened."""

from typing import Any

from alembic import context
from sqlalchemy import TypeDecorator

from taskyard.store.ledger import metadata


def _plain(kind: str, thing: Any, _context: Any) -> Any:
    """A migration names the database's own types: what ours mean may change, what it did may not."""
    if kind == "type" and isinstance(thing, TypeDecorator):
        return f"sa.{thing.impl_instance!r}"
    return False


given = context.config.attributes
context.configure(
    connection=given["connection"],
    target_metadata=given.get("metadata", metadata),
    transactional_ddl=False,
    compare_server_default=True,
    render_as_batch=True,
    render_item=_plain,
)
context.run_migrations()
