// Made by `make web-types` from docs/api/openapi.json, sha256 28f9afa40eca19081b622323d7eb0a25edcc29c31515d3ad61bb1e3d66533824. Not to be edited.

export interface paths {
    "/api/v1/agents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The agents that can be started now
         * @description What the workers that are there can start now, and which accounts must rest.
         */
        get: operations["agent_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was done that matters to security */
        get: operations["audit_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The proof that nothing was changed or taken away */
        get: operations["audit_verify"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A link that opens the board in one more browser, once
         * @description A launch link for one more browser, with the caller's rights. Not remembered: it is a secret.
         */
        post: operations["auth_code"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/launch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Spend a launch code for a browser's cookie */
        post: operations["auth_launch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End a browser's sign-in */
        post: operations["auth_logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who I am */
        get: operations["auth_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/signin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A browser's cookie for who holds a key
         * @description A cookie for who holds a key: its rights, its organisation, and no longer than the key is good.
         */
        post: operations["auth_signin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/ticket": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A ticket for one WebSocket, good once and for seconds
         * @description For `?ticket=` at a WebSocket. Not remembered under an Idempotency-Key: it is a secret.
         */
        post: operations["auth_ticket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/board": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The cards of the board in order, without what is as usual
         * @description Cards in order; what is as usual is left out of each. `tasks`: only those numbers; one that is gone is missing.
         */
        get: operations["board_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/chat/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All conversations in one order, in the words of chat programs
         * @description In the order of the log. `since` is a `seq`, or the `next` of the page before.
         */
        get: operations["chat_list"];
        put?: never;
        /**
         * Answer or say something, in the words of chat programs
         * @description Answers the request that is named, else the only one that waits there; else it is a word to the task.
         */
        post: operations["chat_say"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened, in one order without a gap
         * @description In the order in which it happened, from `after` on; with `before` the newest first (0: from the newest on).
         *
         *     `kind` is how the kind begins. With `before` a page may have fewer, while `next` says that there are older ones.
         */
        get: operations["event_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happens, as it happens (SSE) */
        get: operations["event_stream"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Everything of the organisation as one file
         * @description Written whole before the first byte goes out: a slow reader must not hold a view of the database open.
         */
        get: operations["archive_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/fleet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The workers with what they do now, the queue, and the pace
         * @description Workers that have signed off are not in it.
         */
        get: operations["fleet_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bring a whole archive into an empty organisation
         * @description All of it or nothing; only into an organisation without projects and tasks (409 `not_empty`).
         */
        post: operations["archive_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inbox": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What waits for a person, the most urgent first
         * @description Questions and reviews by priority, then the oldest first; failures and answers: the newest first.
         */
        get: operations["inbox_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/insights": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Day by day, agent by agent, and how long people were waited for
         * @description The last `days` in UTC, today included; of one project (its id or name), or of all.
         */
        get: operations["insight_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All keys, without their secrets */
        get: operations["key_list"];
        put?: never;
        /** Make a key; its secret is in this answer and never again */
        post: operations["key_add"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys/{key_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke a key at once */
        delete: operations["key_revoke"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys/{key_id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A new secret for a key; the old one holds a while
         * @description Answers with the new secret, once. The old one holds for `overlap` seconds more.
         */
        post: operations["key_rotate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The questions that wait for a person */
        get: operations["message_inbox"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messages/{message_id}/answer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Answer a question; its agent goes on */
        post: operations["message_answer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One's own organisation, with the settings under all its projects */
        get: operations["org_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change one's own organisation
         * @description Settings take effect with the next run that is queued; a null says nothing.
         */
        patch: operations["org_change"];
        trace?: never;
    };
    "/api/v1/orgs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All organisations */
        get: operations["org_list"];
        put?: never;
        /**
         * Make an organisation; the key of its first admin is in this answer only
         * @description For admins of `default`. The answer has the key of its first admin, once.
         */
        post: operations["org_add"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orgs/{org_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove an organisation */
        delete: operations["org_remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/profiles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The agent profiles that the workers have found */
        get: operations["profile_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/profiles/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask the workers to look for profiles again */
        post: operations["profile_refresh"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All projects */
        get: operations["project_list"];
        put?: never;
        /** Make a project */
        post: operations["project_add"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One project, with what its settings come to */
        get: operations["project_get"];
        put?: never;
        post?: never;
        /** Remove a project */
        delete: operations["project_remove"];
        options?: never;
        head?: never;
        /** Change a project; what is not named stays */
        patch: operations["project_change"];
        trace?: never;
    };
    "/api/v1/projects/{project_id}/merge-targets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Branches that work can be merged into */
        get: operations["project_targets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queue/claim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take the next run; waits for one as long as `wait` says */
        post: operations["queue_claim"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queue/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A run has ended well */
        post: operations["queue_complete"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queue/enqueue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Queue a task that is named in the body */
        post: operations["queue_enqueue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queue/fail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A run has ended badly */
        post: operations["queue_fail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queue/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a run back that was not begun */
        post: operations["queue_release"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queue/renew": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Keep the lease of a run */
        post: operations["queue_renew"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queue/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many wait, and for what */
        get: operations["queue_status"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One run */
        get: operations["run_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run_id}/ask": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask a person */
        post: operations["run_ask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run_id}/comments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Comment from who holds the run
         * @description From who holds the run. A question makes the run wait for its answer.
         */
        post: operations["comment_report"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run_id}/delivered": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** These messages have reached the agent */
        post: operations["run_delivered"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run_id}/entries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Add to the transcript, numbered, each number once */
        post: operations["run_append"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run_id}/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Wait for a cancel, or for words to the agent
         * @description Answers as soon as there is a cancel, or a message that is not among `known`.
         */
        post: operations["run_orders"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run_id}/outcome": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How a run ended, with its evidence */
        get: operations["run_outcome"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run_id}/patch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a run has changed, as a patch */
        get: operations["run_patch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run_id}/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** How far a run has come */
        post: operations["run_report"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run_id}/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the agent says and does, as it happens (SSE) */
        get: operations["run_stream"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run_id}/transcript": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the agent said and did, a window at a time
         * @description From `after` on; with `before` the newest entries before it (0: the newest of all). Always in ascending order,
         *     and `next` is the `after`, or the `before`, of the next page.
         */
        get: operations["run_transcript"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run_id}/transcript/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Words in what the agent said and did
         * @description Whatever the case of the letters. So much is looked at in one request; `next` is the `after` to go on with.
         */
        get: operations["run_search"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/self/ask": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The agent asks a person */
        post: operations["self_ask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/self/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The messages of the agent's own run */
        get: operations["self_messages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/self/task": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The task and the run of the agent that asks */
        get: operations["self_task"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Conversations of agents, the newest first
         * @description The newest first.
         */
        get: operations["session_list"];
        put?: never;
        /** A worker keeps a conversation ready */
        post: operations["session_start"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{session}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One conversation of an agent */
        get: operations["session_get"];
        put?: never;
        post?: never;
        /**
         * End a conversation; its row stays
         * @description Its row stays. A run that works in it is asked to stop; to end it twice changes nothing.
         */
        delete: operations["session_end"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{session}/heartbeat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A conversation is still kept ready */
        post: operations["session_heartbeat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The first steps, and which of them are done */
        get: operations["start_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tasks in the order of the board, a page at a time */
        get: operations["task_list"];
        put?: never;
        /** Put a task on the board, and with `enqueue` into the queue */
        post: operations["task_add"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * One deed on many tasks, each for itself
         * @description Every task is done or refused by itself; the answer has a result for each, in the order of the request.
         */
        post: operations["task_bulk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/next": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the next claim would take; nothing is claimed by looking
         * @description What the next claim would take; nothing is claimed by looking.
         */
        get: operations["task_next"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{task_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One task */
        get: operations["task_get"];
        put?: never;
        post?: never;
        /** Remove a task that is not at work */
        delete: operations["task_remove"];
        options?: never;
        head?: never;
        /** Change a task, or wish for a status; what is not named stays */
        patch: operations["task_change"];
        trace?: never;
    };
    "/api/v1/tasks/{task_id}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Done without a merge; it is recorded as such */
        post: operations["task_accept"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{task_id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Approve what is in review; a worker merges it */
        post: operations["task_approve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{task_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop a task for good; its work is kept */
        post: operations["task_cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{task_id}/comments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The conversation, with a type for each word
         * @description The oldest first.
         */
        get: operations["comment_list"];
        put?: never;
        /**
         * Comment on a task
         * @description Only a human_message is told to the agent; every other is for people to read.
         */
        post: operations["comment_add"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{task_id}/continue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let the agent go on in the same conversation */
        post: operations["task_continue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{task_id}/enqueue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Queue a task for the next free worker */
        post: operations["task_enqueue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{task_id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The conversation about a task */
        get: operations["message_list"];
        put?: never;
        /** Say something; to an agent at work it is its next turn */
        post: operations["message_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{task_id}/park": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a task out of the queue, back to the backlog */
        post: operations["task_park"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{task_id}/patch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the newest run has changed, as a patch */
        get: operations["task_patch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{task_id}/position": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Move a card before or behind another */
        post: operations["task_place"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{task_id}/request-changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send it back with remarks */
        post: operations["task_request_changes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{task_id}/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Back to the backlog, as if it had never run */
        post: operations["task_reset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{task_id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Try a failed task again from the start */
        post: operations["task_retry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{task_id}/reviews": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The verdicts on a task, with their remarks */
        get: operations["task_reviews"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{task_id}/run-now": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Run a task next, past all others */
        post: operations["task_run_now"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{task_id}/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The runs of a task */
        get: operations["task_runs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{task_id}/why": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Why nobody works on a task: every reason */
        get: operations["task_why"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tokens, turns and cost, summed up
         * @description Sums by `by`, the last 30 days unless days are named (UTC, both included).
         */
        get: operations["usage_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All workers
         * @description Also those that have signed off; a dialect, which has no word for them, lists only the others.
         */
        get: operations["worker_list"];
        put?: never;
        /** A worker says that it is there, and what it offers */
        post: operations["worker_register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workers/{worker_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One worker */
        get: operations["worker_get"];
        put?: never;
        post?: never;
        /** A worker signs off */
        delete: operations["worker_leave"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workers/{worker_id}/drain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask a worker to end what it has and take nothing new */
        post: operations["worker_drain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workers/{worker_id}/heartbeat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A worker is still there; gives what is wished */
        post: operations["worker_heartbeat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The workspaces on the workers' disks */
        get: operations["workspace_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/cleanup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for the removal of workspaces of ended tasks
         * @description Asks the workers to remove those of tasks that have ended. Gives the count, and what is left alone and why.
         */
        post: operations["workspace_cleanup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for the removal of all workspaces
         * @description Asks the workers to remove all; refused while anything runs. Their work is kept under snapshots.
         */
        post: operations["workspace_reset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{task_id}/discard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask for the removal of one task's workspace */
        post: operations["workspace_discard"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{task_id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask for what was discarded to be put back */
        post: operations["workspace_restore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the process answers
         * @description The process answers; says nothing about the database.
         */
        get: operations["health_alive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether requests can be served now */
        get: operations["health_ready"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @enum {string} */
        Act: "discard" | "reset" | "restore";
        /** @description The runs of an agent that ended in these days; merges are nobody's. */
        AgentDid: {
            agent: string;
            cancelled: number;
            cost_usd: number;
            failed: number;
            median_seconds: number | null;
            runs: number;
            succeeded: number;
        };
        /**
         * @description How the output of the `command` agent is read.
         * @enum {string}
         */
        AgentParser: "text" | "claude-stream-json" | "goose-stream-json" | "codex-json" | "opencode-json" | "gemini-stream-json";
        /** @description An agent, and who can start it now. */
        AgentShown: {
            name: string;
            paused_until?: string | null;
            /** @default 0 */
            slots: number;
            /** @default [] */
            workers: string[];
        };
        /** @description A project's budget in its present window. A limit of 0 is none. */
        Allowance: {
            /** @default 0 */
            limit_tokens: number;
            /** @default 0 */
            limit_usd: number;
            since: string;
            soft: number;
            /** @default 0 */
            spent_tokens: number;
            /** @default 0 */
            spent_usd: number;
            /** @default 0 */
            used: number;
            window: components["schemas"]["BudgetWindow"];
        };
        Answer: {
            text: string;
        };
        Approval: {
            head_commit?: string | null;
            /** @default false */
            remove_workspace: boolean;
            /** @default  */
            text: string;
        };
        Ask: {
            key?: string | null;
            offer?: components["schemas"]["OfferForm"] | null;
            worker: string;
        };
        AskedFor: {
            items: components["schemas"]["Workspace"][];
        };
        /** @enum {string} */
        AuthorType: "human" | "agent" | "system";
        /** @enum {string} */
        Base: "target" | "previous_task";
        Batch: {
            entries: components["schemas"]["EntryForm"][];
            fence: number;
            first: number;
        };
        /** @description `seq` was read first: what happened after it may be in the cards already, what happened before it is. */
        Board: {
            cards: components["schemas"]["BoardCard"][];
            projects: components["schemas"]["BoardProject"][];
            seq: number;
        };
        /** @description The oldest question that waits for a person. */
        BoardAsk: {
            at: number;
            id: string;
            kind: components["schemas"]["MessageKind"];
            text: string;
        };
        /** @description No id: 16 bytes that nothing compresses, and every path takes the number. */
        BoardCard: {
            /** @default 0 */
            added: number;
            after?: number | null;
            agent?: string | null;
            ask?: components["schemas"]["BoardAsk"] | null;
            at: number;
            /** @default 1 */
            attempt: number;
            /** @default 0 */
            cost: number;
            /** @default 0 */
            files: number;
            /** @default [] */
            labels: string[];
            /** @default false */
            manual: boolean;
            not_before?: number | null;
            number: number;
            /** @default false */
            parked: boolean;
            priority: components["schemas"]["Priority"];
            project: number;
            reason?: string | null;
            /** @default 0 */
            removed: number;
            /** @default false */
            resting: boolean;
            status: components["schemas"]["TaskStatus"];
            title: string;
            /** @default 0 */
            tokens: number;
            /** @default feature */
            type: components["schemas"]["TaskType"];
            /** @default 0 */
            waits_on: number;
            worker?: string | null;
        };
        BoardProject: {
            id: string;
            name: string;
            paused: boolean;
        };
        /** @enum {string} */
        BranchStrategy: "id" | "id8" | "hash" | "slug";
        BranchesForm: {
            current?: string | null;
            /** @default [] */
            names: string[];
            path: string;
        };
        /**
         * @description What a project's budget is for; days and months are those of UTC.
         * @enum {string}
         */
        BudgetWindow: "day" | "month" | "all";
        Bulk: {
            /** @enum {string} */
            act: "change" | "enqueue" | "park" | "cancel" | "retry" | "reset" | "delete";
            change?: components["schemas"]["TaskPatch"] | null;
            tasks: string[];
        } & ({
            /** @constant */
            act?: "change";
            change: Record<string, never>;
        } | {
            act?: unknown;
            change?: null;
        });
        /** @description What a list shows of a file: enough to choose it, or to mend it. */
        Card: {
            /** @default  */
            description: string;
            file: string;
            /** @default  */
            model: string;
            name: string;
            /** @default  */
            problem: string;
        };
        CardForm: {
            /** @default  */
            description: string;
            file: string;
            /** @default  */
            model: string;
            name: string;
            /** @default  */
            problem: string;
        };
        Carry: {
            /** @default  */
            text: string;
        };
        Changes: {
            /** @default [] */
            remarks: components["schemas"]["RemarkForm"][];
            /** @default  */
            text: string;
        };
        ChatMessage: {
            /** @default [] */
            choices: string[];
            conversation_id: string;
            /** Format: date-time */
            created_at: string;
            id: string;
            kind: components["schemas"]["MessageKind"];
            message: string;
            message_type: components["schemas"]["MessageType"];
            parent_message_id: string | null;
            run_id?: string | null;
            sender_id: string;
            sender_type: components["schemas"]["SenderType"];
            seq?: number | null;
        };
        ChatPost: {
            conversation_id?: string | null;
            message: string;
            message_type?: "response" | null;
            parent_message_id?: string | null;
            sender_id?: string | null;
            /**
             * @default human
             * @constant
             */
            sender_type: "human";
        };
        /** @enum {string} */
        Checkout: "clone" | "worktree" | "in_place" | "directory";
        Claim: {
            /** @default [] */
            dependencies: components["schemas"]["DependencySummary"][];
            fence: number;
            lease_seconds: number;
            left?: components["schemas"]["Left"] | null;
            previous_branch?: string | null;
            previous_head?: string | null;
            project: components["schemas"]["Project"];
            renew_seconds: number;
            run: components["schemas"]["Run"];
            settings: components["schemas"]["Settings"];
            task: components["schemas"]["Task"];
            token: string;
        };
        ClaimedOrder: {
            claimed_at: string | null;
            completed_at: string | null;
            /** Format: date-time */
            enqueued_at: string;
            fence: number;
            id: string;
            instructions: string;
            lease_until: string | null;
            priority: string;
            retry_count: number;
            status: string;
            task: components["schemas"]["SpokenTask"];
            task_id: string;
            worker_id: string | null;
        };
        /** @description What was asked of the workers, and what is left alone, with why. */
        Cleaned: {
            /** @default [] */
            asked: string[];
            count: number;
            left: {
                [key: string]: string;
            };
        };
        Cleanup: {
            project?: string | null;
            /** @default false */
            unmerged: boolean;
        };
        Code: {
            code: string;
        };
        Comment: {
            answer: string | null;
            /** Format: date-time */
            at: string;
            author: string;
            author_type: components["schemas"]["AuthorType"];
            id: string;
            run: string | null;
            task: string;
            text: string;
            type: components["schemas"]["CommentType"];
        };
        /** @enum {string} */
        CommentType: "progress" | "question" | "summary" | "error" | "comment" | "human_message";
        /** @description Without an outcome the work succeeded, and `output` is what it has to say. */
        Complete: {
            fence: number;
            outcome?: components["schemas"]["OutcomeForm"] | null;
            /** @default  */
            output: string;
            run: string;
        } & {
            outcome?: {
                /** @enum {unknown} */
                status?: "succeeded";
            };
        };
        /** @description How many of each there are. */
        Contents: {
            counts?: {
                [key: string]: number;
            };
            /** @default 1 */
            format: number;
        };
        DayShown: {
            /** @default 0 */
            cost_usd: number;
            /** @default 0 */
            created: number;
            day: string;
            /** @default 0 */
            done: number;
            /** @default 0 */
            failed: number;
            /** @default 0 */
            questions: number;
            /** @default 0 */
            tokens_cached: number;
            /** @default 0 */
            tokens_in: number;
            /** @default 0 */
            tokens_out: number;
            /** @default 0 */
            waiting_seconds: number;
        };
        Delivered: {
            fence: number;
            messages: string[];
        };
        DependencySummary: {
            branch: string | null;
            head_commit: string | null;
            number: number;
            summary: string;
            task: string;
            title: string;
        };
        /** @enum {string} */
        DependsOn: "done" | "merged";
        /** @enum {string} */
        Dialect: "taskinfa" | "agentvine" | "claudedo";
        DoneForm: {
            ok: boolean;
            /** @default  */
            ref: string;
            task: string;
            /** @default  */
            words: string;
        };
        Enqueue: {
            priority?: ("urgent" | "high" | "normal" | "low" | "critical" | "medium") | null;
            task: string;
        };
        Entry: {
            /** Format: date-time */
            at: string;
            body?: {
                [key: string]: unknown;
            };
            kind: components["schemas"]["EntryKind"];
            seq: number;
        };
        /** @description An entry that was checked: a hundred come in one batch, and none is made a second time. */
        EntryForm: {
            /** Format: date-time */
            at: string;
            body?: {
                [key: string]: unknown;
            };
            kind: components["schemas"]["EntryKind"];
            seq: number;
        };
        /** @enum {string} */
        EntryKind: "session_started" | "prompt" | "text" | "thinking" | "tool_call" | "tool_result" | "file_change" | "question" | "permission_request" | "usage" | "result" | "error" | "status" | "raw";
        Event: {
            /** @default system */
            actor: string;
            /** Format: date-time */
            at: string;
            body?: {
                [key: string]: unknown;
            };
            kind: string;
            org: string;
            project?: string | null;
            run?: string | null;
            seq: number;
            task?: string | null;
            worker?: string | null;
        };
        /** @description What one check of the project printed, and on exactly which tree it ran. */
        Evidence: {
            command: string;
            exit_code: number;
            passed: boolean;
            seconds: number;
            tail: string;
            tree: string;
        };
        EvidenceForm: {
            command: string;
            exit_code: number;
            passed: boolean;
            seconds: number;
            tail: string;
            tree: string;
        };
        /** @description Without an outcome the agent failed, and `error` says how. */
        Fail: {
            /** @default  */
            error: string;
            fence: number;
            outcome?: components["schemas"]["OutcomeForm"] | null;
            run: string;
        } & {
            outcome?: {
                /** @enum {unknown} */
                status?: "cancelled" | "failed" | "parked";
            };
        };
        FileStat: {
            added: number | null;
            /** @default modified */
            kind: string;
            path: string;
            removed: number | null;
        };
        Fleet: {
            depth: components["schemas"]["FleetDepth"];
            pace: components["schemas"]["FleetPace"];
            queues: components["schemas"]["FleetQueues"];
            resting: {
                [key: string]: string;
            };
            today: components["schemas"]["FleetToday"];
            workers: components["schemas"]["FleetWorker"][];
        };
        FleetAsk: {
            id: string;
            kind: components["schemas"]["MessageKind"];
            text: string;
        };
        FleetDepth: {
            high: number;
            low: number;
            normal: number;
            urgent: number;
        };
        FleetPace: {
            done_last_day: number;
            done_last_hour: number;
            empty_at: string | null;
            median_seconds: number | null;
        };
        /** @description The same by the three names that other systems have for it. */
        FleetQueues: {
            default: number;
            high_priority: number;
            low_priority: number;
        };
        FleetRun: {
            agent: string;
            ask: components["schemas"]["FleetAsk"] | null;
            id: string;
            kind: components["schemas"]["RunKind"];
            last: string | null;
            /** Format: date-time */
            since: string;
            status: components["schemas"]["RunStatus"];
            task: number;
            title: string;
        };
        /** @description Of the runs that ended today, in UTC, and used something. */
        FleetToday: {
            cost_usd: number;
            runs: number;
            tokens: number;
        };
        FleetWorker: {
            agents: string[];
            drain: boolean;
            /** Format: date-time */
            heartbeat_at: string;
            host: string;
            id: string;
            labels: string[];
            name: string;
            note: string;
            projects: string[];
            runs: components["schemas"]["FleetRun"][];
            slots: number;
            status: components["schemas"]["WorkerStatus"];
            tiers: string[];
            version: string;
        };
        FoundForm: {
            ahead?: number | null;
            base_commit?: string | null;
            behind?: number | null;
            branch?: string | null;
            /** @default false */
            dirty: boolean;
            disk?: number | null;
            /** @default false */
            disk_cut: boolean;
            head_commit?: string | null;
            path: string;
            strategy: string;
            task: string;
        };
        Health: {
            status: string;
        };
        Heartbeat: {
            /** @default  */
            note: string;
            profiles?: components["schemas"]["ShelfForm"] | null;
            /** @default [] */
            runs: string[];
            /** @enum {string} */
            status: "idle" | "busy" | "waiting" | "draining" | "error" | "offline" | "gone" | "working";
            survey?: components["schemas"]["SurveyForm"] | null;
        };
        Held: {
            fence: number;
            run: string;
        };
        Hit: {
            excerpt: string;
            kind: components["schemas"]["EntryKind"];
            seq: number;
        };
        Inbox: {
            counts: components["schemas"]["InboxCounts"];
            items: components["schemas"]["InboxItem"][];
            next?: string | null;
        };
        InboxCounts: {
            failed: number;
            review: number;
            waiting: number;
        };
        InboxItem: {
            agent: string | null;
            /** Format: date-time */
            at: string;
            kind: components["schemas"]["InboxKind"];
            message: components["schemas"]["Message"] | null;
            reason: string | null;
            run: string | null;
            task: components["schemas"]["InboxTask"];
            words: string;
            worker: string | null;
        };
        /** @enum {string} */
        InboxKind: "question" | "permission" | "budget" | "failed" | "review";
        InboxTask: {
            id: string;
            number: number;
            priority: components["schemas"]["Priority"];
            project: string;
            status: components["schemas"]["TaskStatus"];
            title: string;
        };
        Insights: {
            agents: components["schemas"]["AgentDid"][];
            days: components["schemas"]["DayShown"][];
            waiting: components["schemas"]["Waiting"];
        };
        KeyShown: {
            /** Format: date-time */
            created_at: string;
            expires_at?: string | null;
            id: string;
            key?: string | null;
            last_used_at?: string | null;
            name: string;
            old_until?: string | null;
            /** @default  */
            preview: string;
            revoked_at?: string | null;
            scope: components["schemas"]["Scope"];
        };
        Known: {
            fence: number;
            /** @default [] */
            known: string[];
        };
        LaunchShown: {
            path: string;
            seconds: number;
        };
        /** @description What a run may use of its project's budget; None: no limit. */
        Left: {
            tokens?: number | null;
            usd?: number | null;
            /** @default month */
            window: components["schemas"]["BudgetWindow"];
        };
        Line: {
            act: string;
            actor: string;
            /** Format: date-time */
            at: string;
            detail: {
                [key: string]: unknown;
            };
            hash: string;
            object: string;
            org: string;
            prev: string;
            seq: number;
        };
        Listing_AgentShown_: {
            items: components["schemas"]["AgentShown"][];
            next?: string | null;
        };
        Listing_ChatMessage_: {
            items: components["schemas"]["ChatMessage"][];
            next?: string | null;
        };
        Listing_Comment_: {
            items: components["schemas"]["Comment"][];
            next?: string | null;
        };
        Listing_Entry_: {
            items: components["schemas"]["Entry"][];
            next?: string | null;
        };
        Listing_Event_: {
            items: components["schemas"]["Event"][];
            next?: string | null;
        };
        Listing_Found_: {
            items: components["schemas"]["taskyard__domain__profile__Found"][];
            next?: string | null;
        };
        Listing_KeyShown_: {
            items: components["schemas"]["KeyShown"][];
            next?: string | null;
        };
        Listing_Line_: {
            items: components["schemas"]["Line"][];
            next?: string | null;
        };
        Listing_Message_: {
            items: components["schemas"]["Message"][];
            next?: string | null;
        };
        Listing_Org_: {
            items: components["schemas"]["Org"][];
            next?: string | null;
        };
        Listing_ProjectShown_: {
            items: components["schemas"]["ProjectShown"][];
            next?: string | null;
        };
        Listing_Result_: {
            items: components["schemas"]["Result"][];
            next?: string | null;
        };
        Listing_Review_: {
            items: components["schemas"]["Review"][];
            next?: string | null;
        };
        Listing_Run_: {
            items: components["schemas"]["Run"][];
            next?: string | null;
        };
        Listing_Session_: {
            items: components["schemas"]["Session"][];
            next?: string | null;
        };
        Listing_SpokenTask_: {
            items: components["schemas"]["SpokenTask"][];
            next?: string | null;
        };
        Listing_SpokenWorker_: {
            items: components["schemas"]["SpokenWorker"][];
            next?: string | null;
        };
        Listing_Task_: {
            items: components["schemas"]["Task"][];
            next?: string | null;
        };
        Listing_Worker_: {
            items: components["schemas"]["Worker"][];
            next?: string | null;
        };
        Listing_Workspace_: {
            items: components["schemas"]["Workspace"][];
            next?: string | null;
        };
        Me: {
            name: string;
            org: string;
            scope: components["schemas"]["Scope"];
        };
        /** @enum {string} */
        MergeStrategy: "merge" | "squash" | "rebase" | "ff";
        Message: {
            answer?: string | null;
            answered_at?: string | null;
            answered_by?: string | null;
            /** Format: date-time */
            at: string;
            author: string;
            /** @default  */
            binds: string;
            /** @default [] */
            choices: string[];
            delivered_at?: string | null;
            expires_at?: string | null;
            id: string;
            kind: components["schemas"]["MessageKind"];
            org: string;
            project: string;
            reply_to?: string | null;
            run: string | null;
            state: components["schemas"]["MessageState"];
            task: string;
            text: string;
        };
        /** @enum {string} */
        MessageKind: "question" | "permission" | "budget" | "answer" | "comment" | "status" | "summary" | "error" | "note";
        /** @enum {string} */
        MessageState: "open" | "answered" | "expired" | "posted";
        /** @enum {string} */
        MessageType: "request" | "response" | "status";
        NewComment: {
            text: string;
            /**
             * @default comment
             * @enum {string}
             */
            type: "progress" | "summary" | "error" | "comment" | "human_message";
        };
        NewKey: {
            expires_at?: string | null;
            expires_days?: number | null;
            name: string;
            /** @enum {string} */
            scope: "admin" | "operator" | "viewer" | "worker";
        } & ({
            expires_at?: null;
        } | {
            expires_days?: null;
        });
        NewOrg: {
            id: string;
            name?: string | null;
            settings?: components["schemas"]["ProjectSettings"];
        };
        NewProject: {
            name: string;
            /** @default false */
            paused: boolean;
            repository?: string | null;
            settings?: components["schemas"]["ProjectSettings"];
            /** @default main */
            target: string;
        };
        NewSession: {
            agent?: string | null;
            session_id: string;
            task?: string | null;
            worker: string;
        };
        NewTask: {
            agent?: string | null;
            branch_name?: string | null;
            /** @default [] */
            depends_on: string[];
            /** @default  */
            description: string;
            /** @default false */
            enqueue: boolean;
            /** @default true */
            executable: boolean;
            /** @default [] */
            labels: string[];
            not_before?: string | null;
            /**
             * @default normal
             * @enum {string}
             */
            priority: "urgent" | "high" | "normal" | "low" | "critical" | "medium";
            project?: string | null;
            repository_url?: string | null;
            settings?: components["schemas"]["TaskSettings"];
            /** @default feature */
            task_type: components["schemas"]["TaskType"];
            title: string;
        };
        Next: {
            project: components["schemas"]["Project"];
            task: components["schemas"]["Task"];
        };
        /** @description A move that takes no words; an empty object or no body at all. */
        Nothing: Record<string, never>;
        /** @description What a worker can take: the capabilities it names at every claim. */
        Offer: {
            /** @default [] */
            agents: string[];
            /**
             * @default [
             *       "work",
             *       "merge"
             *     ]
             */
            kinds: string[];
            /** @default [] */
            labels: string[];
            /** @default false */
            override: boolean;
            /** @default [] */
            projects: string[];
            /**
             * @default [
             *       "none"
             *     ]
             */
            tiers: string[];
        };
        OfferForm: {
            /** @default [] */
            agents: string[];
            /**
             * @default [
             *       "work",
             *       "merge"
             *     ]
             */
            kinds: string[];
            /** @default [] */
            labels: string[];
            /** @default false */
            override: boolean;
            /** @default [] */
            projects: string[];
            /**
             * @default [
             *       "none"
             *     ]
             */
            tiers: string[];
        };
        /**
         * @description What becomes of a run whose question nobody has answered within `human_wait`.
         * @enum {string}
         */
        OnNoAnswer: "park" | "fail" | "proceed";
        /** @enum {string} */
        OnSuccess: "review" | "done";
        /** @description Rides on every answer to a worker's report: cancel and messages need no poll of their own. */
        Orders: {
            /** @default false */
            cancel: boolean;
            /** @default false */
            drain: boolean;
            /** @default 1 */
            expected: number;
            lease_seconds: number;
            /** Format: date-time */
            lease_until: string;
            /** @default [] */
            messages: components["schemas"]["Message"][];
            /** @default 0 */
            open_questions: number;
            renew_seconds: number;
        };
        Org: {
            /** Format: date-time */
            created_at: string;
            id: string;
            name: string;
            settings?: {
                [key: string]: unknown;
            };
        };
        OrgOwn: {
            /** Format: date-time */
            created_at: string;
            effective: {
                [key: string]: unknown;
            };
            id: string;
            name: string;
            settings?: {
                [key: string]: unknown;
            };
        };
        OrgPatch: {
            /** @default  */
            name: string;
            settings?: components["schemas"]["ProjectSettings"];
        };
        OrgShown: {
            /** Format: date-time */
            created_at: string;
            id: string;
            key?: string | null;
            name: string;
            settings?: {
                [key: string]: unknown;
            };
        };
        OutcomeForm: {
            base_commit?: string | null;
            branch?: string | null;
            /** @default 0 */
            bytes: number;
            /** @default  */
            checksum: string;
            /** @default [] */
            conflicts: string[];
            /** @default 0 */
            entries: number;
            /** @default [] */
            evidence: components["schemas"]["EvidenceForm"][];
            exit_code?: number | null;
            head_commit?: string | null;
            log_path?: string | null;
            merged_commit?: string | null;
            /** @default  */
            message: string;
            /** @default  */
            patch: string;
            /** @default false */
            patch_cut: boolean;
            reason: components["schemas"]["Reason"];
            retry_at?: string | null;
            session?: string | null;
            snapshot_ref?: string | null;
            /** @default [] */
            stat: components["schemas"]["StatForm"][];
            status: components["schemas"]["RunStatus"];
            structured_output?: unknown;
            /** @default  */
            summary: string;
            /**
             * @default {
             *       "cost_usd": 0,
             *       "tokens_cached": 0,
             *       "tokens_in": 0,
             *       "tokens_out": 0,
             *       "turns": 0
             *     }
             */
            usage: components["schemas"]["UsageForm"];
        };
        Own: {
            run: components["schemas"]["Run"];
            task: components["schemas"]["Task"];
        };
        /** @description As JSON, never as a page: an agent made it, and a browser must not read it as anything (W6). */
        Patch: {
            patch: string;
        };
        Position: {
            after?: string | null;
            before?: string | null;
            priority?: ("urgent" | "high" | "normal" | "low" | "critical" | "medium") | null;
        } & ({
            before?: null;
        } | {
            after?: null;
        });
        Post: {
            reply_to?: string | null;
            text: string;
        };
        /** @enum {string} */
        Priority: "urgent" | "high" | "normal" | "low";
        /** @description The form of every error: RFC 9457 with our stable `code`. */
        Problem: {
            /** @enum {string} */
            code: "agent_failed" | "already_answered" | "approval_expired" | "conflict" | "forbidden" | "gap" | "git_failed" | "idempotency_key_reused" | "illegal_move" | "internal" | "invalid" | "lease_lost" | "method_not_allowed" | "misdirected" | "not_empty" | "not_found" | "sandbox_unavailable" | "schema_mismatch" | "storage_full" | "too_large" | "too_many" | "unauthenticated" | "unavailable" | "unsafe_path" | "unsupported_media_type";
            detail: string;
            status: number;
            title: string;
            /** @default about:blank */
            type: string;
        };
        Project: {
            /** Format: date-time */
            created_at: string;
            id: string;
            inherited?: {
                [key: string]: unknown;
            };
            name: string;
            org: string;
            /** @default false */
            paused: boolean;
            repository?: string | null;
            settings?: {
                [key: string]: unknown;
            };
            /** @default main */
            target: string;
            /** Format: date-time */
            updated_at: string;
        };
        ProjectPatch: {
            /** @default  */
            name: string;
            /** @default false */
            paused: boolean;
            repository?: string | null;
            settings?: components["schemas"]["ProjectSettings"];
            /** @default main */
            target: string;
        };
        ProjectSettings: {
            agent?: string | null;
            agent_command?: string | null;
            agent_options?: {
                [key: string]: string;
            } | null;
            agent_parser?: ("text" | "claude-stream-json" | "goose-stream-json" | "codex-json" | "opencode-json" | "gemini-stream-json") | null;
            approval_ttl?: number | null;
            approved_config?: string | null;
            ask_park?: number | null;
            author_email?: string | null;
            author_name?: string | null;
            base?: ("target" | "previous_task") | null;
            branch_prefix?: string | null;
            branch_strategy?: ("id" | "id8" | "hash" | "slug") | null;
            budget_soft?: number | null;
            budget_tokens?: number | null;
            budget_usd?: number | null;
            budget_window?: ("day" | "month" | "all") | null;
            check_rounds?: number | null;
            check_timeout?: number | null;
            checkout?: ("clone" | "worktree" | "in_place" | "directory") | null;
            checks?: string[] | null;
            checks_must_run_tests?: boolean | null;
            commit_type?: string | null;
            depends_on?: ("done" | "merged") | null;
            fallback_agents?: string[] | null;
            human_wait?: number | null;
            kill_grace?: number | null;
            labels?: string[] | null;
            max_attempts?: number | null;
            max_running?: number | null;
            merge_strategy?: ("merge" | "squash" | "rebase" | "ff") | null;
            on_no_answer?: ("park" | "fail" | "proceed") | null;
            on_success?: ("review" | "done") | null;
            permissions?: string[] | null;
            profile?: string | null;
            project_budget_tokens?: number | null;
            project_budget_usd?: number | null;
            repository_config?: ("hide" | "refuse" | "allow") | null;
            result_grace?: number | null;
            retry_delay?: number | null;
            retry_delay_max?: number | null;
            rules?: string | null;
            run_timeout?: number | null;
            setup?: string[] | null;
            silence_timeout?: number | null;
            start_timeout?: number | null;
            tier?: string | null;
            trailer_run?: string | null;
            trailer_task?: string | null;
            workspace_root_strategy?: ("central" | "sibling") | null;
        };
        /** @description A project as people see it: with what it has used of its budget, where it has one. */
        ProjectShown: {
            budget?: components["schemas"]["Allowance"] | null;
            /** Format: date-time */
            created_at: string;
            id: string;
            inherited?: {
                [key: string]: unknown;
            };
            name: string;
            org: string;
            /** @default false */
            paused: boolean;
            repository?: string | null;
            settings?: {
                [key: string]: unknown;
            };
            /** @default main */
            target: string;
            /** Format: date-time */
            updated_at: string;
        };
        QueueStatus: {
            depth: {
                [key: string]: number;
            };
            queues: {
                [key: string]: number;
            };
            resting: {
                [key: string]: string;
            };
            running: {
                [key: string]: number;
            };
            workers: {
                [key: string]: number;
            };
        };
        /**
         * @description Why a run ended. A fixed list: everything else is words beside it.
         * @enum {string}
         */
        Reason: "completed" | "no_changes" | "agent_error" | "agent_crashed" | "protocol_error" | "checks_failed" | "run_timeout" | "silence_timeout" | "budget_exceeded" | "rate_limited" | "agent_auth" | "setup_failed" | "git_failed" | "out_of_memory" | "disk_full" | "sandbox_unavailable" | "cancelled" | "worker_lost" | "human_timeout" | "parked";
        Receipt: {
            accepted: boolean;
            expected: number;
            incomplete: boolean;
        };
        Register: {
            /** @default  */
            host: string;
            name: string;
            /**
             * @default {
             *       "agents": [],
             *       "kinds": [
             *         "work",
             *         "merge"
             *       ],
             *       "labels": [],
             *       "override": false,
             *       "projects": [],
             *       "tiers": [
             *         "none"
             *       ]
             *     }
             */
            offer: components["schemas"]["OfferForm"];
            /**
             * @default {
             *       "items": [],
             *       "round": 0
             *     }
             */
            profiles: components["schemas"]["ShelfForm"];
            /** @default 1 */
            slots: number;
            /** @default  */
            version: string;
        };
        Remark: {
            line: number | null;
            path: string;
            /** @default  */
            quote: string;
            text: string;
        };
        RemarkForm: {
            line?: number | null;
            path: string;
            /** @default  */
            quote: string;
            text: string;
        };
        /**
         * @description What becomes of files in a repository that configure the agents working in it, while nobody has approved them.
         * @enum {string}
         */
        RepositoryConfig: "hide" | "refuse" | "allow";
        Result: {
            code?: string | null;
            /** @default  */
            detail: string;
            ok: boolean;
            status?: string | null;
            task: string;
        };
        Review: {
            /** Format: date-time */
            at: string;
            author: string;
            head_commit: string | null;
            id: string;
            org: string;
            /** @default [] */
            remarks: components["schemas"]["Remark"][];
            run: string | null;
            task: string;
            /** @default  */
            text: string;
            verdict: components["schemas"]["taskyard__domain__review__Verdict"];
        };
        Rotation: {
            /** @default 86400 */
            overlap: number;
        };
        Run: {
            /** @default  */
            agent: string;
            base_commit?: string | null;
            branch?: string | null;
            /** @default 0 */
            bytes: number;
            /** @default false */
            cancel_requested: boolean;
            claimed_at?: string | null;
            /** @default [] */
            conflicts: string[];
            ended_at?: string | null;
            /** @default [] */
            evidence: components["schemas"]["Evidence"][];
            exit_code?: number | null;
            /** @default 0 */
            fence: number;
            head_commit?: string | null;
            id: string;
            /** @default false */
            incomplete: boolean;
            /** @default false */
            is_retry: boolean;
            /** @default work */
            kind: components["schemas"]["RunKind"];
            /** @default 0 */
            last_seq: number;
            lease_until?: string | null;
            log_path?: string | null;
            merged_commit?: string | null;
            /** @default  */
            message: string;
            number: number;
            org: string;
            /** @default false */
            override: boolean;
            project: string;
            /** @default  */
            prompt_extra: string;
            /** Format: date-time */
            queued_at: string;
            reason?: components["schemas"]["Reason"] | null;
            session?: string | null;
            settings?: {
                [key: string]: unknown;
            };
            snapshot_ref?: string | null;
            started_at?: string | null;
            /** @default [] */
            stat: components["schemas"]["FileStat"][];
            /** @default queued */
            status: components["schemas"]["RunStatus"];
            structured_output?: unknown;
            /** @default  */
            summary: string;
            task: string;
            /** @default  */
            tier: string;
            usage?: components["schemas"]["Usage"];
            worker?: string | null;
        };
        RunComment: {
            fence: number;
            text: string;
            /**
             * @default progress
             * @enum {string}
             */
            type: "progress" | "question" | "summary" | "error" | "comment";
        };
        /** @enum {string} */
        RunKind: "work" | "merge";
        RunOutcome: {
            patch: string;
            run: components["schemas"]["Run"];
        };
        /** @enum {string} */
        RunStatus: "queued" | "claimed" | "preparing" | "running" | "waiting" | "checking" | "succeeded" | "failed" | "cancelled" | "lost" | "parked";
        /** @enum {string} */
        Scope: "admin" | "operator" | "viewer" | "worker" | "run";
        /** @enum {string} */
        SenderType: "worker" | "human" | "system";
        Session: {
            /** @default  */
            agent: string;
            /** Format: date-time */
            created_at: string;
            id: string;
            /** Format: date-time */
            last_activity_at: string;
            org: string;
            /** @default  */
            reason: string;
            run?: string | null;
            session_id: string;
            /** Format: date-time */
            started_at: string;
            /** @default active */
            status: components["schemas"]["SessionStatus"];
            task?: string | null;
            terminated_at?: string | null;
            worker?: string | null;
        };
        /** @enum {string} */
        SessionStatus: "active" | "idle" | "terminated";
        /** @description Every rule for working on a task. Resolves field by field: task → project → organisation → default. */
        Settings: {
            /** @default scripted */
            agent: string;
            /** @default  */
            agent_command: string;
            agent_options?: {
                [key: string]: string;
            };
            /** @default text */
            agent_parser: components["schemas"]["AgentParser"];
            /** @default 86400 */
            approval_ttl: number;
            /** @default  */
            approved_config: string;
            /** @default 240 */
            ask_park: number;
            /** @default taskyard@localhost */
            author_email: string;
            /** @default Taskyard */
            author_name: string;
            /** @default target */
            base: components["schemas"]["Base"];
            /** @default taskyard/ */
            branch_prefix: string;
            /** @default id */
            branch_strategy: components["schemas"]["BranchStrategy"];
            /** @default 0.8 */
            budget_soft: number;
            /** @default 0 */
            budget_tokens: number;
            /** @default 0 */
            budget_usd: number;
            /** @default month */
            budget_window: components["schemas"]["BudgetWindow"];
            /** @default 2 */
            check_rounds: number;
            /** @default 1200 */
            check_timeout: number;
            /** @default clone */
            checkout: components["schemas"]["Checkout"];
            /** @default [] */
            checks: string[];
            /** @default false */
            checks_must_run_tests: boolean;
            /** @default feat */
            commit_type: string;
            /** @default done */
            depends_on: components["schemas"]["DependsOn"];
            /** @default [] */
            fallback_agents: string[];
            /** @default 1800 */
            human_wait: number;
            /** @default 5 */
            kill_grace: number;
            /** @default [] */
            labels: string[];
            /** @default 2 */
            max_attempts: number;
            /** @default 0 */
            max_running: number;
            /** @default merge */
            merge_strategy: components["schemas"]["MergeStrategy"];
            /** @default park */
            on_no_answer: components["schemas"]["OnNoAnswer"];
            /** @default review */
            on_success: components["schemas"]["OnSuccess"];
            /** @default [] */
            permissions: string[];
            /** @default  */
            profile: string;
            /** @default 0 */
            project_budget_tokens: number;
            /** @default 0 */
            project_budget_usd: number;
            /** @default hide */
            repository_config: components["schemas"]["RepositoryConfig"];
            /** @default 10 */
            result_grace: number;
            /** @default 30 */
            retry_delay: number;
            /** @default 1800 */
            retry_delay_max: number;
            /** @default  */
            rules: string;
            /** @default 3600 */
            run_timeout: number;
            /** @default [] */
            setup: string[];
            /** @default 600 */
            silence_timeout: number;
            /** @default 60 */
            start_timeout: number;
            /** @default none */
            tier: string;
            /** @default Taskyard-Run */
            trailer_run: string;
            /** @default Taskyard-Task */
            trailer_task: string;
            /** @default central */
            workspace_root_strategy: components["schemas"]["WorkspaceRoot"];
        };
        ShelfForm: {
            /** @default [] */
            items: components["schemas"]["CardForm"][];
            /** @default 0 */
            round: number;
        };
        Shown: {
            key: string;
        };
        Spent: {
            cost_usd: number;
            key: string;
            runs: number;
            tokens_cached: number;
            tokens_in: number;
            tokens_out: number;
            turns: number;
        };
        SpokenTask: {
            assigned_to: string | null;
            branch_name: string;
            completed_at: string | null;
            /** Format: date-time */
            created_at: string;
            created_by: string;
            description: string;
            error_count: number;
            id: string;
            labels: string[];
            notes: string;
            number: number;
            order: number;
            priority: string;
            repository_url: string | null;
            retry_limit: number;
            status: string;
            task_list_id: string;
            task_type: string;
            title: string;
            /** Format: date-time */
            updated_at: string;
            work_order_id: string | null;
        };
        SpokenWorker: {
            /** Format: date-time */
            created_at: string;
            id: string;
            /** Format: date-time */
            last_heartbeat_at: string;
            name: string;
            status: string;
            /** Format: date-time */
            updated_at: string;
            work_order_ids: string[];
        };
        Start: {
            rows: components["schemas"]["Step"][];
        };
        StatForm: {
            added?: number | null;
            /** @default modified */
            kind: string;
            path: string;
            removed?: number | null;
        };
        StatusForm: {
            base_commit?: string | null;
            branch?: string | null;
            fence: number;
            session?: string | null;
            /** @enum {string} */
            status: "claimed" | "preparing" | "running" | "waiting" | "checking";
            tier?: string | null;
        };
        Step: {
            /** @enum {string} */
            code: "server" | "project" | "agent" | "worker" | "task" | "answer" | "merge";
            command?: string | null;
            done: boolean;
            title: string;
            words: string;
        };
        SurveyForm: {
            /** @default [] */
            done: components["schemas"]["DoneForm"][];
            /** @default [] */
            repositories: components["schemas"]["BranchesForm"][];
            /** @default [] */
            workspaces: components["schemas"]["FoundForm"][];
        };
        /** @enum {string} */
        Tab: "waiting" | "review" | "failed" | "answered";
        /** @description Where a project's work may be merged into, as far as workers have said. */
        Targets: {
            default: string;
            items?: string[];
            seen_at?: string | null;
        };
        Task: {
            agent?: string | null;
            /** @default 0 */
            attempts: number;
            base_commit?: string | null;
            branch?: string | null;
            /** Format: date-time */
            created_at: string;
            /** @default  */
            created_by: string;
            /** @default [] */
            depends_on: string[];
            /** @default  */
            description: string;
            /** @default true */
            executable: boolean;
            finished_at?: string | null;
            head_commit?: string | null;
            id: string;
            /** @default [] */
            labels: string[];
            merged_commit?: string | null;
            not_before?: string | null;
            /** @default  */
            note: string;
            number: number;
            /** @default 0 */
            open_questions: number;
            org: string;
            position: string;
            /** @default normal */
            priority: components["schemas"]["Priority"];
            project: string;
            queued_at?: string | null;
            reason?: string | null;
            run?: string | null;
            /** @default 0 */
            runs: number;
            settings?: {
                [key: string]: unknown;
            };
            /** @default backlog */
            status: components["schemas"]["TaskStatus"];
            /** @default feature */
            task_type: components["schemas"]["TaskType"];
            title: string;
            /** Format: date-time */
            updated_at: string;
        };
        TaskPatch: {
            agent?: string | null;
            /** @default [] */
            depends_on: string[];
            /** @default  */
            description: string;
            /** @default true */
            executable: boolean;
            /** @default [] */
            labels: string[];
            not_before?: string | null;
            /** @default  */
            notes: string;
            /** @default 0 */
            order: number;
            /**
             * @default normal
             * @enum {string}
             */
            priority: "urgent" | "high" | "normal" | "low" | "critical" | "medium";
            settings?: components["schemas"]["TaskSettings"];
            /**
             * @default backlog
             * @enum {string}
             */
            status: "backlog" | "queued" | "running" | "review" | "merging" | "done" | "failed" | "cancelled" | "todo" | "in_progress" | "completed" | "Manual" | "manual" | "idle" | "waitingforreview";
            /** @default feature */
            task_type: components["schemas"]["TaskType"];
            /** @default  */
            title: string;
        };
        TaskSettings: {
            agent?: string;
            agent_command?: string;
            agent_options?: {
                [key: string]: string;
            };
            /** @enum {string} */
            agent_parser?: "text" | "claude-stream-json" | "goose-stream-json" | "codex-json" | "opencode-json" | "gemini-stream-json";
            approval_ttl?: number;
            ask_park?: number;
            author_email?: string;
            author_name?: string;
            /** @enum {string} */
            base?: "target" | "previous_task";
            branch_prefix?: string;
            /** @enum {string} */
            branch_strategy?: "id" | "id8" | "hash" | "slug";
            budget_tokens?: number;
            budget_usd?: number;
            check_rounds?: number;
            check_timeout?: number;
            /** @enum {string} */
            checkout?: "clone" | "worktree" | "in_place" | "directory";
            checks?: string[];
            checks_must_run_tests?: boolean;
            commit_type?: string;
            /** @enum {string} */
            depends_on?: "done" | "merged";
            fallback_agents?: string[];
            human_wait?: number;
            kill_grace?: number;
            labels?: string[];
            max_attempts?: number;
            max_running?: number;
            /** @enum {string} */
            merge_strategy?: "merge" | "squash" | "rebase" | "ff";
            /** @enum {string} */
            on_no_answer?: "park" | "fail" | "proceed";
            /** @enum {string} */
            on_success?: "review" | "done";
            permissions?: string[];
            profile?: string;
            result_grace?: number;
            retry_delay?: number;
            retry_delay_max?: number;
            rules?: string;
            run_timeout?: number;
            setup?: string[];
            silence_timeout?: number;
            start_timeout?: number;
            tier?: string;
            trailer_run?: string;
            trailer_task?: string;
            /** @enum {string} */
            workspace_root_strategy?: "central" | "sibling";
        };
        /**
         * @description Lifecycle only. Blocked, scheduled and "needs you" are separate facts about a task.
         * @enum {string}
         */
        TaskStatus: "backlog" | "queued" | "running" | "review" | "merging" | "done" | "failed" | "cancelled";
        /**
         * @description What kind of work it is: a word for people and filters; no rule looks at it.
         * @enum {string}
         */
        TaskType: "feature" | "bugfix" | "test" | "docs" | "refactor" | "review";
        TicketShown: {
            seconds: number;
            ticket: string;
        };
        Usage: {
            /** @default 0 */
            cost_usd: number;
            /** @default 0 */
            tokens_cached: number;
            /** @default 0 */
            tokens_in: number;
            /** @default 0 */
            tokens_out: number;
            /** @default 0 */
            turns: number;
        };
        UsageForm: {
            /** @default 0 */
            cost_usd: number;
            /** @default 0 */
            tokens_cached: number;
            /** @default 0 */
            tokens_in: number;
            /** @default 0 */
            tokens_out: number;
            /** @default 0 */
            turns: number;
        };
        Used: {
            budgets: {
                [key: string]: components["schemas"]["Allowance"];
            };
            items: components["schemas"]["Spent"][];
            next?: string | null;
        };
        /** @description What was asked in these days and answered by a person; and what is open now, whenever it was asked. */
        Waiting: {
            answered: number;
            longest_seconds: number | null;
            median_seconds: number | null;
            open: number;
        };
        /** @description One reason why nothing happens, in words a person can act on. */
        Why: {
            code: string;
            detail?: {
                [key: string]: unknown;
            };
            words: string;
        };
        /** @description What a worker is asked with the answer to its heartbeat. */
        Wish: {
            /** @default false */
            drain: boolean;
            /** @default 0 */
            profiles: number;
            /** @default [] */
            repositories: string[];
            targets?: {
                [key: string]: string;
            };
            /** @default [] */
            workspaces: components["schemas"]["taskyard__domain__workspace__Asked"][];
        };
        WorkOrder: {
            claimed_at: string | null;
            completed_at: string | null;
            /** Format: date-time */
            enqueued_at: string;
            fence: number;
            id: string;
            priority: string;
            retry_count: number;
            status: string;
            task_id: string;
            worker_id: string | null;
        };
        Worker: {
            /** @default false */
            drain: boolean;
            gone_at?: string | null;
            /** Format: date-time */
            heartbeat_at: string;
            /** @default  */
            host: string;
            id: string;
            key?: string | null;
            name: string;
            /** @default  */
            note: string;
            offer: components["schemas"]["Offer"];
            org: string;
            /** Format: date-time */
            registered_at: string;
            /** @default [] */
            runs: string[];
            /** @default 1 */
            slots: number;
            status: components["schemas"]["WorkerStatus"];
            /** @default  */
            version: string;
        };
        /** @enum {string} */
        WorkerStatus: "idle" | "busy" | "waiting" | "draining" | "error" | "offline" | "gone";
        Workspace: {
            ahead?: number | null;
            base_commit?: string | null;
            behind?: number | null;
            branch?: string | null;
            /** @default false */
            dirty: boolean;
            disk?: number | null;
            /** @default false */
            disk_cut: boolean;
            head_commit?: string | null;
            /** @default  */
            note: string;
            number?: number | null;
            org: string;
            path: string;
            project?: string | null;
            /** @default  */
            ref: string;
            /** Format: date-time */
            seen_at: string;
            /** @default active */
            state: components["schemas"]["WorkspaceState"];
            strategy: string;
            task: string;
            title?: string | null;
            /** @default  */
            wish: string;
            worker: string;
        };
        /** @enum {string} */
        WorkspaceRoot: "central" | "sibling";
        /** @enum {string} */
        WorkspaceState: "active" | "merged" | "kept" | "discarded";
        /** @description What a look through the whole ledger found. `seq` is the first line that is not as it was written. */
        taskyard__domain__audit__Verdict: {
            intact: boolean;
            lines: number;
            /** @default  */
            problem: string;
            seq?: number | null;
        };
        /** @description How many workers are to look again. */
        taskyard__domain__profile__Asked: {
            workers: number;
        };
        /** @description What one worker has found, as people see it. */
        taskyard__domain__profile__Found: {
            asked: boolean;
            name: string;
            profiles: components["schemas"]["Card"][];
            worker: string;
        };
        /** @enum {string} */
        taskyard__domain__review__Verdict: "approve" | "request_changes" | "accept";
        taskyard__domain__workspace__Asked: {
            act: components["schemas"]["Act"];
            branch?: string | null;
            /** @default  */
            ref: string;
            repository?: string | null;
            task: string;
        };
        taskyard__server__api__agent__Question: {
            /** @default [] */
            choices: string[];
            text: string;
        };
        taskyard__server__api__report__Question: {
            /** @default  */
            binds: string;
            /** @default [] */
            choices: string[];
            fence: number;
            /**
             * @default question
             * @enum {string}
             */
            kind: "question" | "permission" | "budget";
            text: string;
        };
        taskyard__service__transcript__Found: {
            items: components["schemas"]["Hit"][];
            more: boolean;
            next: number | null;
            total: number;
        };
        taskyard__service__why__Verdict: {
            claimable: boolean;
            why: components["schemas"]["Why"][];
        };
    };
    responses: {
        /** @description Codes: unauthenticated */
        Error401: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Codes: forbidden */
        Error403: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Codes: not_found */
        Error404: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Codes: agent_failed, already_answered, approval_expired, conflict, gap, git_failed, idempotency_key_reused, illegal_move, lease_lost, not_empty, sandbox_unavailable */
        Error409: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Codes: too_large */
        Error413: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Codes: unsupported_media_type */
        Error415: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Codes: misdirected */
        Error421: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Codes: invalid, unsafe_path */
        Error422: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Codes: too_many */
        Error429: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Codes: schema_mismatch, unavailable */
        Error503: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Codes: storage_full */
        Error507: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    agent_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listing_AgentShown_"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
        };
    };
    audit_list: {
        parameters: {
            query?: {
                after?: number;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listing_Line_"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
        };
    };
    audit_verify: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["taskyard__domain__audit__Verdict"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
        };
    };
    auth_code: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LaunchShown"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    auth_launch: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Code"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    auth_logout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    auth_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
        };
    };
    auth_signin: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Shown"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    auth_ticket: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketShown"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    board_get: {
        parameters: {
            query?: {
                project?: string | null;
                tasks?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Board"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
        };
    };
    chat_list: {
        parameters: {
            query?: {
                conversation_id?: string | null;
                since?: number;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listing_ChatMessage_"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
        };
    };
    chat_say: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChatPost"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatMessage"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    event_list: {
        parameters: {
            query?: {
                after?: number;
                limit?: number;
                project?: string | null;
                task?: string | null;
                run?: string | null;
                before?: number | null;
                kind?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listing_Event_"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
        };
    };
    event_stream: {
        parameters: {
            query?: {
                after?: number;
                project?: string | null;
                task?: string | null;
                run?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
        };
    };
    archive_export: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/gzip": unknown;
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
        };
    };
    fleet_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Fleet"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
        };
    };
    archive_import: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contents"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    inbox_get: {
        parameters: {
            query?: {
                tab?: components["schemas"]["Tab"];
                limit?: number;
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Inbox"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
        };
    };
    insight_get: {
        parameters: {
            query?: {
                days?: number;
                project?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Insights"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
        };
    };
    key_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listing_KeyShown_"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
        };
    };
    key_add: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewKey"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyShown"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    key_revoke: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    key_rotate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Rotation"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyShown"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    message_inbox: {
        parameters: {
            query?: {
                state?: "open";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listing_Message_"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
        };
    };
    message_answer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                message_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Answer"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    org_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrgOwn"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
        };
    };
    org_change: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrgPatch"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrgOwn"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    org_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listing_Org_"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
        };
    };
    org_add: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewOrg"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrgShown"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    org_remove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                org_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    profile_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listing_Found_"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
        };
    };
    profile_refresh: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["taskyard__domain__profile__Asked"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    project_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listing_ProjectShown_"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
        };
    };
    project_add: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewProject"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectShown"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    project_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectShown"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
        };
    };
    project_remove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    project_change: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProjectPatch"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectShown"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    project_targets: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Targets"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
        };
    };
    queue_claim: {
        parameters: {
            query?: {
                wait?: number;
                /** @description Whose words the answer uses, and what an ambiguous word means. */
                dialect?: components["schemas"]["Dialect"] | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Ask"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Claim"] | components["schemas"]["ClaimedOrder"];
                };
            };
            /** @description Nothing to do now */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    queue_complete: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Complete"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Receipt"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    queue_enqueue: {
        parameters: {
            query?: {
                /** @description Whose words the answer uses, and what an ambiguous word means. */
                dialect?: components["schemas"]["Dialect"] | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Enqueue"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"] | components["schemas"]["WorkOrder"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    queue_fail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Fail"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Receipt"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    queue_release: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Held"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    queue_renew: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Held"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Orders"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    queue_status: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueStatus"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
        };
    };
    run_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
        };
    };
    run_ask: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["taskyard__server__api__report__Question"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    comment_report: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RunComment"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Comment"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    run_delivered: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Delivered"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Orders"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    run_append: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Batch"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Orders"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    run_orders: {
        parameters: {
            query?: {
                wait?: number;
            };
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Known"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Orders"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    run_outcome: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunOutcome"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
        };
    };
    run_patch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Patch"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
        };
    };
    run_report: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StatusForm"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Orders"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    run_stream: {
        parameters: {
            query?: {
                after?: number;
            };
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
        };
    };
    run_transcript: {
        parameters: {
            query?: {
                after?: number;
                limit?: number;
                before?: number | null;
            };
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listing_Entry_"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
        };
    };
    run_search: {
        parameters: {
            query?: {
                q?: string;
                limit?: number;
                after?: number;
            };
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["taskyard__service__transcript__Found"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
        };
    };
    self_ask: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["taskyard__server__api__agent__Question"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    self_messages: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listing_Message_"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
        };
    };
    self_task: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Own"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
        };
    };
    session_list: {
        parameters: {
            query?: {
                status?: components["schemas"]["SessionStatus"] | null;
                session_id?: string | null;
                cursor?: string | null;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listing_Session_"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
        };
    };
    session_start: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSession"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    session_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
        };
    };
    session_end: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    session_heartbeat: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    start_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Start"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
        };
    };
    task_list: {
        parameters: {
            query?: {
                project?: string | null;
                status?: ("backlog" | "queued" | "running" | "review" | "merging" | "done" | "failed" | "cancelled" | "todo" | "in_progress" | "completed" | "Manual" | "manual" | "idle" | "waitingforreview") | null;
                task_type?: components["schemas"]["TaskType"] | null;
                label?: string | null;
                q?: string | null;
                number?: number | null;
                cursor?: string | null;
                limit?: number;
                /** @description Whose words the answer uses, and what an ambiguous word means. */
                dialect?: components["schemas"]["Dialect"] | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listing_Task_"] | components["schemas"]["Listing_SpokenTask_"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
        };
    };
    task_add: {
        parameters: {
            query?: {
                /** @description Whose words the answer uses, and what an ambiguous word means. */
                dialect?: components["schemas"]["Dialect"] | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTask"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"] | components["schemas"]["SpokenTask"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    task_bulk: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Bulk"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listing_Result_"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    task_next: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Next"];
                };
            };
            /** @description Nothing waits */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
        };
    };
    task_get: {
        parameters: {
            query?: {
                /** @description Whose words the answer uses, and what an ambiguous word means. */
                dialect?: components["schemas"]["Dialect"] | null;
            };
            header?: never;
            path: {
                task_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"] | components["schemas"]["SpokenTask"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
        };
    };
    task_remove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                task_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    task_change: {
        parameters: {
            query?: {
                /** @description Whose words the answer uses, and what an ambiguous word means. */
                dialect?: components["schemas"]["Dialect"] | null;
            };
            header?: never;
            path: {
                task_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TaskPatch"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"] | components["schemas"]["SpokenTask"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    task_accept: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                task_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Carry"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    task_approve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                task_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Approval"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    task_cancel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                task_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Nothing"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    comment_list: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number;
            };
            header?: never;
            path: {
                task_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listing_Comment_"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
        };
    };
    comment_add: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                task_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewComment"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Comment"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    task_continue: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                task_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Carry"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    task_enqueue: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                task_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Nothing"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    message_list: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                task_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listing_Message_"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
        };
    };
    message_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                task_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Post"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    task_park: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                task_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Nothing"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    task_patch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                task_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Patch"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
        };
    };
    task_place: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                task_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Position"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    task_request_changes: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                task_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Changes"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    task_reset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                task_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Nothing"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    task_retry: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                task_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Nothing"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    task_reviews: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                task_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listing_Review_"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
        };
    };
    task_run_now: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                task_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Nothing"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    task_runs: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                task_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listing_Run_"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
        };
    };
    task_why: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                task_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["taskyard__service__why__Verdict"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
        };
    };
    usage_get: {
        parameters: {
            query?: {
                by?: "day" | "project" | "task" | "agent" | "run";
                since?: string | null;
                until?: string | null;
                project?: string | null;
                task?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Used"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
        };
    };
    worker_list: {
        parameters: {
            query?: {
                /** @description Whose words the answer uses, and what an ambiguous word means. */
                dialect?: components["schemas"]["Dialect"] | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listing_Worker_"] | components["schemas"]["Listing_SpokenWorker_"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
        };
    };
    worker_register: {
        parameters: {
            query?: {
                /** @description Whose words the answer uses, and what an ambiguous word means. */
                dialect?: components["schemas"]["Dialect"] | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Register"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Worker"] | components["schemas"]["SpokenWorker"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    worker_get: {
        parameters: {
            query?: {
                /** @description Whose words the answer uses, and what an ambiguous word means. */
                dialect?: components["schemas"]["Dialect"] | null;
            };
            header?: never;
            path: {
                worker_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Worker"] | components["schemas"]["SpokenWorker"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
        };
    };
    worker_leave: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                worker_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    worker_drain: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                worker_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Worker"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    worker_heartbeat: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                worker_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Heartbeat"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Wish"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    workspace_list: {
        parameters: {
            query?: {
                project?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listing_Workspace_"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
        };
    };
    workspace_cleanup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Cleanup"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cleaned"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    workspace_reset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cleaned"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    workspace_discard: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                task_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AskedFor"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    workspace_restore: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                task_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AskedFor"];
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            415: components["responses"]["Error415"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
            507: components["responses"]["Error507"];
        };
    };
    health_alive: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
        };
    };
    health_ready: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            421: components["responses"]["Error421"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            503: components["responses"]["Error503"];
        };
    };
}
