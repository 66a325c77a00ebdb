"""What a shell asks when a person presses TAB, also about commands that are read in only when they are used."""

import subprocess
import sys

import pytest

from taskyard import config
from taskyard.cli import main


def complete(words, place, tmp_path):
    """As bash asks through its variables."""
    env = config.child_environment() | {
        "_TASKYARD_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(place),
        "TASKYARD_DATA": str(tmp_path / "none"),
    }  # fmt: skip
    program = "import sys; sys.argv = ['taskyard']; from taskyard.cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program], env=env, capture_output=True, text=True, timeout=90, check=False
    )
    assert "Traceback" not in done.stderr
    return done.stdout.split()


@pytest.mark.parametrize(
    ("words", "place", "found"),
    [
        ("taskyard pr", 1, {"project", "profile"}),
        ("taskyard wat", 1, {"watch"}),
        ("taskyard doc", 1, {"doctor"}),
        ("taskyard key ", 2, {"create", "list", "revoke"}),
        ("taskyard db ba", 2, {"backup"}),
        ("taskyard list --sta", 2, {"--status"}),
        ("taskyard list --status ba", 3, {"backlog"}),
        ("taskyard import --fo", 2, {"--format"}),
    ],
)
def test_what_may_follow(words, place, found, tmp_path):
    assert found <= set(complete(words, place, tmp_path))
    assert not (tmp_path / "none").exists()


def test_every_command_is_offered(tmp_path):
    assert set(complete("taskyard ", 1, tmp_path)) >= {name for name, _ in main._COMMANDS}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_a_shell(shell, tmp_path):
    env = config.child_environment() | {
        "HOME": str(tmp_path),
        "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", "from taskyard.cli.main import main; main()", "--show-completion", shell],
        env=env, capture_output=True, text=True, timeout=90, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "COMPLETE" in done.stdout
