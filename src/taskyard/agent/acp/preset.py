"""What we know of each agent that speaks the Agent Client Protocol, as data. Seen with the versions named."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from taskyard.agent.skill import CLAUDE_OWN

_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True)
class Preset:
    name: str  # after `acp:`; empty for an agent given by its command line
    command: tuple[str, ...] = ()
    install: str = ""  # words for people: how to get it
    isolation: str = ""  # the variable that names its home; without one HOME is enough
    env: Mapping[str, str] = field(default_factory=lambda: _NONE)
    options: Mapping[str, str] = field(default_factory=lambda: _NONE)  # agent_options → variable
    prefixes: tuple[str, ...] = ()  # its own variables begin so, and may be set in agent_options
    mode: str = ""  # asked for at the start; empty: the agent's own first one
    error_is_text: bool = False  # an API error is told as an answer, with `end_turn`
    usage_is_last_call: bool = False  # the numbers of an answer cover only its last model call
    needs_sigterm: bool = False  # it does not end when its input closes
    load_ok: bool = True  # an earlier session can be gone on with
    forgets: tuple[
        str, ...
    ] = ()  # what an earlier run may have given itself in its home; gone before each start
    skills: str = ""  # the folder in its home where it looks for skills


PRESETS: tuple[Preset, ...] = (
    Preset(
        name="goose",  # 1.52.0
        command=("goose", "acp"),
        install="npm install -g @aaif/goose-binary-linux-x64 (its program must be on PATH as `goose`)",
        isolation="GOOSE_PATH_ROOT",
        env={
            "GOOSE_DISABLE_KEYRING": "1",
            "GOOSE_TELEMETRY_ENABLED": "false",
            "GOOSE_DISABLE_SESSION_NAMING": "true",
            "GOOSE_DEFAULT_EXTENSION_TIMEOUT": "86400",  # people take their time; its own limit is 300 s
        },
        options={"provider": "GOOSE_PROVIDER", "model": "GOOSE_MODEL"},
        prefixes=("GOOSE_",),
        mode="auto",
        error_is_text=True,
        usage_is_last_call=True,
        forgets=("config/config.yaml",),
    ),
    Preset(
        name="claude",  # claude-agent-acp 0.100.0
        command=("claude-agent-acp",),
        install="npm install -g @agentclientprotocol/claude-agent-acp",
        isolation="CLAUDE_CONFIG_DIR",
        env={
            "DISABLE_TELEMETRY": "1",
            "DISABLE_ERROR_REPORTING": "1",
            "DISABLE_AUTOUPDATER": "1",
            "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
        },
        options={"model": "ANTHROPIC_MODEL"},
        prefixes=("ANTHROPIC_", "CLAUDE_", "DISABLE_", "API_TIMEOUT_"),
        mode="acceptEdits",
        forgets=CLAUDE_OWN,
        skills="skills",
    ),
    Preset(
        name="codex",  # codex-acp 2.6.0
        command=("codex-acp",),
        install="npm install -g @agentclientprotocol/codex-acp",
        prefixes=("CODEX_", "OPENAI_"),
        mode="workspace-write",
        forgets=(".codex/config.toml", ".codex/hooks.json"),
        error_is_text=True,
    ),
    Preset(
        name="opencode",  # 1.18.33
        command=("opencode", "acp"),
        install="npm install -g opencode-ai",
        prefixes=("OPENCODE_",),
        forgets=(".config/opencode", ".opencode"),
        usage_is_last_call=True,
    ),
    Preset(
        name="gemini",  # 0.61.0
        command=("gemini", "--acp"),
        install="npm install -g @google/gemini-cli",
        env={"GEMINI_CLI_NO_RELAUNCH": "1"},  # else its inner process outlives the outer one
        options={"model": "GEMINI_MODEL"},
        prefixes=("GEMINI_", "GOOGLE_"),
        mode="autoEdit",
        forgets=(".gemini/settings.json", ".gemini/extensions", ".env"),
        needs_sigterm=True,
        load_ok=False,
    ),
    Preset(
        name="qwen",  # 0.24.4, needs Node 22
        command=("qwen", "--acp"),
        install="npm install -g @qwen-code/qwen-code",
        options={"model": "OPENAI_MODEL"},
        prefixes=("QWEN_", "OPENAI_"),
        mode="auto-edit",
        forgets=(".qwen/settings.json", ".qwen/extensions", ".env"),
    ),
)
OTHER = Preset(name="")
