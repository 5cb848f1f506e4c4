"""Terms: every outcome, test, level and word of a condition has words in both languages."""

import pytest

from eligibility.communes import SUBJECTS
from eligibility.model import Evidence, Op, Outcome
from eligibility.reporting import titles


@pytest.mark.parametrize(
    ("words", "all_of"),
    [
        (titles.OUTCOMES, list(Outcome)),
        (titles.EVIDENCE, list(Evidence)),
        (titles.TESTS, list(Op)),
        (titles.NODES, ["all", "any", "not"]),
    ],
)
def test_every_member_has_words_in_both_languages(words, all_of):
    assert list(words)
    assert set(words) == set(all_of)
    silent = {Op.IS, Op.ONE_OF}  # *must be III*
    assert all(text.vi and (text.en or member in silent) for member, text in words.items())


def test_every_attribute_and_relation_has_titles_in_both_languages():
    for kind in SUBJECTS.values():
        titles = [one.title for group in (kind.attributes, kind.relations) for one in group.values()]
        assert all(title.vi and title.en for title in (kind.title, *titles))


def test_every_outcome_has_a_mark():
    assert len(set(titles.MARKS.values())) == len(Outcome)


def test_attribute_without_a_title_is_called_by_its_name(law):
    own = titles.Titles(law, "vi")
    assert own.title("commune", "nothing") == "nothing"
    assert own.title("commune", "road") == "Đường đến trung tâm xã"  # a village's
