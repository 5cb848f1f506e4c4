"""The table of instruments, and lists where they are declared: every key in both languages, every mistake in its place."""

from datetime import date

import pytest

from eligibility.communes import SUBJECTS
from eligibility.model import Evidence, Instrument, Period, folder_of
from eligibility.rulefiles import load_rules
from eligibility.rulefiles.instruments import annex_entries, read_instruments
from eligibility.rulefiles.reader import FileReader
from eligibility.sources import Text
from eligibility.sources.yaml_tree import document
from tests.rulefiles.cases import AS_OF, at, marked

ENGLISH = """
instruments:
  - number: 1/A
    title: {vi: Một, en: One}
    issuer: {vi: Bộ, en: Ministry}
    issued: 2020-01-01
    in_force: {from: 2020-02-01, until: 2021-01-01}
    evidence: official
    note: Một lời
  - {number: 2/B, title: Hai, based_on: 1/A, amends: [1/A], amended_by: [2/B], replaces: [1/A, 2/B]}
"""
VIETNAMESE = """
các văn bản:
  - số hiệu: 1/A
    tên: {vi: Một, en: One}
    cơ quan ban hành: {vi: Bộ, en: Ministry}
    ngày ban hành: 01/01/2020
    hiệu lực: {từ ngày: 2020-02-01, đến hết ngày: 2021-01-01}
    bằng chứng: official
    lưu ý: Một lời
  - {số hiệu: 2/B, tên: Hai, dựa trên: 1/A, sửa đổi: [1/A], được sửa đổi bởi: [2/B], thay thế: [1/A, 2/B]}
"""


def read(text):
    clean, places = marked(text)
    node = document(clean, "instruments.yaml")
    reader = FileReader.of("instruments.yaml", node, {})
    found = read_instruments(reader, node)
    assert at(reader.problems) == places, [problem.text("en") for problem in reader.problems]
    return found, [problem.text("en") for problem in reader.problems]


def test_every_key_of_an_instrument_is_read_in_either_language():
    one, two = read(ENGLISH)[0].values()
    issuer, period = Text("Bộ", "Ministry"), Period(date(2020, 2, 1), date(2021, 1, 1))
    expected = Instrument(
        "1/A", Text("Một", "One"), issuer, date(2020, 1, 1), period, {}, Evidence.OFFICIAL, Text("Một lời", "Một lời")
    )
    assert one == expected
    assert two.relations == {
        "based_on": ("1/A",),
        "amends": ("1/A",),
        "amended_by": ("2/B",),
        "replaces": ("1/A", "2/B"),
    }
    assert (two.evidence, two.issuer, two.issued, two.in_force, two.note) == (
        Evidence.SECONDARY,
        Text("", ""),
        None,
        None,
        None,
    )
    assert read(VIETNAMESE)[0] == read(ENGLISH)[0]


MISTAKES = [
    ("instruments: ▸[]", "the list is empty"),
    ("▸instrument: x", "the key “instrument” is not allowed here; expected instruments; did you mean instruments?"),
    ("instruments: [▸{title: x}]", "the key “number” is missing"),
    ("instruments: [▸{number: 1/A}]", "the key “title” is missing"),
    ("instruments: [▸x]", "this is a text; expected a map"),
    ("instruments: [{number: ▸[1], title: x}]", "this is a list; expected a plain value"),
    ("instruments: [{number: ▸1 A, title: x}]", "“1 A” cannot be a number; expected a number without spaces or commas"),
    ("instruments: [{number: 1/A, title: x}, {number: ▸1/A, title: y}]", "the instrument “1/A” repeats"),
    ("instruments: [{number: 1/A, title: x, amends: ▸1/B}]", "no instrument “1/B” in this file; did you mean 1/A?"),
    ("instruments: [{number: 1/A, title: x, amends: ▸2/X, replaces: [2/X]}]", "“2/X” in this file (also on line 1)"),
    ("instruments: [{number: 1/A, title: x, amends: [▸[1/A]]}]", "this is a list"),
    ("instruments: [{number: 1/A, title: x, evidence: ▸officiel}]", "“officiel” is not allowed here; expected assumed, unstated, secondary, official; did you mean official?"),
    ("instruments: [{number: 1/A, title: x, issued: ▸2020}]", "“2020” cannot be read"),
    ("instruments: [{number: 1/A, title: x, issued: ▸unknown}]", "“unknown” cannot be read"),
    ("instruments: [{number: 1/A, title: x, in_force: {from: 2020-01-02, until: ▸2020-01-01}}]", "it ends before it begins"),
    ("instruments: [{number: 1/A, title: x, in_force: ▸{until: 2020-01-01}}]", "the key “from” is missing"),
    ("instruments: [{number: 1/A, title: x, ▸isuer: y}]", "did you mean issuer?"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), MISTAKES, ids=range(len(MISTAKES)))
def test_mistake_in_the_table_is_placed_and_explained(text, message):
    assert message in " | ".join(read(text)[1])


LISTED = [
    ("[{file: a.csv, gives: listed_region, ▸off: commune}]", "“off” is not allowed here"),
    ("[▸{file: a.csv, gives: listed_region}]", "the key “of” is missing"),
    ("[▸{gives: listed_region, of: commune}]", "the key “file” is missing"),
    ("[{file: a.csv, gives: ▸region, of: commune}]", "there is no fact “region”"),
    ("[{file: a.csv, gives: x, of: ▸comune}]", "there is no subject “comune”"),
    ("[{file: a.csv, gives: listed_region, of: commune, absent: ▸IV}]", "“IV” cannot be read"),
    ("[{file: a.csv, gives: listed_region, of: commune, absent: ▸unknown}]", "“unknown” cannot be read"),
    ("[{file: a.csv, gives: listed_region, of: commune, absent: ▸I|II}]", "“I|II” cannot be read"),
    ("[{file: a.csv, gives: listed_region, of: commune, ▸complete_when: t.csv}]", "“complete_when” needs “absent”"),
    ("[{file: a.csv, gives: listed_region, of: commune, evidence: ▸press}]", "“press” is not allowed here"),
    ("[▸a.csv]", "this is a text"),
]


@pytest.mark.parametrize(("text", "message"), LISTED, ids=range(len(LISTED)))
def test_mistake_in_a_declared_list_is_placed_and_explained(text, message):
    clean, places = marked(text)
    reader = FileReader("x.yaml", "en", {})
    annex_entries(reader, document(clean, "x.yaml"), SUBJECTS)
    assert sorted(at(reader.problems)) == places
    assert message in " | ".join(problem.text("en") for problem in reader.problems)


def test_shipped_table_knows_every_document_and_its_relations():
    instruments = load_rules("861/QĐ-TTg", AS_OF).instruments
    assert len(instruments) == len({folder_of(number) for number in instruments}) == 20
    for number, found in instruments.items():
        assert found.title.vi != found.title.en
        for other in found.relations.get("amends", ()):
            assert number in instruments[other].relations["amended_by"]
        for other in found.relations.get("amended_by", ()):
            assert number in instruments[other].relations["amends"]
