"""Settlings: what would settle or change a decision, in words and as records."""

from eligibility import Commune, decide
from eligibility.model import Counterfactual, Counterfactuals, Missing, MoreMembers, NoMoreMembers
from eligibility.reporting import Titles
from eligibility.reporting.counterfactuals import settling_lines, unsettled_record as record_of
from tests.reporting.samples import through_json

unsettled_record = through_json(record_of)

WAYS = Counterfactuals(
    (
        Counterfactual(((Missing("07615", "support_points"), 0), (Missing("07616", "households"), 3)), "high"),
        Counterfactual(
            ((Missing("07615", "villages", "relation"), MoreMembers(2, (("road", "hard"),), complete=True)),), "low"
        ),
        Counterfactual(((Missing("07616", "villages", "relation"), MoreMembers(1)),), "low"),
        Counterfactual(((Missing("07615", "villages", "relation"), NoMoreMembers()),), None),
        Counterfactual(((Missing("", "1/QĐ level share", "question"), True),), "low"),
        Counterfactual(((Missing("", "1/QĐ level share", "question"), False),), None),
    ),
    truncated=True,
)


def told(law, ways, lang, why_not=False):
    decision = decide(law, Commune(code="07615"))["level"]
    return list(settling_lines(ways, decision, Titles(law, lang), why_not))


def test_ways_to_settle_are_told_in_vietnamese(law):
    assert told(law, WAYS, "vi") == [
        "Sẽ rõ nếu biết, chẳng hạn:",
        "  · Số điểm hỗ trợ đã có = 0 điểm và Số hộ (07616) = 3 hộ ⇒ Mức cao",
        "  · thêm 2 thôn (Đường đến trung tâm xã: rất khó đi) và không còn thêm ⇒ Mức thấp",
        "  · thêm 1 thôn (07616) ⇒ Mức thấp",
        "  · không còn thôn nào khác ⇒ Không mức nào",
        "  · luật bỏ ngỏ: Nhiều hộ nghèo → áp dụng ⇒ Mức thấp",
        "  · luật bỏ ngỏ: Nhiều hộ nghèo → không áp dụng ⇒ Không mức nào",
        "  (còn những cách khác chưa tìm hết)",
    ]


def test_ways_to_change_are_told_in_english(law):
    assert told(law, WAYS, "en", why_not=True) == [
        "The conclusion would be another if:",
        "  · Support points it has = 0 points and Households (07616) = 3 households ⇒ High",
        "  · 2 more villages (Road to the commune's centre: very hard) and no others ⇒ Low",
        "  · 1 more village (07616) ⇒ Low",
        "  · there is no other village ⇒ No level",
        "  · the law is silent: Many poor → applies ⇒ Low",
        "  · the law is silent: Many poor → does not apply ⇒ No level",
        "  (the search was cut: there may be others)",
    ]


def test_no_way_is_said_to_be_none(law):
    assert told(law, Counterfactuals((), truncated=False), "en")[1:] == ["  · no way was found"]
    assert told(law, Counterfactuals((), truncated=False), "vi", why_not=True) == [
        "Kết luận sẽ khác nếu:",
        "  · không tìm thấy cách nào",
    ]


def test_records_keep_members_apart_from_values():
    record = unsettled_record(WAYS)
    assert record["truncated"] is True
    assert [way["facts"][0]["value"] for way in record["settlings"]] == [
        0,
        {"more": 2, "complete": True, "facts": {"road": "hard"}},
        {"more": 1, "complete": False, "facts": {}},
        {"more": 0, "complete": True},
        True,
        False,
    ]
    assert record["settlings"][3]["value"] == "none"
