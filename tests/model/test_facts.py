"""Facts: subjects refuse what is not theirs, and say on what evidence they stand."""

import copy
import pickle
import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import attrs
import pytest

from eligibility.communes import SUBJECTS, Commune, Point, Site, Village
from eligibility.model import (
    UNKNOWN,
    Attribute,
    Evidence,
    Facts,
    OneOf,
    Relation,
    SubjectType,
    Type,
    declare,
    identity,
)
from eligibility.sources import FactError, Text


def columns(error):
    return [problem.place.column for problem in error.value.problems]


@pytest.mark.parametrize("cls", [Commune, Village, Site, Point])
def test_subject_without_facts_is_unknown_throughout(cls):
    subject = cls()
    (kind,) = (kind for kind in SUBJECTS.values() if kind.cls is cls)
    assert kind.attributes
    assert all(getattr(subject, name) is UNKNOWN for name in kind.attributes)
    assert all(name == attribute.name for name, attribute in kind.attributes.items())


def test_vocabulary_names_subjects_attributes_and_relations():
    assert list(SUBJECTS) == ["commune", "village", "site", "point"]
    assert list(SUBJECTS["commune"].relations) == ["villages"]
    assert SUBJECTS["commune"].relations["villages"].back == "commune"
    assert "villages" not in SUBJECTS["commune"].attributes


@pytest.mark.parametrize("kind", SUBJECTS.values(), ids=SUBJECTS)
def test_parts_are_of_attributes_that_exist(kind):
    for attribute in kind.attributes.values():
        assert set(attribute.part_of) <= set(kind.attributes) - {attribute.name}
        assert unicodedata.is_normalized("NFC", attribute.title.vi)


@pytest.mark.parametrize(
    ("cls", "facts"),
    [
        (Commune, {"code": 7615}),
        (Commune, {"code": "7615"}),
        (Commune, {"name": unicodedata.normalize("NFD", "Cấm Sơn")}),
        (Commune, {"households": 10.0}),
        (Commune, {"households": True}),
        (Commune, {"support_points": False}),
        (Commune, {"support_points": -1}),
        (Commune, {"support_points": None}),
        (Commune, {"road_to_district_km": 15.5}),
        (Commune, {"road_to_district_km": Decimal("NaN")}),
        (Commune, {"new_rural_since": datetime(2023, 7, 5, tzinfo=UTC)}),
        (Commune, {"new_rural_since": "2023-07-05"}),
        (Commune, {"listed_region": "IV"}),
        (Commune, {"listed_region": 3}),
        (Commune, {"mekong_delta": 1}),
        (Commune, {"mekong_delta": "yes"}),
        (Commune, {"mekong_delta": None}),
        (Village, {"road": ["good"]}),
        (Village, {"road": None}),
        (Village, {"listed_specially_difficult": OneOf.of()}),
        (Village, {"delisted_on": False}),
        (Site, {"safe": "yes"}),
        (Point, {"cost": -1}),
        (Point, {"commune_code": "0761５"}),
        (Commune, {"villages": "Thôn"}),
        (Commune, {"villages": (1,)}),
        (Commune, {"villages": UNKNOWN}),
        (Commune, {"villages": (Facts(Village()),)}),
        (Commune, {"villages": {Village()}}),
        (Commune, {"villages_complete": "yes"}),
        (Commune, {"villages_complete": 1}),
        (Commune, {"villages_complete": UNKNOWN}),
    ],
)
def test_subject_of_a_wrong_value_is_refused(cls, facts):
    with pytest.raises(FactError) as caught:
        cls(**facts)
    assert columns(caught) == list(facts)
    assert caught.value.problems[0].place.file == cls.__name__


def test_every_wrong_value_is_reported_at_once():
    wrong: Any = {"code": "7615", "households": -1, "listed_region": "IV", "villages": None, "villages_complete": None}
    with pytest.raises(FactError) as caught:
        Commune(**wrong)
    assert columns(caught) == ["code", "households", "listed_region", "villages", "villages_complete"]
    assert "expected a code of 5 digits" in str(caught.value)


@pytest.mark.parametrize(
    ("cls", "facts", "wrong"),
    [
        (Village, {"households": 100, "poor_households": 101}, ["poor_households"]),
        (Village, {"households": 100, "poor_minority_households": 101}, ["poor_minority_households"]),
        (
            Village,
            {"households": 0, "minority_households": 1, "poor_households": 1},
            ["minority_households", "poor_households"],
        ),
        (Commune, {"minority_households": 5, "poor_minority_households": 6}, ["poor_minority_households"]),
        (Commune, {"minority_adults": 5, "illiterate_minority_adults": 6}, ["illiterate_minority_adults"]),
        (Commune, {"workers": 5, "untrained_workers": 6}, ["untrained_workers"]),
        (Commune, {"road_to_district_km": Decimal("1.1"), "unpaved_road_km": Decimal("1.2")}, ["unpaved_road_km"]),
        (Commune, {"road_to_district_km": 1, "unpaved_road_km": Decimal("1.000001")}, ["unpaved_road_km"]),
        (Village, {"households": 100, "households_off_grid": 101}, ["households_off_grid"]),
    ],
)
def test_subject_with_more_in_a_part_than_in_the_whole_is_refused(cls, facts, wrong):
    with pytest.raises(FactError) as caught:
        cls(**facts)
    assert columns(caught) == wrong


@pytest.mark.parametrize(
    "facts",
    [{"households": 100, "poor_households": 100}, {"poor_households": 5}, {"households": 0, "poor_households": 0}],
)
def test_part_as_large_as_its_whole_or_beside_an_unknown_one_is_taken(facts):
    assert Village(**facts).poor_households == facts["poor_households"]


def test_subject_is_a_value():
    villages: Any = [Village(name="Thôn Đồng")]
    commune: Any = Commune(code="07615", new_rural_since=None, villages=villages, villages_complete=True)
    assert commune.villages == (Village(name="Thôn Đồng"),)
    assert commune == copy.deepcopy(commune) == pickle.loads(pickle.dumps(commune))
    assert hash(commune) == hash(copy.deepcopy(commune))
    assert attrs.evolve(commune, support_points=0).support_points == 0
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        commune.code = "07616"
    with pytest.raises(FactError):
        attrs.evolve(commune, support_points=-1)
    with pytest.raises(TypeError):
        type(commune)("07615")


CLINIC = SubjectType(
    "clinic",
    Text("Trạm y tế", "Clinic"),
    {
        "name": Attribute("name", Text("Tên", "Name"), Type.TEXT),
        "beds": Attribute("beds", Text("Giường", "Beds"), Type.COUNT),
        "free_beds": Attribute("free_beds", Text("Giường trống", "Free beds"), Type.COUNT, part_of=("beds",)),
        "opened": Attribute("opened", Text("Mở cửa", "Opened"), Type.DATE, nullable=True),
    },
    {"rooms": Relation("rooms", Text("Phòng", "Rooms"), "village", "clinic")},
    object,
)


def test_declared_subject_behaves_like_a_built_in_one():
    kind = declare(CLINIC, "Clinic")
    assert (kind.name, kind.attributes, kind.relations) == (CLINIC.name, CLINIC.attributes, CLINIC.relations)
    clinic = kind.cls(name="Trạm", beds=3, rooms=[Village()])
    assert (clinic.free_beds, clinic.opened, clinic.rooms_complete) == (UNKNOWN, UNKNOWN, False)
    assert clinic.rooms == (Village(),)
    assert clinic == copy.deepcopy(clinic)
    assert hash(clinic) == hash(attrs.evolve(clinic))
    assert (kind.cls.__name__, kind.cls.__doc__) == ("Clinic", "Clinic")
    assert not hasattr(clinic, "__dict__")
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        clinic.beds = 4
    with pytest.raises(TypeError):
        kind.cls("Trạm")


@pytest.mark.parametrize(
    "facts",
    [
        {"beds": 3.0},
        {"beds": True},
        {"free_beds": 4, "beds": 3},
        {"opened": "2023"},
        {"rooms": "x"},
        {"rooms_complete": None},
    ],
)
def test_declared_subject_of_a_wrong_value_is_refused(facts):
    with pytest.raises(FactError) as caught:
        declare(CLINIC, "Clinic").cls(**facts)
    assert columns(caught) == [next(iter(facts))]


def test_declared_subjects_of_one_name_keep_apart():
    one = declare(CLINIC, "Clinic")
    other = declare(attrs.evolve(CLINIC, attributes={"beds": CLINIC.attributes["name"]}, relations={}), "Clinic")
    assert one.cls(beds=3).beds == 3
    assert other.cls(beds="three").beds == "three"


def test_declared_subject_with_one_attribute_or_none_is_checked():
    few = declare(attrs.evolve(CLINIC, attributes={"beds": CLINIC.attributes["beds"]}, relations={}), "Few")
    with pytest.raises(FactError):
        few.cls(beds=-1)
    none = declare(attrs.evolve(CLINIC, attributes={}, relations={}), "Empty")
    assert none.cls() == none.cls()


def test_extended_subject_keeps_what_it_had():
    base = SUBJECTS["commune"]
    more = declare(attrs.evolve(base, attributes={**base.attributes, "clinics": CLINIC.attributes["beds"]}), "Commune")
    commune = more.cls(code="07615", clinics=2, households=10, villages=(Village(),))
    assert (commune.clinics, commune.code, commune.villages_complete) == (2, "07615", False)
    with pytest.raises(FactError):
        more.cls(households=1, poor_households=2)


def test_facts_without_a_word_on_evidence_are_unstated():
    facts = Facts.of(Commune(code="07615"))
    assert (facts.level("code"), facts.source("code")) == (Evidence.UNSTATED, "")
    assert Facts(Commune()).level("code") is Evidence.UNSTATED


@pytest.mark.parametrize(
    ("evidence", "code", "name"),
    [
        ("official", Evidence.OFFICIAL, Evidence.OFFICIAL),
        (Evidence.ASSUMED, Evidence.ASSUMED, Evidence.ASSUMED),
        ({"code": "official"}, Evidence.OFFICIAL, Evidence.UNSTATED),
        ({"code": Evidence.ASSUMED, "*": "secondary"}, Evidence.ASSUMED, Evidence.SECONDARY),
    ],
)
def test_evidence_is_that_of_the_attribute_or_of_all(evidence, code, name):
    facts = Facts.of(Commune(), evidence)
    assert (facts.level("code"), facts.level("name")) == (code, name)


def test_facts_keep_sources_answers_and_members():
    village = Facts.of(Village(), "official")
    commune = Commune(villages=(village.subject,))
    facts = Facts.of(commune, sources={"*": "a", "code": "b"}, answers={"region": "III"}, villages=iter([village]))
    assert (facts.source("code"), facts.source("name")) == ("b", "a")
    assert facts.answers == {"region": "III"}
    assert facts.members == {"villages": (village,)}


def test_facts_of_unheard_of_evidence_are_refused():
    with pytest.raises(ValueError, match="hearsay"):
        Facts.of(Commune(), "hearsay")


@pytest.mark.parametrize(
    ("subject", "within", "name"),
    [
        (Commune(code="07615", name="Thị trấn An Châu"), None, "07615"),
        (Commune(district="Tri Tôn", name="Xã An Tức"), None, "Tri Tôn/Xã An Tức"),
        (Commune(), None, "?"),
        (Village(name="Thôn Đồng"), Commune(code="07615"), "07615/Thôn Đồng"),
        (Village(), Commune(), "?/?"),
        (Site(name="Nhà văn hóa"), None, "Nhà văn hóa"),
    ],
)
def test_identity_is_the_code_or_the_names(subject, within, name):
    assert identity(subject, within) == name


def test_a_date_is_taken_and_stays_a_date():
    assert Commune(new_rural_since=date(2023, 7, 5)).new_rural_since == date(2023, 7, 5)


@pytest.mark.parametrize(
    "given",
    [{"vilages": [Facts(Village())]}, {"evidence": {"listedregion": "official"}}],
)
def test_facts_of_a_name_that_the_subject_does_not_have_refused(given):
    with pytest.raises(FactError, match=r"did you mean (villages|listed_region)\?"):
        Facts.of(Commune(), **given)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ("AB", []),
        ("A", ["facts of 1, where the subject has 2"]),
        ("ABC", ["facts of 3, where the subject has 2"]),
        ("BA", ["member 1 is not the subject's", "member 2 is not the subject's"]),
    ],
)
def test_facts_of_members_that_are_not_the_subjects_are_refused(names, said):
    commune = Commune(villages=(Village(name="A"), Village(name="B")))
    found = []
    try:
        Facts.of(commune, villages=[Facts.of(Village(name=name)) for name in names])
    except FactError as error:
        found = [str(problem.text("en")) for problem in error.problems]
    assert found == [f"Commune:villages: {one}; expected one for each member, in their order" for one in said]
