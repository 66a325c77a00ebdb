"""What is said to an agent, in one fixed order, as plain text."""

from collections.abc import Iterable
from pathlib import Path

from taskyard.domain.chat import Message
from taskyard.domain.claim import Claim, DependencySummary
from taskyard.domain.project import Checkout
from taskyard.domain.run import Evidence

RESUME = (
    "You were interrupted before you had finished. Look at what is already there, then go on with the task."
)


_BRANCH = (
    "What you leave there is committed on the task's branch when you end, and the project's checks run on that"
    " commit; what they say comes back to you. People review the branch and merge it: do not push or merge it"
    " yourself."
)
_COMMITS = frozenset({Checkout.CLONE, Checkout.WORKTREE})


def first_prompt(claim: Claim, worker: str, workspace: Path) -> str:
    """Title and description, the project's rules, what the task builds on, what people added; then where and how."""
    parts = [claim.task.title]
    if claim.task.description.strip():
        parts.append(claim.task.description)
    if claim.settings.rules.strip():
        parts.append(f"Rules of this project:\n{claim.settings.rules}")
    if claim.dependencies:
        parts.append("This task builds on:\n" + "\n".join(_summary(each) for each in claim.dependencies))
    if claim.run.prompt_extra.strip():
        parts.append(claim.run.prompt_extra)
    parts += [_place(claim, worker, workspace), workflow(claim)]
    return "\n\n".join(part.strip("\n") for part in parts)


def _place(claim: Claim, worker: str, workspace: Path) -> str:
    task, project = claim.task, claim.project
    return (
        f"You are worker {worker}, at task #{task.number} ({task.id}) of the list {project.name} ({project.id})."
        f" The workspace is {workspace}"
    )


def workflow(claim: Claim) -> str:
    """How the work goes, for who does not know the board."""
    commits = claim.project.repository is not None and claim.settings.checkout in _COMMITS
    parts = [
        "How the work goes: the task is claimed for you already. Do it in the workspace.",
        *([_BRANCH] if commits else []),
        "What only a person can decide, ask. End with a few words on what you did.",
    ]
    return " ".join(parts)


def again(whole: str, new: str) -> str:
    """For an agent without a memory: what is new means nothing to it alone."""
    return f"{whole}\n\nThe task is under way already: look at what is there. This is new:\n\n{new}"


def _summary(dependency: DependencySummary) -> str:
    where = f" (branch {dependency.branch})" if dependency.branch else ""
    words = f"\n  {dependency.summary.strip()}" if dependency.summary.strip() else ""
    return f"- #{dependency.number} {dependency.title}{where}{words}"


def comments_prompt(messages: Iterable[Message]) -> str:
    return "\n\n".join(_said(message) for message in messages)


def _said(message: Message) -> str:
    if message.answer is None:
        return message.text
    return f"You asked: {message.text}\nThe answer: {message.answer}"


def resumed_prompt(claim: Claim) -> str:
    """For an agent that knows the conversation: only what is new."""
    return claim.run.prompt_extra.strip() or RESUME


def checks_prompt(evidence: Iterable[Evidence]) -> str:
    """The failed checks with the end of their output; what passed is not worth the words."""
    parts = ["The project's checks failed on what you committed. Make them pass without weakening them."]
    parts.extend(
        f"$ {each.command}\n(exit code {each.exit_code})\n{each.tail}" for each in evidence if not each.passed
    )
    return "\n\n".join(parts)
