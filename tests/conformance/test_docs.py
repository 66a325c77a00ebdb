"""Documents that are printed from code say what the code says; links lead somewhere."""

import re
from pathlib import Path

from taskyard.testing.state import page

ROOT = Path(__file__).parents[2]


def test_the_state_page_is_printed_from_the_code():
    assert (ROOT / "docs/state.md").read_text() == page()


def test_links_between_documents_lead_somewhere():
    broken = []
    for doc in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]:
        words = re.sub(r"`[^`\n]*`", "", doc.read_text())  # a pattern may look like a link
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", words):
            broken += [] if (doc.parent / target).exists() else [f"{doc.relative_to(ROOT)} → {target}"]
    assert not broken
