"""The formats by name; the names are the setting `agent_parser`."""

from collections.abc import Callable, Mapping

from taskyard.agent.stream.claude import ClaudeStream
from taskyard.agent.stream.codex import CodexStream
from taskyard.agent.stream.gemini import GeminiStream
from taskyard.agent.stream.goose import GooseStream
from taskyard.agent.stream.opencode import OpencodeStream
from taskyard.agent.stream.parser import Parser
from taskyard.agent.stream.plain import PlainStream
from taskyard.domain.project import AgentParser

PARSERS: Mapping[AgentParser, Callable[[], Parser]] = {
    AgentParser.TEXT: PlainStream,
    AgentParser.CLAUDE: ClaudeStream,
    AgentParser.GOOSE: GooseStream,
    AgentParser.CODEX: CodexStream,
    AgentParser.OPENCODE: OpencodeStream,
    AgentParser.GEMINI: GeminiStream,
}
