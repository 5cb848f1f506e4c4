"""Subjects: every one of a register once, found by code or name, with a full account."""

from typing import Any

import pytest

from eligibility import Commune, Facts, Village
from eligibility.deciding import counterfactuals_of, decided_subjects, find_subject
from eligibility.registers import Register
from eligibility.reporting import subjects
from tests.reporting.samples import through_json


def account_record(subject, lang, why_not):
    ways = counterfactuals_of(subject, subject.decisions.values(), why_not)
    return through_json(subjects.account_record)(subject, ways, lang)


def account_lines(subject, lang, why_not):
    ways = counterfactuals_of(subject, subject.decisions.final, why_not)
    return list(subjects.account_lines(subject, ways, lang, columns=100))


@pytest.fixture(scope="module")
def register():
    villages = (Facts(Village(name="V", poor_households=3)), Facts(Village(name="W", poor_households=0)))
    known: Any = {"villages": tuple(one.subject for one in villages)}
    communes = (
        Facts.of(
            Commune(code="07615", name="Xã An", district="Lục Ngạn", mekong_delta=True, **known), villages=villages
        ),
        Facts(Commune(district="Sơn Động", name="Xã Bình", support_points=2)),
    )
    return Register("x", {"commune": communes})


def found(law, register, name):
    return find_subject(decided_subjects(law, register), name)


def test_register_gives_members_with_their_owners(law, register):
    stream = list(decided_subjects(law, register))
    codes = [one.decisions.subject for one in stream]
    assert codes == ["07615/V", "07615/W", "07615", "Sơn Động/Xã Bình"]
    assert [one.decisions["poor"].value for one in stream[:2]] == [True, False]
    assert [one.name for one in stream] == ["", "", "Xã An, Lục Ngạn", ""]


@pytest.mark.parametrize("name", ["07615", "xã an", "Xã An"])
def test_subject_is_found_by_code_or_name(law, register, name):
    assert found(law, register, name).decisions.subject == "07615"


def test_subject_that_is_not_there_gives_the_nearest(law, register):
    assert found(law, register, "Xã Binh") == "Xã Bình"
    assert found(law, register, "99999999999") == ""


def test_account_says_what_would_settle_it(law, register):
    lines = account_lines(found(law, register, "Xã Bình"), "vi", why_not=False)
    assert lines[0].startswith("Sơn Động/Xã Bình · Mức của xã: chưa xác định")
    assert lines.count("Sẽ rõ nếu biết, chẳng hạn:") == 1  # no fact ends the conflict
    assert "Kết luận sẽ khác nếu:" not in lines


def test_account_says_what_would_change_it(law, register):
    village = found(law, register, "07615/W")
    lines = account_lines(village, "en", why_not=True)
    assert lines[0] == "07615/W · Poor village: no — 1/QĐ"
    assert "The conclusion would be another if:" in lines
    assert any(line.endswith("⇒ yes") for line in lines)
    plain = account_lines(village, "en", why_not=False)
    assert lines[: len(plain)] == plain
    assert len(plain) < len(lines)


def test_account_for_programs_holds_every_decision(law, register):
    record = account_record(found(law, register, "Xã Bình"), "vi", why_not=True)
    assert (record["subject"], record["names"]) == ("Sơn Động/Xã Bình", ["Xã Bình", "Sơn Động"])
    assert [one["attribute"] for one in record["decisions"]] == ["level", "fits", "finding"]
    assert record["decisions"][0]["unsettled"]["settlings"]
    assert record["decisions"][0]["explanation"]["rules"]
    village = found(law, register, "07615/W")
    (poor,) = account_record(village, "vi", why_not=True)["decisions"]
    assert poor["changes"]["settlings"]
    (poor,) = account_record(village, "vi", why_not=False)["decisions"]
    assert "changes" not in poor
