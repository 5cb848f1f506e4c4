"""Living documentation: what its pages show, that everything is escaped, and that every link leads somewhere."""

import re
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import attrs
import pytest
from click.testing import CliRunner

from eligibility.cli.command_line import main, program
from eligibility.model import (
    AllOf,
    AsOf,
    Count,
    CountOf,
    Fact,
    FactValue,
    Key,
    Leaf,
    Literal,
    Not,
    Op,
    Quota,
    Ratio,
    Test,
)
from eligibility.reporting import ConditionFormatter
from eligibility.sources import Place, Text
from eligibility.testing.coverage import Boundary
from eligibility.testing.gherkin import FeatureError, read_features
from eligibility.testing.laws import LawCache
from eligibility.testing.pages import clauses, plans as planning, site as pages, views
from eligibility.testing.pages.chapters import relations, until
from eligibility.testing.pages.clauses import ClauseBuilder
from tests.testing.folders import rules_and_plan

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[3]
LAW = LawCache().law("33/2020/QĐ-TTg", date(2023, 7, 5))
SCRIPT = "<script>alert(1)</script>"


class Reader(HTMLParser):
    """Notes ids, links, and the text in each language."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.others: list[str] = []
        self.said = {"vi": "", "en": ""}
        self._spans: list[str] = []
        self.feed(text)

    @property
    def text(self) -> str:
        """What a reader of Vietnamese sees."""
        return self.said["vi"]

    def handle_starttag(self, tag, found) -> None:
        given = dict(found)
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given["href"]] if tag == "a" else []
        self.others += [given[name] for name in ("src", "srcset", "action", "poster", "data") if name in given]

        if tag == "span":
            self._spans.append(given["lang"] if given.get("class") == "t" else "")

    def handle_endtag(self, tag) -> None:
        if tag == "span":
            self._spans.pop()

    def handle_data(self, data) -> None:
        for lang in ("vi", "en"):
            if {"vi": "en", "en": "vi"}[lang] not in self._spans:
                self.said[lang] += data


def plain(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(scope="module")
def site() -> pages.Site:
    return pages.build(read_features([ROOT / "features"]), LawCache())


@pytest.fixture(scope="module")
def shipped(site) -> dict[str, str]:
    return dict(pages.render(site))


@pytest.fixture(scope="module")
def read(shipped) -> dict[str, Reader]:
    return {name: Reader(text) for name, text in shipped.items()}


# ── the shipped law ──────────────────────────────────────────────────────────────────────────────


def test_every_instrument_with_rules_or_a_plan_has_a_page(shipped) -> None:
    folders = {path.parent.name for path in (ROOT / "rules").glob("*/[0-9]*.yaml")}
    assert shipped.keys() == {*(f"{folder}.html" for folder in folders), "index.html"}


def test_every_internal_link_resolves(read) -> None:
    for name, page in read.items():
        for link in page.links:
            file, _, fragment = link.partition("#")
            there = read[file or name]
            assert not fragment or fragment in there.ids, f"{name}: {link}"


def test_ids_are_said_once(read) -> None:
    for page in read.values():
        assert len(page.ids) == len(set(page.ids))


def test_nothing_comes_from_elsewhere(shipped, read) -> None:
    for name, text in shipped.items():
        assert read[name].others == []
        assert not re.search(r"https?://|url\(|@import|<link[^>]+stylesheet|<script[^>]+src", text)
        assert str(ROOT) not in text


def test_every_rule_is_there_with_its_place_and_article(site, read) -> None:
    lines = [
        (f"{path.parent.name}/{path.name}:{number}", match[1])
        for path in (ROOT / "rules").glob("*/[0-9]*.yaml")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if (match := re.match(r" {6}- id: (\S+)", line))
    ]
    articles = [
        (views.short(article.rule.place), article.rule.id)
        for page in site.pages
        for edition in page.editions
        for chapter in edition.chapters
        for article in chapter.articles
    ]
    assert sorted(articles) == sorted(lines)
    for place, _ in lines:
        assert place in read[f"{place.split('/')[0]}.html"].text


def test_every_scenario_is_there_once_with_its_mark(site, read) -> None:
    every = [scenario for feature in read_features([ROOT / "features"]) for scenario in feature.scenarios]
    told = [row for page in site.pages for one in page.features for scenario in one.scenarios for row in scenario.rows]
    assert [row.result.scenario.place for row in sorted(told, key=lambda row: row.position)] == [
        one.place for one in every
    ]
    for page in site.pages:
        text = plain(read[page.file].text)
        for one in page.features:
            for story in one.scenarios:
                assert plain(story.name) in text
                assert {row.id for row in story.rows} <= set(read[page.file].ids)
    assert site.orphans == ()
    assert (site.code, site.passed) == (0, site.total)


def test_rules_and_scenarios_link_both_ways(site, read) -> None:
    there = {(page.file, link) for page in site.pages for link in read[page.file].links}
    for page in site.pages:
        for edition in page.editions:
            for article in (one for chapter in edition.chapters for one in chapter.articles):
                for bearing in (one for found in article.bearings for one in found):
                    assert (page.file, bearing.href) in there
                    file, _, fragment = bearing.href.partition("#")
                    back = f"{page.file}#{article.id}"
                    story = next(
                        story
                        for other in site.pages
                        if other.file == file
                        for told in other.features
                        for story in told.scenarios
                        if fragment in (story.id, *(row.id for row in story.rows))
                    )
                    assert back in [touch.href for touch in site.touches[story.id]]


def test_a_page_says_it_in_both_languages_and_forms(read) -> None:
    texts = {lang: plain(text) for lang, text in read["33-2020-qd-ttg.html"].said.items()}
    for said in (
        "từ ngày 31/12/2020",
        "Tỷ lệ giữa số hộ nghèo và số hộ: từ 20% trở lên",
        "Riêng khi điều sau thỏa mãn thì ngưỡng là: 15%",
        "Số hộ nghèo dân tộc thiểu số: trên 150 hộ",
        "Xã mà nó thuộc về:",
        "poor_share_lower",
        "Đường đến trung tâm xã: rất khó đi hoặc chưa có đường",
    ):
        assert said in texts["vi"]
    for said in (
        "from 2020-12-31",
        "The ratio of poor households to households: at least 20%",
        "Where this holds, the threshold is: 15%",
        "The commune that it belongs to:",
    ):
        assert said in texts["en"]
        assert said not in texts["vi"]


def test_an_open_question_is_marked_with_the_answer_of_the_plan(read) -> None:
    text = plain(read["03-2023-tt-btttt.html"].text)
    assert "luật bỏ ngỏ" in text
    assert "Thôn đặc biệt khó khăn của xã đã đạt chuẩn nông thôn mới có còn được tính không?" in text
    assert "Người lập kế hoạch trả lời" in text
    assert "chưa được ai thông qua" in text


def test_editions_end_the_day_before_the_next(read) -> None:
    text = plain(read["612-qd-ubdt.html"].text)
    assert "từ ngày 16/09/2021 đến hết ngày 29/07/2024" in text
    assert "từ ngày 30/07/2024 đến hết ngày 31/12/2025" in text


def test_a_plan_shows_what_it_says_apart_from_what_was_chosen(read) -> None:
    _, _, text = plain(read["92-kh-stttt.html"].text).partition("Kế hoạch nói gì")
    chosen = text.index("Không luật nào và không kế hoạch đã công bố nào")
    assert text.index("từ 3 đến 4") < chosen < text.index("nhiều nhất 2 cho mỗi")
    assert "từ ngày 01/07/2023 đến hết ngày 31/12/2023" in text
    assert "Tỷ lệ giữa số hộ nghèo và số hộ, giảm dần" in text


def test_an_outline_is_told_once_with_its_parameters_open(site) -> None:
    told = next(one for page in site.pages for one in page.features if one.feature.path.name == "khu-vuc-xa.feature")
    story = told.scenarios[0]
    assert (story.head, len(story.rows)) == (("hộ dân tộc thiểu số", "kết luận"), 5)
    assert story.steps[0].pieces == ('"Số hộ dân tộc thiểu số" là "', "<hộ dân tộc thiểu số>", '"')
    assert [step.keyword for step in told.background] == ["Cho", "Và"]


# ── a small folder ───────────────────────────────────────────────────────────────────────────────

FEATURE = """# language: vi
Tính năng: Nguy hiểm <script>alert(1)</script>
  Mô tả <b>đậm</b> & "nháy".

  Kịch bản: Đạt <img src=x>
    Cho bộ quy tắc "1/2020/QĐ-A" vào ngày 01/03/2022
    Và một xã
      | Số hộ | 100 |
    Khi xét xã đó
    Thì "Hạng" là "chưa xác định"

  Khung kịch bản: Không đạt
    Cho bộ quy tắc "1/2020/QĐ-A" vào ngày 01/03/2022
    Và một xã
      | Số hộ | <hộ> |
      | Số hộ | <hộ> |
    Khi xét xã đó
    Thì "Hạng" là "Hạng A"

    Dữ liệu:
      | hộ  |
      | 100 |
      | 120 |

  Kịch bản: Vô lý
    Cho bộ quy tắc "1/2020/QĐ-A" vào ngày 01/03/2020
    Khi xét xã đó
    Thì "Hạng" là "Hạng A"
"""
PLANNED = """# language: vi
Tính năng: Kế hoạch
  Kịch bản: Không có kế hoạch nào khác
    Cho kế hoạch "9/KH-A"
    Và một xã
      | Số hộ | 100 |
"""


@pytest.fixture
def small(tmp_path) -> LawCache:
    root = rules_and_plan(tmp_path)
    for name in ("instruments.yaml", "1-2020-qd-a/2022-01-01.yaml"):
        path = root / name
        text = path.read_text(encoding="utf-8")
        path.write_text(
            text.replace("vi: Một", f'vi: "{SCRIPT}"').replace("vi: Hạng,", 'vi: "Hạng", '), encoding="utf-8"
        )
    return LawCache(root)


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_everything_is_escaped_and_failures_are_told(small, tmp_path) -> None:
    written(tmp_path / "f", "a.feature", FEATURE)
    found = pages.build(read_features([tmp_path / "f"]), small)
    texts = dict(pages.render(found))
    text = texts["1-2020-qd-a.html"]
    assert found.code == 3
    assert text.count("<script") == 1
    assert SCRIPT in Reader(text).text
    assert "Đạt &lt;img src=x&gt;" in text
    assert "Mô tả &lt;b&gt;đậm&lt;/b&gt; &amp;" in text
    assert "Không đạt" in text
    assert 'class="no"' in text
    assert str(tmp_path) not in text
    assert "Chưa kịch bản nào chạm đến quy tắc này" in text


def test_a_run_with_failures_alone_has_exit_code_1(small, tmp_path) -> None:
    text = FEATURE[: FEATURE.index("  Khung kịch bản")].replace("chưa xác định", "Hạng A")
    found = pages.build(read_features([written(tmp_path / "f", "a.feature", text)]), small)
    assert (found.code, found.passed, found.total) == (1, 0, 1)
    shown = plain(Reader(dict(pages.render(found))["1-2020-qd-a.html"]).text)
    assert "Cần" in shown
    assert "0/0" not in shown


def test_two_files_of_one_name_have_ids_of_their_own(small, tmp_path) -> None:
    first = written(tmp_path / "a" / "f", "a.feature", FEATURE)
    second = written(tmp_path / "b" / "f", "a.feature", FEATURE.replace("Nguy hiểm", "Khác"))
    found = pages.build(read_features([first, second]), small)
    ids = Reader(dict(pages.render(found))["1-2020-qd-a.html"]).ids
    assert len(ids) == len(set(ids))


def test_a_feature_of_no_instrument_stands_on_the_index(small, tmp_path) -> None:
    nothing = '# language: vi\nTính năng: Trống\n  Kịch bản: Chỉ có xã\n    Cho bộ quy tắc "8/2020/QĐ-A" vào ngày 01/03/2022\n'
    found = pages.build(read_features([written(tmp_path / "f", "a.feature", nothing)]), small)
    texts = dict(pages.render(found))
    assert list(texts) == ["index.html"]
    assert "Chỉ có xã" in texts["index.html"]
    assert (found.total, found.passed, found.as_dict()["instruments"]) == (1, 0, 0)


def test_a_feature_belongs_to_its_folder_then_to_what_it_speaks_of(small, tmp_path) -> None:
    own = written(tmp_path / "9-kh-a", "a.feature", FEATURE)
    plan = written(tmp_path / "f", "b.feature", PLANNED)
    found = pages.build(read_features([own, plan]), small)
    homes = {page.number: [one.feature.path.name for one in page.features] for page in found.pages}
    assert homes == {"1/2020/QĐ-A": [], "9/KH-A": ["a.feature", "b.feature"]}
    text = plain(Reader(dict(pages.render(found))["9-kh-a.html"]).text)
    assert "đúng 1" in text
    assert "đến hết ngày 31/12/2022" in text
    assert "nhiều nhất 1 cho mỗi" in text


def test_a_feature_that_names_a_folder_belongs_to_the_rules_that_it_bears_on(small, tmp_path) -> None:
    folder = (small.root / "1-2020-qd-a").as_posix()
    text = FEATURE.replace("1/2020/QĐ-A", folder)
    found = pages.build(read_features([written(tmp_path / "f", "a.feature", text)]), small)
    assert [len(page.features) for page in found.pages] == [1]


def test_rules_without_a_day_or_an_entry_in_the_list_have_a_page_too(small, tmp_path) -> None:
    text = (small.root / "1-2020-qd-a" / "2020-01-01.yaml").read_text(encoding="utf-8")
    alone = written(small.root / "1-2020-qd-a", "rules.yaml", text)
    feature = FEATURE[: FEATURE.index("  Khung kịch bản")].replace("1/2020/QĐ-A", alone.as_posix())
    feature = feature.replace("01/03/2022", "01/03/2020").replace('"Hạng"', '"is_poor"')
    found = pages.build(read_features([written(tmp_path / "f", "a.feature", feature)]), small)
    assert found.pages[0].editions[0].start is None
    stranger = relations("7/2020/QĐ-A", found.instruments)
    assert list(stranger) == []


def test_pages_replace_those_before_and_leave_nothing_beside_them(small, tmp_path) -> None:
    found = pages.build(read_features([written(tmp_path / "f", "a.feature", PLANNED)]), small)
    out = tmp_path / "out" / "deep"
    assert pages.write(found, out) == pages.write(found, out)
    assert sorted(path.name for path in out.iterdir()) == ["1-2020-qd-a.html", "9-kh-a.html", "index.html"]


def test_a_folder_that_cannot_be_written_is_said(small, tmp_path) -> None:
    found = pages.build(read_features([written(tmp_path / "f", "a.feature", PLANNED)]), small)
    (tmp_path / "out").write_text("", encoding="utf-8")
    with pytest.raises(FeatureError, match="cannot be written"):
        pages.write(found, tmp_path / "out")


# ── in words ─────────────────────────────────────────────────────────────────────────────────────

POOR = Leaf(Ratio("poor_households", "households"), (Test(Op.LESS_THAN, (Literal(Decimal("0.155")),)),))
NO_ROAD = Leaf(Fact("road"), (Test(Op.NONE_OF, (Literal("hard"), Literal("no_road"))),))


def leaf(observed, op: Op, *operands) -> Leaf:
    return Leaf(observed, (Test(op, operands),))


@pytest.mark.parametrize(
    ("condition", "vi", "en"),
    [
        (POOR, "Tỷ lệ giữa số hộ nghèo và số hộ: dưới 15,5%", "The ratio of poor households to households: less than 15.5%"),
        (leaf(Fact("households"), Op.BETWEEN, Literal(1000), Literal(2000)), "Số hộ: trong khoảng 1.000 hộ và 2.000 hộ", "Households: between 1,000 households and 2,000 households"),
        (leaf(Fact("households"), Op.KNOWN, Literal(True)), "Số hộ: đã biết", "Households: known"),
        (leaf(Fact("households"), Op.KNOWN, Literal(False)), "Số hộ: chưa biết", "Households: unknown"),
        (leaf(Fact("poor_households"), Op.AT_MOST, FactValue("households")), "Số hộ nghèo: không quá số hộ", "Poor households: at most households"),
        (leaf(Fact("new_rural_since"), Op.AFTER, AsOf()), "Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực: sau ngày xét", "Recognised as new-rural since: after the as-of date"),
        (leaf(Count("villages", None), Op.AT_LEAST, Literal(2)), "Số thôn: từ 2 trở lên", "The number of subjects: village: at least 2"),
        (leaf(Count("villages", NO_ROAD, "some"), Op.AT_LEAST, Literal(1)), "Có thôn đạt điều sau", "Some village meets this"),
        (leaf(Count("villages", Not(NO_ROAD), "every"), Op.AT_MOST, Literal(0)), "Mọi thôn đạt điều sau", "Every village meets this"),
        (leaf(Count("villages", NO_ROAD), Op.MORE_THAN, Literal(3)), "Số thôn đạt điều sau: trên 3", "The number of villages that meet this: more than 3"),
        (leaf(CountOf((POOR, POOR)), Op.AT_LEAST, Literal(1)), "Số điều thỏa mãn trong những điều sau: từ 1 trở lên", "How many of these hold: at least 1"),
        (AllOf(()), "Không đòi hỏi gì", "Nothing is required"),
        (Not(POOR), "Không phải điều sau", "Not this"),
    ],
)  # fmt: skip
def test_condition_is_told_in_both_languages(condition, vi, en) -> None:
    told = ClauseBuilder(LAW).clause(ConditionFormatter(LAW, "commune"), condition)
    said = [
        f"{told.what.in_(lang)}: {told.test.in_(lang)}" if told.test else told.what.in_(lang) for lang in ("vi", "en")
    ]
    assert said == [vi, en]


def test_every_is_told_as_it_was_said() -> None:
    told = ClauseBuilder(LAW).clause(
        ConditionFormatter(LAW, "commune"), leaf(Count("villages", Not(NO_ROAD), "every"), Op.AT_MOST, Literal(0))
    )
    (part,) = told.parts
    assert part.test is not None
    assert part.test.vi == "khác rất khó đi và chưa có đường"


@pytest.mark.parametrize(
    ("label", "vi"),
    [
        ("as_of", "ngày xét"),
        ("2023-07-05", "05/07/2023"),
        ("households", "số hộ"),
        ("15.5%", "15,5%"),
        ("1200", "1.200"),
    ],
)
def test_threshold_is_written_as_people_write_it(label, vi) -> None:
    boundary = Boundary(Place(""), label, Text("", ""), ((), (), ()))
    assert clauses._bound(ConditionFormatter(LAW, "commune"), boundary).vi == vi


def test_last_day_of_an_edition() -> None:
    assert until(None, (), None) is None
    assert until(date(2020, 1, 1), (date(2020, 1, 1), date(2021, 1, 1)), None) == date(2020, 12, 31)


def test_quotas_and_keys_in_words() -> None:
    loaded = LawCache().plan("92/KH-STTTT", None, True)
    words: Any = pages.environment().get_template("plans.html").module
    quotas = [words.quota(quota) for quota in (Quota(0, 2, ()), Quota(2, 2, ()), Quota(1, 2, ()))]
    assert [re.findall(r">([^<]+)<", quota)[1] for quota in quotas] == ["at most 2", "exactly 2", "1 to 2"]
    key = Key("code", None, False, (), Text("", ""))
    assert "Commune code, ascending" in words.key(planning._key(ConditionFormatter(LAW, "commune"), key))
    bare = attrs.evolve(loaded, plan=attrs.evolve(loaded.plan, scope=None, per_subject=None))
    assert planning.sheet(bare).scope is None


# ── the command ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("form", "said"), [("table", "438/438 kịch bản đạt"), ("json", '"passed": 438')])
def test_command_writes_the_pages(tmp_path, form, said) -> None:
    result = CliRunner().invoke(
        program, ["docs", str(ROOT / "features"), "--out", str(tmp_path / "out"), "--format", form, "--lang", "vi"], standalone_mode=False,
    )  # fmt: skip
    assert result.return_value == 0
    assert re.sub(r"\d+", "438", said) in re.sub(r"\d{2,}", "438", result.output)
    assert (tmp_path / "out" / "index.html").is_file()


def test_command_says_what_is_wrong_with_a_feature(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setattr(
        "sys.argv", ["eligibility", "docs", str(tmp_path / "none"), "--out", str(tmp_path), "--lang", "vi"]
    )
    with pytest.raises(SystemExit, match="3"):
        main()
    assert "không có tệp hay thư mục kịch bản này" in capsys.readouterr().err
