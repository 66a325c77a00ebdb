"""What each route is called in the API's description, and what it does in a few plain words.

A route that is not here may bring its own: `operation_id=` and `summary=` in its decorator.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Operation(NamedTuple):
    id: str  # noun_verb; programs are generated from it, so it stays
    words: str


_O = Operation
OPERATIONS: Mapping[str, Operation] = {
    "GET /healthz": _O("health_alive", "Whether the process answers"),
    "GET /readyz": _O("health_ready", "Whether requests can be served now"),
    # projects
    "GET /projects": _O("project_list", "All projects"),
    "POST /projects": _O("project_add", "Make a project"),
    "GET /projects/{project_id}": _O("project_get", "One project, with what its settings come to"),
    "PATCH /projects/{project_id}": _O("project_change", "Change a project; what is not named stays"),
    "DELETE /projects/{project_id}": _O("project_remove", "Remove a project"),
    "GET /projects/{project_id}/merge-targets": _O(
        "project_targets", "Branches that work can be merged into"
    ),
    # tasks
    "GET /tasks": _O("task_list", "Tasks in the order of the board, a page at a time"),
    "POST /tasks": _O("task_add", "Put a task on the board, and with `enqueue` into the queue"),
    "GET /tasks/next": _O("task_next", "What the next claim would take; nothing is claimed by looking"),
    "POST /tasks/bulk": _O("task_bulk", "One deed on many tasks, each for itself"),
    "GET /tasks/{task_id}": _O("task_get", "One task"),
    "PATCH /tasks/{task_id}": _O(
        "task_change", "Change a task, or wish for a status; what is not named stays"
    ),
    "DELETE /tasks/{task_id}": _O("task_remove", "Remove a task that is not at work"),
    "POST /tasks/{task_id}/position": _O("task_place", "Move a card before or behind another"),
    "GET /tasks/{task_id}/why": _O("task_why", "Why nobody works on a task: every reason"),
    "POST /tasks/{task_id}/enqueue": _O("task_enqueue", "Queue a task for the next free worker"),
    "POST /tasks/{task_id}/park": _O("task_park", "Take a task out of the queue, back to the backlog"),
    "POST /tasks/{task_id}/cancel": _O("task_cancel", "Stop a task for good; its work is kept"),
    "POST /tasks/{task_id}/run-now": _O("task_run_now", "Run a task next, past all others"),
    "POST /tasks/{task_id}/retry": _O("task_retry", "Try a failed task again from the start"),
    "POST /tasks/{task_id}/reset": _O("task_reset", "Back to the backlog, as if it had never run"),
    "POST /tasks/{task_id}/continue": _O("task_continue", "Let the agent go on in the same conversation"),
    "POST /tasks/{task_id}/approve": _O("task_approve", "Approve what is in review; a worker merges it"),
    "POST /tasks/{task_id}/request-changes": _O("task_request_changes", "Send it back with remarks"),
    "POST /tasks/{task_id}/accept": _O("task_accept", "Done without a merge; it is recorded as such"),
    "GET /tasks/{task_id}/reviews": _O("task_reviews", "The verdicts on a task, with their remarks"),
    "GET /tasks/{task_id}/runs": _O("task_runs", "The runs of a task"),
    "GET /tasks/{task_id}/patch": _O("task_patch", "What the newest run has changed, as a patch"),
    # messages
    "GET /tasks/{task_id}/messages": _O("message_list", "The conversation about a task"),
    "POST /tasks/{task_id}/messages": _O(
        "message_post", "Say something; to an agent at work it is its next turn"
    ),
    "GET /messages": _O("message_inbox", "The questions that wait for a person"),
    "POST /messages/{message_id}/answer": _O("message_answer", "Answer a question; its agent goes on"),
    "GET /chat/messages": _O("chat_list", "All conversations in one order, in the words of chat programs"),
    "POST /chat/messages": _O("chat_say", "Answer or say something, in the words of chat programs"),
    "GET /tasks/{task_id}/comments": _O("comment_list", "The conversation, with a type for each word"),
    "POST /tasks/{task_id}/comments": _O("comment_add", "Comment on a task"),
    "POST /runs/{run_id}/comments": _O("comment_report", "Comment from who holds the run"),
    # what happened
    "GET /board": _O("board_get", "The cards of the board in order, without what is as usual"),
    "GET /inbox": _O("inbox_get", "What waits for a person, the most urgent first"),
    "GET /fleet": _O("fleet_get", "The workers with what they do now, the queue, and the pace"),
    "GET /events": _O("event_list", "What happened, in one order without a gap"),
    "GET /events/stream": _O("event_stream", "What happens, as it happens (SSE)"),
    "GET /runs/{run_id}": _O("run_get", "One run"),
    "GET /runs/{run_id}/transcript": _O("run_transcript", "What the agent said and did, a window at a time"),
    "GET /runs/{run_id}/transcript/search": _O("run_search", "Words in what the agent said and did"),
    "GET /runs/{run_id}/stream": _O("run_stream", "What the agent says and does, as it happens (SSE)"),
    "GET /runs/{run_id}/outcome": _O("run_outcome", "How a run ended, with its evidence"),
    "GET /runs/{run_id}/patch": _O("run_patch", "What a run has changed, as a patch"),
    "GET /insights": _O("insight_get", "Day by day, agent by agent, and how long people were waited for"),
    "GET /start": _O("start_get", "The first steps, and which of them are done"),
    "GET /usage": _O("usage_get", "Tokens, turns and cost, summed up"),
    # the queue, as workers see it
    "GET /queue/status": _O("queue_status", "How many wait, and for what"),
    "POST /queue/enqueue": _O("queue_enqueue", "Queue a task that is named in the body"),
    "POST /queue/claim": _O("queue_claim", "Take the next run; waits for one as long as `wait` says"),
    "POST /queue/renew": _O("queue_renew", "Keep the lease of a run"),
    "POST /queue/complete": _O("queue_complete", "A run has ended well"),
    "POST /queue/fail": _O("queue_fail", "A run has ended badly"),
    "POST /queue/release": _O("queue_release", "Give a run back that was not begun"),
    "POST /runs/{run_id}/status": _O("run_report", "How far a run has come"),
    "POST /runs/{run_id}/orders": _O("run_orders", "Wait for a cancel, or for words to the agent"),
    "POST /runs/{run_id}/entries": _O("run_append", "Add to the transcript, numbered, each number once"),
    "POST /runs/{run_id}/ask": _O("run_ask", "Ask a person"),
    "POST /runs/{run_id}/delivered": _O("run_delivered", "These messages have reached the agent"),
    # workers and what they have
    "GET /workers": _O("worker_list", "All workers"),
    "POST /workers": _O("worker_register", "A worker says that it is there, and what it offers"),
    "GET /workers/{worker_id}": _O("worker_get", "One worker"),
    "POST /workers/{worker_id}/heartbeat": _O(
        "worker_heartbeat", "A worker is still there; gives what is wished"
    ),
    "POST /workers/{worker_id}/drain": _O(
        "worker_drain", "Ask a worker to end what it has and take nothing new"
    ),
    "DELETE /workers/{worker_id}": _O("worker_leave", "A worker signs off"),
    "GET /sessions": _O("session_list", "Conversations of agents, the newest first"),
    "POST /sessions": _O("session_start", "A worker keeps a conversation ready"),
    "GET /sessions/{session}": _O("session_get", "One conversation of an agent"),
    "DELETE /sessions/{session}": _O("session_end", "End a conversation; its row stays"),
    "POST /sessions/{session}/heartbeat": _O("session_heartbeat", "A conversation is still kept ready"),
    "GET /profiles": _O("profile_list", "The agent profiles that the workers have found"),
    "POST /profiles/refresh": _O("profile_refresh", "Ask the workers to look for profiles again"),
    "GET /agents": _O("agent_list", "The agents that can be started now"),
    "GET /workspaces": _O("workspace_list", "The workspaces on the workers' disks"),
    "POST /workspaces/cleanup": _O("workspace_cleanup", "Ask for the removal of workspaces of ended tasks"),
    "POST /workspaces/reset": _O("workspace_reset", "Ask for the removal of all workspaces"),
    "POST /workspaces/{task_id}/discard": _O(
        "workspace_discard", "Ask for the removal of one task's workspace"
    ),
    "POST /workspaces/{task_id}/restore": _O(
        "workspace_restore", "Ask for what was discarded to be put back"
    ),
    # inside a run
    "GET /self/task": _O("self_task", "The task and the run of the agent that asks"),
    "POST /self/ask": _O("self_ask", "The agent asks a person"),
    "GET /self/messages": _O("self_messages", "The messages of the agent's own run"),
    # who may come in, and what they did
    "GET /keys": _O("key_list", "All keys, without their secrets"),
    "POST /keys": _O("key_add", "Make a key; its secret is in this answer and never again"),
    "POST /keys/{key_id}/rotate": _O("key_rotate", "A new secret for a key; the old one holds a while"),
    "DELETE /keys/{key_id}": _O("key_revoke", "Revoke a key at once"),
    "POST /auth/signin": _O("auth_signin", "A browser's cookie for who holds a key"),
    "POST /auth/code": _O("auth_code", "A link that opens the board in one more browser, once"),
    "POST /auth/launch": _O("auth_launch", "Spend a launch code for a browser's cookie"),
    "POST /auth/logout": _O("auth_logout", "End a browser's sign-in"),
    "POST /auth/ticket": _O("auth_ticket", "A ticket for one WebSocket, good once and for seconds"),
    "GET /auth/me": _O("auth_me", "Who I am"),
    "GET /orgs": _O("org_list", "All organisations"),
    "POST /orgs": _O("org_add", "Make an organisation; the key of its first admin is in this answer only"),
    "DELETE /orgs/{org_id}": _O("org_remove", "Remove an organisation"),
    "GET /org": _O("org_get", "One's own organisation, with the settings under all its projects"),
    "PATCH /org": _O("org_change", "Change one's own organisation"),
    "GET /audit": _O("audit_list", "What was done that matters to security"),
    "GET /audit/verify": _O("audit_verify", "The proof that nothing was changed or taken away"),
    "GET /export": _O("archive_export", "Everything of the organisation as one file"),
    "POST /import": _O("archive_import", "Bring a whole archive into an empty organisation"),
}
