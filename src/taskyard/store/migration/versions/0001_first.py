"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _first_org() -> None:
    now = (
        "CAST((julianday('now') - 2440587.5) * 86400 AS INTEGER) * 1000000"
        if op.get_bind().dialect.name == 'sqlite'
        else "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
    )
    op.execute(
        f"INSERT INTO org (id, name, settings, created_at) VALUES ('default', 'default', '{{}}', {now})"
    )


def _only_appended(table: str) -> None:
    """The database itself refuses to change or remove a row, whoever asks."""
    words = f'{table} is only appended to'
    if op.get_bind().dialect.name == 'sqlite':
        for act in ('UPDATE', 'DELETE'):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, '{words}'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_keep() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{words}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {table}_keep()"
    )


def upgrade() -> None:
    op.create_table('agent_pause',
    sa.Column('org', sa.String(length=63), nullable=False),
    sa.Column('agent', sa.String(length=200), nullable=False),
    sa.Column('until', sa.BigInteger(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('org', 'agent')
    )
    op.create_table('usage',
    sa.Column('run', sa.String(length=26), nullable=False),
    sa.Column('org', sa.String(length=63), nullable=False),
    sa.Column('project', sa.String(length=26), nullable=False),
    sa.Column('task', sa.String(length=26), nullable=False),
    sa.Column('agent', sa.Text(), nullable=False),
    sa.Column('day', sa.String(length=10), nullable=False),
    sa.Column('tokens_in', sa.BigInteger(), nullable=False),
    sa.Column('tokens_out', sa.BigInteger(), nullable=False),
    sa.Column('tokens_cached', sa.BigInteger(), nullable=False),
    sa.Column('turns', sa.BigInteger(), nullable=False),
    sa.Column('cost_usd', sa.Float(precision=53), nullable=False),
    sa.PrimaryKeyConstraint('run')
    )
    op.create_index('usage_day', 'usage', ['org', 'day'], unique=False)
    op.create_index('usage_project', 'usage', ['org', 'project', 'day', 'cost_usd', 'tokens_in', 'tokens_out'], unique=False)
    op.create_table('org',
    sa.Column('id', sa.String(length=63), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('settings', sa.Text(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('audit',
    sa.Column('org', sa.String(length=63), nullable=False),
    sa.Column('seq', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('actor', sa.Text(), nullable=False),
    sa.Column('act', sa.String(length=40), nullable=False),
    sa.Column('object', sa.Text(), nullable=False),
    sa.Column('detail', sa.Text(), nullable=False),
    sa.Column('prev', sa.String(length=64), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('org', 'seq')
    )
    op.create_table('workspace',
    sa.Column('worker', sa.String(length=26), nullable=False),
    sa.Column('task', sa.String(length=26), nullable=False),
    sa.Column('org', sa.String(length=63), nullable=False),
    sa.Column('project', sa.String(length=26), nullable=True),
    sa.Column('path', sa.Text(), nullable=False),
    sa.Column('strategy', sa.String(length=20), nullable=False),
    sa.Column('branch', sa.Text(), nullable=True),
    sa.Column('base_commit', sa.Text(), nullable=True),
    sa.Column('head_commit', sa.Text(), nullable=True),
    sa.Column('gone', sa.Boolean(), nullable=False),
    sa.Column('dirty', sa.Boolean(), nullable=False),
    sa.Column('wish', sa.String(length=12), nullable=False),
    sa.Column('ref', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('seen_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('worker', 'task')
    )
    op.create_table('repository',
    sa.Column('worker', sa.String(length=26), nullable=False),
    sa.Column('path', sa.Text(), nullable=False),
    sa.Column('org', sa.String(length=63), nullable=False),
    sa.Column('current', sa.Text(), nullable=True),
    sa.Column('names', sa.Text(), nullable=False),
    sa.Column('seen_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('worker', 'path')
    )
    op.create_index('workspace_org', 'workspace', ['org', 'task'], unique=False)
    op.create_table('browser',
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.Column('expires_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('hash')
    )
    op.create_table('counter',
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('value', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('name')
    )
    op.create_table('event',
    sa.Column('seq', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('org', sa.String(length=63), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('project', sa.String(length=26), nullable=True),
    sa.Column('task', sa.String(length=26), nullable=True),
    sa.Column('run', sa.String(length=26), nullable=True),
    sa.Column('worker', sa.String(length=26), nullable=True),
    sa.Column('actor', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('seq')
    )
    op.create_index('event_project', 'event', ['project', 'seq'], unique=False)
    op.create_index('event_task', 'event', ['task', 'seq'], unique=False)
    op.create_table('idempotency',
    sa.Column('org', sa.String(length=63), nullable=False),
    sa.Column('key', sa.String(length=300), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('status', sa.Integer(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('org', 'key')
    )
    op.create_index('idempotency_at', 'idempotency', ['at'], unique=False)
    op.create_table('key',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('org', sa.String(length=63), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('scope', sa.String(length=10), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.Column('preview', sa.String(length=20), nullable=False),
    sa.Column('old_hash', sa.String(length=64), nullable=True),
    sa.Column('old_until', sa.BigInteger(), nullable=True),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('expires_at', sa.BigInteger(), nullable=True),
    sa.Column('revoked_at', sa.BigInteger(), nullable=True),
    sa.Column('last_used_at', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('launch_code',
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.Column('expires_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('hash')
    )
    op.create_table('meta',
    sa.Column('name', sa.String(length=50), nullable=False),
    sa.Column('value', sa.LargeBinary(), nullable=True),
    sa.PrimaryKeyConstraint('name')
    )
    op.create_table('project',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('org', sa.String(length=63), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('repository', sa.Text(), nullable=True),
    sa.Column('target', sa.Text(), nullable=False),
    sa.Column('settings', sa.Text(), nullable=False),
    sa.Column('paused', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('updated_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('org', 'name', name='project_name')
    )
    op.create_table('worker',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('org', sa.String(length=63), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('status', sa.String(length=10), nullable=False),
    sa.Column('slots', sa.Integer(), nullable=False),
    sa.Column('offer', sa.Text(), nullable=False),
    sa.Column('version', sa.Text(), nullable=False),
    sa.Column('host', sa.Text(), nullable=False),
    sa.Column('drain', sa.Boolean(), nullable=False),
    sa.Column('key', sa.String(length=26), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('runs', sa.Text(), nullable=False),
    sa.Column('profiles', sa.Text(), nullable=False),
    sa.Column('registered_at', sa.BigInteger(), nullable=False),
    sa.Column('heartbeat_at', sa.BigInteger(), nullable=False),
    sa.Column('gone_at', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('worker_name', 'worker', ['org', 'name'], unique=False)
    op.create_table('task',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('org', sa.String(length=63), nullable=False),
    sa.Column('project', sa.String(length=26), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('task_type', sa.String(length=20), nullable=False),
    sa.Column('status', sa.String(length=20), nullable=False),
    sa.Column('priority', sa.SmallInteger(), nullable=False),
    sa.Column('position', sa.String(length=200).with_variant(sa.String(length=200, collation='C'), 'postgresql'), nullable=False),
    sa.Column('labels', sa.Text(), nullable=False),
    sa.Column('not_before', sa.BigInteger(), nullable=True),
    sa.Column('agent', sa.Text(), nullable=True),
    sa.Column('settings', sa.Text(), nullable=False),
    sa.Column('executable', sa.Boolean(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('runs', sa.Integer(), nullable=False),
    sa.Column('run', sa.String(length=26), nullable=True),
    sa.Column('branch', sa.Text(), nullable=True),
    sa.Column('base_commit', sa.Text(), nullable=True),
    sa.Column('head_commit', sa.Text(), nullable=True),
    sa.Column('merged_commit', sa.Text(), nullable=True),
    sa.Column('reason', sa.String(length=30), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('open_questions', sa.Integer(), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('updated_at', sa.BigInteger(), nullable=False),
    sa.Column('queued_at', sa.BigInteger(), nullable=True),
    sa.Column('finished_at', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['project'], ['project.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('org', 'number', name='task_number')
    )
    op.create_index('task_order', 'task', ['org', 'position', 'id'], unique=False)
    op.create_index('task_project', 'task', ['project', 'status', 'position', 'id'], unique=False)
    op.create_table('depend',
    sa.Column('task', sa.String(length=26), nullable=False),
    sa.Column('on', sa.String(length=26), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['task'], ['task.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('task', 'on')
    )
    op.create_index('depend_on', 'depend', ['on'], unique=False)
    op.create_table('message',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('org', sa.String(length=63), nullable=False),
    sa.Column('project', sa.String(length=26), nullable=False),
    sa.Column('task', sa.String(length=26), nullable=False),
    sa.Column('run', sa.String(length=26), nullable=True),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('choices', sa.Text(), nullable=False),
    sa.Column('reply_to', sa.String(length=26), nullable=True),
    sa.Column('author', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('binds', sa.String(length=64), nullable=False),
    sa.Column('expires_at', sa.BigInteger(), nullable=True),
    sa.Column('answer', sa.Text(), nullable=True),
    sa.Column('answered_by', sa.Text(), nullable=True),
    sa.Column('answered_at', sa.BigInteger(), nullable=True),
    sa.Column('delivered_at', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['task'], ['task.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('message_open', 'message', ['org', 'id'], unique=False, sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))
    op.create_index('message_told', 'message', ['org', 'task'], unique=False, sqlite_where=sa.text("state = 'answered' AND delivered_at IS NULL"), postgresql_where=sa.text("state = 'answered' AND delivered_at IS NULL"))
    op.create_index('message_run', 'message', ['run'], unique=False)
    op.create_index('message_task', 'message', ['task', 'id'], unique=False)
    op.create_table('review',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('org', sa.String(length=63), nullable=False),
    sa.Column('task', sa.String(length=26), nullable=False),
    sa.Column('run', sa.String(length=26), nullable=True),
    sa.Column('head_commit', sa.Text(), nullable=True),
    sa.Column('verdict', sa.String(length=20), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('remarks', sa.Text(), nullable=False),
    sa.Column('author', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['task'], ['task.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('review_task', 'review', ['task', 'id'], unique=False)
    op.create_table('run',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('org', sa.String(length=63), nullable=False),
    sa.Column('project', sa.String(length=26), nullable=False),
    sa.Column('task', sa.String(length=26), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('status', sa.String(length=12), nullable=False),
    sa.Column('pool', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
    sa.Column('priority', sa.SmallInteger(), nullable=False),
    sa.Column('position', sa.String(length=200).with_variant(sa.String(length=200, collation='C'), 'postgresql'), nullable=False),
    sa.Column('ready', sa.Boolean(), nullable=False),
    sa.Column('override', sa.Boolean(), nullable=False),
    sa.Column('is_retry', sa.Boolean(), nullable=False),
    sa.Column('fence', sa.Integer(), nullable=False),
    sa.Column('worker', sa.String(length=26), nullable=True),
    sa.Column('claim_key', sa.String(length=200), nullable=True),
    sa.Column('lease_until', sa.BigInteger(), nullable=True),
    sa.Column('cancel_requested', sa.Boolean(), nullable=False),
    sa.Column('agent', sa.Text(), nullable=False),
    sa.Column('tier', sa.Text(), nullable=False),
    sa.Column('session', sa.Text(), nullable=True),
    sa.Column('queued_at', sa.BigInteger(), nullable=False),
    sa.Column('claimed_at', sa.BigInteger(), nullable=True),
    sa.Column('started_at', sa.BigInteger(), nullable=True),
    sa.Column('ended_at', sa.BigInteger(), nullable=True),
    sa.Column('reason', sa.String(length=30), nullable=True),
    sa.Column('last_seq', sa.Integer(), nullable=False),
    sa.Column('bytes', sa.BigInteger(), nullable=False),
    sa.Column('checksum', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['task'], ['task.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('task', 'number', name='run_number'),
    postgresql_with={'fillfactor': '80', 'autovacuum_vacuum_scale_factor': '0.01'}
    )
    op.create_index('run_claim_key', 'run', ['claim_key'], unique=True, sqlite_where=sa.text('claim_key IS NOT NULL'), postgresql_where=sa.text('claim_key IS NOT NULL'))
    op.create_index('run_held', 'run', ['id'], unique=False, sqlite_where=sa.text("status = 'queued' AND NOT ready"), postgresql_where=sa.text("status = 'queued' AND NOT ready"))
    op.create_index('run_live', 'run', ['id'], unique=False, sqlite_where=sa.text("status IN ('claimed','preparing','running','waiting','checking')"), postgresql_where=sa.text("status IN ('claimed','preparing','running','waiting','checking')"))
    op.create_index('run_queued', 'run', ['pool', 'priority', 'position', 'queued_at', 'id'], unique=False, sqlite_where=sa.text("status = 'queued' AND ready"), postgresql_where=sa.text("status = 'queued' AND ready"))
    op.create_table('session',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('org', sa.String(length=63), nullable=False),
    sa.Column('session_id', sa.Text(), nullable=False),
    sa.Column('worker', sa.String(length=26), nullable=True),
    sa.Column('task', sa.String(length=26), nullable=True),
    sa.Column('run', sa.String(length=26), nullable=True),
    sa.Column('agent', sa.Text(), nullable=False),
    sa.Column('status', sa.String(length=10), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('started_at', sa.BigInteger(), nullable=False),
    sa.Column('last_activity_at', sa.BigInteger(), nullable=False),
    sa.Column('terminated_at', sa.BigInteger(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['task'], ['task.id'], ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['worker'], ['worker.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('org', 'session_id', name='session_session_id')
    )
    op.create_index('session_run', 'session', ['run'], unique=False)
    op.create_index('session_status', 'session', ['status'], unique=False)
    op.create_index('session_task', 'session', ['task'], unique=False)
    op.create_table('entry',
    sa.Column('rowid_', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('run', sa.String(length=26), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['run'], ['run.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('rowid_'),
    sa.UniqueConstraint('run', 'seq', name='entry_seq')
    )
    op.create_table('run_body',
    sa.Column('run', sa.String(length=26), nullable=False),
    sa.Column('settings', sa.Text(), nullable=False),
    sa.Column('prompt_extra', sa.Text(), nullable=False),
    sa.Column('message', sa.Text(), nullable=False),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('branch', sa.Text(), nullable=True),
    sa.Column('base_commit', sa.Text(), nullable=True),
    sa.Column('head_commit', sa.Text(), nullable=True),
    sa.Column('merged_commit', sa.Text(), nullable=True),
    sa.Column('snapshot_ref', sa.Text(), nullable=True),
    sa.Column('stat', sa.Text(), nullable=False),
    sa.Column('conflicts', sa.Text(), nullable=False),
    sa.Column('evidence', sa.Text(), nullable=False),
    sa.Column('usage', sa.Text(), nullable=False),
    sa.Column('incomplete', sa.Boolean(), nullable=False),
    sa.Column('expected', sa.Integer(), nullable=False),
    sa.Column('patch', sa.Text(), nullable=False),
    sa.Column('patch_cut', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['run'], ['run.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('run')
    )
    op.execute("INSERT INTO counter (name, value) VALUES ('event', 0)")
    _first_org()
    _only_appended('audit')
