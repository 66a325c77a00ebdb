"""What we know of the programs behind the agents, as data: how to get one, what opens its model, what was seen of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Proof(StrEnum):
    """How we know that an agent works: what its tests run."""

    OURS = "ours"  # a part of Taskyard
    REAL = "real"  # the real program, `make test-agents`
    LIVE = "live"  # the real program where it is installed, `make live-agents`
    RECORDED = "recorded"  # only recordings of the program


@dataclass(frozen=True, kw_only=True)
class Known:
    name: str
    proof: Proof
    program: str = ""  # empty: none, or one that each project names
    install: str = ""
    seen: str = ""  # the version whose behaviour is known
    keys: tuple[str, ...] = ()  # variables that open its model; one is enough
    wanted: tuple[
        tuple[str, str], ...
    ] = ()  # what it needs beside a key: a variable, and the option that sets it
    login: tuple[str, ...] = ()  # where it keeps a sign-in, below the user's home
    note: str = ""


_CLAUDE = ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "CLAUDE_CODE_OAUTH_TOKEN")
_ANY = (
    "ANTHROPIC_API_KEY",
    "OPENAI_API_KEY",
    "GEMINI_API_KEY",
    "GOOGLE_API_KEY",
    "OPENROUTER_API_KEY",
    "GROQ_API_KEY",
    "MISTRAL_API_KEY",
    "DEEPSEEK_API_KEY",
    "XAI_API_KEY",
)
_GOOSE = (
    "npm install -g @aaif/goose-binary-linux-x64@1.52.0"
    ' && mkdir -p ~/.local/bin && ln -sf "$(command -v goose-binary-linux-x64)" ~/.local/bin/goose'
)
_MODEL = (("GOOSE_PROVIDER", "provider"), ("GOOSE_MODEL", "model"))
_NEEDS = "the program is named in the setting agent_command"

CATALOGUE: tuple[Known, ...] = (
    Known(name="scripted", proof=Proof.OURS, note="plays a scenario; no model"),
    Known(name="command", proof=Proof.OURS, note=_NEEDS),
    Known(
        name="claude", proof=Proof.REAL, program="claude", install="pip install 'taskyard[claude]'", seen="2.1.329",
        keys=_CLAUDE, login=(".claude/.credentials.json",), note="permissions, budgets, questions, resume",
    ),
    Known(
        name="goose", proof=Proof.REAL, program="goose", install=_GOOSE, seen="1.52.0", keys=_ANY, wanted=_MODEL,
        login=(".config/goose/config.yaml",), note="headless: asks nobody",
    ),
    Known(
        name="acp:goose", proof=Proof.REAL, program="goose", install=_GOOSE, seen="1.52.0", keys=_ANY, wanted=_MODEL,
        login=(".config/goose/config.yaml",), note="mode approve asks before tools",
    ),
    Known(
        name="acp:claude", proof=Proof.REAL, program="claude-agent-acp",
        install="npm install -g @agentclientprotocol/claude-agent-acp@0.100.0", seen="0.100.0", keys=_CLAUDE,
        login=(".claude/.credentials.json",), note="the agent claude does more",
    ),
    Known(
        name="acp:codex", proof=Proof.LIVE, program="codex-acp",
        install="npm install -g @agentclientprotocol/codex-acp@2.6.0", seen="2.6.0",
        keys=("CODEX_API_KEY", "OPENAI_API_KEY"), login=(".codex/auth.json",), note="tells API errors as text",
    ),
    Known(
        name="acp:opencode", proof=Proof.LIVE, program="opencode", install="npm install -g opencode-ai@1.18.33",
        seen="1.18.33", keys=_ANY, login=(".local/share/opencode/auth.json",), note="4 to 20 s to its first word",
    ),
    Known(
        name="acp:gemini", proof=Proof.LIVE, program="gemini", install="npm install -g @google/gemini-cli@0.61.0",
        seen="0.61.0", keys=("GEMINI_API_KEY", "GOOGLE_API_KEY"), login=(".gemini/oauth_creds.json",),
        note="does not resume",
    ),
    Known(
        name="acp:qwen", proof=Proof.LIVE, program="qwen", install="npm install -g @qwen-code/qwen-code@0.24.4",
        seen="0.24.4", keys=("OPENAI_API_KEY",), login=(".qwen/oauth_creds.json",),
        note="Node 22; 1.2 GB of memory and more",
    ),
    Known(name="acp", proof=Proof.OURS, note=_NEEDS),
)  # fmt: skip
KNOWN: Mapping[str, Known] = {one.name: one for one in CATALOGUE}
KEYS: tuple[str, ...] = tuple(dict.fromkeys(key for one in CATALOGUE for key in one.keys))
