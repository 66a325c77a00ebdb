"""Every operation of REST has a command, or a reason why it has none."""

from typer.main import get_command

from taskyard.cli import main
from taskyard.server.operation import OPERATIONS

# What it is on the command line. Of several commands that lead to one operation the plainest one.
COMMANDS = {
    "project_list": "project list", "project_add": "project add", "project_get": "project show",
    "project_change": "project set", "project_remove": "project remove", "project_targets": "workspace targets",
    "task_list": "list", "task_add": "add", "task_get": "show", "task_why": "why",
    "task_enqueue": "enqueue", "task_park": "park", "task_cancel": "cancel", "task_run_now": "run",
    "task_retry": "retry", "task_reset": "reset", "task_continue": "continue", "task_approve": "approve",
    "task_request_changes": "reject", "task_accept": "accept", "task_runs": "show", "task_patch": "diff",
    "message_list": "show", "message_inbox": "inbox", "message_answer": "answer",
    "task_change": "edit", "task_place": "move", "task_remove": "remove", "comment_add": "comment",
    "message_post": "answer", "board_get": "list", "event_stream": "watch", "event_list": "watch",
    "run_get": "logs", "run_transcript": "logs", "run_stream": "logs",
    "queue_status": "watch",
    "worker_list": "worker list", "worker_get": "worker show", "worker_drain": "worker drain",
    "worker_leave": "worker remove",
    "session_list": "session list", "session_get": "session show", "session_end": "session end",
    "profile_list": "profile list", "profile_refresh": "profile refresh", "agent_list": "agents",
    "workspace_list": "workspace list", "workspace_cleanup": "workspace cleanup",
    "workspace_reset": "workspace reset", "workspace_discard": "workspace discard",
    "workspace_restore": "workspace restore",
    "key_list": "key list", "key_add": "key create", "key_rotate": "key rotate", "key_revoke": "key revoke",
    "org_list": "org list", "org_add": "org create", "org_remove": "org remove",
    "org_get": "setting list", "org_change": "setting set",
    "audit_list": "audit list", "audit_verify": "audit verify",
    "archive_export": "export", "archive_import": "import",
    "health_alive": "doctor", "auth_me": "doctor", "start_get": "doctor",
    "inbox_get": "inbox", "auth_code": "open",
}  # fmt: skip
WORKERS = "for workers, which hold a fence: `work` speaks it"
BROWSERS = "for browsers: a command has a key"
AGENTS = "for the agent inside a run, with its run's token: `mcp` speaks it"
PROGRAMS = "for programs: the same as a command in other words; many at once are a loop of the shell"
PAGE = "for the page, which shows it as a table or a curve"
NEWEST = "of a single run: `show`, `diff` and `logs` tell of the newest, and `logs` may be searched with grep"
WITHOUT = {
    "queue_claim": WORKERS, "queue_renew": WORKERS, "queue_complete": WORKERS, "queue_fail": WORKERS,
    "queue_release": WORKERS, "run_report": WORKERS, "run_orders": WORKERS, "run_append": WORKERS,
    "run_ask": WORKERS, "run_delivered": WORKERS, "comment_report": WORKERS, "worker_register": WORKERS,
    "worker_heartbeat": WORKERS, "session_start": WORKERS, "session_heartbeat": WORKERS,
    "auth_launch": BROWSERS, "auth_signin": BROWSERS, "auth_logout": BROWSERS, "auth_ticket": BROWSERS,
    "self_task": AGENTS, "self_ask": AGENTS, "self_messages": AGENTS,
    "task_bulk": PROGRAMS, "queue_enqueue": PROGRAMS, "chat_list": PROGRAMS, "chat_say": PROGRAMS,
    "comment_list": PROGRAMS, "task_next": PROGRAMS,
    "health_ready": "for whoever watches over processes: `doctor` asks whether the server answers",
    "usage_get": PAGE, "insight_get": PAGE, "fleet_get": PAGE, "task_reviews": PAGE,
    "run_outcome": NEWEST, "run_patch": NEWEST, "run_search": NEWEST,
}  # fmt: skip


def _commands():
    if not main.app.registered_commands:
        main._put_in([])
    for name, one in get_command(main.app).commands.items():
        for inner in getattr(one, "commands", {"": one}):
            yield f"{name} {inner}".strip()


OWN = {one.id for one in OPERATIONS.values()}


def test_every_operation_has_a_command_or_a_reason():
    assert sorted(OWN - COMMANDS.keys() - WITHOUT.keys()) == []
    assert sorted((COMMANDS.keys() | WITHOUT.keys()) - OWN) == []
    assert sorted(COMMANDS.keys() & WITHOUT.keys()) == []


def test_every_command_that_is_named_is_there():
    assert set(COMMANDS.values()) - set(_commands()) == set()
