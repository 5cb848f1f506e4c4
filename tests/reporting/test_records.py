"""Exchange: the records of decisions and explanations, whose keys are a promise."""

import random
from datetime import date
from decimal import Decimal

import pytest

from eligibility import Commune, Facts, Village, decide, load_rules
from eligibility.model import UNKNOWN, Answer, OneOf
from eligibility.reporting import DECISION_COLUMNS, decision_row, records
from eligibility.reporting.records import plain
from eligibility.sources import FactError, Text
from tests.generators import law_and_facts
from tests.reporting.samples import ENTRY, through_json

condition_record = through_json(records.json_of)
decision_record = through_json(records.decision_record)
explanation_record = through_json(records.explanation_record)
AS_OF = date(2023, 7, 5)
REGION = load_rules("861/QĐ-TTg", AS_OF)


def region(**facts):
    return decide(REGION, Facts.of(Commune(code="07615", **facts), "official"))["region"]


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (True, True),
        (None, "none"),
        ("III", "III"),
        (3, 3),
        (Decimal("0.30"), "0.30"),
        (AS_OF, "2023-07-05"),
        (UNKNOWN, "unknown"),
        (OneOf.of("II", "I", None), {"one_of": ["I", "II", "none"]}),
    ],
)
def test_value_keeps_its_type_where_json_has_one(given, shown):
    assert plain(given) == shown


def test_decided_value_has_no_alternatives():
    assert decision_record(region(listed_region="I"), "en") == {
        "subject": "07615",
        "rule_set": "861/QĐ-TTg region",
        "attribute": "region",
        "title": "The commune's region",
        "value": "I",
        "label": "Region I commune",
        "may_be": [],
        "evidence": "official",
        "cite": ["861/QĐ-TTg Điều 1"],
        "conflict": [],
        "missing": [],
        "entry": ENTRY,
        "rules": [
            {"id": "listed-i", "outcome": "satisfied", "cite": ["861/QĐ-TTg Điều 1"]},
            {"id": "listed-ii", "outcome": "not_satisfied", "cite": ["861/QĐ-TTg Điều 1"]},
            {"id": "listed-iii", "outcome": "not_satisfied", "cite": ["861/QĐ-TTg Điều 1"]},
            {"id": "new-rural", "outcome": "not_satisfied", "cite": ["861/QĐ-TTg"]},
        ],
    }


def test_none_of_the_law_is_a_word_and_undetermined_is_null():
    none = decision_record(region(listed_region=None), "vi")
    assert (none["value"], none["label"], none["may_be"]) == ("none", "Xã ngoài danh sách ba khu vực", [])
    open_ = decision_record(region(listed_region="III"), "vi")
    assert (open_["value"], open_["label"], open_["may_be"], open_["evidence"]) == (None, None, ["I", "III"], None)
    assert open_["missing"] == [
        {
            "subject": "07615",
            "attribute": "new_rural_since",
            "kind": "fact",
            "text": "Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực",
        }
    ]


def test_row_has_the_columns_that_were_promised():
    assert DECISION_COLUMNS == ("subject", "rule_set", "attribute", "value", "may_be", "evidence")
    assert decision_row(region(listed_region="I")) == ("07615", "861/QĐ-TTg region", "region", "I", "", "official")
    assert decision_row(region(listed_region=None)) == ("07615", "861/QĐ-TTg region", "region", "none", "", "official")
    assert decision_row(region())[3:] == ("", "I|II|III|none", "")


def test_findings_are_certain_or_possible(law):
    record = decision_record(decide(law, Commune(name="A"))["finding"], "vi")
    assert record["findings"] == [
        {"id": "blank", "outcome": "satisfied"},
        {"id": "given", "outcome": "satisfied"},
        {"id": "far", "outcome": "undetermined"},
    ]


def test_explanation_holds_what_each_leaf_saw():
    record = explanation_record(region(listed_region="III", new_rural_since=AS_OF).explanation)
    assert record["values"] == ["I"]
    assert record["answered"] is None
    assert record["rules"][3] == {
        "id": "new-rural",
        "outcome": "satisfied",
        "cite": ["861/QĐ-TTg"],
        "then": "I",
        "exception_to": ["listed-ii", "listed-iii"],
        "excepted_by": [],
        "formalised": True,
        "answer": None,
        "condition": {
            "outcome": "satisfied",
            "fact": "new_rural_since",
            "seen": [
                {
                    "subject": "07615",
                    "attribute": "new_rural_since",
                    "value": "2023-07-05",
                    "evidence": "official",
                    "source": "",
                }
            ],
            "tests": [{"op": "on_or_before", "thresholds": [["2023-07-05"]]}],
        },
    }


def test_every_kind_of_condition_has_a_record(law):
    villages = (Village(name="V", road="hard"),)
    rules = decide(law, Commune(code="07615", villages=villages))["level"].explanation.rules
    share, villages_rule, unless = (condition_record(rule.condition) for rule in rules)
    assert share["ratio"] == ["poor_households", "households"]
    assert unless["word"] == "not"
    counted, some, every, number, holding = villages_rule["parts"]
    assert villages_rule["word"] == "any"
    assert (counted["count"], counted["bounds"], counted["members"][0]["subject"]) == ("villages", [0, None], "07615/V")
    assert (some["some"], every["every"], number["members"][0]["why"]) == ("villages", "villages", None)
    assert (holding["count_of"], len(holding["parts"])) == (3, 3)


def test_answers_are_told_with_who_gave_them():
    import attrs

    law = load_rules("03/2023/TT-BTTTT", AS_OF)
    answers = {
        "03/2023/TT-BTTTT support-group former-region": Answer(False, "Sở", AS_OF, Text("vì", "for")),
    }
    decision = decide(attrs.evolve(law, answers=answers), Commune())["support_group"]
    record = explanation_record(decision.explanation)
    assert record["rules"][2]["answer"] == {"holds": False, "by": "Sở", "on": "2023-07-05"}
    assert record["basis"][0]["rule_set"] == "861/QĐ-TTg region"
    facts = Facts.of(Commune(code="07615"), "secondary", answers={"region": "III"})
    answered = explanation_record(decide(law, facts)["region"].explanation)["answered"]
    assert (answered["value"], answered["evidence"]) == ("III", "secondary")


@pytest.mark.parametrize("seed", range(40))
def test_random_decisions_have_records(seed):
    law, facts = law_and_facts(random.Random(seed))
    try:
        decisions = decide(law, facts)
    except FactError:
        return
    for decision in decisions.values():
        assert decision_record(decision, "vi") == records.decision_record(decision, "vi")
        assert explanation_record(decision.explanation) == records.explanation_record(decision.explanation)
        assert len(decision_row(decision)) == len(DECISION_COLUMNS)
