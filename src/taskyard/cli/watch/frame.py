"""One frame of the live board: lines of text that fit the screen exactly. Nothing in them is an agent's control."""

from collections.abc import Sequence
from datetime import datetime

from rich.text import Text

from taskyard.cli.task import GLYPHS
from taskyard.cli.text import one_line
from taskyard.cli.watch.board import Picture
from taskyard.domain.chat import Message
from taskyard.domain.task import Priority, Task, TaskStatus

S = TaskStatus
_NAMES = {S.QUEUED: "Queued", S.REVIEW: "Review", S.FAILED: "Failed", S.DONE: "Done"}
_COLOURS = {
    S.QUEUED: "blue", S.RUNNING: "cyan", S.MERGING: "cyan", S.REVIEW: "magenta", S.FAILED: "red", S.DONE: "green",
}  # fmt: skip
_HOT = "yellow"
_MARKS = {Priority.URGENT: ("‼ ", "bold red"), Priority.HIGH: ("! ", _HOT)}
_NOTHING = {S.QUEUED: "empty", S.REVIEW: "nothing to look at", S.FAILED: "nothing", S.DONE: "nothing yet"}
_LONG = 4000  # characters of a line before it is cut to the screen


def frame(picture: Picture, width: int, height: int | None) -> list[Text]:
    """`height` None: as long as it takes."""
    head, foot = [_head(picture, width), Text("─" * width, style="dim")], [_foot(picture, width)]
    room = None if height is None else max(0, height - len(head) - len(foot) - 1)
    body = _body(picture, width, room)
    if room is not None:
        body = (body + [Text("")] * room)[:room]
    lines = [*head, *body, Text("─" * width, style="dim"), *foot]
    return [_fit(line, width) for line in (lines if height is None else lines[:height])]


def _body(picture: Picture, width: int, room: int | None) -> list[Text]:
    if not any(picture.counts.values()):
        return [Text(""), Text(" An empty board. `taskyard add` puts the first task on it.", style="dim")]
    waiting = [_question(one, picture, width) for one in picture.waiting]
    running = [
        _working(task, picture, width)
        for status in (S.RUNNING, S.MERGING)
        for task in picture.columns.get(status, ())
    ]
    lines: list[Text] = []
    third = None if room is None else max(2, room // 3)
    if waiting:
        lines += _section("◆", "Waiting for you", len(waiting), _HOT, [[one] for one in waiting], third)
    many = picture.counts.get(S.RUNNING, 0) + picture.counts.get(S.MERGING, 0)
    space = None if third is None else third + max(0, third - len(lines))
    lines += _section(GLYPHS["running"], "Running", many, "cyan", running, space)
    left = None if room is None else max(0, room - len(lines))
    return lines + _columns(picture, width, left)


def _section(
    glyph: str, name: str, many: int, colour: str, items: Sequence[list[Text]], room: int | None
) -> list[Text]:
    """A title, as many of the items as there is room for, and an empty line."""
    lines = [_title(glyph, name, many, colour)]
    if not items:
        return [*lines, Text(" nobody is at work", style="dim"), Text("")]
    space = None if room is None else room - 2
    for place, item in enumerate(items):
        rest = len(items) - place
        used = len(lines) - 1 + len(item) + (1 if rest > 1 else 0)
        if space is not None and used > max(space, len(item)):
            lines.append(Text(f" … and {many - place} more", style="dim"))
            break
        lines += item
    return [*lines, Text("")]


def _columns(picture: Picture, width: int, room: int | None) -> list[Text]:
    shown = [S.QUEUED, S.REVIEW, S.FAILED, *([S.DONE] if width >= 110 else [])]
    wide = width // len(shown)
    columns = [_column(picture, status, wide - 2, room) for status in shown]
    tall = max(len(column) for column in columns)
    lines = []
    for place in range(tall if room is None else min(tall, room)):
        line = Text("")
        for column in columns:
            cell = column[place] if place < len(column) else Text("")
            line.append_text(_fit(cell, wide, pad=True))
        lines.append(line)
    return lines


def _column(picture: Picture, status: TaskStatus, wide: int, room: int | None) -> list[Text]:
    tasks, many = picture.columns.get(status, ()), picture.counts.get(status, 0)
    lines = [_title(GLYPHS[status.value], _NAMES[status], many, _COLOURS[status])]
    if not tasks:
        return [*lines, Text(f" {_NOTHING[status]}", style="dim")]
    most = len(tasks) if room is None else max(0, room - 1)
    cut = tasks if many <= most else tasks[: max(0, most - 1)]
    cards = [_card(task, picture.at, wide) for task in cut]
    if room is not None and sum(map(len, cards)) > most:  # what is beside a title goes before a title does
        cards = [card[:1] for card in cards]
    lines += [line for card in cards for line in card]
    if len(cut) < many:
        lines.append(Text(f" … and {many - len(cut)} more", style="dim"))
    return lines


def _card(task: Task, now: datetime, wide: int) -> list[Text]:
    line = Text(" ")
    line.append(f"#{task.number} ", style="dim")
    line.append(*_MARKS.get(task.priority, ("", "")))
    line.append(one_line(task.title, _LONG))
    if task.status is S.QUEUED and task.not_before is not None and task.not_before > now:
        later = Text(f"in {_about((task.not_before - now).total_seconds())}", style="dim")
        return [_apart(line, later, wide)]
    if task.status is S.FAILED and task.reason:
        return [
            _fit(line, wide),
            _fit(Text(f"    {one_line(task.reason.replace('_', ' '), 40)}", style="dim red"), wide),
        ]
    return [_fit(line, wide)]


def _question(message: Message, picture: Picture, width: int) -> Text:
    choices = f"  [{', '.join(one_line(one, 40) for one in message.choices)}]" if message.choices else ""
    left = Text(" ")
    left.append(f"#{picture.numbers.get(message.task, 0)} ", style=f"bold {_HOT}")
    left.append(one_line(message.text, _LONG))
    left.append(choices, style="dim")
    return _apart(left, Text(span((picture.at - message.at).total_seconds()), style="dim"), width)


def _working(task: Task, picture: Picture, width: int) -> list[Text]:
    one = picture.working.get(task.id)
    left = Text(" ")
    left.append(f"#{task.number} ", style="dim")
    left.append(one_line(task.title, _LONG))
    if one is None:
        return [left]
    run = one.run
    begun = run.started_at or run.claimed_at
    merging = task.status is S.MERGING
    parts = [one_line(one.worker, 20), "merge" if merging else one_line(run.agent, 20)]
    parts.append("" if begun is None else span((picture.at - begun).total_seconds()))
    lines = [_apart(left, Text(" · ".join(part for part in parts if part), style="dim"), width)]
    said = one_line(one.said, _LONG) or ("into its target" if merging else run.status.value)
    return [*lines, Text(f"    {said}", style="dim italic")]


def _head(picture: Picture, width: int) -> Text:
    left = Text(" ")
    left.append("taskyard", style="bold")
    left.append(f"  {one_line(picture.project, 40) if picture.project else 'all projects'}", style="dim")
    state = Text("● live" if not picture.trouble else f"○ {one_line(picture.trouble, 60)}")
    state.stylize("green" if not picture.trouble else "bold red")
    return _apart(left, state, width)


def _foot(picture: Picture, width: int) -> Text:
    busy = sum(len(one.runs) for one in picture.workers)
    slots = sum(one.slots for one in picture.workers if one.status.value not in {"offline", "gone"})
    by = [one.status.value for one in picture.workers]
    told = ", ".join(f"{by.count(status)} {status}" for status in sorted(set(by))) or "none"
    parts = [
        f"{picture.counts.get(S.QUEUED, 0)} queued",
        f"{busy} of {slots} slots",
        f"workers {told}",
        f"{picture.hour} done/hour",
    ]
    for agent, until in sorted(picture.resting.items()):
        if until > picture.at:
            parts.append(f"{one_line(agent, 20)} rests {span((until - picture.at).total_seconds())}")
    return _apart(Text(" " + " · ".join(parts), style="dim"), Text("q quits", style="dim"), width)


def _title(glyph: str, name: str, many: int, colour: str) -> Text:
    line = Text(" ")
    line.append(f"{glyph} {name}", style=f"bold {colour}")
    return line.append(f"  {many}", style="dim")


def _apart(left: Text, right: Text, width: int) -> Text:
    """Both ends of a line; the left one gives way."""
    room = max(0, width - right.cell_len - 3)
    line = _fit(left, room, pad=True)
    line.append("  ")
    return line.append_text(right)


def _fit(line: Text, width: int, *, pad: bool = False) -> Text:
    made = line.copy()
    made.truncate(width, overflow="ellipsis", pad=pad)
    made.no_wrap = True
    return made


def _about(seconds: float) -> str:
    return " ".join(span(seconds).split()[:2])


def span(seconds: float) -> str:
    """How long, in the two largest units."""
    whole = max(0, int(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} m {whole % 60:02} s"
    if whole < 86400:
        return f"{whole // 3600} h {whole % 3600 // 60:02} m"
    return f"{whole // 86400} d {whole % 86400 // 3600} h"
