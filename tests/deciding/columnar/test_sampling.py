"""Who is entered twice: by the hash of the code, wherever it stands, and one for each pattern of states."""

import random
from datetime import date

import attrs
import pytest

from eligibility import Commune, Village, load_rules
from eligibility.deciding import program_for
from eligibility.deciding.columnar import decide_register
from eligibility.deciding.columnar.sampling import HASHED, entered
from eligibility.model.columns import columns_of
from eligibility.sources import EngineDisagreement

LAW = load_rules("03/2023/TT-BTTTT", date(2023, 7, 5))


def communes(amount, code="{:05}"):
    rng = random.Random(1)
    return [
        Commune(
            code=code.format(at),
            listed_region=rng.choice(("I", "II", "III")),
            new_rural_since=rng.choice((None, date(2020, 1, 1))),
            support_points=rng.choice((0, 1)),
            villages=(Village(name="Đồng", listed_specially_difficult=rng.choice((True, False))),),
            villages_complete=True,
        )
        for at in range(amount)
    ]


def test_everybody_of_a_small_register_is_entered_twice():
    assert decide_register(LAW, communes(5)).sample.positions == (0, 1, 2, 3, 4)


def test_the_same_codes_are_taken_wherever_they_stand():
    group = communes(HASHED + 500)
    one, other = decide_register(LAW, group), decide_register(LAW, group[::-1])
    assert len(one.sample.hashed) == HASHED
    taken = [{register.codes[at] for at in register.sample.hashed} for register in (one, other)]
    assert taken[0] == taken[1]


def test_codes_that_are_no_numbers_are_hashed_too():
    named = [Commune(name=f"Xã {at}", district="Yên Thế", support_points=at % 2) for at in range(HASHED + 50)]
    both = decide_register(LAW, [*communes(50), *named])
    assert len(both.sample.hashed) == HASHED
    assert {both.codes[at][0] for at in both.sample.hashed} == {"0", "Y"}


def test_every_pattern_has_one():
    register = decide_register(LAW, communes(400))
    frame = register.frame(evidence=False)
    rules = [name for name in frame.columns if "/" in name]
    patterns = frame.select(rules).unique().height
    assert len(register.sample.patterns) >= patterns


def test_disagreement_names_the_subject():
    """Columns of other facts than those that are decided again."""
    group = communes(20)
    register = decide_register(LAW, group)
    others = [attrs.evolve(one, listed_region="III" if one.listed_region == "I" else "I") for one in group]
    wrong = register.engine.run(columns_of(LAW, LAW.vocabulary["commune"], others))
    with pytest.raises(EngineDisagreement, match=r"0\d{4}"):
        entered(program_for(LAW, "commune"), attrs.evolve(wrong, columns=register.traced.columns), register.codes)


def test_disagreement_about_a_member_names_the_member():
    """All communes are of region III, so that no village matters to what is decided of them."""
    group = [attrs.evolve(one, listed_region="III", new_rural_since=None) for one in communes(5)]
    village = Village(name="Đồng", listed_specially_difficult=True)
    first, second = (
        columns_of(LAW, LAW.vocabulary["commune"], [attrs.evolve(one, villages=(found,)) for one in group])
        for found in (village, attrs.evolve(village, listed_specially_difficult=False))
    )
    register = decide_register(LAW, first)
    wrong = register.engine.run(second)
    with pytest.raises(EngineDisagreement, match=r"Đồng|0000\d"):
        entered(program_for(LAW, "commune"), attrs.evolve(wrong, columns=first), register.codes)
