"""Every table on one page. Times are microseconds since 1970; JSON is text; ids are ULIDs.

One page on purpose, also above the size that files here have: it is read as the picture of what is kept, and the test
that compares it with the migrations reads it whole.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from taskyard.store.column import Id, Json, Moment, Rank, Serial

metadata = MetaData()

meta = Table("meta", metadata, Column("name", String(50), primary_key=True), Column("value", LargeBinary))

counter = Table(
    "counter",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("value", BigInteger, nullable=False),
)

project = Table(
    "project",
    metadata,
    Column("id", Id, primary_key=True),
    Column("org", String(63), nullable=False),
    Column("name", Text, nullable=False),
    Column("repository", Text),
    Column("target", Text, nullable=False),
    Column("settings", Json, nullable=False),
    Column("paused", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    UniqueConstraint("org", "name", name="project_name"),
)

task = Table(
    "task",
    metadata,
    Column("id", Id, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("org", String(63), nullable=False),
    Column("project", Id, ForeignKey("project.id"), nullable=False),
    Column("title", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("task_type", String(20), nullable=False),
    Column("status", String(20), nullable=False),
    Column("priority", SmallInteger, nullable=False),
    Column("position", Rank, nullable=False),
    Column("labels", Json, nullable=False),
    Column("not_before", Moment),
    Column("agent", Text),
    Column("settings", Json, nullable=False),
    Column("executable", Boolean, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("runs", Integer, nullable=False),
    Column("run", Id),
    Column("branch", Text),
    Column("base_commit", Text),
    Column("head_commit", Text),
    Column("merged_commit", Text),
    Column("reason", String(30)),
    Column("note", Text, nullable=False),
    Column("open_questions", Integer, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("queued_at", Moment),
    Column("finished_at", Moment),
    UniqueConstraint("org", "number", name="task_number"),
    Index("task_order", "org", "position", "id"),
    Index("task_project", "project", "status", "position", "id"),
)

depend = Table(
    "depend",
    metadata,
    Column("task", Id, ForeignKey("task.id", ondelete="CASCADE"), primary_key=True),
    Column("on", Id, primary_key=True),
    Column("place", Integer, nullable=False),
    Index("depend_on", "on"),
)

run = Table(
    "run",
    metadata,
    Column("id", Id, primary_key=True),
    Column("org", String(63), nullable=False),
    Column("project", Id, nullable=False),
    Column("task", Id, ForeignKey("task.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", String(10), nullable=False),
    Column("status", String(12), nullable=False),
    Column("pool", Text().with_variant(Text(collation="C"), "postgresql"), nullable=False),
    Column("priority", SmallInteger, nullable=False),
    Column("position", Rank, nullable=False),
    Column("ready", Boolean, nullable=False),
    Column("override", Boolean, nullable=False),
    Column("is_retry", Boolean, nullable=False),
    Column("fence", Integer, nullable=False),
    Column("worker", Id),
    Column("claim_key", String(200)),
    Column("lease_until", Moment),
    Column("cancel_requested", Boolean, nullable=False),
    Column("agent", Text, nullable=False),
    Column("tier", Text, nullable=False),
    Column("session", Text),
    Column("queued_at", Moment, nullable=False),
    Column("claimed_at", Moment),
    Column("started_at", Moment),
    Column("ended_at", Moment),
    Column("reason", String(30)),
    Column("last_seq", Integer, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("checksum", String(64), nullable=False),
    UniqueConstraint("task", "number", name="run_number"),
    Index(
        "run_queued", "pool", "priority", "position", "queued_at", "id",
        sqlite_where=text("status = 'queued' AND ready"),
        postgresql_where=text("status = 'queued' AND ready"),
    ),
    Index(
        "run_live", "id",
        sqlite_where=text("status IN ('claimed','preparing','running','waiting','checking')"),
        postgresql_where=text("status IN ('claimed','preparing','running','waiting','checking')"),
    ),
    Index(
        "run_held", "id",
        sqlite_where=text("status = 'queued' AND NOT ready"),
        postgresql_where=text("status = 'queued' AND NOT ready"),
    ),
    Index(
        "run_claim_key", "claim_key", unique=True,
        sqlite_where=text("claim_key IS NOT NULL"),
        postgresql_where=text("claim_key IS NOT NULL"),
    ),
    postgresql_with={"fillfactor": "80", "autovacuum_vacuum_scale_factor": "0.01"},
)  # fmt: skip

# What a run was given and what came of it: bodies, beside the narrow row that is updated often.
run_body = Table(
    "run_body",
    metadata,
    Column("run", Id, ForeignKey("run.id", ondelete="CASCADE"), primary_key=True),
    Column("settings", Json, nullable=False),
    Column("prompt_extra", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("branch", Text),
    Column("base_commit", Text),
    Column("head_commit", Text),
    Column("merged_commit", Text),
    Column("snapshot_ref", Text),
    Column("stat", Json, nullable=False),
    Column("conflicts", Json, nullable=False),
    Column("evidence", Json, nullable=False),
    Column("usage", Json, nullable=False),
    Column("incomplete", Boolean, nullable=False),
    Column("expected", Integer, nullable=False),
    Column("patch", Text, nullable=False),
    Column("patch_cut", Boolean, nullable=False),
    Column("structured_output", Json),
    Column("exit_code", Integer),
    Column("log_path", Text),
)

entry = Table(
    "entry",
    metadata,
    Column("rowid_", Serial, primary_key=True, autoincrement=True),
    Column("run", Id, ForeignKey("run.id", ondelete="CASCADE"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("at", Moment, nullable=False),
    Column("body", Json, nullable=False),
    UniqueConstraint("run", "seq", name="entry_seq"),
)

event = Table(
    "event",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("org", String(63), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("project", Id),
    Column("task", Id),
    Column("run", Id),
    Column("worker", Id),
    Column("actor", Text, nullable=False),
    Column("body", Json, nullable=False),
    Index("event_task", "task", "seq"),
    Index("event_project", "project", "seq"),
)

message = Table(
    "message",
    metadata,
    Column("id", Id, primary_key=True),
    Column("org", String(63), nullable=False),
    Column("project", Id, nullable=False),
    Column("task", Id, ForeignKey("task.id", ondelete="CASCADE"), nullable=False),
    Column("run", Id),
    Column("kind", String(12), nullable=False),
    Column("state", String(10), nullable=False),
    Column("text", Text, nullable=False),
    Column("choices", Json, nullable=False),
    Column("reply_to", Id),
    Column("author", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("binds", String(64), nullable=False),
    Column("expires_at", Moment),
    Column("answer", Text),
    Column("answered_by", Text),
    Column("answered_at", Moment),
    Column("delivered_at", Moment),
    Index("message_task", "task", "id"),
    Index("message_run", "run"),
    Index(
        "message_open", "org", "id",
        sqlite_where=text("state = 'open'"), postgresql_where=text("state = 'open'"),
    ),
    Index(
        "message_told", "org", "task",
        sqlite_where=text("state = 'answered' AND delivered_at IS NULL"),
        postgresql_where=text("state = 'answered' AND delivered_at IS NULL"),
    ),
)  # fmt: skip

review = Table(
    "review",
    metadata,
    Column("id", Id, primary_key=True),
    Column("org", String(63), nullable=False),
    Column("task", Id, ForeignKey("task.id", ondelete="CASCADE"), nullable=False),
    Column("run", Id),
    Column("head_commit", Text),
    Column("verdict", String(20), nullable=False),
    Column("text", Text, nullable=False),
    Column("remarks", Json, nullable=False),
    Column("author", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Index("review_task", "task", "id"),
)

worker = Table(
    "worker",
    metadata,
    Column("id", Id, primary_key=True),
    Column("org", String(63), nullable=False),
    Column("name", Text, nullable=False),
    Column("status", String(10), nullable=False),
    Column("slots", Integer, nullable=False),
    Column("offer", Json, nullable=False),
    Column("version", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("drain", Boolean, nullable=False),
    Column("key", Id),
    Column("note", Text, nullable=False),
    Column("runs", Json, nullable=False),
    Column("profiles", Json, nullable=False),
    Column("registered_at", Moment, nullable=False),
    Column("heartbeat_at", Moment, nullable=False),
    Column("gone_at", Moment),
    Index("worker_name", "org", "name"),
)

# The agent's own session id stays on the run; this is only what is kept ready between runs.
session = Table(
    "session",
    metadata,
    Column("id", Id, primary_key=True),
    Column("org", String(63), nullable=False),
    Column("session_id", Text, nullable=False),
    Column("worker", Id, ForeignKey("worker.id")),
    Column("task", Id, ForeignKey("task.id", ondelete="SET NULL")),
    Column("run", Id),
    Column("agent", Text, nullable=False),
    Column("status", String(10), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("last_activity_at", Moment, nullable=False),
    Column("terminated_at", Moment),
    Column("reason", Text, nullable=False),
    UniqueConstraint("org", "session_id", name="session_session_id"),
    Index("session_run", "run"),
    Index("session_task", "task"),
    Index("session_status", "status"),
)

# What a run used, kept when its task is gone. A day is that of its end, in UTC.
usage = Table(
    "usage",
    metadata,
    Column("run", Id, primary_key=True),
    Column("org", String(63), nullable=False),
    Column("project", Id, nullable=False),
    Column("task", Id, nullable=False),
    Column("agent", Text, nullable=False),
    Column("day", String(10), nullable=False),
    Column("tokens_in", BigInteger, nullable=False),
    Column("tokens_out", BigInteger, nullable=False),
    Column("tokens_cached", BigInteger, nullable=False),
    Column("turns", BigInteger, nullable=False),
    Column("cost_usd", Float(53), nullable=False),
    Index("usage_day", "org", "day"),
    # What a project's budget is measured by: it holds all that is summed.
    Index("usage_project", "org", "project", "day", "cost_usd", "tokens_in", "tokens_out"),
)

# Accounts of agents that their makers have told to wait.
agent_pause = Table(
    "agent_pause",
    metadata,
    Column("org", String(63), primary_key=True),
    Column("agent", String(200), primary_key=True),
    Column("until", Moment, nullable=False),
    Column("why", Text, nullable=False),
)

key = Table(
    "key",
    metadata,
    Column("id", Id, primary_key=True),
    Column("org", String(63), nullable=False),
    Column("name", Text, nullable=False),
    Column("scope", String(10), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("preview", String(20), nullable=False),
    Column("old_hash", String(64)),
    Column("old_until", Moment),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment),
    Column("revoked_at", Moment),
    Column("last_used_at", Moment),
)

launch_code = Table(
    "launch_code",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("expires_at", Moment, nullable=False),
    Column("org", String(63), nullable=False),
    Column("name", Text, nullable=False),
    Column("scope", String(10), nullable=False),
    Column("key", String(26)),
)

browser = Table(
    "browser",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("expires_at", Moment, nullable=False),
    Column("org", String(63), nullable=False),
    Column("name", Text, nullable=False),
    Column("scope", String(10), nullable=False),
    Column("key", String(26)),
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("org", String(63), primary_key=True),
    Column("key", String(300), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Index("idempotency_at", "at"),
)
