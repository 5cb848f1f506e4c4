"""Running: every scenario gets a verdict, and none passes that did not run."""

import pytest

from eligibility.testing.gherkin import FeatureError
from eligibility.testing.runner import bind_features, run_all
from tests.testing.builders import LAWS, REGION, feature, outcome

COMMUNE = ("Cho " + REGION, "Và một xã", "| Khu vực ghi trong danh sách | I |", "Khi xét xã đó")


def test_scenario_passes_where_every_step_holds() -> None:
    verdict, context = outcome(*COMMUNE, 'Thì "Khu vực của xã" là "I"')
    assert verdict.passed
    assert context.decisions is not None
    assert context.decisions["region"].value == "I"


def test_scenario_fails_at_the_first_expectation_not_met() -> None:
    verdict, _ = outcome(*COMMUNE, 'Thì "Khu vực của xã" là "III"', 'Và "Khu vực của xã" là "I"')
    assert not verdict.passed
    assert verdict.step is not None
    assert verdict.step.place.line == 8
    assert verdict.failure is not None
    assert (verdict.failure.expected, verdict.failure.found) == ("Khu vực của xã: III", "I")
    assert "861/QĐ-TTg Điều 1" in verdict.failure.why
    assert verdict.failure.why in str(verdict.failure)


def test_step_that_makes_no_sense_is_an_error_and_no_failure() -> None:
    verdict, _ = outcome(*COMMUNE, 'Thì "Khu vục của xã" là "III"')
    assert not verdict.passed
    assert verdict.failure is None
    assert [problem.suggestion for problem in verdict.problems] == ["Khu vực của xã"]


def test_all_scenarios_run_in_order_each_in_a_world_of_its_own() -> None:
    features = [feature(*COMMUNE, 'Thì "Khu vực của xã" là "I"'), feature("Khi xét xã đó")]
    assert [verdict.passed for verdict in run_all(bind_features(features), LAWS)] == [True, False]


def test_every_unknown_step_of_all_features_told_before_anything_runs() -> None:
    with pytest.raises(FeatureError) as error:
        bind_features([feature("Khi mưa"), feature("Khi nắng"), feature("Khi mưa")])
    assert len(error.value.problems) == 2
