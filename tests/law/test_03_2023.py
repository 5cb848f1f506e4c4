"""03/2023/TT-BTTTT: the two groups of communes, one point for each, and what a site needs."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest

import eligibility as el
from eligibility import UNKNOWN, OneOf
from eligibility.model import Answer
from eligibility.sources import Text

NUMBER = "03/2023/TT-BTTTT"
DAY = date(2023, 7, 5)
BEFORE, AFTER = date(2023, 7, 4), date(2023, 7, 6)
LAW = el.load_rules(NUMBER, DAY)
QUESTION = f"{NUMBER} support-group former-region"
EITHER = {True, False}
ALL = {"region_iii", "difficult_village", None}

DIFFICULT = el.Village(listed_specially_difficult=True)
ORDINARY = el.Village(listed_specially_difficult=False)
UNLISTED = el.Village()  # whether it is in the list is not known


def said(decision: el.Decision) -> object:
    """The value decided, or the set of those it may be."""
    return decision.value if decision.decided else set(decision.may_be)


def answered(holds: bool) -> el.Law:
    """The law with a plan's answer to its open question."""
    answer = Answer(holds, "the planner", DAY, Text("lý do", "reason"))
    return attrs.evolve(LAW, answers={QUESTION: answer})


def commune(*villages: el.Village, complete: bool = True, **facts: Any) -> el.Commune:
    """A commune without a point and not new-rural, of which all villages are known, unless said otherwise."""
    given = {"new_rural_since": None, "support_points": 0, **facts}
    return el.Commune(villages=villages, villages_complete=complete, **given)


# ── the two groups ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("subject", "group", "eligible"),
    [
        pytest.param(commune(listed_region="III"), "region_iii", True, id="region III without villages"),
        pytest.param(
            commune(DIFFICULT, listed_region="III"), "region_iii", True, id="region III with a difficult village"
        ),
        pytest.param(
            commune(UNLISTED, listed_region="III", complete=False),
            "region_iii",
            True,
            id="region III, villages unknown",
        ),
        pytest.param(
            commune(DIFFICULT, listed_region="II"), "difficult_village", True, id="region II with a difficult village"
        ),
        pytest.param(
            commune(DIFFICULT, listed_region="I"), "difficult_village", True, id="region I with a difficult village"
        ),
        pytest.param(
            commune(DIFFICULT, listed_region=None),
            "difficult_village",
            True,
            id="outside the list with a difficult village",
        ),
        pytest.param(
            commune(ORDINARY, DIFFICULT, listed_region="II"),
            "difficult_village",
            True,
            id="one difficult village of two",
        ),
        pytest.param(commune(ORDINARY, listed_region="II"), None, False, id="region II without a difficult village"),
        pytest.param(commune(listed_region="I"), None, False, id="region I without any village"),
        pytest.param(commune(listed_region=None), None, False, id="outside the list without any village"),
        pytest.param(
            commune(ORDINARY, listed_region="I", complete=False),
            {"difficult_village", None},
            EITHER,
            id="not all villages known",
        ),
        pytest.param(
            commune(DIFFICULT, listed_region="I", complete=False),
            "difficult_village",
            True,
            id="one known village is enough",
        ),
        pytest.param(
            commune(UNLISTED, listed_region="I"),
            {"difficult_village", None},
            EITHER,
            id="unknown whether its village is difficult",
        ),
        pytest.param(
            commune(UNLISTED, DIFFICULT, listed_region="I"),
            "difficult_village",
            True,
            id="one of two villages is unknown",
        ),
    ],
)
def test_commune_put_in_its_group(subject: el.Commune, group: object, eligible: object) -> None:
    found = el.decide(LAW, subject)
    assert said(found["support_group"]) == group
    assert said(found["eligible"]) == eligible


@pytest.mark.parametrize(
    ("subject", "group", "eligible"),
    [
        pytest.param(
            commune(DIFFICULT), {"region_iii", "difficult_village"}, True, id="unknown region, a difficult village"
        ),
        pytest.param(commune(ORDINARY), {"region_iii", None}, EITHER, id="unknown region, no difficult village"),
        pytest.param(
            commune(DIFFICULT, listed_region=OneOf.of("I", "II", None)),
            "difficult_village",
            True,
            id="not III, a difficult village",
        ),
        pytest.param(
            commune(ORDINARY, listed_region=OneOf.of("I", "II", None)), None, False, id="not III, no difficult village"
        ),
        pytest.param(commune(UNLISTED), ALL, EITHER, id="unknown region, unknown village"),
        pytest.param(
            commune(DIFFICULT, new_rural_since=UNKNOWN),
            ALL,
            EITHER,
            id="unknown region and recognition, a difficult village",
        ),
        pytest.param(
            commune(ORDINARY, listed_region="II", new_rural_since=UNKNOWN),
            None,
            False,
            id="II or I, no difficult village",
        ),
        pytest.param(commune(complete=False), ALL, EITHER, id="nothing known of region and villages"),
    ],
)
def test_commune_of_unknown_region_settled_where_every_way_agrees(
    subject: el.Commune, group: object, eligible: object
) -> None:
    found = el.decide(LAW, subject)
    assert said(found["support_group"]) == group
    assert said(found["eligible"]) == eligible


def test_commune_of_which_nothing_is_known_is_undetermined() -> None:
    assert said(el.decide(LAW, el.Commune())["eligible"]) == EITHER


# ── the question that the law leaves open ────────────────────────────────────────────────────────


@pytest.mark.parametrize("listed", ["II", "III"])
@pytest.mark.parametrize(
    ("since", "open_question"),
    [
        pytest.param(BEFORE, True, id="recognised the day before"),
        pytest.param(DAY, True, id="recognised on the day"),
        pytest.param(AFTER, False, id="recognised the day after"),
        pytest.param(None, False, id="not recognised"),
    ],
)
def test_former_region_left_open_until_a_plan_answers(listed: str, since: Any, open_question: bool) -> None:
    subject = commune(DIFFICULT, listed_region=listed, new_rural_since=since)
    without, counts, counts_not = (el.decide(law, subject) for law in (LAW, answered(False), answered(True)))
    if not open_question:
        assert [said(found["eligible"]) for found in (without, counts, counts_not)] == [True, True, True]
        return
    assert said(without["support_group"]) == {"difficult_village", None}
    assert said(without["eligible"]) == EITHER
    assert "question" in {missing.kind for missing in without["support_group"].missing}
    assert said(counts["support_group"]) == "difficult_village"
    assert said(counts["eligible"]) is True
    assert said(counts_not["support_group"]) is None
    assert said(counts_not["eligible"]) is False


@pytest.mark.parametrize(
    "subject",
    [
        pytest.param(commune(DIFFICULT, listed_region="I", new_rural_since=DAY), id="region I from the start"),
        pytest.param(commune(DIFFICULT, listed_region=None, new_rural_since=DAY), id="outside the list"),
    ],
)
@pytest.mark.parametrize("law", [LAW, answered(True), answered(False)], ids=["unanswered", "yes", "no"])
def test_question_not_asked_of_a_commune_never_in_region_ii_or_iii(law: el.Law, subject: el.Commune) -> None:
    assert said(el.decide(law, subject)["eligible"]) is True


@pytest.mark.parametrize("law", [LAW, answered(True), answered(False)], ids=["unanswered", "yes", "no"])
def test_former_region_without_a_difficult_village_is_in_no_group(law: el.Law) -> None:
    subject = commune(ORDINARY, listed_region="III", new_rural_since=DAY)
    assert said(el.decide(law, subject)["eligible"]) is False


def test_former_region_of_unknown_recognition_is_eligible_either_way_once_answered() -> None:
    subject = commune(DIFFICULT, listed_region="III", new_rural_since=UNKNOWN)
    assert said(el.decide(LAW, subject)["eligible"]) == EITHER
    assert said(el.decide(answered(False), subject)["eligible"]) is True
    assert said(el.decide(answered(True), subject)["eligible"]) == EITHER


def test_open_question_is_stated_in_both_languages_with_its_citations() -> None:
    (rule,) = [rule for rule_set in LAW.rule_sets for rule in rule_set.rules if not rule.formalised]
    assert (rule.id, rule.exception_to) == ("former-region", ("difficult-village",))
    assert [str(citation) for citation in rule.cite] == ["861/QĐ-TTg", "612/QĐ-UBDT"]
    assert rule.question is not None
    assert rule.question.vi != rule.question.en


# ── one point for each ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("points", "in_group", "expected"),
    [
        pytest.param(0, True, True, id="no point yet"),
        pytest.param(1, True, False, id="one already"),
        pytest.param(2, True, False, id="two already"),
        pytest.param(UNKNOWN, True, EITHER, id="unknown number of points"),
        pytest.param(0, False, False, id="in no group, no point"),
        pytest.param(1, False, False, id="in no group, one already"),
        pytest.param(UNKNOWN, False, False, id="in no group, unknown number of points"),
    ],
)
def test_commune_gets_one_point_at_most(points: Any, in_group: bool, expected: object) -> None:
    subject = commune(listed_region="III" if in_group else None, support_points=points)
    assert said(el.decide(LAW, subject)["eligible"]) == expected


def test_commune_with_a_point_is_not_eligible_whatever_its_region() -> None:
    assert said(el.decide(LAW, commune(complete=False, support_points=1))["eligible"]) is False


# ── evidence and citations ───────────────────────────────────────────────────────────────────────


def evidence(subject: el.Commune, levels: Mapping[str, str], *villages: str) -> str | None:
    members = [el.Facts.of(one, level) for one, level in zip(subject.villages, villages, strict=True)]
    facts = el.Facts.of(subject, {"*": "official", **levels}, villages=members)
    level = el.decide(LAW, facts)["eligible"].evidence
    return None if level is None else level.key


@pytest.mark.parametrize(
    ("subject", "levels", "villages", "expected"),
    [
        pytest.param(commune(listed_region="III"), {}, [], "official", id="everything official"),
        pytest.param(
            commune(listed_region="III"), {"listed_region": "secondary"}, [], "secondary", id="a secondary list"
        ),
        pytest.param(
            commune(listed_region="III"), {"support_points": "assumed"}, [], "assumed", id="an assumed count of points"
        ),
        pytest.param(
            commune(listed_region="III"), {"mekong_delta": "assumed"}, [], "official", id="an assumption not needed"
        ),
        pytest.param(commune(DIFFICULT, listed_region="II"), {}, ["secondary"], "secondary", id="a secondary village"),
        pytest.param(
            commune(DIFFICULT, DIFFICULT, listed_region="II"),
            {},
            ["assumed", "official"],
            "official",
            id="the best of two villages",
        ),
        pytest.param(commune(), {}, [], None, id="undetermined has none"),
    ],
)
def test_eligible_evidence_is_that_of_its_strongest_proof(
    subject: el.Commune, levels: dict[str, str], villages: list[str], expected: str | None
) -> None:
    assert evidence(subject, levels, *villages) == expected


@pytest.mark.parametrize(
    ("subject", "cited"),
    [
        pytest.param(commune(listed_region="III"), ["861/QĐ-TTg Điều 1"], id="region III by the list of communes"),
        pytest.param(
            commune(DIFFICULT, listed_region="II"), ["612/QĐ-UBDT Điều 1"], id="a village by the list of villages"
        ),
        pytest.param(commune(listed_region=None), [NUMBER], id="neither by the circular"),
    ],
)
def test_group_cites_its_list(subject: el.Commune, cited: list[str]) -> None:
    assert [str(citation) for citation in el.decide(LAW, subject)["support_group"].cite] == cited


# ── dates and lists ──────────────────────────────────────────────────────────────────────────────


def test_circular_in_force_from_its_first_day_while_the_lists_are() -> None:
    assert el.load_rules(NUMBER, date(2023, 5, 30)).number == NUMBER
    assert el.load_rules(NUMBER, date(2025, 12, 31)).number == NUMBER
    with pytest.raises(el.RuleError, match="not in force on 2023-05-29"):
        el.load_rules(NUMBER, date(2023, 5, 29))
    with pytest.raises(el.RuleError, match="861/QĐ-TTg is not in force on 2026-01-01"):
        el.load_rules(NUMBER, date(2026, 1, 1))


@pytest.mark.parametrize(
    ("as_of", "expected"), [(date(2024, 7, 29), True), (date(2024, 7, 30), False)], ids=["day before", "day of"]
)
def test_village_taken_off_the_list_no_longer_counts(as_of: date, expected: bool) -> None:
    gone = el.Village(listed_specially_difficult=True, delisted_on=date(2024, 7, 30))
    found = el.decide(el.load_rules(NUMBER, as_of), commune(gone, listed_region="I"))
    assert said(found["eligible"]) is expected


@pytest.fixture
def listed(rules: Path) -> Path:
    """The circular beside a list of villages that is complete for Bắc Giang: one village of Xã Vân Sơn."""
    annex = rules / "612-qd-ubdt/annex/bac-giang.csv"
    with annex.open("a", encoding="utf-8") as stream:
        stream.write("Bắc Giang,Sơn Động,Xã Vân Sơn,Thôn Nà Hin,yes,official,test\n")
    head = "province,attribute,value,among,count,evidence,source\n"
    row = "Bắc Giang,listed_specially_difficult,yes,,1,official,test\n"
    (rules / "612-qd-ubdt/totals.csv").write_text(head + row, encoding="utf-8")
    return rules / "03-2023-tt-btttt"


@pytest.mark.parametrize(
    ("place", "villages", "expected"),
    [
        pytest.param(
            ("Bắc Giang", "Lục Ngạn", "Xã Phong Vân"), (), False, id="no village of it is in the complete list"
        ),
        pytest.param(
            ("Bắc Giang", "Sơn Động", "Xã Vân Sơn"), ("Thôn Nà Hin",), True, id="its listed village is in the register"
        ),
        pytest.param(
            ("Bắc Giang", "Lục Ngạn", "Xã Phong Vân"), ("Thôn Cầu Nhạc",), False, id="its village is not in the list"
        ),
        pytest.param(("An Giang", "Tri Tôn", "Xã Cô Tô"), (), EITHER, id="the list is not complete for its province"),
    ],
)
def test_complete_list_closes_the_count_of_villages(
    listed: Path, place: tuple[str, str, str], villages: tuple[str, ...], expected: object
) -> None:
    province, district, name = place
    known = [el.Village(name=village) for village in villages]
    subject = commune(*known, complete=False, province=province, district=district, name=name, listed_region="I")
    assert said(el.decide(el.load_rules(listed, DAY), subject)["eligible"]) == expected


def test_village_that_only_the_list_names_is_not_taken_to_be_absent(listed: Path) -> None:
    subject = commune(complete=False, province="Bắc Giang", district="Sơn Động", name="Xã Vân Sơn", listed_region="I")
    assert said(el.decide(el.load_rules(listed, DAY), subject)["eligible"]) in (True, EITHER)


# ── the site ─────────────────────────────────────────────────────────────────────────────────────

NEEDED = ("solid_building", "convenient", "safe", "stable_power")
SITE: dict[str, Any] = dict.fromkeys(NEEDED, True)


def suitable(**facts: Any) -> object:
    return said(el.decide(LAW, el.Site(**{**SITE, **facts}))["suitable"])


def test_site_that_meets_all_four_requirements_is_suitable() -> None:
    assert suitable() is True


@pytest.mark.parametrize("requirement", NEEDED)
def test_site_that_misses_one_requirement_is_not(requirement: str) -> None:
    assert suitable(**{requirement: False}) is False
    assert suitable(**dict.fromkeys(NEEDED, UNKNOWN) | {requirement: False}) is False


@pytest.mark.parametrize("requirement", NEEDED)
def test_site_with_one_requirement_unknown_is_undetermined(requirement: str) -> None:
    assert suitable(**{requirement: UNKNOWN}) == EITHER


def test_equipment_of_article_10_stands_in_the_notes() -> None:
    (note,) = [text.en for citation, text in LAW.notes if str(citation) == f"{NUMBER} Điều 10"]
    assert all(
        word in note for word in ("television", "amplifier", "loudspeakers", "microphone", "keyboard", "install")
    )
