"""The project's `agent_options` as flags and variables of Claude Code. What it does not have is refused by name."""

import json
import re
from collections.abc import Mapping
from typing import Any

from taskyard.agent.protocol import Brief, ToolServer
from taskyard.domain.error import AgentProblem
from taskyard.domain.run import Reason

MODES = ("acceptEdits", "auto", "default", "dontAsk", "plan", "bypassPermissions")
_SWITCHES = ("--input-format=stream-json", "--output-format=stream-json", "--verbose")
_TEXTS = (
    "model",
    "append_system_prompt",
    "agents",
    "json_schema",
    "allowed_tools",
    "disallowed_tools",
    "tools",
)
_OTHERS = ("permission_mode", "max_turns", "max_budget_usd", "mcp_servers", "sandboxed")
_JSON = ("agents", "json_schema", "mcp_servers")
# Where the model is and what opens it; nothing that changes how programs are found or loaded.
_VARIABLE = re.compile(
    r"ANTHROPIC_[A-Z0-9_]+|AWS_[A-Z0-9_]+|CLAUDE_CODE_(OAUTH_TOKEN|MAX_RETRIES|MAX_OUTPUT_TOKENS|USE_[A-Z]+)"
    r"|API_TIMEOUT_MS|BASH_(DEFAULT|MAX)_TIMEOUT_MS|CLOUD_ML_REGION|VERTEX_[A-Z0-9_]+|(HTTPS?|NO)_PROXY"
    r"|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE"
)


def check(options: Mapping[str, str]) -> None:
    """Raises AgentProblem for an option that Claude Code does not have, or that it could not read."""
    for name, value in options.items():
        if name not in {*_TEXTS, *_OTHERS} and not _VARIABLE.fullmatch(name):
            known = ", ".join((*_TEXTS, *_OTHERS))
            raise _bad(name, f"claude has {known}, and variables like ANTHROPIC_…")
        if name in _JSON and not isinstance(_load(value), dict):
            raise _bad(name, "must be a JSON object")
    _one_of("permission_mode", options, MODES)
    _one_of("sandboxed", options, ("true", "false"))
    if not re.fullmatch(r"[0-9]+", options.get("max_turns", "1")):
        raise _bad("max_turns", "must be a whole number")
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", options.get("max_budget_usd", "1")):
        raise _bad("max_budget_usd", "must be an amount, like 2.50")


def flags(brief: Brief, *, servers_file: str, session: str | None) -> list[str]:
    """Each as one word with its value, so that no value can be taken for a flag."""
    options = _with_own_tools(brief)
    # Where the project has rules, they decide what is asked; the agent's own judge knows nothing of them.
    usual = "default" if brief.settings.permissions else "auto"
    given = ["-p", *_SWITCHES, "--permission-prompt-tool=stdio", f"--permission-mode={mode(options, usual)}"]
    given += [f"--{name.replace('_', '-')}={options[name]}" for name in _TEXTS if options.get(name)]
    given += [
        f"--{name.replace('_', '-')}={options[name]}"
        for name in ("max_turns", "max_budget_usd")
        if name in options
    ]
    if servers_file:
        given.append(f"--mcp-config={servers_file}")
    # What the repository brings along must not decide what runs unasked: no hooks, rules or servers of it.
    given += ["--strict-mcp-config", "--setting-sources=user"]
    return [*given, f"--resume={session}"] if session else given


def _with_profile(brief: Brief) -> Mapping[str, str]:
    """A profile says which tools there are, never what they may do unasked: it can come from the repository."""
    options, profile = brief.settings.agent_options, brief.profile
    if profile is None:
        return options
    said = {"append_system_prompt": profile.text, "model": profile.model, "tools": ",".join(profile.tools)}
    return {**said, **options}


def _with_own_tools(brief: Brief) -> Mapping[str, str]:
    """To ask a person whether a person may be asked would help nobody."""
    options, own = _with_profile(brief), brief.server
    if own is None:
        return options
    names = [f"mcp__{own.name}__{tool}" for tool in own.tools]
    allowed = [options["allowed_tools"]] if options.get("allowed_tools") else []
    return {**options, "allowed_tools": ",".join([*allowed, *names])}


def mode(options: Mapping[str, str], usual: str = "auto") -> str:
    """To do everything unasked is `auto`, unless the run is in a sandbox whose owner says so."""
    wanted = options.get("permission_mode") or usual
    return "auto" if wanted == "bypassPermissions" and not sandboxed(options) else wanted


def sandboxed(options: Mapping[str, str]) -> bool:
    return options.get("sandboxed") == "true"


def servers(options: Mapping[str, str], own: ToolServer | None) -> str:
    """The file for `--mcp-config`; empty without a server. Tools that the model had to look up first it does not use."""
    found = dict(_load(options.get("mcp_servers", "{}")))
    if own is not None:
        headers = {"Authorization": f"Bearer {own.token}"}
        found[own.name] = {"type": "http", "url": own.url, "headers": headers}
    if not found:
        return ""
    always = {
        name: {"alwaysLoad": True, **one} if isinstance(one, dict) else one for name, one in found.items()
    }
    return json.dumps({"mcpServers": always})


def environment(brief: Brief) -> dict[str, str]:
    """Added to the sandbox's own."""
    options = brief.settings.agent_options
    env = {name: value for name, value in options.items() if _VARIABLE.fullmatch(name)}
    if brief.project:
        env |= {"CLAUDE_CODE_TASK_LIST_ID": brief.project, "CLAUDE_CODE_ENABLE_TASKS": "true"}
    if sandboxed(options):
        env["IS_SANDBOX"] = "1"
    return env | {
        "CLAUDE_CONFIG_DIR": str(brief.home / "claude"),  # its settings, sessions and logs
        "CLAUDE_CODE_DISABLE_BACKGROUND_TASKS": "1",  # they would outlive the result
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
        "DISABLE_TELEMETRY": "1",
        "DISABLE_ERROR_REPORTING": "1",
        "DISABLE_AUTOUPDATER": "1",
        "TASKYARD_TASK": brief.task,
        "TASKYARD_RUN_NUMBER": str(brief.number),
    }


def _load(value: str) -> Any:
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return None


def _one_of(name: str, options: Mapping[str, str], known: tuple[str, ...]) -> None:
    if name in options and options[name] not in known:
        raise _bad(name, f"must be one of {', '.join(known)}")


def _bad(name: str, words: str) -> AgentProblem:
    return AgentProblem(f"agent_options.{name}: {words}", reason=Reason.SETUP_FAILED)
