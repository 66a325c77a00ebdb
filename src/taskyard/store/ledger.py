"""The tables of organisations, of what matters to security, and of the places where work lies."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from taskyard.store.column import Id, Json, Moment
from taskyard.store.schema import metadata as metadata  # whole: with the tables here

org = Table(
    "org",
    metadata,
    Column("id", String(63), primary_key=True),
    Column("name", Text, nullable=False),
    Column("settings", Json, nullable=False),
    Column("created_at", Moment, nullable=False),
)

# Triggers of the migration refuse to change or remove a row.
audit = Table(
    "audit",
    metadata,
    Column("org", String(63), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("actor", Text, nullable=False),
    Column("act", String(40), nullable=False),
    Column("object", Text, nullable=False),
    Column("detail", Json, nullable=False),
    Column("prev", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)

# What workers say about the folders of tasks on their machines.
workspace = Table(
    "workspace",
    metadata,
    Column("worker", Id, primary_key=True),
    Column("task", Id, primary_key=True),
    Column("org", String(63), nullable=False),
    Column("project", Id),
    Column("path", Text, nullable=False),
    Column("strategy", String(20), nullable=False),
    Column("branch", Text),
    Column("base_commit", Text),
    Column("head_commit", Text),
    Column("gone", Boolean, nullable=False),
    Column("dirty", Boolean, nullable=False),
    Column("ahead", Integer),
    Column("behind", Integer),
    Column("disk", BigInteger),
    Column("disk_cut", Boolean),
    Column("wish", String(12), nullable=False),
    Column("ref", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Index("workspace_org", "org", "task"),
)

# What workers say about the repositories of projects on their machines.
repository = Table(
    "repository",
    metadata,
    Column("worker", Id, primary_key=True),
    Column("path", Text, primary_key=True),
    Column("org", String(63), nullable=False),
    Column("current", Text),
    Column("names", Json, nullable=False),
    Column("seen_at", Moment, nullable=False),
)

# Tasks whose workspaces are to go once their work is merged, and which nobody has asked the workers for yet.
tidy = Table(
    "tidy",
    metadata,
    Column("task", Id, ForeignKey("task.id", ondelete="CASCADE"), primary_key=True),
)

# Who may open one live connection each, for seconds. Here, so that every server of the database knows them.
ticket = Table(
    "ticket",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("org", String(63), nullable=False),
    Column("name", Text, nullable=False),
    Column("scope", String(10), nullable=False),
    Column("key", Id),
    Column("mark", String(64)),
    Column("expires_at", Moment, nullable=False),
    Index("ticket_expires_at", "expires_at"),
)
