"""Annexes at the door of deciding: applied once, to facts that did not come from a register."""

import copy
import pickle
from datetime import date
from typing import Any

import attrs
import pytest

from eligibility.allocation import allocate
from eligibility.communes import Commune, Village
from eligibility.deciding import all_with_annexes, decide, decide_many, decided_subjects
from eligibility.model import UNKNOWN, AnnexList, Evidence, Facts, Row
from eligibility.registers import read_register
from eligibility.rulefiles import load_plan, load_rules
from eligibility.sources import FactError

PLACE: dict[str, Any] = {"province": "Bắc Giang", "district": "Sơn Động", "new_rural_since": None}
LAW = load_rules("861/QĐ-TTg", date(2023, 7, 5))


def law_with(*names, gives="listed_region", of="commune", keys=("province", "name"), value="II"):
    rows = tuple(Row(("Bắc Giang", *name.split("/")), value, Evidence.SECONDARY, "") for name in names)
    return attrs.evolve(LAW, listings=(AnnexList("861/QĐ-TTg", gives, of, keys, rows),))


def commune(code: str, name: str, **facts: Any) -> Facts:
    return Facts(Commune(code=code, name=name, **PLACE, **facts))


def refuse(*_):
    raise AssertionError("applied again")


def test_ambiguous_name_gives_nothing_to_subjects_seen_together():
    law = law_with("An Châu")
    two = [commune("07615", "Thị trấn An Châu"), commune("07616", "Xã An Châu")]
    alone, applied = all_with_annexes(law, "commune", two[:1])
    assert (alone[0].subject.listed_region, applied.matches[0].matched) == ("II", 1)
    both, applied = all_with_annexes(law, "commune", two)
    assert [facts.subject.listed_region for facts in both] == [UNKNOWN, UNKNOWN]
    assert applied.matches[0].ambiguous == law.listings[0].rows


def test_annex_that_contradicts_the_facts_is_refused():
    with pytest.raises(FactError):
        all_with_annexes(law_with("Xã A"), "commune", [commune("07615", "Xã A", listed_region="III")])


def test_facts_of_a_register_are_not_matched_again(tmp_path, monkeypatch):
    law = law_with("Xã A")
    (tmp_path / "communes.csv").write_text("code,name,province,new_rural_since\n07615,Xã A,Bắc Giang,none\n")
    register = read_register(tmp_path, law)
    assert decide(law, Facts(Commune(name="Xã A", **PLACE)))["region"].value == "II"
    monkeypatch.setattr("eligibility.deciding.annexes.supplement", refuse)
    (facts,) = register.of("commune")
    assert decide(law, facts)["region"].value == "II"
    assert [found["region"].value for found in decide_many(law, register.of("commune"))] == ["II"]
    loaded = attrs.evolve(
        load_plan("92/KH-STTTT"), law=attrs.evolve(load_plan("92/KH-STTTT").law, listings=law.listings)
    )
    assert allocate(loaded, register.of("commune")).matches == register.matches


def test_members_of_a_register_are_not_matched_again_but_others_are(tmp_path, monkeypatch):
    law = load_rules("612/QĐ-UBDT", date(2023, 7, 5))
    keys = ("province", "commune", "name")
    listing = law_with("Xã A/Thôn B", gives="listed_specially_difficult", of="village", keys=keys, value=True).listings
    law = attrs.evolve(law, listings=listing)
    (tmp_path / "communes.csv").write_text("code,name,province\n07615,Xã A,Bắc Giang\n")
    (tmp_path / "villages.csv").write_text("commune_code,name\n07615,Thôn B\n")
    register = read_register(tmp_path, law)
    (owner,) = register.of("commune")
    (member,) = owner.members["villages"]
    assert member.subject.listed_specially_difficult is True
    (given,) = [found.decisions for found in decided_subjects(law, register) if found.within]
    other = decide(law, Village(name="Thôn B"), owner)
    monkeypatch.setattr("eligibility.deciding.annexes.supplement", refuse)
    assert decide(law, member, owner).subject == given.subject == other.subject
    with pytest.raises(AssertionError):
        decide(law, Village(name="Thôn B"), owner)


def test_another_law_has_annexes_of_its_own():
    (facts,), applied = all_with_annexes(law_with("Xã B"), "commune", [commune("07615", "Xã A")])
    assert facts.annexes is applied
    assert decide(law_with("Xã A"), facts)["region"].value == "II"


def test_pickled_facts_no_longer_say_which_annexes_were_applied():
    (facts,), _ = all_with_annexes(law_with("Xã A"), "commune", [commune("07615", "Xã A")])
    for again in (pickle.loads(pickle.dumps(facts)), copy.deepcopy(facts)):
        assert again == facts
        assert again.annexes is None
