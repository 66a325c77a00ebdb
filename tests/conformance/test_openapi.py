"""The stored description of the API is the one of the running routes, and says enough of each."""

import re
from pathlib import Path

import pytest

from taskyard.server.operation import OPERATIONS
from taskyard.testing.reference import document, page, stored

DOCS = Path(__file__).parents[2] / "docs/api"
METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def whole():
    return document()


@pytest.fixture(scope="module")
def routes(whole):
    return {
        f"{method.upper()} {path}": one
        for path, item in whole["paths"].items()
        for method, one in item.items()
        if method in METHODS
    }


def test_the_stored_documents_are_those_of_the_running_routes(whole):
    assert (DOCS / "openapi.json").read_text() == stored(whole), "run `make docs`, and look at what changed"
    assert (DOCS / "reference.md").read_text() == page(whole), "run `make docs`, and look at what changed"


def test_nothing_in_it_depends_on_where_or_when_it_was_made(whole):
    text = stored(whole)
    assert whole["info"] == {"title": "Taskyard", "version": "1"}
    assert "servers" not in whole
    assert not re.search(r"https?://|127\.0\.0\.1|/home/", text)


def test_every_route_has_a_name_words_and_a_noun(routes):
    ids = [one["operationId"] for one in routes.values()]
    assert sorted(ids) == sorted(set(ids))
    for name, one in routes.items():
        words = one["summary"]
        assert re.fullmatch(r"[a-z]+(_[a-z]+)+", one["operationId"]), (
            f"{name}: give it a line in server/operation.py"
        )
        assert re.fullmatch(r"[A-Z][^\n]{3,90}[^.]", words), (name, words)
        assert len(one["tags"]) == 1, name
        assert one["x-need"], name


def test_no_words_are_left_of_a_route_that_is_gone(routes):
    there = {name.replace("/api/v1", "", 1) for name in routes}
    assert OPERATIONS.keys() - there == set()
    assert there - OPERATIONS.keys() == set(), "give it a line in server/operation.py"


def test_every_limit_of_a_text_is_told(routes, whole):
    """A text without an end is one that the server must not promise to take."""
    for name, one in routes.items():
        for given in one.get("parameters", ()):
            if given["in"] == "query":
                assert bounded(given["schema"], whole), (name, given["name"])


def bounded(schema, whole):
    if "$ref" in schema:
        schema = whole["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema:
        return all(bounded(one, whole) for one in schema["anyOf"])
    if schema["type"] == "string":
        return schema.keys() & {"maxLength", "enum", "const", "format"}
    return schema["type"] in {"boolean", "null"} or "maximum" in schema
