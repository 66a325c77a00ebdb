"""Who is next, and why not this one: every reason is something that a person can act on."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskyard.domain.project import Settings
from taskyard.domain.queue import Hand, Scene, eligible, fits, order, parse_pool, pool_key
from taskyard.domain.run import Reason, RunKind
from taskyard.domain.task import BY_RANK, Priority, TaskStatus
from taskyard.domain.worker import Offer

ANY = Offer()
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@pytest.fixture
def scene(a_project):
    """Nothing holds a task here."""

    def make(settings=None, **other):
        plain = {"project": a_project(), "settings": settings or Settings()}
        plain["hands"] = [Hand(name="anvil", offer=ANY, free=1)]
        return Scene(**plain | other)

    return make


def codes(whys):
    return [why.code for why in whys]


# order


def test_priority_then_position_then_age_then_id(a_task, now):
    early, late = now, now + timedelta(seconds=1)
    inorder = [
        a_task(id="z", priority=Priority.URGENT, position="z", queued_at=late),
        a_task(id="y", position="a", queued_at=late),
        a_task(id="x", position="b", queued_at=early),
        a_task(id="a", position="b", queued_at=late),
        a_task(id="b", position="b", queued_at=late),
        a_task(id="0", priority=Priority.LOW, position="a", queued_at=early),
    ]
    mixed = inorder[::-1]
    assert sorted(mixed, key=order) == inorder


def test_a_rank_for_every_priority_and_one_that_was_never_queued_counts_from_its_birth(a_task, now):
    assert [priority.rank for priority in BY_RANK] == [0, 1, 2, 3]
    assert set(BY_RANK) == set(Priority)
    assert order(a_task(queued_at=None))[2] == now


@given(st.permutations(range(6)), st.data())
def test_the_order_is_total(a_task, places, data):
    picks = [data.draw(st.sampled_from(Priority)) for _ in places]
    tasks = [a_task(id=str(place), priority=pick) for place, pick in zip(places, picks, strict=True)]
    backwards = tasks[::-1]
    assert sorted(tasks, key=order) == sorted(backwards, key=order)


# pools


@given(
    st.lists(WORDS, min_size=4, max_size=4),
    st.lists(WORDS.filter(bool)),
    st.sampled_from(RunKind),
    st.booleans(),
)
def test_a_pool_comes_back_as_it_went(names, labels, kind, override):
    pool = parse_pool(pool_key(*names, labels, kind.value, override))
    assert [pool.org, pool.project, pool.agent, pool.tier] == names
    assert pool.labels == tuple(sorted(set(labels)))
    assert (pool.kind, pool.override) == (kind.value, override)


@given(st.lists(WORDS.filter(bool), unique=True), st.randoms(use_true_random=False))
def test_the_order_of_labels_makes_no_second_pool(labels, chance):
    mixed = [*labels, *labels[:2]]
    chance.shuffle(mixed)
    make = lambda marks: pool_key("default", "p", "claude", "none", marks, "work", False)
    assert make(mixed) == make(labels)


def test_names_cannot_forge_a_part_of_a_key():
    forged = pool_key("default", "p/claude/none", "a", "none", ["x,y"], "work", False)
    assert parse_pool(forged).project == "p/claude/none"
    assert parse_pool(forged).labels == ("x,y",)


# who fits

POOL = parse_pool(pool_key("default", "p1", "claude", "vm", ["gpu", "big"], "work", False))
FULL = Offer(projects=("house",), agents=("claude",), labels=("gpu", "big", "more"), tiers=("none", "vm"))


def test_an_offer_that_has_everything_fits_by_name_and_by_id_and_by_key():
    assert fits(POOL, FULL, "house") == ()
    assert fits(POOL, Offer(projects=("p1",), labels=("big", "gpu"), tiers=("vm",)), "house") == ()
    assert fits(pool_key("default", "p1", "claude", "vm", [], "work", False), FULL, "house") == ()


@pytest.mark.parametrize(
    ("offer", "code", "words"),
    [
        ({"projects": ("garden",)}, "project", "does not work on house"),
        ({"agents": ("goose",)}, "agent", "has no agent claude"),
        ({"labels": ("gpu",)}, "label", "lacks the label big"),
        ({"labels": ()}, "label", "lacks the label big, gpu"),
        ({"tiers": ("none",)}, "tier", "cannot open the sandbox tier vm"),
        ({"kinds": ("merge",)}, "kind", "does not take work runs"),
        ({"override": True}, "override", "this slot is for run now"),
    ],
)
def test_what_an_offer_lacks_is_named(offer, code, words):
    plain = {"projects": FULL.projects, "agents": FULL.agents, "labels": FULL.labels, "tiers": FULL.tiers}
    found = fits(POOL, Offer(**plain | offer), "house")
    assert [(why.code, why.words) for why in found] == [(code, words)]


def test_everything_that_is_missing_is_named_at_once():
    found = fits(POOL, Offer(projects=("garden",), agents=("goose",), kinds=("merge",)), "house")
    assert codes(found) == ["project", "kind", "agent", "label", "tier"]


def test_run_now_goes_to_an_override_slot_only():
    now_ = parse_pool(pool_key("default", "p1", "claude", "none", [], "work", True))
    assert codes(fits(now_, Offer(), "house")) == ["override"]
    assert fits(now_, Offer(override=True), "house") == ()


def test_a_merge_needs_no_agent_no_label_and_no_tier():
    merge = parse_pool(pool_key("default", "p1", "claude", "vm", ["gpu"], "merge", False))
    assert fits(merge, Offer(agents=("goose",)), "house") == ()
    assert codes(fits(merge, Offer(projects=("garden",), kinds=("work",)), "house")) == ["project", "kind"]


# who may run, and why not


def test_a_queued_task_that_nothing_holds_may_run(a_task, scene, now):
    assert eligible(a_task(), scene(), now) == ()
    assert eligible(a_task(not_before=now), scene(), now) == ()


@pytest.mark.parametrize(
    ("status", "hint"),
    [
        (TaskStatus.BACKLOG, "enqueue"),
        (TaskStatus.REVIEW, "approve"),
        (TaskStatus.DONE, "continue"),
        (TaskStatus.FAILED, "retry"),
        (TaskStatus.CANCELLED, "enqueue"),
    ],
)
def test_a_task_at_rest_says_what_would_move_it(a_task, scene, now, status, hint):
    (why,) = eligible(a_task(status=status), scene(), now)
    assert why.code == "not_queued"
    assert why.words.startswith(f"it is in {status.value}: ")
    assert hint in why.words


def test_a_running_task_has_one_reason_and_a_parked_one_another(a_task, scene, now):
    blocked = scene(hands=[], limit=1, running=1)
    (at_work,) = eligible(a_task(status=TaskStatus.RUNNING), blocked, now)
    assert (at_work.code, at_work.words) == ("already_claimed", "a worker is on it")
    (parked,) = eligible(a_task(status=TaskStatus.RUNNING, reason=Reason.PARKED.value), blocked, now)
    assert "answer" in parked.words


def test_what_holds_the_task_itself(a_task, scene, now):
    later = now + timedelta(minutes=5)
    other = a_task(id="t9", number=9, title="Lay the floor", status=TaskStatus.REVIEW)
    held = a_task(executable=False, not_before=later)
    found = eligible(held, scene(unmet=[other], paused_agents={"scripted": later}), now)
    assert codes(found) == ["not_executable", "waits_on", "not_due", "agent_rate_limited"]
    assert "#9 Lay the floor (review)" in found[1].words
    assert found[1].detail == {"task": "t9", "number": 9}
    assert later.isoformat() in found[2].words
    assert "scripted" in found[3].words
    assert later.isoformat() in found[3].words


def test_a_pause_that_is_over_and_one_of_another_agent_hold_nothing(a_task, scene, now):
    paused = {"scripted": now, "goose": now + timedelta(hours=1)}
    assert eligible(a_task(), scene(paused_agents=paused), now) == ()


def test_run_now_does_not_wait_for_its_time_nor_for_limits_but_for_the_project(a_task, scene, a_project, now):
    hurry = {"override": True, "limit": 1, "running": 1, "running_in_project": 1}
    hurry |= {"settings": Settings(max_running=1), "hands": [Hand(name="anvil", offer=ANY, free=0)]}
    soon = a_task(not_before=now + timedelta(minutes=1))
    assert eligible(soon, scene(**hurry), now) == ()
    found = eligible(soon, scene(**hurry | {"project": a_project(paused=True)}), now)
    assert codes(found) == ["project_paused"]
    assert "house" in found[0].words


@pytest.mark.parametrize(
    ("running", "limit", "held"), [(1, 2, False), (2, 2, True), (3, 2, True), (9, 0, False)]
)
def test_limits_hold_when_they_are_reached_and_zero_is_no_limit(a_task, scene, now, running, limit, held):
    whole = eligible(a_task(), scene(running=running, limit=limit), now)
    assert codes(whole) == (["global_limit"] if held else [])
    part = eligible(a_task(), scene(Settings(max_running=limit), running_in_project=running), now)
    assert codes(part) == (["project_limit"] if held else [])
    for why in (*whole, *part):
        assert f"{running} of {limit} runs" in why.words
        assert why.detail == {"max_running": limit}


def test_a_merge_waits_for_nothing_of_the_task(a_task, scene, now):
    later = now + timedelta(hours=1)
    merging = a_task(status=TaskStatus.MERGING, executable=False, not_before=later)
    held = scene(kind=RunKind.MERGE, unmet=[a_task(id="t2")], paused_agents={"scripted": later})
    assert eligible(merging, held, now) == ()


def test_without_a_worker_the_command_is_named(a_task, scene, now):
    (why,) = eligible(a_task(), scene(hands=[]), now)
    assert why.code == "no_worker"
    assert "taskyard work" in why.words


def test_every_worker_says_what_it_lacks_and_one_that_fits_is_enough(a_task, scene, now):
    lame = Hand(name="anvil", offer=Offer(agents=("goose",)), free=1)
    poor = Hand(name="forge", offer=ANY, free=1)
    wanted = Settings(agent="claude", labels=("gpu",))
    (why,) = eligible(a_task(), scene(wanted, hands=[lame, poor]), now)
    assert why.code == "no_worker_offers"
    assert why.words == "anvil has no agent claude and lacks the label gpu; forge lacks the label gpu"
    assert why.detail == {"workers": 2, "missing": ["agent", "label"]}
    able = Hand(name="mill", offer=Offer(labels=("gpu",)), free=1)
    assert eligible(a_task(), scene(wanted, hands=[lame, poor, able]), now) == ()


def test_busy_workers_are_named_and_a_fleet_fits_on_a_card(a_task, scene, now):
    busy = [Hand(name=f"w{number}", offer=ANY, free=0) for number in range(7)]
    (why,) = eligible(a_task(), scene(hands=busy), now)
    assert why.code == "all_workers_busy"
    assert why.words.endswith("w0, w1, w2, w3, w4 and 2 more")
    assert eligible(a_task(), scene(hands=[*busy, Hand(name="free", offer=ANY, free=1)]), now) == ()


@given(st.data())
def test_each_reason_stands_alone_and_all_of_them_are_named(a_task, a_project, now, data):
    """Predicates are independent: what is broken is exactly what is named, whatever else is broken."""
    later = now + timedelta(minutes=1)
    breaks = {
        "not_executable": ("task", {"executable": False}),
        "not_due": ("task", {"not_before": later}),
        "waits_on": ("scene", {"unmet": [a_task(id="t2", number=2)]}),
        "agent_rate_limited": ("scene", {"paused_agents": {"scripted": later}}),
        "project_paused": ("scene", {"project": a_project(paused=True)}),
        "project_limit": ("scene", {"running_in_project": 3}),
        "global_limit": ("scene", {"running": 3, "limit": 3}),
        "no_worker": ("scene", {"hands": []}),
    }
    broken = data.draw(st.sets(st.sampled_from(sorted(breaks))))
    parts = {"task": {}, "scene": {}}
    for code in broken:
        where, fields = breaks[code]
        parts[where] |= fields
    plain = {"project": a_project(), "settings": Settings(max_running=3)}
    plain["hands"] = [Hand(name="anvil", offer=ANY, free=1)]
    found = eligible(a_task(**parts["task"]), Scene(**plain | parts["scene"]), now)
    assert set(codes(found)) == broken
    assert all(len(why.words) > 10 for why in found)
