"""How far long work is, on standard error and only for a person who looks."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

Tell = Callable[[int, int], None]  # done, in all; 0 while nobody knows


@contextmanager
def progress(words: str, *, quiet: bool = False, sizes: bool = True) -> Iterator[Tell]:
    console = Console(stderr=True, quiet=quiet or not sys.stderr.isatty())
    columns = (TextColumn("{task.description}"), BarColumn(), *((DownloadColumn(),) if sizes else ()))
    with Progress(*columns, TimeRemainingColumn(), console=console, transient=True) as shown:
        task = shown.add_task(words, total=None)

        def tell(done: int, whole: int) -> None:
            note = f"{words}: the server is at work" if whole and done >= whole else words
            shown.update(task, completed=done, total=whole or None, description=note)

        yield tell
