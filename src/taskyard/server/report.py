"""What workers report, as strict forms: outcomes and transcript entries."""

from typing import Annotated

from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic.dataclasses import dataclass

from taskyard.domain import limit
from taskyard.domain.entry import Entry, EntryKind
from taskyard.domain.run import Evidence, FileStat, Outcome, Reason, RunStatus, Usage
from taskyard.server.form import Anything, Commit, Count, Form, Loose, Moment, Ordinal, Short, utf8

# Agents and checks print any bytes: what no store can keep becomes the replacement mark.
_PRINTED = BeforeValidator(utf8)
Printed = Annotated[str, StringConstraints(max_length=limit.LINE_SHOWN), _PRINTED]
FilePath = Annotated[str, StringConstraints(max_length=4096), _PRINTED]
Command = Annotated[str, StringConstraints(max_length=limit.COMMAND), _PRINTED]
Summary = Annotated[str, StringConstraints(max_length=limit.COMMENT), _PRINTED]
Patch = Annotated[str, StringConstraints(max_length=limit.PATCH), _PRINTED]
ExitCode = Annotated[int, Field(ge=-(2**31), le=2**31 - 1)]


class StatForm(Form):
    path: FilePath
    added: Count | None = None
    removed: Count | None = None
    kind: Short = "modified"


class EvidenceForm(Form):
    command: Command
    exit_code: ExitCode
    seconds: Annotated[float, Field(ge=0, le=1e9)]
    tree: Short
    tail: Printed
    passed: bool


class UsageForm(Form):
    tokens_in: Count = 0
    tokens_out: Count = 0
    tokens_cached: Count = 0
    turns: Count = 0
    cost_usd: Annotated[float, Field(ge=0, le=1e9)] = 0.0


class OutcomeForm(Form):
    status: RunStatus
    reason: Reason
    message: Printed = ""
    summary: Summary = ""
    session: Short | None = None
    branch: Short | None = None
    base_commit: Commit | None = None
    head_commit: Commit | None = None
    merged_commit: Commit | None = None
    snapshot_ref: Short | None = None
    stat: Annotated[tuple[StatForm, ...], Field(max_length=100_000)] = ()
    patch: Patch = ""
    patch_cut: bool = False
    conflicts: Annotated[tuple[FilePath, ...], Field(max_length=10_000)] = ()
    evidence: Annotated[tuple[EvidenceForm, ...], Field(max_length=200)] = ()
    usage: UsageForm = UsageForm()
    structured_output: Anything = None
    exit_code: ExitCode | None = None
    log_path: FilePath | None = None
    retry_at: Moment | None = None
    entries: Count = 0
    bytes: Count = 0
    checksum: Short = ""

    def outcome(self) -> Outcome:
        plain = self.model_dump(exclude={"stat", "evidence", "usage"})
        return Outcome(
            **plain,
            stat=tuple(FileStat(**one.model_dump()) for one in self.stat),
            evidence=tuple(Evidence(**one.model_dump()) for one in self.evidence),
            usage=Usage(**self.usage.model_dump()),
        )


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid", allow_inf_nan=False))
class EntryForm(Entry):
    """An entry that was checked: a hundred come in one batch, and none is made a second time."""

    seq: Ordinal
    kind: EntryKind
    at: Moment
    body: Loose = Field(default_factory=dict)
