"""A register allocated whole says of each subject what `allocate` says of it one by one."""

import random
from datetime import date
from decimal import Decimal

import attrs
import numpy as np
import polars as pl
import pytest

from eligibility.allocation import allocate
from eligibility.allocation.columnar import allocate_register, explanations, wanted_by
from eligibility.communes import Commune, Village
from eligibility.deciding.columnar import decide_register
from eligibility.engines.columnar import IndexedRegister
from eligibility.model import (
    UNKNOWN,
    AllOf,
    AnyOf,
    Evidence,
    Facts,
    Key,
    Leaf,
    Limit,
    Limited,
    Literal,
    OneOf,
    Op,
    Ratio,
    Test,
)
from eligibility.model.columns import columns_of, facts_of
from eligibility.rulefiles import load_plan
from eligibility.sources import FactError
from tests.allocation.test_allocation import BY_DISTRICT, LEVEL, SCORE, commune, fit, open_place, village_plan
from tests.contests import KEYS, LAW, T, law, leaf, place, plan, random_places, random_plan, rule
from tests.sizes import seeds

pytestmark = pytest.mark.slow

MORE_KEYS = (
    *KEYS,
    Key("name", None, False, (), T),
    Key("name", None, True, (), T),
    Key("since", None, False, (), T),
    Key("since", None, True, (), T),
    Key("share", None, True, (), T),
    Key("score", None, True, (2, 0), T),
    Key("fit", None, False, (), T),
    Key("flag", None, False, (), T),
    Key("code", None, True, (), T),
)
NAMES = ("An", "Ấn", "an", "Yên", "Xã Ánh Dương Đông", "Xã Ảnh Dương Đông", "7", "07", UNKNOWN)


def said(loaded, rows):
    """The allocation one by one, in the columns of a register."""
    found = allocate(loaded, rows)
    groups = {
        "awarded": found.awarded,
        "waitlist": found.waitlist,
        "limited": [one for one in found.waitlist if isinstance(one.reasons[0], Limited)],
        "excluded": found.excluded,
        "undetermined": found.undetermined,
    }
    columns = {name: {one.subject for one in group} for name, group in groups.items()} | {"outside": {*found.outside}}
    ranks = {one.subject: one.rank for one in found.placings()}
    return found, columns, ranks


def same_as_one_by_one(loaded, rows, explained=True):
    rows = [*facts_of(loaded.law, columns_of(loaded.law, loaded.law.vocabulary[loaded.plan.subject], rows))]
    found, columns, ranks = said(loaded, rows)
    register = allocate_register(loaded, rows)
    frame = register.frame()
    for name, expected in columns.items():
        assert {*frame.filter(pl.col(name))["code"]} == expected, name
    codes = frame["code"]
    assert dict(zip(codes, frame["rank"], strict=True)) == dict.fromkeys(codes) | ranks
    assert (register.unordered, register.shortfall) == (found.unordered, found.shortfall)
    assert register.findings == found.findings
    if explained:
        assert register.on_assumptions == found.on_assumptions
        placings = {one.subject: one for one in found.placings()}
        for code in codes:
            assert register.explain(code) == placings.get(code)
    return found, register


@pytest.mark.parametrize("seed", seeds(40, 240))
def test_register_is_allocated_as_one_by_one(seed):
    rng = random.Random(seed)
    same_as_one_by_one(random_plan(rng), random_places(rng, rng.randint(0, 14), rng.randint(0, 10)))


def drawn(rng, number):
    """Places of which anything may be unknown, or partly known, or stand on an assumption."""
    for one in random_places(rng, number, rng.randint(0, number)):
        facts = {"name": rng.choice(NAMES), "since": rng.choice((None, date(2020, 1, 1), date(2021, 1, 1), UNKNOWN))}
        facts["share"] = rng.choice((Decimal(0), Decimal("0.25"), UNKNOWN))
        facts["kind"] = rng.choice((one.kind, one.kind, OneOf.of("x", "y")))
        names = rng.choices(["*", "kind", "score", "district", "province", "name"], k=rng.randint(0, 2))
        level = rng.choice([Evidence.OFFICIAL, *Evidence])
        yield Facts(attrs.evolve(one, **facts), dict.fromkeys(names, level))


def drawn_plan(rng):
    """Any keys, and limits that may lie across each other."""
    by = rng.sample(
        ("district", "province", "level", "score", "grp", "name", "since", "code", "flag"), rng.randint(0, 3)
    )
    limits = [Limit(name, rng.randint(0, 3), reason=T) for name in by]
    scope = rng.choice(
        (None, leaf("province", Op.IS, "P"), leaf("grp", Op.IS, "one"), AnyOf((leaf("flag", Op.IS, True),)))
    )
    own = rng.choice((LAW, law(rule("special", leaf("level", Op.IS, "high"), True))))
    order = rng.sample(MORE_KEYS, rng.randint(0, 4))
    what = rng.choice(({}, {}, {}, {"attribute": "grp", "value": "two"}, {"attribute": "grp", "value": "three"}))
    return plan(order, limits, rng.randint(0, 4), rng.randint(0, 9), scope, own, **what)


@pytest.mark.parametrize("seed", seeds(80, 500))
def test_register_is_allocated_as_one_by_one_under_any_plan(seed):
    rng = random.Random(seed)
    same_as_one_by_one(drawn_plan(rng), [*drawn(rng, rng.randint(0, 24))])


def test_register_is_never_said_to_change_or_not_where_one_by_one_says_otherwise():
    verdicts = []
    for seed in range(200):  # fewer do not show all three verdicts
        rng = random.Random(seed)
        loaded, rows = random_plan(rng), random_places(rng, rng.randint(1, 6), rng.randint(0, 3))
        verdicts.append((allocate(loaded, rows).changeable, allocate_register(loaded, rows).changeable))
    assert {(one, other) for one, other in verdicts if one != other} <= {("yes", "not proved"), ("no", "not proved")}
    assert sum(one == other for one, other in verdicts) > 180
    assert {other for _, other in verdicts} == {"yes", "no", "not proved"}


@pytest.mark.parametrize("seed", seeds(3, 12))
def test_large_register_is_allocated_as_one_by_one(seed):
    rng = random.Random(seed)
    limits = [Limit("district", 3, reason=T), Limit("province", 5, reason=T)][: seed % 3]
    loaded = plan([SCORE, KEYS[5]], limits, at_most=4 if seed % 2 else 1000)
    rows = random_places(rng, 999, seed % 2 * 9)
    same_as_one_by_one(loaded, rows, explained=False)


def test_register_without_codes_is_ordered_by_all_that_is_known():
    rows = [place(kind="y", closed=False, score=score, flag=flag) for score, flag in ((1, True), (2, True), (1, False))]
    loaded = plan([KEYS[1]], at_most=2)
    register = allocate_register(loaded, rows)
    expected = [one.facts.subject for one in allocate(loaded, rows).awarded]
    columns = register.register.traced.columns
    found = {rank: facts.subject for rank, facts in zip(register.ranks, facts_of(LAW, columns), strict=True)}
    assert [found[1], found[2]] == expected
    explained = register.explain("?")
    assert explained is not None
    assert explained.rank == register.ranks[0]


# ── what is said at size ─────────────────────────────────────────────────────────────────────────


def test_frame_comes_with_ranks_or_without():
    register = allocate_register(
        plan([SCORE], at_most=1), [fit("001"), fit("002", score=2), place(code="003", kind="z")]
    )
    assert register.frame(ranks=False).columns[-1] == "outside"
    assert register.frame()["rank"].to_list() == [2, 1, None]
    assert len(register) == 3


def test_explanation_of_a_code_that_is_not_there_names_the_nearest():
    with pytest.raises(FactError, match="001"):
        allocate_register(plan(), [fit("001")]).explain("0001")
    with pytest.raises(FactError):
        allocate_register(plan(), []).explain("001")


def test_changeable_is_not_tried_where_too_many_are_awarded(monkeypatch):
    rows = [fit("001"), open_place("002")]
    assert allocate_register(plan([SCORE]), rows).changeable == "yes"
    monkeypatch.setattr(explanations, "AWARDED", 0)
    assert allocate_register(plan([SCORE]), rows).changeable == "not proved"


def test_changeable_is_no_only_where_all_were_tried(monkeypatch):
    grp = KEYS[4]
    rows = [fit("001", score=0), fit("002", score=UNKNOWN), fit("003", score=UNKNOWN)]
    assert allocate_register(plan([grp], at_most=1), rows).changeable == "no"
    monkeypatch.setattr(explanations, "CHALLENGERS", 1)
    assert allocate_register(plan([grp], at_most=1), rows).changeable == "not proved"


def test_changeable_without_codes_is_left_to_those_who_could_tie():
    kind = LAW.vocabulary["place"]
    bare = attrs.evolve(kind, attributes={name: one for name, one in kind.attributes.items() if name != "code"})
    loaded = plan([SCORE], at_most=1, law=attrs.evolve(LAW, vocabulary={"place": bare}))
    known = {"district": "D", "province": "P"}
    found = allocate_register(loaded, [fit(UNKNOWN, name="An", **known), fit(UNKNOWN, name="Yên", **known)])
    assert found.changeable == "no"
    assert allocate_register(plan([SCORE]), []).changeable == "no"


# ── the door ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("code", ["{:03d}", "một nơi rất xa {}"])
def test_code_given_twice_is_refused(code):
    rows = [fit(code.format(n)) for n in (3, 1, 2, 1)] if code[0] == "{" else None
    kind = LAW.vocabulary["place"]
    columns = columns_of(LAW, kind, [fit("003"), fit("001"), fit("002"), fit("001")])
    table = columns.table.with_columns(pl.Series("code", [code.format(n) for n in (3, 1, 2, 1)]))
    decided = decide_register(LAW, columns)
    twice = code.format(1)
    wrong = attrs.evolve(
        decided, traced=attrs.evolve(decided.traced, tables={(): type(decided.traced.tables[()])(table)})
    )
    assert wrong.twice == (twice,)
    if rows:
        for given in (rows, columns):
            with pytest.raises(FactError, match="001:code: is given twice"):
                allocate_register(plan(), given)


def test_part_of_nothing_is_refused_in_the_words_of_one_by_one():
    loaded = plan([SCORE, KEYS[5]])
    rows = [fit("001", poor=0, all=0), fit("002", poor=1), fit("003")]
    same_as_one_by_one(loaded, rows)
    table = columns_of(LAW, LAW.vocabulary["place"], rows)
    broken = attrs.evolve(table, table=table.table.with_columns(all=pl.lit(0, pl.Int64)))
    decided = decide_register(LAW, table)
    held = type(decided.traced.tables[()])(broken.table)
    wrong = attrs.evolve(decided, traced=attrs.evolve(decided.traced, tables={(): held}, columns=broken))
    with pytest.raises(FactError) as found:
        allocate_register(loaded, wrong)
    assert "poor" in str(found.value)


def test_subjects_that_belong_to_others_are_refused():
    with pytest.raises(FactError, match="village"):
        allocate_register(village_plan(), [Village(name="Thôn Một")])


def test_register_may_come_as_columns_indexed_or_decided():
    loaded = plan([SCORE], [BY_DISTRICT], scope=leaf("province", Op.IS, "P"))
    rng = random.Random(3)
    rows = random_places(rng, 30, 20)
    columns = columns_of(LAW, LAW.vocabulary["place"], rows)
    expected = allocate_register(loaded, rows).frame()
    other = law(rule("special", leaf("level", Op.IS, "high"), True))
    ways = (columns, IndexedRegister(columns), decide_register(LAW, columns), decide_register(other, columns))
    assert all(allocate_register(loaded, way).frame().equals(expected) for way in ways)
    decided = decide_register(LAW, columns)
    again = [allocate_register(loaded, decided).frame() for _ in range(2)]
    assert again[0].equals(again[1])


# ── the plan of Bắc Giang ────────────────────────────────────────────────────────────────────────


def communes(rng):
    for number in range(40):
        villages = tuple(
            Village(name=f"Thôn {n}", listed_specially_difficult=rng.choice((True, False, UNKNOWN)))
            for n in range(rng.randint(0, 3))
        )
        yield Commune(
            code=f"{7000 + number:05}",
            name=f"Xã {number}",
            district_code=rng.choice(("220", "221", UNKNOWN)),
            province_code=rng.choice(("24", "24", "25")),
            listed_region=rng.choice(("I", "II", "III", None, UNKNOWN)),
            new_rural_since=rng.choice((None, date(2020, 1, 1), UNKNOWN)),
            support_points=rng.choice((0, 0, 1, UNKNOWN)),
            villages=villages,
            villages_complete=rng.random() < 0.5,
        )


@pytest.mark.parametrize("assume", [False, True])
def test_plan_of_a_province_is_allocated_as_one_by_one(assume):
    loaded = load_plan("92/KH-STTTT", assume=assume)
    rows = [*communes(random.Random(7))]
    _, register = same_as_one_by_one(loaded, rows)
    columns = columns_of(loaded.law, loaded.law.vocabulary["commune"], rows, wanted_by(loaded))
    for given in (columns, decide_register(loaded.law, columns)):
        assert allocate_register(loaded, given).frame().equals(register.frame())


def test_register_stands_on_what_is_assumed_of_a_member():
    loaded = load_plan("92/KH-STTTT")
    village = Facts.of(Village(name="Thôn Một", listed_specially_difficult=True), "assumed")
    own = commune(listed_region="I", villages=(village.subject,))
    _, register = same_as_one_by_one(loaded, [Facts.of(own, villages=(village,))])
    assert register.on_assumptions


def test_what_no_column_holds_is_unknown_of_everybody():
    loaded = plan([SCORE, KEYS[5]], [BY_DISTRICT], at_most=3)
    rows = [fit("001", score=1, poor=1, all=2), fit("002", score=2), open_place("003")]
    columns = columns_of(LAW, LAW.vocabulary["place"], rows)
    fewer = attrs.evolve(columns, table=columns.table.drop("score", "all", "district"))
    unknown = [attrs.evolve(one, score=UNKNOWN, all=UNKNOWN, district=UNKNOWN) for one in rows]
    assert allocate_register(loaded, fewer).frame().equals(allocate_register(loaded, unknown).frame())


def test_what_is_needed_is_what_the_plan_reads():
    scope = AllOf((leaf("province", Op.IS, "P"), Leaf(Ratio("poor", "all"), (Test(Op.AT_LEAST, (Literal(0),)),))))
    found = wanted_by(plan([SCORE, LEVEL], [Limit("flag", 1, reason=T)], scope=scope))["place"]
    assert {"province", "poor", "all", "score", "level", "flag", "kind", "code"} <= {*found}
    assert "since" not in found


def test_seats_of_nobody_are_no_seats():
    register = allocate_register(plan([SCORE], [BY_DISTRICT], at_least=1), [])
    assert (register.shortfall, register.ranks.tolist(), register.unordered) == ("shortfall", [], False)
    assert not np.any(register.awarded)
