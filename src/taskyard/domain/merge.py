"""What may be merged, and what a conflict means."""

from taskyard.domain.error import Conflict
from taskyard.domain.review import Review, Verdict
from taskyard.domain.task import Task


def may_merge(task: Task, approval: Review) -> None:
    """Raises Conflict unless the approval is for exactly the commit that would be merged."""
    if approval.verdict is not Verdict.APPROVE:
        raise Conflict("only an approval leads to a merge")
    if not task.branch or not task.head_commit:
        raise Conflict("there is nothing to merge: the task has no commit; accept it instead")
    if approval.head_commit != task.head_commit:
        raise Conflict(
            "the branch has moved since it was looked at; review it again", head_commit=task.head_commit
        )


def conflict_prompt(target: str, paths: tuple[str, ...]) -> str:
    """What the agent is told when its branch no longer fits the target."""
    files = "\n".join(f"- {path}" for path in paths)
    return (
        f"Your branch conflicts with {target}. {target} has been merged into your workspace with conflict"
        f" markers left in these files:\n{files}\nResolve every conflict, keep the intent of both sides,"
        " and leave no conflict markers."
    )
