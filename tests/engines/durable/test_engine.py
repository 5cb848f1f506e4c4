"""The second entry: what durable_rules fires is what tracing found, and a planted difference is noticed."""

import random
from datetime import date

import attrs
import pytest

from eligibility.engines import Frame, frame_reader, layout_of
from eligibility.engines.durable import DurableEngine, driver
from eligibility.engines.durable.productions import RULES_A_KIND, ProductionCompiler
from eligibility.engines.durable.subset import ATTRIBUTES_A_KIND
from eligibility.engines.tracing import Tracer
from eligibility.model import (
    UNKNOWN,
    AllOf,
    AnyOf,
    Attribute,
    Citation,
    Fact,
    HitPolicy,
    Law,
    Leaf,
    Literal,
    Op,
    Otherwise,
    Rule,
    RuleSet,
    Test,
    Type,
)
from eligibility.registers import Annexes
from eligibility.sources import EngineDisagreement, FactError, Text
from tests.generators import NUMBER, VOCABULARY, law_and_facts
from tests.sizes import sized

pytestmark = pytest.mark.skipif(not driver.available(), reason="durable_rules cannot be imported here")

LAWS = sized(120, 4_000)
COMMUNE = VOCABULARY["commune"].cls
AS_OF = date(2023, 7, 5)


def leaf(attribute, op, *values):
    return Leaf(Fact(attribute), (Test(op, tuple(Literal(value) for value in values)),))


def law_of(*conditions, subject="commune", exceptions=()):
    bases = dict(exceptions)
    rules = tuple(
        Rule(f"r{at}", Text("", ""), (Citation(NUMBER),), when, "a", tuple(f"r{b}" for b in bases.get(at, ())))
        for at, when in enumerate(conditions)
    )
    concludes = Attribute("derived", Text("", ""), Type.CHOICE, choices=("a", "b"))
    known = RuleSet(NUMBER, "set", Text("", ""), subject, concludes, HitPolicy.ANY, rules, Otherwise("b", ()))
    return Law(NUMBER, AS_OF, (known,), {}, VOCABULARY, {})


def run(law, subject):
    """The engine, and the frame of a subject that tracing has decided."""
    layout = layout_of(law, "commune")
    frame: Frame = frame_reader(law, layout)(subject, None, None)
    Tracer(law, layout).run(frame)
    return DurableEngine(law, layout), layout, frame


def fires(law, **facts):
    engine, layout, frame = run(law, COMMUNE(**facts))
    engine.check([frame])
    return frame[layout.traces[law.rule_sets[0].name] + 1].fires


def test_random_laws_fire_as_they_are_traced():
    rng = random.Random(11)
    checked = 0
    for _ in range(LAWS):
        law, _ = law_and_facts(rng)
        layout = layout_of(law, "commune")
        read = frame_reader(law, layout, Annexes(law.listings).unlisted)
        tracer, engine = Tracer(law, layout), DurableEngine(law, layout)
        frames = []
        for _ in range(4):
            facts = attrs.evolve(law_and_facts(rng)[1], answers={}, members={})
            frames.append(read(facts.subject, None, facts))
            try:
                tracer.run(frames[-1])
            except FactError:
                frames.pop()
        engine.check(frames)
        checked += len(frames)
    assert checked > LAWS * 2


def test_planted_difference_raises():
    law = law_of(leaf("region", Op.IS, "III"), leaf("points", Op.AT_LEAST, 1))
    engine, layout, frame = run(law, COMMUNE(code="07615", region="III", points=0, villages_complete=True))
    at = layout.traces[law.rule_sets[0].name] + 1
    frame[at] = attrs.evolve(frame[at], fires=(0, 1))
    with pytest.raises(EngineDisagreement) as caught:
        engine.check([frame])
    assert caught.value.subject == "07615"
    assert caught.value.fired == (f"{NUMBER} set r0",)
    assert caught.value.traced == (f"{NUMBER} set r0", f"{NUMBER} set r1")
    assert caught.value.facts["region"] == "III"


def test_planted_difference_in_a_slot_raises():
    law = law_of(leaf("region", Op.IS, "III"))
    engine, layout, frame = run(law, COMMUNE(region="III"))
    frame[layout.slots["region"]] = 1
    with pytest.raises(EngineDisagreement):
        engine.check([frame])


def test_planted_difference_in_a_member_names_it_within_its_commune():
    law = law_of(AllOf(()))
    flagged = law_of(leaf("flag", Op.IS, True), subject="village").rule_sets[0]
    law = attrs.evolve(law, rule_sets=(attrs.evolve(flagged, concludes=attrs.evolve(flagged.concludes, name="own")),))
    village = VOCABULARY["village"].cls
    layout = layout_of(law, "village")
    subject = COMMUNE(code="07615", villages=(village(name="An", flag=True), village()))
    frame = frame_reader(law, layout)(subject, None, None)
    Tracer(law, layout).run(frame)
    engine = DurableEngine(law, layout)
    engine.check([frame])
    slot, member = layout.members["villages"]
    frame[slot][0][member.slots["flag"]] = 2
    with pytest.raises(EngineDisagreement) as caught:
        engine.check([frame])
    assert caught.value.subject == "07615/An"


@pytest.mark.parametrize(
    ("condition", "facts", "expected"),
    [
        (leaf("region", Op.ONE_OF, "II", "III"), {"region": "III"}, (0,)),
        (leaf("region", Op.ONE_OF, "II", "III"), {"region": "I"}, ()),
        (leaf("region", Op.ONE_OF, "II", "III"), {}, ()),
        (leaf("region", Op.IS_NOT, "I"), {"region": None}, (0,)),
        (leaf("points", Op.BETWEEN, 1, 2), {"points": 2}, (0,)),
        (leaf("points", Op.BETWEEN, 1, 2), {"points": 3}, ()),
        (leaf("points", Op.IS_NOT, 1), {"points": 0}, (0,)),
        (leaf("points", Op.NONE_OF, 1, 2), {"points": 2}, ()),
        (leaf("points", Op.NONE_OF, 1, 2), {"points": UNKNOWN}, ()),
        (leaf("province", Op.IS, "Bắc Giang"), {"province": "Bắc Giang"}, (0,)),
        (leaf("province", Op.IS, 'A "B" \\ C'), {"province": 'A "B" \\ C'}, (0,)),
        (leaf("province", Op.IS, "Bắc Giang"), {}, ()),
        (AllOf(()), {}, (0,)),
        (AnyOf(()), {}, ()),
        (leaf("region", Op.ONE_OF), {"region": "I"}, ()),
    ],
)
def test_comparisons_that_the_engine_makes_itself(condition, facts, expected):
    assert fires(law_of(condition), **facts) == expected


def test_choice_of_many_values_is_shown_without_a_table():
    kind = VOCABULARY["commune"]
    many = attrs.evolve(kind.attributes["region"], choices=tuple(f"w{number}" for number in range(12)))
    wide = attrs.make_class("Wide", ["region"])
    kind = attrs.evolve(kind, attributes={**kind.attributes, "region": many}, cls=wide)
    law = law_of(leaf("region", Op.IS, "w1"), leaf("region", Op.ONE_OF, "w1", "w2"))
    law = attrs.evolve(law, vocabulary={**law.vocabulary, "commune": kind})
    for region, expected in (("w1", (0, 1)), ("w2", (1,)), ("w3", ()), (UNKNOWN, ())):
        engine, layout, frame = run(law, wide(region))
        engine.check([frame])
        assert frame[layout.traces[law.rule_sets[0].name] + 1].fires == expected


def test_too_many_alternatives_are_shown_as_one_outcome():
    flags = [leaf("points", Op.IS, n) for n in range(20)]
    wide = AnyOf(tuple(flags))
    law = law_of(wide)
    layout = layout_of(law, "commune")
    compiler = ProductionCompiler(law, layout, "k0")
    assert len(list(compiler.productions(law.rule_sets[0], [0]))) == 1
    assert fires(law, points=7) == (0,)
    assert fires(law, points=20) == ()


def test_too_many_alternatives_of_exceptions_are_shown_as_one_outcome():
    several = [AnyOf((leaf("points", Op.IS, n), leaf("region", Op.IS, "I"))) for n in range(6)]
    both = [AllOf((leaf("households", Op.IS, n), leaf("poor", Op.IS, n), leaf("flag", Op.IS, True))) for n in range(6)]
    law = law_of(AnyOf(tuple(several)), *both, exceptions=[(n, (0,)) for n in range(1, 7)])
    assert fires(law, points=3, households=9, poor=1, flag=True) == (0,)
    assert fires(law, points=3, households=2, poor=2, flag=True) == (3,)


def test_more_cells_than_the_engine_holds_are_shown_as_outcomes():
    rooms = [leaf("households", Op.IS, n) for n in range(RULES_A_KIND)]
    dates = [Leaf(Fact("since"), (Test(Op.BEFORE, (Literal(date(2000, 1, 1 + n % 28)),)),)) for n in range(400)]
    law = law_of(*(AllOf(tuple(dates[n * 4 : n * 4 + 4])) for n in range(100)), *rooms, leaf("points", Op.IS, 1))
    layout = layout_of(law, "commune")
    compiler = ProductionCompiler(law, layout, "k0")
    list(compiler.productions(law.rule_sets[0], range(RULES_A_KIND)))
    assert len(compiler.cells) <= ATTRIBUTES_A_KIND
    assert fires(law, since=date(1999, 1, 1), households=7, points=1) == (*range(100), 107, 200)


def test_law_without_rules_fires_nothing():
    law = law_of()
    engine, _, frame = run(law, COMMUNE())
    engine.check([frame])


def test_expected_names_are_kept_but_not_for_ever(monkeypatch):
    monkeypatch.setattr("eligibility.engines.durable.engine.REMEMBERED", 2)
    law = law_of(*(leaf("points", Op.IS, n) for n in range(5)))
    engine, layout, frame = run(law, COMMUNE(points=0))
    tracer = Tracer(law, layout)
    for points in range(5):
        frame[layout.slots["points"]] = points
        tracer.run(frame)
        engine.check([frame])
    (group,) = engine._groups
    assert len(group.expected) <= 2
    assert len(group.agreed) <= 2


def test_parts_of_a_large_rule_set_stay_agreed_on_whatever_applies_in_others(monkeypatch):
    """Its rules are fired in two portions; what applies in one of them changes the verdict and not the picture."""
    law = law_of(*(leaf("points", Op.IS, n) for n in range(RULES_A_KIND)), leaf("households", Op.IS, 7))
    engine, layout, frame = run(law, COMMUNE(points=0, households=7))
    engine.check([frame])
    tracer, fired = Tracer(law, layout), []
    real = engine._network.fire

    def heard(shown):
        fired.append(shown)
        return real(shown)

    monkeypatch.setattr(engine._network, "fire", heard)
    for points in (1, 0, 1, 0):
        frame[layout.slots["points"]] = points
        tracer.run(frame)
        engine.check([frame])
    assert len(fired) == 2
