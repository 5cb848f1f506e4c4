"""Annexes: annexes and totals beside the rules, every mistake in its row and column, and no path out of the folder."""

import sys

import pytest

from eligibility.communes import SUBJECTS
from eligibility.model import Evidence, OneOf, Total
from eligibility.rulefiles import load_rules
from eligibility.rulefiles.annexes import AnnexReader, is_inside
from eligibility.rulefiles.instruments import annex_entries
from eligibility.rulefiles.reader import FileReader
from eligibility.sources import RuleError
from eligibility.sources.yaml_tree import document
from tests.rulefiles.cases import AS_OF, FILE, FOLDER, rules, written

GIVES = "gives: listed_region, of: commune, absent: none"
ROWS = "province,district,name,listed_region\nBắc Giang,Sơn Động,Xã A,III\nBắc Giang,Sơn Động,Xã B,I|II\n"
TOTALS = "province,attribute,value,among,count,evidence,source\nBắc Giang,listed_region,III,,1,official,x\nBắc Giang,listed_region,*,,2,,\nBắc Giang,households,5,,3,,\n"


def read(folder, entry, **files):
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_csv", ".csv")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    reader = FileReader("x.yaml", "en", {})
    (found,) = annex_entries(reader, document(entry, "x.yaml"), SUBJECTS)
    listing = AnnexReader(reader, folder, "rules/x", "1/A", SUBJECTS).read(found)
    return listing, [problem.text("en") for problem in reader.problems]


def test_rows_of_all_files_make_one_list(tmp_path):
    more = "province,district,name,listed_region,evidence,source\nAn Giang,Tri Tôn,Xã C,none,official,here\n"
    entry = f"{{file: annex/*.csv, {GIVES}, evidence: secondary, source: there}}"
    listing, problems = read(tmp_path, entry, annex__a_csv=ROWS, annex__b_csv=more, annex__c_txt="x")
    assert problems == []
    assert (listing.owner, listing.gives, listing.of, listing.keys, listing.absent) == (
        "1/A",
        "listed_region",
        "commune",
        ("province", "district", "name"),
        None,
    )
    assert [(row.names[2], row.value, row.evidence, row.source) for row in listing.rows] == [
        ("Xã A", "III", Evidence.SECONDARY, "there"),
        ("Xã B", OneOf.of("I", "II"), Evidence.SECONDARY, "there"),
        ("Xã C", None, Evidence.OFFICIAL, "here"),
    ]
    assert [str(row.place) for row in listing.rows][::2] == [
        "rules/x/annex/a.csv:2:listed_region",
        "rules/x/annex/b.csv:2:listed_region",
    ]


def test_totals_of_the_list_are_read(tmp_path):
    entry = f"{{file: a.csv, {GIVES}, complete_when: totals.csv}}"
    listing, problems = read(tmp_path, entry, a_csv=ROWS, totals_csv=TOTALS)
    assert problems == []
    province = listing.totals[0].area
    assert listing.totals == (
        Total(province, "III", 1, "", Evidence.OFFICIAL, "x"),
        Total(province, None, 2, "", Evidence.UNSTATED, "", every=True),
    )


def test_village_is_named_by_its_commune(tmp_path):
    rows = "province,district,commune,name,listed_specially_difficult\nBắc Giang,Sơn Động,A,Thôn B,yes\n"
    listing, problems = read(tmp_path, "{file: a.csv, gives: listed_specially_difficult, of: village}", a_csv=rows)
    assert (problems, listing.rows[0].value) == ([], True)


ROW_MISTAKES = [
    ("province,name,listed_region\nBắc Giang,Xã A,IV\n", "rules/x/a.csv:2:listed_region: “IV” cannot be read; expected one of: I, II, III, none"),
    ("province,name,listed_region\nBắc Giang,Xã A,\n", "rules/x/a.csv:2:listed_region: “” cannot be read"),
    ("province,name,listed_region\nBắc Giang,Xã A,unknown\n", "“unknown” cannot be read"),
    ("province,name,listed_region\nBắc Giang,,I\n", "rules/x/a.csv:2:name: the cell “name” is empty"),
    ("province,name,listed_region\nA,B,I\nA,b,II\n", "rules/x/a.csv:3:listed_region: A, b repeats (rules/x/a.csv:2:listed_region)"),
    ("province,nam,listed_region\nA,B,I\nA,C,I\n", "rules/x/a.csv:1:nam: unknown column “nam”; expected code, name"),
    ("province,name\nA,B\nA,C\n", "rules/x/a.csv:1: the column “listed_region” is missing"),
    ("listed_region\nI\n", "rules/x/a.csv:1: no column names the subject"),
    ("province,name,listed_region,evidence\nA,B,I,press\n", "rules/x/a.csv:2:evidence: “press” is not a level of evidence; expected assumed, unstated, secondary, official"),
    ("province,name,listed_region\nA,B\n", "rules/x/a.csv:2:listed_region: 2 cells for 3 columns"),
    ("province,name,name,listed_region\nA,B,C,I\n", "rules/x/a.csv:1:3: the heading “name” repeats"),
    ("", "rules/x/a.csv:1: the file is empty: no row of headings"),
    ("province,name,listed_region\nA," + "x" * 100_001 + ",I\n", "rules/x/a.csv:2:2: a line of over 100000 characters"),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "message"), ROW_MISTAKES, ids=range(len(ROW_MISTAKES)))
def test_mistake_in_a_list_is_one_problem_in_its_place(tmp_path, rows, message):
    _, problems = read(tmp_path, f"{{file: a.csv, {GIVES}}}", a_csv=rows)
    assert len(problems) == 1
    assert message in problems[0]


def test_files_of_a_list_share_their_columns(tmp_path):
    other = "district,name,listed_region\nA,B,I\nA,C,I\n"
    _, problems = read(tmp_path, f"{{file: '*.csv', {GIVES}}}", a_csv=ROWS, b_csv=other)
    assert problems == [
        "rules/x/b.csv:1: the files of a list have the same columns; expected province, district, name, listed_region"
    ]


TOTAL_MISTAKES = [
    ("province,attribute,value\nA,listed_region,I\n", ["rules/x/t.csv:1: the column “count” is missing"]),
    ("province,attribute,value,count,cuont\nA,listed_region,I,1,1\n", ["rules/x/t.csv:1:cuont: unknown column “cuont”; expected province"]),
    ("province,attribute,value,count\nA,listed_region,I,many\n", ["rules/x/t.csv:2:count: “many” cannot be read"]),
    ("province,attribute,value,count\nA,listed_region,I,\n", ["rules/x/t.csv:2:count: “” cannot be read"]),
    (f"province,attribute,value,count\nA,listed_region,I,{'9' * 5000}\n", ["rules/x/t.csv:2:count"]),
    ("province,attribute,value,count\nA,listed_region,IV,1\n", ["rules/x/t.csv:2:value: listed_region: “IV” cannot be read"]),
    ("province,attribute,value,count\nA,listed_region,I|II,1\n", ["rules/x/t.csv:2:value: listed_region: “I|II” cannot be read"]),
    ("province,attribute,value,count\n,listed_region,I,1\n", ["rules/x/t.csv:2:province: the cell “province” is empty"]),
    ("province,attribute,value,count\nA,listed_regoin,I,1\n", ["rules/x/t.csv:2:attribute: there is no fact “listed_regoin”"]),
    ("province,attribute,value,count\nA,listed_region,I,1\nA,listed_region,I,2\n", ["rules/x/t.csv:3:count: this total is already on line 2"]),
    ("province,attribute,value,count,evidence\nA,listed_region,I,1,x\n", ["rules/x/t.csv:2:evidence: “x” is not a level of evidence"]),
    ("province,attribute,value,count\nA\n", ["rules/x/t.csv:2:attribute: 1 cells for 4 columns"]),
    ("", ["rules/x/t.csv:1: the file is empty"]),
]  # fmt: skip


@pytest.mark.parametrize(("totals", "messages"), TOTAL_MISTAKES, ids=range(len(TOTAL_MISTAKES)))
def test_mistake_in_totals_is_one_problem_in_its_place(tmp_path, totals, messages):
    _, problems = read(tmp_path, f"{{file: a.csv, {GIVES}, complete_when: t.csv}}", a_csv=ROWS, t_csv=totals)
    assert len(problems) == 1
    assert problems[0].startswith(messages[0])


PATHS = [
    ("../a.csv", "“../a.csv” leaves the folder; expected a path inside the folder of this file"),
    ("/etc/passwd", "“/etc/passwd” leaves the folder"),
    ("x/../../a.csv", "leaves the folder"),
    ("C:a.csv", "leaves the folder"),
    ("x\\a.csv", "leaves the folder"),
    ("../*.csv", "leaves the folder"),
    ("out/a.csv", "leaves the folder"),
    ("out/*.csv", "leaves the folder"),
    # Up to Python 3.12 a link to itself cannot be followed; from 3.13 on it is followed to nowhere.
    ("loop.csv", "leaves the folder" if sys.version_info < (3, 13) else "there is no file"),
    ("x" * 5000 + ".csv", "leaves the folder"),
    ("nowhere.csv", "there is no file rules/x/nowhere.csv"),
    ("nowhere/*.csv", "there is no file rules/x/nowhere/*.csv"),
    ("*/a.csv", "there is no file rules/x/*/a.csv"),
    ("annex", "there is no file rules/x/annex"),
]


@pytest.mark.parametrize("key", ["file", "complete_when"])
@pytest.mark.parametrize(("name", "message"), PATHS, ids=[name[:20] for name, _ in PATHS])
def test_path_of_a_list_stays_in_its_folder(tmp_path, key, name, message):
    folder = tmp_path / "x"
    (folder / "annex").mkdir(parents=True)
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "a.csv").write_text(ROWS, encoding="utf-8")
    (folder / "out").symlink_to(tmp_path / "secret")
    (folder / "loop.csv").symlink_to(folder / "loop.csv")
    entry = f'{{file: "{name}", {GIVES}}}' if key == "file" else f'{{file: a.csv, {GIVES}, complete_when: "{name}"}}'
    entry = entry.replace("\\", "\\\\")
    (folder / "a.csv").write_text(ROWS, encoding="utf-8")
    listing, problems = read(folder, entry)
    assert len(problems) == 1
    assert problems[0].startswith("x.yaml:1:")
    if not (key == "complete_when" and "*" in name):
        assert message in problems[0]
    assert listing.rows == () or key == "complete_when"


def test_link_among_the_files_of_a_pattern_is_refused_not_left_out(tmp_path):
    folder = tmp_path / "x"
    folder.mkdir()
    (tmp_path / "b.csv").write_text(ROWS, encoding="utf-8")
    (folder / "b.csv").symlink_to(tmp_path / "b.csv")
    listing, problems = read(folder, f"{{file: '*.csv', {GIVES}}}", a_csv=ROWS)
    assert (len(listing.rows), len(problems)) == (2, 1)
    assert "“b.csv” leaves the folder" in problems[0]


def test_inside_follows_links(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "link").symlink_to(tmp_path)
    assert is_inside(tmp_path, "a/b.csv")
    assert is_inside(tmp_path, "a/link/b.csv")
    assert not is_inside(tmp_path / "a", "link/b.csv")
    assert not is_inside(tmp_path, "a\0b")


def test_missing_annex_is_a_problem_of_the_file_that_names_it(tmp_path):
    yes = "{id: one, cite: 03/2023/TT-BTTTT, when: {support_points: 0}, then: yes}"
    text = rules(yes).replace("rule_sets:", f"annexes: [{{file: annex/*.csv, {GIVES}}}]\nrule_sets:")
    with pytest.raises(RuleError, match=f"rules/{FILE}:3:18: there is no file rules/{FOLDER}/annex/\\*.csv"):
        load_rules(written(tmp_path, {FILE: text}) / FOLDER, AS_OF)
