"""Allocations: held against an oracle on small registers, and every reason and finding by example."""

import random
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import combinations
from typing import Any

import attrs
import pytest

from eligibility.allocation import allocate
from eligibility.communes import Commune, Point, Village
from eligibility.model import (
    UNKNOWN,
    AllOf,
    Awarded,
    Behind,
    Count,
    CountOf,
    Deadline,
    Evidence,
    Excluded,
    Facts,
    InConflict,
    Key,
    Leaf,
    Limit,
    Limited,
    LimitUnknown,
    Literal,
    Missing,
    NotDecided,
    OneOf,
    Op,
    Ratio,
    Related,
    ScopeUnknown,
    Test,
    Unordered,
)
from eligibility.rulefiles import load_plan, load_rules
from eligibility.sources import FactError
from tests.contests import (
    CITE,
    KEYS,
    LAW,
    T,
    allowed,
    completions,
    fits,
    law,
    leaf,
    oracle,
    place,
    plan,
    random_places,
    random_plan,
    rule,
    without_groups,
    worth,
)

SCORE = KEYS[3]
LEVEL = KEYS[1]
BY_DISTRICT = Limit("district", 1, reason=T)


def allocated(loaded, rows, points=()) -> Any:
    return allocate(loaded, rows, points)


def codes(placings):
    return [placing.subject for placing in placings]


def fit(code, **facts):
    """A place that is eligible."""
    return place(code=code, **{"kind": "y", "closed": False, "flag": True, "score": 1, **facts})


def open_place(code, **facts):
    """A place of which nobody knows whether it is eligible."""
    return place(code=code, **{"closed": False, "flag": True, "score": 1, **facts})


def reasons(allocation):
    return {placing.subject: placing.reasons for placing in allocation.placings()}


# ── properties ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("seed", range(400))
def test_changeable_tells_the_truth_about_every_completion(seed):
    rng = random.Random(seed)
    loaded = random_plan(rng)
    places = random_places(rng, rng.randint(1, 6), rng.randint(0, 4))
    found = allocated(loaded, places)
    awarded = set(codes(found.awarded))
    if found.changeable == "no":
        assert all(oracle(loaded, one) == awarded for one in completions(places))
    if found.changeable == "yes":
        witness = found.witness
        changed = {facts.subject.code: facts for facts in witness.completed}
        replayed = [changed.get(one.code, one) for one in places]
        again = codes(allocated(loaded, replayed).awarded)
        assert again == list(witness.awarded)
        assert (set(again) - awarded, awarded - set(again)) == (set(witness.entering), set(witness.leaving))
        assert all(oracle(loaded, one) != awarded for one in completions(replayed))


def test_changeable_is_mostly_proved_or_shown():
    verdicts = []
    for seed in range(200):
        rng = random.Random(seed)
        loaded = random_plan(rng)
        verdicts.append(allocated(loaded, random_places(rng, rng.randint(1, 6), rng.randint(0, 4))).changeable)
    assert verdicts.count("not proved") < 10
    assert min(verdicts.count("yes"), verdicts.count("no")) > 30


@pytest.mark.parametrize("seed", range(150))
def test_unknown_groups_leave_open_only_what_they_could_change(seed):
    rng = random.Random(seed)
    loaded = random_plan(rng, limited=True)
    places = without_groups(rng, random_places(rng, rng.randint(1, 6), 0), rng.randint(1, 3))
    found = allocated(loaded, places)
    results = [oracle(loaded, one) for one in completions(places)]
    awarded = set(codes(found.awarded))
    # Nothing but groups is unknown: who is awarded ahead of everybody left open is so in every completion.
    ranks = sorted((placing.rank, placing.subject) for placing in found.undetermined if placing.rank)
    surely = [placing.subject for placing in found.awarded if not ranks or placing.rank < ranks[0][0]]
    assert all(result.issuperset(surely) for result in results)
    if ranks:
        assert {ranks[0][1] in result for result in results} == {True, False}
    if found.changeable == "no":
        assert all(result == awarded for result in results)
    if found.changeable == "yes":
        changed = {facts.subject.code: facts for facts in found.witness.completed}
        replayed = [changed.get(one.code, one) for one in places]
        assert set(codes(allocated(loaded, replayed).awarded)) == set(found.witness.awarded)
        assert all(oracle(loaded, one) != awarded for one in completions(replayed))


@pytest.mark.parametrize("seed", range(150))
def test_allocation_equals_the_best_of_all_sets(seed):
    rng = random.Random(seed)
    loaded = random_plan(rng)
    places = random_places(rng, rng.randint(0, 8), 0)
    found = allocated(loaded, places)
    awarded = set(codes(found.awarded))
    assert awarded == oracle(loaded, places)
    if not loaded.choices.order:
        return
    able = sorted((one for one in places if fits(one) and one.code not in found.outside), key=lambda one: one.code)
    for key in reversed(loaded.choices.order):
        able.sort(key=partial(worth, key=key))
    sets = [set(chosen) for size in range(len(able) + 1) for chosen in combinations(range(len(able)), size)]
    sets = [chosen for chosen in sets if allowed(loaded, [able[at] for at in chosen])]
    largest = max(map(len, sets))
    best = min((sorted(chosen) for chosen in sets if len(chosen) == largest), default=[])
    # Limits are nested here: to take the first that fits gives as many as can be, and the first of these.
    assert awarded == {able[at].code for at in best}


@pytest.mark.parametrize("seed", range(100))
def test_allocation_places_everybody_once_within_every_limit(seed):
    rng = random.Random(seed)
    loaded = random_plan(rng)
    places = random_places(rng, rng.randint(0, 30), rng.randint(0, 30))
    found = allocated(loaded, places)
    everybody = [*codes(found.placings()), *found.outside]
    assert sorted(everybody) == [one.code for one in places]
    taken = [placing.facts.subject for placing in found.awarded]
    assert allowed(loaded, taken)
    assert all(placing.decision.value is True for placing in (*found.awarded, *found.waitlist))
    assert codes(found.undetermined) == sorted(codes(found.undetermined))
    ranks = [placing.rank for placing in found.waitlist]
    assert ranks == sorted(ranks) if loaded.choices.order else set(ranks) <= {None}


@pytest.mark.parametrize("seed", range(60))
def test_allocation_does_not_depend_on_the_order_of_input(seed):
    rng = random.Random(seed)
    loaded = random_plan(rng)
    places = random_places(rng, rng.randint(2, 12), rng.randint(0, 8))
    places += [place(kind="y", closed=False, score=score) for score in (1, 2, 1)]  # neither code nor names
    found = allocated(loaded, places)
    rng.shuffle(places)
    assert allocated(loaded, places) == found


# ── reasons ──────────────────────────────────────────────────────────────────────────────────────


def test_awarded_says_its_place_and_whom_it_is_ahead_of():
    found = allocated(plan([LEVEL, SCORE]), [fit(f"00{n}", level="high", score=n) for n in (1, 2, 3)])
    first, second = found.awarded
    assert (first.subject, first.rank, first.reasons) == ("003", 1, (Awarded(1, 2, "001", SCORE),))
    assert (second.subject, second.rank, second.reasons) == ("002", 2, (Awarded(2, 2, "001", SCORE),))
    assert [(seen.key, seen.seen[0].value, seen.known) for seen in first.keys] == [
        (LEVEL, "high", True),
        (SCORE, 3, True),
    ]


def test_waitlisted_says_behind_whom_and_by_which_key():
    found = allocated(plan([SCORE], at_most=1), [fit("001", score=2), fit("002", score=2), fit("003", score=1)])
    assert reasons(found)["002"] == (Behind("001", None),)
    assert reasons(found)["003"] == (Behind("001", SCORE),)
    assert found.waitlist[1].rank == 3


def test_waitlisted_for_want_of_any_place_is_behind_nobody():
    found = allocated(plan([SCORE], at_most=0), [fit("001")])
    assert reasons(found) == {"001": (Behind(None, None),)}
    assert found.changeable == "no"


def test_waitlisted_by_a_limit_names_those_who_fill_it():
    rows = [fit("001", district="Hoà An"), fit("002", district="Hòa An"), fit("003", district="Bi")]
    found = allocated(plan([SCORE], [BY_DISTRICT]), rows)
    assert codes(found.awarded) == ["001", "003"]
    assert reasons(found)["002"] == (Limited(BY_DISTRICT, "Hòa An", ("001",)),)
    assert reasons(found)["001"] == (Awarded(1, 2, None, None),)
    assert found.limits == (BY_DISTRICT,)


def test_no_order_awards_nobody_unless_all_fit():
    found = allocated(plan(), [fit(f"00{n}") for n in (1, 2, 3)])
    assert (found.awarded, found.unordered, found.findings) == ((), True, True)
    assert reasons(found)["001"] == (Unordered(3, 2),)
    assert found.waitlist[0].rank is None
    assert found.changeable == "no"
    both = allocated(plan(), [fit("001"), fit("002")])
    assert (codes(both.awarded), both.unordered, both.findings) == (["001", "002"], False, False)


def test_excluded_says_which_rules_decide():
    rows = [place(code="001", kind="z"), place(code="002", kind="x", flag=False, closed=True)]
    found = allocated(plan(), rows)
    assert reasons(found)["001"] == (Excluded(False, (), CITE),)
    assert reasons(found)["002"] == (Excluded(False, ("shut",), CITE),)
    assert codes(found.excluded) == ["001", "002"]


def test_excluded_where_no_value_left_is_the_wanted_one():
    found = allocated(plan(attribute="grp", value="two"), [place(code="001", kind="x")])
    assert reasons(found)["001"] == (Excluded(None, ("one",), CITE, ("one", None)),)
    assert found.excluded[0].evidence is None


def test_undetermined_says_what_is_missing():
    found = allocated(plan(), [open_place("001")])
    (placing,) = found.undetermined
    assert placing.reasons == (NotDecided((True, False)),)
    assert placing.missing == (Missing("001", "kind"),)
    assert (placing.rank, placing.evidence, placing.names) == (None, None, ())


def test_conflict_is_undetermined_and_a_finding():
    found = allocated(plan(), [fit("001", kind="x", closed=True)])
    assert reasons(found)["001"] == (InConflict(("grouped", "shut"), CITE),)
    assert codes(found.conflicts) == ["001"]
    assert found.findings
    assert found.undetermined[0].missing == ()
    assert found.changeable == "no"


def test_scope_sets_aside_and_leaves_open():
    scope = leaf("province", Op.IS, "P")
    rows = [fit("001", province="P"), fit("002", province="Q"), fit("003"), place(code="004", kind="z")]
    found = allocated(plan([SCORE], scope=scope), rows)
    assert (codes(found.awarded), found.outside) == (["001"], ("002",))
    assert reasons(found)["003"] == (ScopeUnknown((Missing("003", "province"),)),)
    assert found.undetermined[0].missing == (Missing("003", "province"),)
    assert (found.changeable, found.witness.entering) == ("yes", ("003",))
    assert codes(found.undetermined) == ["003", "004"]


def test_scope_of_any_kind_names_its_unknown_facts():
    ratio = Leaf(Ratio("poor", "all"), (Test(Op.AT_LEAST, (Literal(1),)),))
    both = AllOf((ratio, leaf("grp", Op.IS, "two")))
    counted = Leaf(CountOf((both,)), (Test(Op.AT_LEAST, (Literal(1),)),))
    found = allocated(plan([SCORE], scope=counted), [place(code="001", all=2)])
    missing = tuple(Missing("001", name) for name in ("poor", "kind", "flag"))
    assert reasons(found)["001"][0] == ScopeUnknown(missing)
    assert found.changeable == "yes"


def test_limit_unknown_is_neither_awarded_nor_waitlisted():
    rows = [fit("001", score=2), fit("002", score=3, district="An"), fit("003", score=1, district="An")]
    found = allocated(plan([SCORE], [BY_DISTRICT]), rows)
    assert codes(found.awarded) == ["002"]
    assert reasons(found)["001"] == (LimitUnknown(BY_DISTRICT, (Missing("001", "district"),)),)
    assert found.undetermined[0].rank == 2
    assert found.undetermined[0].missing == (Missing("001", "district"),)
    assert (found.changeable, found.witness.entering) == ("yes", ("001",))


def test_unknown_group_is_awarded_where_no_group_could_be_full():
    rows = [fit("001", score=3), fit("002", score=2, district="An"), fit("003", score=1, district="An")]
    found = allocated(plan([SCORE], [BY_DISTRICT]), rows)
    assert codes(found.awarded) == ["001"]
    doubt = LimitUnknown(BY_DISTRICT, (Missing("001", "district"),))
    assert reasons(found) | {"001": ()} == {"001": (), "002": (doubt,), "003": (doubt,)}
    assert (found.changeable, found.witness.entering, found.witness.leaving) == ("yes", ("002",), ())
    assert found.witness.facts == ((Missing("001", "district"), "0"),)
    two = Limit("district", 2, reason=T)
    found = allocated(plan([SCORE], [two], at_most=3), [*rows, fit("004", score=0, district="Bi")])
    assert (codes(found.awarded), codes(found.undetermined)) == (["001", "002", "004"], ["003"])


def test_unknown_groups_may_be_the_same_one():
    rows = [fit("001", score=3), fit("002", score=2), fit("003", score=1, district="An")]
    found = allocated(plan([SCORE], [BY_DISTRICT], at_most=3), rows)
    assert (codes(found.awarded), codes(found.undetermined)) == (["001"], ["002", "003"])
    wanting = (Missing("002", "district"), Missing("001", "district"))
    assert reasons(found)["002"] == (LimitUnknown(BY_DISTRICT, wanting),)


def test_limit_that_cannot_bind_needs_no_group():
    found = allocated(plan([SCORE], [Limit("district", 2, reason=T)]), [fit("001"), fit("002")])
    assert codes(found.awarded) == ["001", "002"]


def test_limit_on_a_derived_value_names_the_facts_it_waits_for():
    by_group = Limit("grp", 1, reason=T)
    special = law(rule("special", leaf("level", Op.IS, "high"), True))
    rows = [place(code="001", level="high", flag=True, closed=False), fit("002", level="low", closed=False)]
    found = allocated(plan([SCORE], [by_group], law=special), rows)
    assert reasons(found)["001"] == (LimitUnknown(by_group, (Missing("001", "kind"),)),)


def test_unordered_for_want_of_a_group_awards_nobody():
    found = allocated(plan(limits=[BY_DISTRICT]), [fit("001"), fit("002", district="An")])
    assert (codes(found.waitlist), found.undetermined, found.unordered) == (["001", "002"], (), True)
    assert found.changeable in ("yes", "not proved")


# ── shortfall ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("eligible", "open_", "limits", "expected"),
    [
        (2, 0, (), None),
        (1, 0, (), "shortfall"),
        (1, 1, (), "not yet known"),
        (0, 1, (), "shortfall"),
        (0, 2, (), "not yet known"),
        (3, 3, (BY_DISTRICT,), "shortfall"),
        (1, 1, (BY_DISTRICT, Limit("level", 1, reason=T)), "shortfall"),
    ],
)
def test_shortfall_counts_what_could_be_awarded(eligible, open_, limits, expected):
    rows = [fit(f"00{n}", district="An", level="low") for n in range(eligible)]
    rows += [open_place(f"01{n}", district="An", level="low") for n in range(open_)]
    found = allocated(plan([SCORE], limits, at_least=2, at_most=3), rows)
    assert found.shortfall == expected
    assert found.findings == bool(expected)


def test_shortfall_of_limits_across_each_other_is_bounded():
    crossing = (BY_DISTRICT, Limit("level", 1, reason=T))
    rows = [fit("001", district="A", level="low"), fit("002", district="A", level="high")]
    rows += [fit("003", district="B", level="low"), open_place("004")]
    found = allocated(plan([SCORE], crossing, at_least=2, at_most=3), rows)
    assert (codes(found.awarded), found.shortfall) == (["001"], "not yet known")


def test_shortfall_of_limits_across_each_other_is_that_of_the_tighter_one():
    crossing = (BY_DISTRICT, Limit("level", 2, reason=T))
    rows = [fit(f"00{n}", district=d, level=v) for n, (d, v) in enumerate([("A", "low"), ("A", "high"), ("B", "low")])]
    found = allocated(plan([SCORE], crossing, at_least=3, at_most=3), rows)
    assert (codes(found.awarded), found.shortfall) == (["000", "002"], "shortfall")


def test_shortfall_hopes_that_a_conflict_is_settled():
    found = allocated(plan(at_least=1), [fit("001", kind="x", closed=True)])
    assert found.shortfall == "not yet known"


# ── deadlines ────────────────────────────────────────────────────────────────────────────────────

START, END = date(2023, 7, 1), date(2023, 12, 31)


@pytest.mark.parametrize(
    ("dates", "as_of", "met"),
    [
        ({"installed_on": date(2023, 6, 30)}, END, False),
        ({"installed_on": START}, END, True),
        ({"installed_on": END}, END, True),
        ({"installed_on": date(2024, 1, 1)}, END, False),
        ({}, date(2025, 1, 1), None),
        ({"installed_on": None}, END, None),
        ({"installed_on": None}, date(2024, 1, 1), False),
        ({"handed_over_on": END}, END, True),
        ({"handed_over_on": date(2023, 6, 30)}, END, False),
        ({"in_use_since": date(2024, 1, 1)}, END, None),
    ],
)
def test_deadline_is_met_missed_or_unknown(dates, as_of, met):
    deadline = Deadline("set-up", T, START, END, CITE)
    loaded = plan(deadlines=(deadline,), law=attrs.evolve(LAW, as_of=as_of))
    found = allocated(loaded, [], [Point(commune_code="07615", **dates)])
    ((point,),) = (seen.points for seen in found.deadlines)
    assert (point.subject, point.met) == ("07615", met)
    assert found.deadlines[0].missed == found.findings == (met is False)


def test_deadline_without_bounds_is_met_by_any_day():
    loaded = plan(deadlines=(Deadline("ever", T, None, None, CITE), Deadline("late", T, START, None, CITE)))
    rows = [Facts(Point(district="An", commune="Bi", handed_over_on=END)), Point(installed_on=None)]
    found = allocated(loaded, [], rows)
    assert [[(point.subject, point.met) for point in seen.points] for seen in found.deadlines] == [
        [("?", None), ("An/Bi", True)],
        [("?", None), ("An/Bi", True)],
    ]


def test_deadline_without_points_is_only_shown():
    found = allocated(plan(deadlines=(Deadline("set-up", T, START, END, CITE),)), [])
    assert (found.deadlines[0].points, found.findings, found.as_of) == ((), False, date(2023, 7, 5))


# ── evidence ─────────────────────────────────────────────────────────────────────────────────────


def test_evidence_is_that_of_the_decision():
    found = allocated(plan([SCORE]), [Facts.of(fit("001"), {"*": "official", "score": "secondary"})])
    assert (found.awarded[0].evidence, found.on_assumptions) == (Evidence.OFFICIAL, False)


@pytest.mark.parametrize("name", ["kind", "score", "district", "province"])
def test_evidence_is_assumed_wherever_a_place_rests_on_an_assumption(name):
    scope = leaf("province", Op.IS, "P")
    loaded = plan([SCORE], [BY_DISTRICT], scope=scope)
    rows = [
        Facts.of(fit("001", score=2, district="An", province="P"), {"*": "official", name: "assumed"}),
        Facts.of(fit("002", district="Bi", province="P"), "official"),
        Facts.of(place(code="003", kind="z", province="P"), "official"),
    ]
    found = allocated(loaded, rows)
    assert found.on_assumptions
    assert {placing.subject: placing.evidence for placing in found.placings()} == {
        "001": Evidence.ASSUMED,
        "002": Evidence.ASSUMED,
        "003": Evidence.OFFICIAL,
    }


@pytest.mark.parametrize("level", ["level", "flag"])
def test_evidence_of_what_nothing_rests_on_does_not_count(level):
    found = allocated(plan([SCORE]), [Facts.of(fit("001"), {"*": "official", level: "assumed"})])
    assert found.awarded[0].evidence is Evidence.OFFICIAL


def test_evidence_is_assumed_where_one_is_excluded_or_set_aside_on_an_assumption():
    own = Facts.of(fit("001", province="P"), "official")
    out = Facts.of(place(code="002", kind="z", province="P"), {"*": "official", "kind": "assumed"})
    found = allocated(plan([SCORE]), [own, out])
    assert [placing.evidence for placing in found.placings()] == [Evidence.ASSUMED, Evidence.ASSUMED]
    away = Facts.of(fit("003", province="Q"), {"*": "official", "province": "assumed"})
    found = allocated(plan([SCORE], scope=leaf("province", Op.IS, "P")), [own, away])
    assert [placing.evidence for placing in found.placings()] == [Evidence.ASSUMED]


# ── the door ─────────────────────────────────────────────────────────────────────────────────────


def test_code_given_twice_is_refused():
    with pytest.raises(FactError, match="001:code: is given twice"):
        allocated(plan(), [fit("001"), fit("001", score=2), fit("002")])


def test_part_of_nothing_in_the_order_says_of_whom():
    with pytest.raises(FactError, match=r"^001:score: score is 1 while all is 0$"):
        allocated(plan([Key("score", "all", True, (), T)]), [fit("001", score=1, all=0)])


def test_choices_that_nobody_adopted_say_so():
    loaded = plan([SCORE])
    assert not allocated(loaded, []).adopted
    adopted = attrs.evolve(loaded, choices=attrs.evolve(loaded.choices, chosen_by="Sở"))
    assert allocated(adopted, []).adopted
    assert allocated(adopted, []).answers == ()


# ── changeable, case by case ─────────────────────────────────────────────────────────────────────


def verdict(loaded, rows):
    found = allocated(loaded, rows)
    return found.changeable, found.witness and (found.witness.entering, found.witness.leaving)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (SCORE, 5),
        (KEYS[4], 1),
        (Key("since", None, False, (), T), date(2023, 1, 1)),
        (Key("since", None, True, (), T), date(2023, 1, 1)),
        (Key("share", None, True, (), T), Decimal("0.5")),
        (Key("level", None, False, ("high", "low"), T), "low"),
    ],
)
def test_changeable_by_an_unknown_key(key, value):
    rows = [fit("001", **{"score": 1, key.attribute: value}), fit("002", **{"score": 1, key.attribute: UNKNOWN})]
    assert verdict(plan([key], at_most=1), rows) == ("yes", (("002",), ("001",)))


def test_changeable_not_where_the_key_can_be_no_better():
    rows = [fit("001", score=0), fit("002", score=UNKNOWN)]
    assert verdict(plan([KEYS[4]], at_most=1), rows) == ("no", None)  # the code decides between 0 and 0


def test_changeable_by_the_unknown_half_of_a_ratio():
    rows = [fit("001", poor=1, all=2), fit("002", poor=2)]
    assert verdict(plan([KEYS[5]], at_most=1), rows) == ("yes", (("002",), ("001",)))


def test_changeable_where_those_awarded_must_be_known_to_be_behind():
    rows = [fit("001"), fit("002")]
    found = allocated(plan([KEYS[5]], at_most=1), rows)
    assert found.changeable == "yes"
    assert {missing.subject for missing, _ in found.witness.facts} == {"001", "002"}


def test_changeable_where_those_awarded_may_turn_out_worse_in_a_derived_key():
    grp = KEYS[0]
    special = law(rule("special", leaf("level", Op.IS, "high"), True))
    rows = [fit("001", kind=OneOf.of("x", "y"), level="high"), open_place("002", kind=OneOf.of("x", "z"), level="low")]
    found = allocated(plan([grp], at_most=1, law=special), rows)
    assert (codes(found.awarded), found.changeable) == (["001"], "yes")
    assert set(found.witness.facts) == {(Missing("001", "kind"), "y"), (Missing("002", "kind"), "x")}


def test_changeable_is_not_shown_where_those_awarded_are_never_behind():
    key = Key("kind", None, False, ("x", "y"), T)
    special = law(rule("special", leaf("level", Op.IS, "high"), True))
    rows = [
        place(code="001", kind=OneOf.of("x", "y"), level="high", flag=True, closed=False),  # last, until it is known
        place(code="002", kind="z", closed=False),
    ]
    found = allocated(plan([key], at_most=1, law=special), rows)
    assert (codes(found.awarded), codes(found.undetermined)) == (["001"], ["002"])
    assert (found.changeable, found.witness) == ("not proved", None)


def test_changeable_by_a_text_that_nobody_knows_is_not_proved():
    rows = [fit("001", name="An"), fit("002")]
    assert verdict(plan([Key("name", None, False, (), T)], at_most=1), rows) == ("not proved", None)


@pytest.mark.parametrize(("by", "value"), [("level", "low"), ("score", 1), ("district", "0")])
def test_changeable_by_an_unknown_group(by, value):
    limit = Limit(by, 1, reason=T)
    rows = [fit("001", **{by: value}), fit("002", **{by: UNKNOWN})]
    assert verdict(plan([LEVEL], [limit]), rows)[0] == "yes"


def test_changeable_by_a_group_that_is_somebodys_already():
    limit = Limit("level", 1, reason=T)
    rows = [fit("001", score=1), fit("002", score=2, level="low"), fit("003", score=1, level="high")]
    found = allocated(plan([SCORE], [limit], at_most=3), rows)
    assert codes(found.awarded) == ["002", "003"]
    assert (found.changeable, found.witness) == ("not proved", None)  # in either group somebody was first, or 003 was
    rows[0] = fit("001", score=9)
    found = allocated(plan([SCORE], [limit], at_most=3), rows)
    assert codes(found.awarded) == ["001"]
    assert (found.changeable, found.witness.entering) == ("yes", ("002",))


def test_changeable_by_a_derived_group_is_not_proved():
    special = law(rule("special", leaf("level", Op.IS, "high"), True))
    rows = [place(code="001", level="high", kind=OneOf.of("x", "z"), flag=True, closed=False, score=1)]
    rows.append(fit("002", kind="x", flag=True, level="low", score=2))
    found = allocated(plan([SCORE], [Limit("grp", 1, reason=T)], law=special), rows)
    assert (codes(found.awarded), codes(found.undetermined)) == (["002"], ["001"])
    assert (found.changeable, found.witness) == ("not proved", None)


def test_changeable_without_an_order():
    assert verdict(plan(), [fit("001"), open_place("002")]) == ("yes", (("002",), ()))
    assert verdict(plan(at_most=1), [fit("001"), open_place("002")]) == ("yes", ((), ("001",)))
    assert verdict(plan(), [open_place("002"), place(code="003", kind="z")]) == ("yes", (("002",), ()))
    assert verdict(plan(at_most=1), [open_place("002"), open_place("003")]) == ("not proved", None)
    assert verdict(plan(), [fit("001"), fit("002")]) == ("no", None)


# ── communes and their villages ──────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def support():
    return load_plan("92/KH-STTTT")


def commune(code="07615", **facts):
    known = {"province_code": "24", "district_code": "220", "listed_region": "I", "support_points": 0}
    return Commune(code=code, new_rural_since=None, **{**known, **facts})


def test_changeable_by_a_fact_of_a_village(support):
    villages = (Village(name="Thôn Một"), Village(name="Thôn Hai", listed_specially_difficult=False))
    found = allocated(support, [commune(villages=villages, villages_complete=True)])
    assert (found.changeable, found.witness.entering) == ("yes", ("07615",))
    assert (Missing("07615/Thôn Một", "listed_specially_difficult"), True) in found.witness.facts
    assert codes(allocated(support, found.witness.completed).awarded) == ["07615"]


def test_changeable_by_a_village_that_nobody_listed(support):
    found = allocated(support, [commune()])
    assert found.changeable == "yes"
    ((missing, more), *_) = found.witness.facts
    assert missing == Missing("07615", "villages", "relation")
    assert (more.count, ("listed_specially_difficult", True) in more.facts) == (1, True)
    assert codes(allocated(support, found.witness.completed).awarded) == ["07615"]


def test_changeable_by_a_question_alone_is_not_proved(support):
    open_law = attrs.evolve(support.law, answers={})
    former = commune(listed_region="II", villages=tuple(Village(name=f"Thôn {n}") for n in range(40)))
    former = attrs.evolve(former, new_rural_since=date(2023, 1, 1))
    found = allocated(attrs.evolve(support, law=open_law), [former])
    assert (found.changeable, found.witness) == ("not proved", None)
    assert any(missing.kind == "question" for missing in found.undetermined[0].missing)


def village_plan(scope=None):
    rules = load_rules("33/2020/QĐ-TTg", date(2023, 7, 5))
    name = rules.of("village")[-1].concludes.name
    return plan(scope=scope, law=rules, subject="village", attribute=name)


def test_changeable_by_the_facts_of_a_village_of_an_unknown_commune():
    found = allocated(village_plan(), [Village(name="Thôn Một", households=100, minority_households=50)])
    assert (found.changeable, found.witness.entering) == ("yes", ("?/Thôn Một",))
    assert found.undetermined[0].names == ("Thôn Một",)
    assert codes(allocated(village_plan(), found.witness.completed).awarded) == ["?/Thôn Một"]


def test_scope_of_what_a_subject_belongs_to_is_left_open():
    scope = Related("commune", leaf("mekong_delta", Op.IS, False))
    found = allocated(village_plan(scope), [Village(name="Thôn Một", households=100, minority_households=50)])
    assert (found.changeable, found.undetermined[0].reasons[0]) == ("not proved", ScopeUnknown(()))


def test_limit_by_district_code_is_completed_with_a_new_one(support):
    rows = [commune(code, listed_region="III", district_code="000") for code in ("07603", "07606")]
    rows.append(commune("07609", listed_region="III", district_code=UNKNOWN))
    found = allocated(support, rows)
    assert (found.changeable, found.witness.entering) == ("yes", ("07609",))
    assert found.witness.facts[-1] == (Missing("07609", "district_code"), "001")


def test_scope_that_counts_members_names_the_relation(support):
    scope = Leaf(Count("villages", None), (Test(Op.AT_LEAST, (Literal(1),)),))
    counting = attrs.evolve(support, plan=attrs.evolve(support.plan, scope=scope))
    found = allocated(counting, [commune(listed_region="III")])
    assert found.undetermined[0].missing == (Missing("07615", "villages", "relation"),)
    assert (found.changeable, found.witness.entering) == ("yes", ("07615",))
    own = commune(listed_region="III", villages=(Village(),))
    assumed = Facts.of(own, {"*": "official", "name": "assumed"})
    assert not allocated(counting, [assumed]).on_assumptions


def test_evidence_of_a_ratio_in_the_scope_counts():
    scope = Leaf(Ratio("poor", "all"), (Test(Op.AT_LEAST, (Literal(1),)),))
    rows = [Facts.of(fit("001", poor=2, all=2), {"*": "official", "all": "assumed"})]
    assert allocated(plan([SCORE], scope=scope), rows).awarded[0].evidence is Evidence.ASSUMED
