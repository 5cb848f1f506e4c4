"""Documents: YAML's traps do not reach a rule."""

import unicodedata
from typing import Any

import pytest
import yaml

from eligibility.sources import Entries, Items, Place, RuleError, Scalar, decode_utf8, read_document, yaml_tree
from eligibility.sources.yaml_tree import document

NAME = "x.yaml"
LOADERS = [pytest.param(yaml.SafeLoader, id="slow")]
if hasattr(yaml, "CSafeLoader"):
    LOADERS.append(pytest.param(yaml.CSafeLoader, id="fast"))


@pytest.fixture(params=LOADERS, autouse=True)
def loader(request, monkeypatch):
    monkeypatch.setattr(yaml_tree, "_LOADER", request.param)
    return request.param


def plain(node):
    match node:
        case Scalar(text):
            return text
        case Items(items):
            return [plain(item) for item in items]
        case Entries(entries):
            return {key.text: plain(value) for key, value in entries}
        case _:
            raise AssertionError(node)


def read(text) -> Any:
    return document(text, NAME)


def refused(text):
    with pytest.raises(RuleError) as caught:
        read(text)
    return caught.value


@pytest.mark.parametrize(
    "text",
    [
        "07615",
        "0o17",
        "0x1F",
        "1_000",
        "1.000",
        "1e5",
        "yes",
        "no",
        "On",
        "off",
        "null",
        "~",
        "2023-07-05",
        "12:30:00",
        "861/QĐ-TTg Điều 1",
        "20%",
        ".inf",
        ".nan",
        "I|II|none",
        "=",
        "<<",
    ],
)
def test_scalar_stays_the_text_written(text):
    assert plain(read(f"a: {text}")) == {"a": text}


def test_document_is_a_tree_with_places():
    node = read("\n# law\na: x\nb:\n  - 'y'\n  - {c: z}\n")
    assert plain(node) == {"a": "x", "b": ["y", {"c": "z"}]}
    assert node.place == Place(NAME, 3, 1)
    (a, x), (_, items) = node.entries
    assert (a.place, x.place) == (Place(NAME, 3, 1), Place(NAME, 3, 4))
    assert [item.place for item in items.items] == [Place(NAME, 5, 5), Place(NAME, 6, 5)]


def test_quoted_scalar_is_told_from_a_plain_one():
    node = read("""{a: x, b: "x", c: 'x', d: , e: ""}""")
    assert [value.quoted for _, value in node.entries] == [False, True, True, False, True]
    assert [value.text for _, value in node.entries] == ["x", "x", "x", "", ""]


def test_map_in_braces_is_told_from_a_block():
    node = read("a: {b: c}")
    assert (node.flow, node.entries[0][1].flow) == (False, True)


@pytest.mark.parametrize("text", ["", "# only a comment\n", "---\n"])
def test_empty_document_is_an_empty_map_or_text(text):
    assert plain(read(text)) in ({}, "")


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("a: &x 1\nb: 2", "x.yaml:1:4", "anchors"),
        ("a: 1\nb: *x", "x.yaml:2:4", "anchors"),
        ("&x a: 1", "x.yaml:1:1", "anchors"),
        ("a: &x {b: c}", "x.yaml:1:4", "anchors"),
        ("a: !!python/object:os.system x", "x.yaml:1:4", "tags"),
        ("a: !x [1]", "x.yaml:1:4", "tags"),
        ("a: ! x", "x.yaml:1:4", "tags"),
        ("a: !!str 1", "x.yaml:1:4", "tags"),
        ("a: b\n---\nc: d", "x.yaml:2:1", "several documents"),
        ("a: b\n---\n", "x.yaml:2:1", "several documents"),
        ("a: 1\nb: 2\na: 3", "x.yaml:3:1", "“a” repeats (line 1)"),
        ("tỷ lệ: 1\ntỉ lệ: 2", "x.yaml:2:1", "repeats"),
        ("x:\n  a: 1\n  'a': 3", "x.yaml:3:3", "repeats (line 2)"),
        ("[a]: b", "x.yaml:1:1", "key must be a text"),
        ("{a: b}: c", "x.yaml:1:1", "key must be a text"),
        ("a: b\0c", "x.yaml:1:5", "U+0000"),
        ("a: 1\nb: \x1b[31m", "x.yaml:2:4", "U+001B"),
        ("a: \ud800", "x.yaml:1:4", "U+D800"),
        ("a: >= 15", "x.yaml:1:5", "cannot be read"),
        ("a:\n\tb: c", "x.yaml:2:1", "cannot be read"),
        ("a: @x", "x.yaml:1:4", "cannot be read"),
        ("a: `x`", "x.yaml:1:4", "cannot be read"),
        ("a: %x", "x.yaml:1:4", "cannot be read"),
        ("a: b: c", "x.yaml:1:5", "cannot be read"),
        ("a: 'b", None, "cannot be read"),
        ("a: [b", None, "cannot be read"),
        ("[" * 3_000, "x.yaml:1:41", "deeper than 40"),
        ("[" * 3_000 + "]" * 3_000, "x.yaml:1:41", "deeper than 40"),
        ("{a: " * 3_000, "x.yaml:1:161", "deeper than 40"),
        ("- " * 3_000, "x.yaml:1:81", "deeper than 40"),
    ],
)
def test_document_with_a_trap_is_refused_at_its_place(text, place, said):
    (problem,) = refused(text).problems
    assert said in problem.what.en
    assert place is None or str(problem.place) == place


def test_all_repeated_keys_are_reported_at_once():
    assert [problem.place.line for problem in refused("a: 1\na: 2\na: 3\nb: {c: 1, c: 2}").problems] == [2, 3, 4]


def test_problems_before_a_trap_are_reported_with_it():
    assert [problem.place.line for problem in refused("x: {a: 1, a: 2}\ny: &z 1").problems] == [1, 2]


def test_forty_levels_are_read_and_forty_one_are_not():
    assert read("[" * 40 + "]" * 40)
    assert refused("[" * 41 + "]" * 41)


def test_document_of_too_many_nodes_is_refused(monkeypatch):
    monkeypatch.setattr(yaml_tree, "MOST", 100)
    assert len(read("- x\n" * 99).items) == 99
    assert "more than 100" in str(refused("- x\n" * 100))


def test_syntax_error_in_a_long_document_is_not_read_twice(monkeypatch):
    monkeypatch.setattr(yaml_tree, "_EXPLAINED", 0)
    (problem,) = refused("a: 1\nb: @x").problems
    assert str(problem.place) == "x.yaml:2:4"


def test_syntax_error_that_only_the_fast_loader_sees_keeps_its_words(monkeypatch):
    error = yaml.MarkedYAMLError(problem="odd")
    (problem,) = yaml_tree._syntax(error, "a: 1", NAME)
    assert problem.place == Place(NAME)
    assert "odd" in problem.what.en


@pytest.mark.parametrize("explained", [0, 100_000])
def test_own_limit_comes_before_that_of_the_parser(monkeypatch, explained):
    monkeypatch.setattr(yaml_tree, "_EXPLAINED", explained)
    (problem,) = refused("[" * 3_000).problems
    assert "deeper than 40" in problem.what.en


def test_bytes_in_other_forms_read_the_same(tmp_path):
    text = "\n\nvăn bản: Đồng Sơn\nquy tắc: [hòa]\n"
    forms = [
        text.encode(),
        unicodedata.normalize("NFD", text).encode(),
        b"\xef\xbb\xbf" + text.encode(),
        text.replace("\n", "\r\n").encode(),
    ]
    nodes = []
    for form in forms:
        path = tmp_path / NAME
        path.write_bytes(form)
        nodes.append(read_document(path, NAME))
    assert nodes == [nodes[0]] * 4
    assert nodes[0].place == Place(NAME, 3, 1)
    assert plain(nodes[0]) == {"văn bản": "Đồng Sơn", "quy tắc": ["hòa"]}


@pytest.mark.parametrize(
    ("data", "line"), [("a: ở".encode("utf-16"), 1), ("a: 1\nb: é".encode("latin-1"), 2), (b"a\n\n\xff", 3)]
)
def test_bytes_that_are_not_utf_8_are_refused_with_their_line(data, line):
    with pytest.raises(RuleError, match="not UTF-8") as caught:
        decode_utf8(data, NAME)
    assert caught.value.problems[0].place == Place(NAME, line)


def test_utf_16_without_a_mark_is_refused(tmp_path):
    (tmp_path / NAME).write_bytes("a: b".encode("utf-16-le"))
    with pytest.raises(RuleError, match=r"U\+0000"):
        read_document(tmp_path / NAME, NAME)


def test_missing_file_is_refused_under_its_shown_name(tmp_path):
    for path in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(RuleError, match=r"law/none\.yaml: there is no such file"):
            read_document(path, "law/none.yaml")


def test_file_too_large_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(yaml_tree, "LARGEST", 10)
    path = tmp_path / NAME
    path.write_bytes(b"a: 3456789")
    assert plain(read_document(path, NAME)) == {"a": "3456789"}
    path.write_bytes(b"a: 34567890")
    with pytest.raises(RuleError, match="larger than 10 bytes"):
        read_document(path, NAME)
