"""Taskyard: put a coding task on the board, an agent does it, you review and merge."""

from importlib.metadata import version

__version__ = version("taskyard")
