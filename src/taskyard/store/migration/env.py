"""What Alembic runs: on the connection and in the transaction that `store/upgrade.py` has opened."""

from alembic import context

from taskyard.store.ledger import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=False
)
context.run_migrations()
