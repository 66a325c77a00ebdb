"""The arguments of the tools at the board: strict, with the limits that the routes have."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from taskyard.domain import dialect, limit
from taskyard.domain.review import Remark
from taskyard.domain.task import Priority, TaskType
from taskyard.server.form import (
    MOST,
    Count,
    Dependencies,
    Description,
    Form,
    Id,
    Labels,
    Moment,
    Name,
    Path,
    Said,
    Short,
    Title,
    Words,
)


def _status(word: str) -> str:
    dialect.status(word)
    return word


# A model reads a description better than a list of every word that any system has for a state.
Status = Annotated[
    Short,
    AfterValidator(_status),
    Field(
        description="backlog, queued (todo), running (in_progress), review, merging, done, failed or cancelled."
    ),
]
Urgency = Annotated[
    Priority,
    BeforeValidator(lambda word: dialect.priority(word) if isinstance(word, str) else word),
    WithJsonSchema({"type": "string", "description": "urgent (critical), high, normal (medium) or low."}),
]
Workspace = Annotated[Name | None, Field(description="Your own workspace; may be left out.")]
TaskList = Annotated[Name, Field(description="Id or name of a task list, which is a project.")]
TaskId = Annotated[Id, Field(description="The task's id, not its number.")]
Many = Annotated[int, Field(ge=1, le=limit.PAGE)]
Characters = Annotated[int, Field(ge=1, le=limit.PATCH)]
Cursor = Annotated[Short | None, Field(description="`next` of the page before.")]


class Nothing(Form):
    pass


class Workspaced(Form):
    workspace_id: Workspace = None


class OneList(Form):
    task_list_id: TaskList


class ManyTasks(Form):
    task_list_id: TaskList | None = None
    workspace_id: Workspace = None
    status: Status | None = None
    priority: Urgency | None = None
    task_type: TaskType | None = None
    assigned_to: Annotated[
        Name | None, Field(description="A worker's name; null for tasks that nobody is on; left out for all.")
    ] = None
    label: Name | None = None
    text: Annotated[Short | None, Field(description="Words in title or description.")] = None
    number: Annotated[int | None, Field(ge=1, le=MOST, description="The task's number.")] = None
    limit: Many = limit.PAGE_DEFAULT
    cursor: Cursor = None


class OneTask(Form):
    task_id: TaskId


class NewTask(Form):
    task_list_id: TaskList
    title: Title
    description: Description = ""
    task_type: TaskType = TaskType.FEATURE
    priority: Urgency = Priority.NORMAL
    labels: Labels = ()
    depends_on: Dependencies = ()
    not_before: Moment | None = None
    agent: Name | None = None
    enqueue: Annotated[bool, Field(description="Put it into the queue at once.")] = False


class ClaimTask(Form):
    bot_name: Annotated[Name, Field(description="Who takes it; shown to people.")]
    task_id: Annotated[Id | None, Field(description="Left out: the next task in order.")] = None


class SetStatus(Form):
    task_id: TaskId
    status: Status
    notes: Annotated[Words, Field(description="A summary, what went wrong, or what is to be changed.")] = ""
    files_changed: Annotated[tuple[Path, ...], Field(max_length=1000)] = ()
    error_count: Count | None = None
    loop_count: Count | None = None
    branch: Short | None = None
    head_commit: Annotated[str | None, Field(pattern=r"^[0-9a-f]{40}(?:[0-9a-f]{24})?$")] = None

    @property
    def words(self) -> str:
        counts = [
            f"{name}: {number}"
            for name, number in (("errors", self.error_count), ("loops", self.loop_count))
            if number is not None
        ]
        return "\n\n".join(part for part in (self.notes.strip(), ", ".join(counts)) if part)


class Comment(Form):
    task_id: TaskId
    text: Said
    reply_to: Id | None = None


class Reorder(Form):
    task_id: TaskId
    position: Annotated[
        Count | None, Field(description="Place in its column of its list, from 0; 0 is the top.")
    ] = None
    before: Id | None = None
    after: Id | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(given is not None for given in (self.position, self.before, self.after)) != 1:
            raise ValueError("give exactly one of position, before and after")
        return self


class Say(Form):
    task_id: TaskId
    text: Said


class Ask(Form):
    task_id: TaskId
    question: Annotated[Said, Field(description="One clear question, in full sentences.")]
    choices: Annotated[tuple[Said, ...], Field(max_length=20)] = ()


class Answer(Form):
    message_id: Id
    text: Said


class Approve(Form):
    task_id: TaskId
    head_commit: Annotated[Short | None, Field(description="The commit that was looked at.")] = None
    text: Words = ""


class RemarkForm(Form):
    path: Path
    line: Count | None = None
    text: Said
    quote: Words = ""

    def remark(self) -> Remark:
        return Remark(**self.model_dump())


class RequestChanges(Form):
    task_id: TaskId
    text: Words = ""
    remarks: Annotated[tuple[RemarkForm, ...], Field(max_length=500)] = ()


class Continue(Form):
    task_id: TaskId
    text: Annotated[Words, Field(description="What to go on with.")] = ""


class Transcript(Form):
    run_id: Annotated[Id | None, Field(description="A run; or give the task, for its newest run.")] = None
    task_id: Id | None = None
    after: Annotated[Count, Field(description="Entries after this one; `next` of the window before.")] = 0
    limit: Many = limit.PAGE_DEFAULT

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.run_id is None) == (self.task_id is None):
            raise ValueError("give either run_id or task_id")
        return self


class Diff(Form):
    task_id: TaskId
    offset: Annotated[Count, Field(description="Characters to skip; `next` of the part before.")] = 0
    limit: Characters = 60_000


class Usage(Form):
    by: Literal["day", "project", "task", "agent", "run"] = "day"
    task_list_id: Id | None = None
    task_id: Id | None = None
