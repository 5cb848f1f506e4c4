"""Frames: where a subject's facts stand, what a slot holds, and the member that nobody listed."""

from datetime import date
from decimal import Decimal

import attrs
import pytest

from eligibility.engines import (
    FACTS,
    PARENT,
    SUBJECT,
    copy_frame,
    facts_by_name,
    frame_reader,
    layout_of,
    link_parents,
    unlink_parents,
    unlisted_members,
    walk_frames,
)
from eligibility.engines.frames import evidence_of, source_of
from eligibility.model import (
    UNKNOWN,
    AllOf,
    AnnexList,
    AnyOf,
    Attribute,
    Count,
    Evidence,
    Fact,
    Facts,
    FactValue,
    Law,
    Leaf,
    Literal,
    NamedValue,
    OneOf,
    Op,
    Related,
    Test,
    Threshold,
    Total,
    Type,
    Variant,
)
from eligibility.registers import Annexes
from eligibility.sources import Text
from tests import generators

NOBODY = Text("", "")
Commune, Village, Hamlet = (generators.VOCABULARY[kind].cls for kind in ("commune", "village", "hamlet"))


def law_of(**more):
    return Law("1/QĐ", generators.AS_OF, (), {}, generators.VOCABULARY, {}, **more)


def leaf(attribute, value):
    return Leaf(Fact(attribute), (Test(Op.IS, (Literal(value),)),))


def some(relation, where):
    return Leaf(Count(relation, where), (Test(Op.AT_LEAST, (Literal(1),)),))


def frame_of(law, condition, facts, subject="commune"):
    layout = layout_of(law, subject, (condition,))
    read = frame_reader(law, layout, Annexes(law.listings).unlisted)
    return layout, read(facts.subject, None, facts) if isinstance(facts, Facts) else read(facts, None, None)


def given(layout, frame):
    return facts_by_name(layout, frame)


def test_layout_has_slots_only_for_what_is_read():
    threshold = Threshold("limit", NOBODY, (), 3, (Variant(leaf("region", "I"), 4),))
    test = Test(Op.AT_LEAST, (NamedValue("limit"), FactValue("households")))
    condition = AllOf(
        (AnyOf((Leaf(Fact("points"), (test,)),)), some("villages", Related("commune", leaf("name", "An"))))
    )
    law = attrs.evolve(law_of(), thresholds={"limit": threshold})
    layout = layout_of(law, "commune", (condition,))
    assert set(layout.slots) == {"points", "households", "region", "name"}
    assert set(layout.members) == {"villages"}
    assert [one.kind.name for one in layout.walk()] == ["commune", "village"]


def test_layout_of_a_part_begins_at_the_top():
    layout = layout_of(law_of(), "hamlet", (Related("village", leaf("name", "An")),))
    village = layout.members["villages"][1]
    assert (layout.kind.name, set(village.slots), set(village.members)) == ("commune", {"name"}, {"hamlets"})


def test_reader_reads_every_kind_of_value():
    names = ("name", "points", "road_km", "coverage", "since", "until", "region", "flag", "code")
    condition = AllOf(tuple(Leaf(Fact(name), ()) for name in names))
    values = {
        "name": "An",
        "points": 0,
        "road_km": Decimal("2.5"),
        "coverage": Decimal("0.2"),
        "since": date(2023, 7, 5),
        "until": None,
        "region": OneOf.of("I", None),
        "code": "07615",
    }
    layout, frame = frame_of(law_of(), condition, Commune(**values))
    assert given(layout, frame) == {**values, "flag": UNKNOWN}


def test_reader_takes_what_an_object_lacks_for_unknown():
    commune = generators.VOCABULARY["commune"]
    more = {**commune.attributes, "wealth": Attribute("wealth", NOBODY, Type.COUNT)}
    vocabulary = {**generators.VOCABULARY, "commune": attrs.evolve(commune, attributes=more)}
    layout, frame = frame_of(attrs.evolve(law_of(), vocabulary=vocabulary), Leaf(Fact("wealth"), ()), Commune())
    assert given(layout, frame) == {"wealth": UNKNOWN}


def test_members_refer_to_their_parent_where_a_rule_reads_it_or_once_linked():
    commune = Commune(villages=(Village(name="An", hamlets=(Hamlet(name="Yên"),)),), villages_complete=True)
    upward = some("villages", some("hamlets", Related("village", leaf("name", "An"))))
    layout, frame = frame_of(law_of(), upward, commune)
    frames = [one for _, one in walk_frames(layout, frame)]
    assert [getattr(one[SUBJECT], "name", None) for one in frames] == [UNKNOWN, "An", "Yên", None]
    assert [one[PARENT] for one in frames] == [None, None, frames[1], frames[1]]
    unlink_parents(layout, frame)
    assert [one[PARENT] for one in frames] == [None] * 4
    link_parents(layout, frame)
    assert [one[PARENT] for one in frames] == [None, frames[0], frames[1], frames[1]]


def listing(gives, absent, count=0, evidence=Evidence.OFFICIAL):
    totals = (Total("Tỉnh Bắc Giang", True, count, "", evidence, f"totals of {gives}"),)
    return AnnexList("612/QĐ-UBDT", gives, "village", ("province", "name"), (), absent, totals)


@pytest.mark.parametrize(
    ("province", "expected"),
    [
        ("Bắc Giang", {"listed": False, "road": "good", "flag": UNKNOWN}),
        ("An Giang", {"listed": UNKNOWN, "road": UNKNOWN, "flag": UNKNOWN}),
        (UNKNOWN, {"listed": UNKNOWN, "road": UNKNOWN, "flag": UNKNOWN}),
    ],
)
def test_unlisted_member_is_what_complete_lists_say(province, expected):
    lists = (listing("listed", False), listing("road", "good"), listing("flag", True, count=1), listing("name", "An"))
    where = AllOf((leaf("listed", True), leaf("road", "hard"), leaf("flag", True)))
    layout, frame = frame_of(law_of(listings=lists), some("villages", where), Commune(province=province))
    slot, member = layout.members["villages"]
    ghost = frame[slot + 1]
    assert given(member, ghost) == expected
    known = province == "Bắc Giang"
    assert evidence_of(ghost, "road") is (Evidence.OFFICIAL if known else Evidence.UNSTATED)
    assert [source_of(ghost, name) for name in ("road", "listed")] == (
        ["totals of road", "totals of listed"] if known else ["", ""]
    )
    assert (ghost[FACTS] is not None) is known


def test_unlisted_member_has_unlisted_members():
    where = AllOf((leaf("far", True), Related("village", leaf("name", "An"))))
    layout, frame = frame_of(law_of(), some("villages", some("hamlets", where)), Commune())
    slot, village = layout.members["villages"]
    below, hamlet = village.members["hamlets"]
    ghost = frame[slot + 1]
    assert ghost[below] == []
    assert ghost[below + 1][PARENT] is ghost
    assert given(hamlet, ghost[below + 1]) == {"far": UNKNOWN}


def test_unlisted_members_can_be_made_for_each_relation():
    layout, frame = frame_of(law_of(), some("villages", leaf("flag", True)), Commune(villages_complete=True))
    makers = unlisted_members(layout)
    assert set(makers) == {("commune", "villages")}
    assert makers["commune", "villages"](frame)[PARENT] is None  # no rule reads it


def test_evidence_is_read_beside_the_facts():
    facts = Facts.of(Commune(name="An"), evidence={"name": "official"}, sources={"name": "a list"})
    _, frame = frame_of(law_of(), leaf("name", "An"), facts)
    assert (evidence_of(frame, "name"), source_of(frame, "name")) == (Evidence.OFFICIAL, "a list")


def test_copy_of_frame_shares_no_slot():
    commune = Commune(villages=(Village(flag=True), Village(hamlets_complete=True)))
    layout, frame = frame_of(law_of(), some("villages", AllOf((leaf("flag", True), some("hamlets", None)))), commune)
    copy = copy_frame(layout, frame)
    pairs = list(zip(walk_frames(layout, frame), walk_frames(layout, copy), strict=True))
    assert len(pairs) == 6  # the commune, its villages and the unlisted one; the hamlets nobody listed in two of them
    for (kind, one), (_, other) in pairs:
        assert one is not other
        assert other[PARENT] is None or other[PARENT] is not one[PARENT]
        assert given(kind, one) == given(kind, other)
