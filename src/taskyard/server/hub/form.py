"""The arguments of the hub's methods, by their names in the source; they come one after the other, or as one object."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import Field, ValidationError
from pydantic.alias_generators import to_camel

from taskyard.domain.error import Invalid
from taskyard.domain.project import WorkspaceRoot
from taskyard.server.form import Form, Id, Name, Path, Said, Short, Words


class Nothing(Form):
    pass


class AppPatch(Form):
    """What is given as null is cleared; what is not given stays."""

    default_claude_instructions: Words | None = None
    default_model: Short | None = None
    default_max_turns: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    default_permission_mode: Short | None = None
    worktree_strategy: WorkspaceRoot | None = None


class OfTask(Form):
    task_id: Id


class OfList(Form):
    list_id: Id


class Prompt(OfTask):
    prompt: Said


class Merge(OfTask):
    target_branch: Path | None = None
    remove_worktree: bool = False
    commit_message: Words = ""


class ListPatch(OfList):
    name: Name | None = None
    working_dir: Path | None = None
    default_commit_type: Short | None = None


class AgentPatch(Form):
    """What is given as null is cleared; what is not given stays."""

    model: Short | None = None
    system_prompt: Words | None = None
    agent_path: Short | None = None


class ListAgentPatch(OfList, AgentPatch):
    """In this order: listId, model, systemPrompt, agentPath."""


class TaskAgentPatch(OfTask, AgentPatch):
    """In this order: taskId, model, systemPrompt, agentPath."""


def read(form: type[Form], arguments: Sequence[Any]) -> Any:
    """Raises Invalid and names the argument."""
    names = _ordered(form)
    given: Mapping[str, Any]
    if len(arguments) == 1 and isinstance(arguments[0], dict):
        known = {name.replace("_", ""): name for name in names}
        given = {_known(known, str(key)): value for key, value in arguments[0].items()}
    elif len(arguments) > len(names):
        raise Invalid(f"at most {len(names)} arguments are taken")
    else:
        given = dict(zip(names, arguments, strict=False))
    try:
        return form.model_validate(given)
    except ValidationError as wrong:
        first = wrong.errors(include_url=False, include_input=False, include_context=False)[0]
        name = to_camel(str(first["loc"][0])) if first["loc"] else "arguments"
        raise Invalid(f"{name}: {first['msg']}", field=name) from None


def _known(names: Mapping[str, str], given: str) -> str:
    return names.get(given.replace("_", "").casefold(), given)


def _ordered(form: type[Form]) -> list[str]:
    """Ids first: pydantic gives the fields of the last base before those of the first."""
    names: list[str] = list(form.model_fields)
    return sorted(names, key=lambda name: not name.endswith("_id"))
