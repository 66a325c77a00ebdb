"""What a scripted agent will do: a scenario in JSON, from the settings or from the task's own words."""

import json
import re
from typing import Any

from taskyard.agent.protocol import Brief
from taskyard.domain.error import AgentProblem
from taskyard.domain.run import Reason

_BLOCK = re.compile(r"```scenario\s*\n(.*?)```", re.DOTALL)


def steps_for(brief: Brief, prompt: str, turn: int) -> list[dict[str, Any]]:
    """The steps of this turn of this run. Raises AgentProblem for a scenario that cannot be read."""
    text = brief.settings.agent_options.get("scenario") or _in_words(prompt) or _in_words(brief.description)
    if text is None:
        return _default(brief, turn)
    try:
        scenario = json.loads(text)
    except ValueError as bad:
        raise AgentProblem(f"the scenario is not JSON: {bad}", reason=Reason.SETUP_FAILED) from bad
    if not isinstance(scenario, dict):
        raise AgentProblem("the scenario must be a JSON object", reason=Reason.SETUP_FAILED)
    chosen = scenario.get("on_resume", scenario) if brief.session is not None else scenario
    chosen = scenario.get("on_run", {}).get(str(brief.number), chosen)
    if turn > 1:
        chosen = chosen.get("on_turn", {}).get(str(turn), {"steps": [{"say": "Noted."}]})
    steps = chosen.get("steps", []) if isinstance(chosen, dict) else None
    if not isinstance(steps, list) or not all(isinstance(step, dict) for step in steps):
        raise AgentProblem("the scenario's steps must be a list of objects", reason=Reason.SETUP_FAILED)
    return steps


def _in_words(prompt: str) -> str | None:
    found = _BLOCK.search(prompt)
    return None if found is None else found[1]


def _default(brief: Brief, turn: int) -> list[dict[str, Any]]:
    if turn > 1:
        return [{"say": "Noted."}]
    name = re.sub(r"[^a-z0-9]+", "-", brief.title.lower()).strip("-")[:40] or "task"
    return [
        {
            "say": "I am the scripted agent: I play a scenario, and this task has none. I leave a note instead."
        },
        {"edit": f"notes/{name}.md", "content": f"# {brief.title}\n\nWritten by the scripted agent.\n"},
    ]
