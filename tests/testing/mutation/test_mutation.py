"""Mutation: what scenarios notice is noticed, what they do not is named, and no file is touched."""

import json
import multiprocessing
from datetime import date
from pathlib import Path

import pytest

from eligibility.engines.durable import driver
from eligibility.sources import NOWHERE, Text
from eligibility.testing.gherkin import feature_of, read_features
from eligibility.testing.laws import LawCache
from eligibility.testing.mutation import MutationReport, mutate, workers
from eligibility.testing.mutation.accepted import AcceptedMutant
from eligibility.testing.mutation.files import mutants
from eligibility.testing.mutation.mutation import MutantResult
from eligibility.testing.mutation.rules import touch
from eligibility.testing.mutation.workers import Task, killer
from eligibility.testing.overlay import LawOverlay
from eligibility.testing.runner import BoundScenario, bind_features, run
from eligibility.testing.steps import ScenarioContext
from tests.testing.folders import rules, rules_and_plan

pytestmark = pytest.mark.slow

FEATURES = Path(__file__).resolve().parents[3] / "features"
RULES = FEATURES.parent / "rules"
HEAD = """# language: vi
Tính năng: Nghèo

  Khung kịch bản: Tỷ lệ hộ nghèo từ 20%
    Cho bộ quy tắc "1/2020/QĐ-A" vào ngày 2021-06-01
    Và một xã
      | Số hộ       | 100   |
      | Số hộ nghèo | <hộ>  |
    Khi xét xã đó
    Thì "is_poor" là "<kết luận>"

    Dữ liệu:
      | hộ | kết luận |
"""
ROWS = ("      | 19 | không |\n", "      | 20 | có |\n", "      | 25 | có |\n")
PLAN = """# language: vi
Tính năng: Kế hoạch

  Kịch bản: Một suất
    Cho kế hoạch "9/KH-A"
    Và các xã sau
      | Mã xã | Mã tỉnh | Thuộc đồng bằng sông Cửu Long | Số hộ | Số hộ nghèo | Số hộ dân tộc thiểu số | Tên xã | Đường từ trung tâm huyện đến trung tâm xã |
      | 00001 | 24      | không                         | 200   | 0           | 0                      | Xã B   | 5                                         |
    Khi phân bổ
    Thì danh sách được chọn có 1 xã
"""


def scenarios(text: str) -> tuple[BoundScenario, ...]:
    return bind_features([feature_of(text, Path("a.feature"))])


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    return rules(tmp_path_factory.mktemp("mutation"))


@pytest.fixture(scope="module")
def blunt(root) -> MutationReport:
    """Scenarios below and far above the threshold."""
    return mutate(scenarios(HEAD + ROWS[0] + ROWS[2]), root)


@pytest.fixture(scope="module")
def sharp(root) -> MutationReport:
    """A scenario at the threshold too."""
    return mutate(scenarios(HEAD + "".join(ROWS)), root)


def left(report: MutationReport) -> set[str]:
    return {result.mutant.key for result in report.survivors if result.touching}


def test_boundary_that_no_scenario_touches_survives(blunt, sharp) -> None:
    assert {"20% → 21%", "poor_households/households at_least poor → more_than poor"} <= left(blunt)
    assert not {"20% → 21%", "20% → 19%", "rule dropped", "then yes → no"} & left(sharp)
    assert not {"poor_households/households at_least poor → more_than poor"} & left(sharp)
    assert sharp.killed
    assert sharp.findings  # the file of 2022 is not touched by any scenario


def test_survivor_says_where_and_what_would_have_caught_it(blunt) -> None:
    rows = {what: (where, hint) for where, what, hint in blunt.rows("vi")}
    assert rows["Giá trị “poor”: tỷ lệ Số hộ nghèo/Số hộ: 20% thành 21%"] == (
        "rules/1-2020-qd-a/2020-01-01.yaml:8",
        "một kịch bản về xã có tỷ lệ Số hộ nghèo/Số hộ đúng 20%",
    )
    assert any(hint.endswith("(no scenario touches it yet)") for _, _, hint in blunt.rows("en"))


def test_report_is_json(blunt) -> None:
    record = json.loads(json.dumps(blunt.as_dict()))
    assert record["tried"] == record["mutants"] == record["killed"] + len(record["survivors"])
    assert {"id", "file", "line", "what", "hint", "touching"} <= record["survivors"][0].keys()
    assert record["accepted"] == record["failing"] == record["problems"] == []


def test_accepted_survivors_are_no_findings_and_stale_entries_are(root, blunt) -> None:
    survivor = next(result.mutant for result in blunt.survivors if result.mutant.key == "20% → 21%")
    dead = blunt.killed[0].mutant
    reason = Text("vì", "because")
    entries = [
        AcceptedMutant(name, reason, NOWHERE)
        for name in (survivor.id, dead.id, "no such mutant", "1-2020-qd-a/2022-01-01 gaps/villages")
    ]
    report = mutate(scenarios(HEAD + ROWS[0] + ROWS[2]), root, entries)
    assert survivor.id in {result.mutant.id for result in report.accepted}
    assert len([result for result in report.accepted if result.mutant.part.endswith("gaps/villages")]) == 5
    assert survivor.id not in {result.mutant.id for result in report.survivors}
    said = [problem.what.en for problem in report.problems]
    assert said == [f"the mutant “{dead.id}” does not survive any more", "there is no mutant “no such mutant”"]
    assert report.as_dict()["accepted"][0]["accepted"] == {"vi": "vì", "en": "because"}


def test_entry_of_a_mutant_that_was_not_sampled_is_left_alone(root) -> None:
    every = mutants(root)
    report = mutate(
        scenarios(HEAD + ROWS[1]), root, sample=0, accepted=[AcceptedMutant(every[0].id, Text("", ""), NOWHERE)]
    )
    assert (report.results, report.problems, report.of) == ((), (), len(every))
    assert not report.findings


def test_sample_is_always_the_same_and_in_order(root) -> None:
    ids, again = (
        [result.mutant.id for result in mutate(scenarios(HEAD + ROWS[1]), root, sample=7).results] for _ in range(2)
    )
    assert ids == again
    every = [mutant.id for mutant in mutants(root)]
    assert len(ids) == 7
    assert ids == [name for name in every if name in ids]


def test_scenario_that_does_not_pass_notices_nothing(root) -> None:
    report = mutate(scenarios(HEAD + ROWS[1].replace("có", "không")), root)
    assert [result.scenario.title for result in report.failing] == ["Tỷ lệ hộ nghèo từ 20% [20 · không]"]
    assert not report.killed
    assert report.findings
    assert report.as_dict()["failing"] == ["a.feature:14: Tỷ lệ hộ nghèo từ 20% [20 · không]"]


def test_instrument_that_no_scenario_names_is_said_to_be_left_out(tmp_path) -> None:
    report = mutate(scenarios(HEAD + ROWS[1]), rules_and_plan(tmp_path))
    assert report.unnamed == ("9-kh-a",)


def test_plan_is_changed_too(tmp_path) -> None:
    report = mutate(scenarios(PLAN), rules_and_plan(tmp_path))
    assert not report.failing
    keys = {result.mutant.key: result for result in report.results}
    assert keys["at_most 1 → 0"].killer
    assert keys["is a → b"].killer
    assert "at_most 1 → 2" in left(report)


def test_progress_is_reported(root) -> None:
    counts: list[tuple[int, int]] = []
    report = mutate(scenarios(HEAD + ROWS[1]), root, sample=5, report=lambda done, total: counts.append((done, total)))
    assert counts == [(done, 5) for done in range(1, 6)]
    assert len(report.results) == 5


def test_several_jobs_find_the_same_and_rules_are_not_touched(root, sharp) -> None:
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in root.rglob("*") if path.is_file()}
    assert mutate(scenarios(HEAD + "".join(ROWS)), root, jobs=2) == sharp
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in root.rglob("*") if path.is_file()} == before


def test_only_scenarios_that_touch_the_rule_run(root) -> None:
    other = HEAD.replace("2021-06-01", "2022-06-01").replace("is_poor", "Hạng").replace("Nghèo", "Hạng")
    found = scenarios(HEAD + ROWS[1]) + scenarios(other + "      | 20 | chưa xác định |\n")
    report = mutate(found, root)
    touching = {result.mutant.key: result.touching for result in report.results if " poor/" in result.mutant.part}
    assert set(touching.values()) == {1}


# ── workers ──────────────────────────────────────────────────────────────────────────────────────


class Sender:
    """Takes so many messages before nobody listens any more."""

    def __init__(self, most: int) -> None:
        self.most, self.closed = most, False
        self.sent: list[object] = []

    def send(self, message: object) -> None:
        if len(self.sent) == self.most:
            raise BrokenPipeError
        self.sent.append(message)

    def close(self) -> None:
        self.closed = True


@pytest.mark.parametrize("most", [1, 2, 3])
def test_worker_stops_where_nobody_listens(root, most) -> None:
    (bound,) = scenarios(HEAD + ROWS[1])
    tasks = [(position, Task(mutant, (0,))) for position, mutant in enumerate(mutants(root)[3:6])]
    sender = Sender(most)
    workers.work(sender, [bound.scenario], root, tasks)  # type: ignore[arg-type]
    assert len(sender.sent) == most
    assert sender.closed


def test_worker_that_breaks_down_is_an_error(root) -> None:
    lender = LawOverlay(root, lender=LawCache(root))
    tasks = [Task(mutants(root)[0], (99,))]  # there is no such scenario
    with pytest.raises(RuntimeError, match="a worker stopped"):
        list(workers.killers(scenarios(HEAD + ROWS[1]), lender, tasks, 2))
    assert not multiprocessing.active_children()


def test_workers_end_with_whoever_listens(root) -> None:
    lender = LawOverlay(root, lender=LawCache(root))
    tasks = [Task(mutant, (0,)) for mutant in mutants(root)[:6]]
    kills = workers.killers(scenarios(HEAD + ROWS[1]), lender, tasks, 2)
    next(kills)
    assert multiprocessing.active_children()
    kills.close()  # type: ignore[attr-defined]
    assert not multiprocessing.active_children()


def test_step_that_breaks_down_on_a_mutant_notices_it(root, monkeypatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("a rule that is gone")

    monkeypatch.setattr(ScenarioContext, "decide", broken)
    task = Task(mutants(root)[0], (0,))
    assert killer(task, scenarios(HEAD + ROWS[1]), LawOverlay(root, lender=LawCache(root))) == 0


# ── the shipped law ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.skipif(not driver.available(), reason="durable_rules cannot be imported here")
def test_mutants_end_alike_under_single_and_double_entry() -> None:
    found = bind_features(read_features([FEATURES / "33-2020-qd-ttg", FEATURES / "03-2023-tt-btttt"]))[::6]
    lenders = [LawOverlay(None, lender=LawCache(), double=double) for double in (False, True)]
    every = mutants(RULES, frozenset({"33/2020/QĐ-TTg", "03/2023/TT-BTTTT"}))[::12]
    for mutant in every:
        endings = []
        for lender in lenders:
            laws = LawOverlay(None, lender=lender, edit=mutant.edit, double=lender.double)
            endings.append([ending(bound, laws) for bound in found])
        assert endings[0] == endings[1], mutant.id


def ending(bound: BoundScenario, laws: LawCache) -> tuple[object, ...]:
    result, _ = run(bound, laws)
    failure = result.failure
    return result.step, failure and (failure.expected, failure.found), result.problems


def test_mutants_do_not_touch_what_scenarios_do_not() -> None:
    """No scenario notices a mutant of a rule set that it does not touch."""
    found = bind_features(read_features([FEATURES / "861-qd-ttg"]))[:6]
    lender = LawOverlay(None, lender=LawCache())
    law = lender.law("33/2020/QĐ-TTg", date(2023, 7, 5))
    own = {touch(rule_set) for rule_set in law.rule_sets}
    for mutant in mutants(RULES, frozenset({"33/2020/QĐ-TTg"}))[::20]:
        if mutant.touches <= own:
            assert killer(Task(mutant, tuple(range(len(found)))), found, lender) is None


def test_mutant_without_killer_survived() -> None:
    result = MutantResult(mutants(RULES, frozenset({"861/QĐ-TTg"}))[0], 0, None)
    assert result.survived
    assert result.as_dict()["killed_by"] is None
