"""Projects: a list of tasks with a repository and the rules for working on it. How settings resolve."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Checkout(StrEnum):
    CLONE = "clone"
    WORKTREE = "worktree"
    IN_PLACE = "in_place"
    DIRECTORY = "directory"


class WorkspaceRoot(StrEnum):
    CENTRAL = "central"
    SIBLING = "sibling"


class BranchStrategy(StrEnum):
    ID = "id"
    ID8 = "id8"
    HASH = "hash"
    SLUG = "slug"


class Base(StrEnum):
    TARGET = "target"
    PREVIOUS_TASK = "previous_task"


class MergeStrategy(StrEnum):
    MERGE = "merge"
    SQUASH = "squash"
    REBASE = "rebase"
    FF = "ff"


class OnSuccess(StrEnum):
    REVIEW = "review"
    DONE = "done"


class OnNoAnswer(StrEnum):
    """What becomes of a run whose question nobody has answered within `human_wait`."""

    PARK = "park"  # the slot is free; the answer queues the task again
    FAIL = "fail"
    PROCEED = "proceed"  # the agent decides; what it asks to be permitted is denied


class AgentParser(StrEnum):
    """How the output of the `command` agent is read."""

    TEXT = "text"
    CLAUDE = "claude-stream-json"
    GOOSE = "goose-stream-json"
    CODEX = "codex-json"
    OPENCODE = "opencode-json"
    GEMINI = "gemini-stream-json"


class RepositoryConfig(StrEnum):
    """What becomes of files in a repository that configure the agents working in it, while nobody has approved them."""

    HIDE = "hide"  # out of the agent's sight while it works; never a deletion
    REFUSE = "refuse"  # the run fails before the agent starts
    ALLOW = "allow"  # they load: whoever can write to the repository decides what runs


class BudgetWindow(StrEnum):
    """What a project's budget is for; days and months are those of UTC."""

    DAY = "day"
    MONTH = "month"
    ALL = "all"


class DependsOn(StrEnum):
    DONE = "done"
    MERGED = "merged"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Every rule for working on a task. Resolves field by field: task → project → organisation → default."""

    agent: str = "scripted"
    agent_command: str = ""  # the `command` agent's program, split like a shell would, run without one
    agent_parser: AgentParser = AgentParser.TEXT
    agent_options: dict[str, str] = field(default_factory=dict)
    profile: str = ""  # which definition file the agent gets: the project's, else that of the worker's user
    fallback_agents: tuple[str, ...] = ()  # who goes on, in this order, when an agent's account cannot
    permissions: tuple[str, ...] = ()  # what an agent may do unasked: see domain/permission.py
    budget_usd: float = 0.0  # of one run, by what the agent says it costs; 0: no limit
    budget_tokens: int = 0  # of one run, in and out; 0: no limit
    project_budget_usd: float = 0.0  # of all runs of the project in one window; 0: no limit
    project_budget_tokens: int = 0  # the same, in and out
    budget_window: BudgetWindow = BudgetWindow.MONTH  # of the project's budget
    budget_soft: float = 0.8  # the part of the project's budget at which it is said; nothing stops
    repository_config: RepositoryConfig = RepositoryConfig.HIDE  # see domain/agent_config.py
    approved_config: str = ""  # fingerprints of such files that may load, with spaces between
    rules: str = ""  # added to every prompt
    checkout: Checkout = Checkout.CLONE
    workspace_root_strategy: WorkspaceRoot = WorkspaceRoot.CENTRAL
    branch_strategy: BranchStrategy = BranchStrategy.ID
    branch_prefix: str = "taskyard/"
    base: Base = Base.TARGET
    merge_strategy: MergeStrategy = MergeStrategy.MERGE
    commit_type: str = "feat"
    trailer_task: str = "Taskyard-Task"
    trailer_run: str = "Taskyard-Run"
    author_name: str = "Taskyard"
    author_email: str = "taskyard@localhost"
    setup: tuple[str, ...] = ()  # once per workspace
    checks: tuple[str, ...] = ()  # must pass on the committed tree
    check_rounds: int = 2
    checks_must_run_tests: bool = False
    on_success: OnSuccess = OnSuccess.REVIEW
    depends_on: DependsOn = DependsOn.DONE
    max_attempts: int = 2
    retry_delay: float = 30.0  # seconds; doubles each time
    retry_delay_max: float = 1800.0
    start_timeout: float = 60.0  # seconds to the agent's first output
    silence_timeout: float = 600.0
    run_timeout: float = 3600.0
    result_grace: float = 10.0
    kill_grace: float = 5.0
    check_timeout: float = 1200.0
    human_wait: float = 1800.0
    on_no_answer: OnNoAnswer = OnNoAnswer.PARK
    approval_ttl: float = 86400.0  # seconds: how long a request may be allowed and the yes is good
    ask_park: float = 240.0  # seconds one tool call waits for a person; some agents give up at 300
    tier: str = "none"  # the sandbox tier a run needs
    labels: tuple[str, ...] = ()  # a worker must offer them
    max_running: int = 0  # runs at once in the project; 0: no limit


@dataclass(frozen=True, kw_only=True)
class Project:
    id: str
    org: str
    name: str
    repository: str | None = None  # path on the worker's machine, or None: a plain directory
    target: str = "main"  # the branch that work starts from and merges into
    settings: dict[str, object] = field(default_factory=dict)  # only the fields it sets
    inherited: dict[str, object] = field(
        default_factory=dict
    )  # those of its organisation, which lie under them
    paused: bool = False
    created_at: datetime
    updated_at: datetime
