"""Sheets: what is shared by all files: languages, empty keys, terms, names that are compared only so often."""

import ast
from pathlib import Path

import pytest

from eligibility import rulefiles
from eligibility.rulefiles import Corpus, shipped_rules
from eligibility.rulefiles.corpus import has_keyword
from eligibility.rulefiles.instruments import citations, period, read_number
from eligibility.rulefiles.reader import Fields, FileReader, joined_names
from eligibility.sources import TERMS, Place, Problem, RuleError, Scalar, Text, allowed_keyword, local_term
from eligibility.sources.keywords import KEYWORDS
from eligibility.sources.yaml_tree import document
from tests.rulefiles.cases import at, marked
from tests.work import calls


def fields(text, required=(), optional=(), lang="en"):
    clean, places = marked(text)
    node = document(clean, "x.yaml")
    reader = FileReader("x.yaml", lang, {})
    found = Fields.of(reader, node, required, optional)
    assert at(reader.problems) == places, [problem.text("en") for problem in reader.problems]
    return found, [problem.text(lang) for problem in reader.problems]


def test_fields_are_found_by_their_english_names():
    found, _ = fields("{khi: a, thì: b}", ("when",), ("then", "cite"), "vi")
    assert ("when" in found, "cite" in found, found.get("cite"), found.clean) == (True, False, None, True)
    assert (found.at("then"), found.at("cite")) == (Place("x.yaml", 1, 15), Place("x.yaml", 1, 1))


@pytest.mark.parametrize(
    ("text", "lang", "message"),
    [
        ("▸{then: b}", "en", "the key “when” is missing"),
        ("{▸when: , then: b}", "en", "the key “when” is empty"),
        ("{▸khi: , thì: b}", "vi", "khóa “khi” còn trống"),
        (
            "{▸wehn: a, then: b}",
            "en",
            "the key “wehn” is not allowed here; expected when, then, reason; did you mean when?",
        ),
        (
            "{▸khi: a, then: b}",
            "en",
            "“khi” is a word of the other language; a file is written in one language; did you mean when?",
        ),
        ("{▸when: a, thì: b}", "vi", "“when” là từ của ngôn ngữ khác; mỗi tệp chỉ dùng một ngôn ngữ; có phải là khi?"),
        ("{lý do: a, khi: b, ▸lí do: c}", "vi", "khóa “lí do” lặp lại"),
        ("▸text", "en", "this is a text; expected a map of key: value"),
        ("{when: a, ▸b c}", "en", "the comma before “b c” starts a new key"),
        ("{when: 1, ▸5}", "en", "did you mean 1.5?"),
    ],
)
def test_mistake_in_the_keys_of_a_map_is_placed_and_explained(text, lang, message):
    assert message in " | ".join(fields(text, ("when",), ("then", "reason"), lang)[1])


def test_keys_that_a_planner_may_leave_blank_are_no_mistake():
    found, _ = fields("chosen_by:\norder:\n", ("chosen_by", "order"))
    assert "chosen_by" in found


def test_empty_document_lacks_its_keys():
    assert fields("▸", ("when",))[1] == ["x.yaml:1:1: the key “when” is missing"]


def test_language_is_that_of_most_keywords():
    for text, lang in (
        ("{instrument: a, văn bản: b, khi: c}", "vi"),
        ("{khi: a, when: b, then: c}", "en"),
        ("[]", "en"),
        ("{x: y}", "en"),
    ):
        assert FileReader.of("x", document(text, "x"), {}).lang == lang


def scalar(text, line=1):
    return Scalar(text, Place("x", line, 1))


@pytest.mark.parametrize(
    ("word", "lang", "expected"), [("yes", "en", True), ("no", "en", False), ("có", "vi", True), ("không", "vi", False)]
)
def test_yes_or_no_is_read_in_the_files_language(word, lang, expected):
    reader = FileReader("x", lang, {})
    assert reader.yes(scalar(word), not expected) is expected
    assert reader.yes(None, expected) is expected
    assert reader.problems == []


def test_true_and_false_will_do_only_where_the_language_writes_them():
    reader = FileReader("x", "vi", {})
    assert reader.yes(scalar("false"), True, loosely=True) is False
    assert reader.problems == []
    assert reader.yes(scalar("True"), False) is True
    assert reader.problems[0].text("vi") == "x:1:1: “True” không dùng được ở đây; cần có, không; có phải là có?"


def test_term_of_the_other_language_suggests_ones_own():
    reader = FileReader("x", "vi", {})
    assert reader.term(scalar("first"), ("first", "unique"), "unique") == "unique"
    assert reader.problems[0].suggestion == "đầu tiên"
    assert reader.term(document("[]", "x"), ("first",), "first") == "first"


def test_title_is_in_both_languages_or_the_same_in_both():
    reader = FileReader("x", "en", {})
    titles = [reader.title(document(text, "x"), "d") for text in ("{vi: a, en: b}", "{vi: a}", "{en: b}", "c", "{}")]
    assert titles == [Text("a", "b"), Text("a", "a"), Text("b", "b"), Text("c", "c"), Text("d", "d")]
    assert reader.title(None, "d") == Text("d", "d")
    assert reader.problems == []
    reader.title(document("[a]", "x"), "d")
    assert len(reader.problems) == 1


def test_values_that_are_missing_are_none():
    reader = FileReader("x", "en", {})
    assert (
        reader.day(None),
        reader.number(None),
        period(reader, None),
        citations(reader, None),
        read_number(reader, None),
    ) == (None, None, None, (), "")
    assert (reader.entries(None), reader.items(None), reader.text(None, "d")) == ((), (), "d")
    assert reader.entries(scalar("")) == ()
    assert reader.day(scalar("unknown"), unknown=True) is None
    assert reader.number(scalar("1|2")) is None
    assert len(reader.problems) == 1


def test_only_the_first_of_many_wrong_names_are_compared_with_all():
    reader = FileReader("x", "en", {})
    known = [f"name{number}" for number in range(5_000)]
    near = [reader.suggest("nam7", known) for _ in range(5)]
    assert near[0]
    assert near[4] is None
    assert calls(lambda: reader.suggest("nam7", known)) < 10


def test_many_names_are_cut_in_a_message():
    assert joined_names(str(number) for number in range(100)) == "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 …"
    assert joined_names(["a", "b"]) == "a, b"


def test_unknown_name_is_noted_once_with_its_lines():
    reader = FileReader("x", "en", {})
    for line in (3, 9, 5, 5):
        reader.report_unknown(scalar("nmae", line), "attribute", "không có", "none", ["name"])
    reader.report_unknown(scalar("nmae", 6), "relation", "không có", "none", ())
    assert [problem.text("en") for problem in reader.problems] == [
        "x:3:1: none (also on line 5, 9); expected name; did you mean name?",
        "x:6:1: none",
    ]


def test_without_instruments_no_citation_is_blamed():
    reader = FileReader("x", "en", {})
    assert str(citations(reader, scalar("1/A Điều 2"))[0]) == "1/A Điều 2"
    assert reader.problems == []


def test_library_reads_a_document_once_and_names_it_from_its_root(tmp_path):
    library = Corpus.at(shipped_rules())
    problems: list[Problem] = []
    for _ in range(2):
        assert library.open(library.root / "nowhere.yaml", problems) is None
    assert [problem.place.file for problem in problems] == ["rules/nowhere.yaml"] * 2
    assert isinstance(library.documents[library.root / "nowhere.yaml"], RuleError)
    assert library.shown(tmp_path) == tmp_path.as_posix()


def test_document_begins_with_a_keyword_of_its_language():
    cases = {"plan: x": True, "kế hoạch: x": True, "instrument: x": False, "[plan]": False, "{}": False}
    assert {text: has_keyword(document(text, "x"), "plan") for text in cases} == cases


@pytest.mark.parametrize(
    ("word", "allowed", "keyword"),
    [("quy tắc", ("rules",), "rules"), ("quy tắc", ("rule",), "rule"), ("quy tắc số", ("rule",), "rule"), ("khi", ("then",), None), ("mức", ("value",), "value")],
)  # fmt: skip
def test_vietnamese_word_means_what_its_place_allows(word, allowed, keyword):
    assert allowed_keyword(word, "vi", allowed) == keyword


def asked_for():
    """Every text that the checkers look up as a keyword."""
    for path in Path(rulefiles.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            owner = node.func.value
            if (
                node.func.attr in ("get", "at", "of")
                and isinstance(owner, ast.Name)
                and owner.id in ("fields", "entry", "Fields", "table")
            ):
                texts = (one for argument in node.args for one in ast.walk(argument) if isinstance(one, ast.Constant))
                yield from (one.value for one in texts if isinstance(one.value, str))


def test_every_keyword_that_the_checkers_ask_for_is_in_the_table():
    words = set(asked_for())
    assert {"when", "quota", "compare"} <= words
    assert words <= {*KEYWORDS, "vi", "en"}
    assert [local_term(word, "vi") for word in ("yes", "official")] == [TERMS["yes"], "official"]
