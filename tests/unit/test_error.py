"""Errors: each has a code of its own that outlives the wire."""

from taskyard.domain.error import Conflict, Invalid, TaskyardError, every_error


def subclasses(cls):
    return {cls}.union(*(subclasses(one) for one in cls.__subclasses__()))


def test_every_code_is_of_one_class():
    ours = {cls for cls in subclasses(TaskyardError) if cls.__module__ == "taskyard.domain.error"}
    assert len({cls.code for cls in ours}) == len(ours)
    assert ours <= set(every_error().values())


def test_what_is_caught_as_its_parent():
    assert issubclass(every_error()["lease_lost"], Conflict)
    assert issubclass(every_error()["too_large"], Invalid)


def test_words_and_details():
    problem = Conflict("it has moved", head_commit="abc")
    assert (str(problem), problem.message, problem.detail) == ("it has moved",) * 2 + (
        {"head_commit": "abc"},
    )
