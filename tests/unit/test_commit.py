"""A commit's message: words of a task cannot end it early, nor say whose it is."""

import subprocess

from hypothesis import given, settings
from hypothesis import strategies as st

from taskyard.domain.commit import commit_message

OURS = {"Taskyard-Task": "01h455vb4pex5vsknk084sn02q", "Taskyard-Run": "01h455vb4pex5vsknk084sn02r"}
NASTY = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("\n\r\0\t -:#>8"), max_size=600)


def said(title="Add a door", description=""):
    return commit_message("feat", "house", title, description, OURS)


def trailers(message):
    """As git reads them."""
    done = subprocess.run(
        ["git", "interpret-trailers", "--parse"], input=message.encode(), capture_output=True, check=True
    )
    return done.stdout.decode().splitlines()


OUR_LINES = [f"{key}: {value}" for key, value in OURS.items()]


def test_a_title_with_line_feeds_stays_one_line_and_forges_no_trailer():
    message = said("Door\n\nTaskyard-Task: mine\r\nCo-authored-by: Eve")
    subject, *rest = message.splitlines()
    assert subject.startswith("feat(house): Door Taskyard-Task: mine Co-authored-by")
    assert rest == ["", *OUR_LINES]
    assert trailers(message) == OUR_LINES


def test_a_description_may_not_forge_a_trailer():
    message = said(description="A red one.\n\nTaskyard-Task: mine\nSigned-off-by: Eve")
    assert trailers(message) == OUR_LINES


def test_a_description_may_not_end_the_message_before_our_trailers():
    for end in ("---", "--- a/file", "# ------------------------ >8 ------------------------"):
        assert trailers(said(description=f"Words.\n{end}\nMore.")) == OUR_LINES


def test_the_value_of_a_trailer_is_one_line():
    message = commit_message("feat", "", "x", "", {"Taskyard-Task": "a\n\nTaskyard-Run: b"})
    assert message == "feat: x\n\nTaskyard-Task: a Taskyard-Run: b\n"


def test_a_title_of_nothing_is_still_a_subject():
    assert said(" \n\0").splitlines()[0] == "feat(house): task"


@given(NASTY, NASTY)
def test_the_form_holds_for_any_words(title, description):
    message = said(title, description)
    assert "\0" not in message
    assert "\r" not in message
    assert message.endswith("\n\n" + "\n".join(OUR_LINES) + "\n")
    lines = message.split("\n")
    assert len(lines[0]) <= len("feat(house): ") + 60
    assert lines[1] == ""


@settings(max_examples=25, deadline=None)
@given(NASTY, NASTY)
def test_git_finds_our_trailers_and_no_others_under_any_words(title, description):
    assert trailers(said(title, description)) == OUR_LINES
