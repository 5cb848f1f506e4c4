"""Wording: whole explanations in both languages, and that no random one is without words."""

import random
from datetime import date
from typing import Any

import attrs
import pytest

from eligibility import Commune, Facts, Village, decide, load_rules
from eligibility.model import UNKNOWN, Answer, Missing, OneOf
from eligibility.reporting import Titles, render
from eligibility.reporting.decisions import missing_text
from eligibility.sources import FactError, Text
from tests.generators import law_and_facts
from tests.reporting.samples import ENGINES

AS_OF = date(2023, 7, 5)
NEW: Any = {"new_rural_since": date(2024, 1, 1)}


def explained(law, commune, attribute, lang="vi"):
    return render(decide(law, commune)[attribute], lang)


def test_region_decided_is_told_rule_by_rule_in_vietnamese():
    law = load_rules("861/QĐ-TTg", AS_OF)
    facts = Facts.of(
        Commune(code="07615", listed_region="III", new_rural_since=date(2023, 7, 5)),
        {"*": "official", "new_rural_since": "assumed"},
        sources={"listed_region": "phụ lục"},
    )
    assert render(decide(law, facts), "vi", "Xã An").splitlines() == [
        "07615 Xã An · Khu vực của xã: Xã khu vực I — 861/QĐ-TTg",
        f"  ngày xét 05/07/2023 · bằng chứng: GIẢ ĐỊNH · {ENGINES[0]}",
        "  ✗ Xã có tên ở khu vực I — 861/QĐ-TTg Điều 1",
        "    ✗ Khu vực ghi trong danh sách: III; cần là I (nguồn chính thức: phụ lục)",
        "  ✗ Xã có tên ở khu vực II — 861/QĐ-TTg Điều 1",
        "    ✗ Khu vực ghi trong danh sách: III; cần là II (nguồn chính thức: phụ lục)",
        "  ✗ Xã có tên ở khu vực III — 861/QĐ-TTg Điều 1",
        "    ✓ Khu vực ghi trong danh sách: III (nguồn chính thức: phụ lục)",
        "    → bị loại trừ bởi ngoại lệ “Xã khu vực II hoặc III được công nhận đạt chuẩn nông thôn mới”",
        "  ✓ Xã khu vực II hoặc III được công nhận đạt chuẩn nông thôn mới — 861/QĐ-TTg",
        (
            "    ✓ Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực: 05/07/2023; cần chậm nhất ngày xét 05/07/2023"
            " (GIẢ ĐỊNH)"
        ),
        "  ✗ Còn lại: Xã ngoài danh sách ba khu vực — 861/QĐ-TTg Điều 1",
    ]


def test_region_undetermined_is_told_in_english():
    law = load_rules("861/QĐ-TTg", AS_OF)
    assert explained(law, Commune(code="07615", listed_region="III"), "region", "en").splitlines() == [
        (
            "07615 · The commune's region: undetermined; may be: Region I commune | Region III commune"
            " — 861/QĐ-TTg Điều 1; 861/QĐ-TTg"
        ),
        f"  as of 2023-07-05 · {ENGINES[1]}",
        "  missing: Recognised as new-rural since",
        "  ✗ Listed in region I — 861/QĐ-TTg Điều 1",
        "    ✗ Region in the list: III; must be I (unstated)",
        "  ✗ Listed in region II — 861/QĐ-TTg Điều 1",
        "    ✗ Region in the list: III; must be II (unstated)",
        "  ? Listed in region III — 861/QĐ-TTg Điều 1",
        "    ✓ Region in the list: III (unstated)",
        "    → depends on the exception “Region II or III commune since recognised as new-rural”",
        "  ? Region II or III commune since recognised as new-rural — 861/QĐ-TTg",
        "    ? Recognised as new-rural since: unknown; must be on or before the as-of date 2023-07-05",
        "  ✗ Otherwise: Commune outside the three regions — 861/QĐ-TTg Điều 1",
    ]


def test_exception_without_its_base_says_to_what_it_is_one():
    law = load_rules("861/QĐ-TTg", AS_OF)
    text = explained(law, Commune(code="07615", listed_region="I", new_rural_since=AS_OF), "region", "en")
    assert "    → only an exception to “Listed in region II”, “Listed in region III”" in text


@pytest.mark.parametrize(
    ("commune", "attribute", "vi", "en"),
    [
        (
            Commune(households=200, poor_households=45, mekong_delta=False, **NEW),
            "level",
            "✓ Số hộ nghèo / Số hộ: 45/200 = 22,5% ≥ 20% (không nêu nguồn)",
            "✓ Poor households / Households: 45/200 = 22.5% ≥ 20% (unstated)",
        ),
        (
            Commune(households=1200, poor_households=200, **NEW),
            "level",
            "? Số hộ nghèo / Số hộ: 200/1.200 ≈ 16,67%; cần ≥ 15% hoặc 20% (không nêu nguồn)",
            "? Poor households / Households: 200/1,200 ≈ 16.67%; must be ≥ 15% or 20% (unstated)",
        ),
        (
            Commune(households=0, poor_households=0, mekong_delta=False, **NEW),
            "level",
            "✗ Số hộ nghèo / Số hộ: 0/0 = 0% (0 trên 0 tính là 0); cần ≥ 20% (không nêu nguồn)",
            "✗ Poor households / Households: 0/0 = 0% (0 of 0 counts as 0); must be ≥ 20% (unstated)",
        ),
        (
            Commune(households=10, mekong_delta=False, **NEW),
            "level",
            "? Số hộ nghèo / Số hộ: chưa biết/10; cần ≥ 20% (không nêu nguồn)",
            "? Poor households / Households: unknown/10; must be ≥ 20% (unstated)",
        ),
        (
            Commune(mekong_delta=False, **NEW),
            "level",
            "? Số hộ nghèo / Số hộ: chưa biết; cần ≥ 20%",
            "? Poor households / Households: unknown; must be ≥ 20%",
        ),
        (
            Commune(support_points=1, listed_region=OneOf.of("I", "III"), name="A", **NEW),
            "level",
            "? Khu vực ghi trong danh sách: I hoặc III; cần khác I và II (không nêu nguồn)",
            "? Region in the list: I or III; must be other than I and II (unstated)",
        ),
        (Commune(name="A"), "level", "✗ Tên xã: A; cần khác A", "✗ Commune: A; must be other than A"),
        (
            Commune(),
            "level",
            "? Số điều thỏa mãn: từ 0 đến 3; cần ≥ 3",
            "? How many of these hold: 0 to 3; must be ≥ 3",
        ),
        (
            Commune(villages_complete=True),
            "level",
            "✗ Số thôn: 0; cần > 30",
            "✗ Villages: 0; must be > 30",
        ),
        (
            Commune(**NEW),
            "level",
            "✓ Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực: 01/01/2024; cần sau ngày xét 05/07/2023",
            "✓ Recognised as new-rural since: 2024-01-01; must be after the as-of date 2023-07-05",
        ),
        (Commune(**NEW), "level", "✗ Không phải điều sau:", "✗ Not this:"),
        (
            Commune(support_points=2),
            "fits",
            "Xã được chọn: MÂU THUẪN giữa các quy tắc “Có điểm”, “Đủ điểm” — 1/QĐ; 1/QĐ Điều 3",
            "The commune fits: CONFLICT of the rules “Has points”, “Enough points” — 1/QĐ; 1/QĐ Điều 3",
        ),
        (
            Commune(name="A"),
            "finding",
            "Điều cần xem: 2 chắc chắn, 1 có thể",
            "To be looked at: 2 certain, 1 possible",
        ),
        (
            Commune(name="A"),
            "finding",
            "✓ Số hộ: chưa biết; cần là chưa biết",
            "✓ Households: unknown; must be unknown",
        ),
        (Commune(name="A"), "finding", "✓ Tên xã: A; cần đã biết", "✓ Commune: A; must be known"),
        (
            Commune(),
            "finding",
            "? Đường từ trung tâm huyện đến trung tâm xã: chưa biết; cần > 20,5 km",
            "? Road from the district's centre: unknown; must be > 20.5 km",
        ),
    ],
)
def test_condition_is_told_with_what_was_seen_and_needed(law, commune, attribute, vi, en):
    assert vi in explained(law, commune, attribute, "vi")
    assert en in explained(law, commune, attribute, "en")


def test_members_are_told_those_that_count_first(law):
    villages = tuple(Village(name=f"V{at}", poor_households=at, households=30, road="hard") for at in range(12))
    commune = Commune(code="07615", mekong_delta=True, villages=villages, villages_complete=True, **NEW)
    lines = [line.strip() for line in explained(law, commune, "level").splitlines()]
    start = lines.index("✓ Số thôn đạt điều sau: 9 ≥ 2")
    assert lines[start + 1 : start + 12] == [
        *(f"✓ V{at} · Thôn nghèo: có (theo 1/QĐ)" for at in range(1, 10)),
        "✗ V0 · Thôn nghèo: không; cần là có (theo 1/QĐ)",
        "… và 2 thôn khác",
    ]
    assert "✓ Số thôn không đạt điều sau: 0 ≤ 0" in lines
    assert "✓ V0 · Đường đến trung tâm xã: rất khó đi (không nêu nguồn)" in lines


def test_members_that_fail_what_every_one_must_meet_are_shown(law):
    villages = (
        Village(name="V0", road="good", households=9),
        Village(name="V1", road="no_road", households=UNKNOWN),
    )
    text = explained(law, Commune(code="07615", villages=villages), "level", "en")
    wanted = """      ? Villages that meet this: at least 0 (the list is not complete); must be ≥ 1
        ? V1
          ? All of these:
            ✓ Road to the commune's centre: no road (unstated)
            ? Households: unknown; must be > 5 households
        ✗ V0
          ✗ All of these:
            ✗ Road to the commune's centre: good; must be no road (unstated)
            ✓ Households: 9 households > 5 households (unstated)
      ✗ Villages that do not meet this: at least 2 (the list is not complete); must be ≤ 0
        ✗ V0 · Road to the commune's centre: good; must be very hard (unstated)
        ✗ V1 · Road to the commune's centre: no road; must be very hard (unstated)
"""
    assert wanted in text


def test_village_is_told_of_its_commune(law):
    village = Village(name="V", poor_households=9)
    text = render(decide(law, village, Commune(code="07615"))["poor"])
    assert text.splitlines() == [
        "07615/V · Thôn nghèo: chưa xác định; có thể là: có | không — 1/QĐ",
        f"  ngày xét 05/07/2023 · {ENGINES[0]}",
        "  còn thiếu: Thuộc đồng bằng sông Cửu Long (07615)",
        "  ? Thôn ở đồng bằng — 1/QĐ",
        "    ? Tất cả những điều sau:",
        "      ? Xã mà nó thuộc về:",
        "        ? Thuộc đồng bằng sông Cửu Long: chưa biết; cần là có",
        "      ✓ Số hộ nghèo: 9 hộ; cần từ 1 hộ đến 9 hộ (không nêu nguồn)",
        "  ? Còn lại: không — 1/QĐ",
    ]
    assert "The commune that it belongs to:" in render(decide(law, village, Commune())["poor"], "en")
    assert "must be between 1 household and 9 households" in render(decide(law, village)["poor"], "en")


FORMER = "03/2023/TT-BTTTT support-group former-region"


def former(answer=None, **answers):
    law = load_rules("03/2023/TT-BTTTT", AS_OF)
    law = attrs.evolve(law, answers={FORMER: answer}) if answer else law
    village = Village(name="V", listed_specially_difficult=True)
    commune = Commune(code="07615", listed_region="III", new_rural_since=AS_OF, support_points=0, villages=(village,))
    return decide(law, Facts.of(commune, "official", answers=answers))


def test_question_that_nobody_answered_is_said_to_be_open():
    text = render(former()["eligible"])
    assert "còn thiếu: luật bỏ ngỏ: Thôn đặc biệt khó khăn của xã đã đạt chuẩn nông thôn mới" in text
    assert "      → chưa ai trả lời" in text
    assert "  Dựa trên Khu vực của xã: Xã khu vực I" in text
    assert "  Xét Xã được thiết lập điểm hỗ trợ" in text
    assert "→ nobody has answered" in render(former()["eligible"], "en")


@pytest.mark.parametrize(
    ("answer", "vi", "en"),
    [
        (
            Answer(False, "", None, Text("vì thế", "because")),
            "→ người lập kế hoạch trả lời: không áp dụng (CHƯA ĐƯỢC AI THÔNG QUA): vì thế",
            "→ the planner's answer: does not apply (NOT ADOPTED BY ANYBODY): because",
        ),
        (
            Answer(True, "Sở", None, Text("vì thế", "because")),
            "→ người lập kế hoạch trả lời: áp dụng (Sở): vì thế",
            "→ the planner's answer: applies (Sở): because",
        ),
        (
            Answer(True, "Sở", AS_OF, Text("vì thế", "because")),
            "→ người lập kế hoạch trả lời: áp dụng (Sở, 05/07/2023): vì thế",
            "→ the planner's answer: applies (Sở, 2023-07-05): because",
        ),
    ],
)
def test_question_answered_says_by_whom_and_why(answer, vi, en):
    assert vi in render(former(answer)["support_group"])
    assert en in render(former(answer)["support_group"], "en")


def test_answer_in_the_facts_is_shown():
    text = render(former(support_group="difficult_village")["support_group"])
    wanted = "! Câu trả lời trong dữ liệu: Xã ngoài khu vực III có thôn đặc biệt khó khăn (nguồn chính thức)"
    assert wanted in text


def test_decisions_that_another_rests_on_are_told_within_it():
    decisions = former()
    assert render(decisions) == render(decisions["eligible"])


def test_explanation_alone_has_no_standing():
    decision = former()["region"]
    assert render(decision.explanation, "en").splitlines()[:2] == [
        "07615 · The commune's region: Region I commune",
        "  ✗ Listed in region I — 861/QĐ-TTg Điều 1",
    ]


def test_rules_without_any_condition_say_so(law):
    from eligibility.model import AllOf

    level = law.concluding("commune", "fits")
    rules = (attrs.evolve(level.rules[0], when=AllOf(())),)
    free = attrs.evolve(law, rule_sets=(attrs.evolve(level, rules=rules, otherwise=None),))
    assert render(decide(free, Commune(code="07615")), "en").splitlines()[3] == "    ✓ Nothing is required"


def test_threshold_that_is_another_fact_says_which(law):
    from eligibility.model import Fact, FactValue, Leaf, Op, Test

    level = law.concluding("commune", "fits")
    when = Leaf(Fact("poor_households"), (Test(Op.LESS_THAN, (FactValue("households"),)),))
    other = attrs.evolve(law, rule_sets=(attrs.evolve(level, rules=(attrs.evolve(level.rules[0], when=when),)),))
    text = explained(other, Commune(poor_households=3, households=9), "fits", "en")
    assert "Poor households: 3 households < 9 households (households)" in text
    assert "must be < unknown (households)" in explained(other, Commune(poor_households=3), "fits", "en")


def test_decision_of_one_engine_says_so(law, monkeypatch):
    from eligibility.engines.durable import driver

    monkeypatch.setattr(driver, "available", lambda: False)
    alone = attrs.evolve(law)
    assert "chỉ một bộ máy kết luận" in explained(alone, Commune(), "fits")
    assert "one engine alone" in explained(alone, Commune(), "fits", "en")


def test_missing_member_is_told_of_its_own_subject(law):
    decision = decide(law, Commune(code="07615"))["level"]
    titles = Titles(law, "en")
    assert (
        missing_text(Missing("07616", "villages", "relation"), decision, titles)
        == "the complete list: villages (07616)"
    )
    assert missing_text(Missing("", "road"), decision, titles) == "Road to the commune's centre (?)"


@pytest.mark.parametrize("seed", range(60))
def test_random_decisions_have_words_in_both_languages(seed):
    law, facts = law_and_facts(random.Random(seed))
    try:
        decisions = decide(law, facts)
    except FactError:
        return
    for decision in decisions.values():
        for lang in ("vi", "en"):
            assert render(decision, lang).count("\n") >= 1
