"""Bounds: tests that by arithmetic never or always hold are refused; whatever may hold and may fail is left alone."""

import pytest

from eligibility.model import Attribute, Type
from eligibility.rulefiles.comparisons import TESTS, ComparisonReader
from eligibility.rulefiles.reader import Fields, FileReader
from eligibility.sources import Text
from eligibility.sources.yaml_tree import document
from tests.rulefiles.cases import SCOPE, read, wrong

NEVER = "this can never hold; expected tests that can hold together"
ALWAYS = "this always holds; expected a test that may fail"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{households: {at_least: 5, ▸at_most: 1}}", NEVER),
        ("{households: {more_than: 5, ▸less_than: 6}}", NEVER),
        ("{households: {at_least: 5, at_most: few, ▸is: 3}}", NEVER),
        ("{households: {is: 3, ▸is_not: 3}}", NEVER),
        ("{households: {between: [2, 3], ▸none_of: [2, 3]}}", NEVER),
        ("{households: {▸less_than: 0}}", NEVER),
        ("{households: {▸at_least: 0}}", ALWAYS),
        ("{road_to_district_km: {more_than: 0.5, ▸less_than: 0.5}}", NEVER),
        ("{road_to_district_km: {▸at_least: 0}}", ALWAYS),
        ("{ratio: poor_households, of: households, ▸at_least: 0%}", ALWAYS),
        ("{ratio: poor_households, of: households, at_least: 20%, ▸less_than: 10%}", NEVER),
        ("{new_rural_since: {after: 2023-01-01, ▸before: 2023-01-02}}", NEVER),
        ("{new_rural_since: {is: none, ▸before: 2023-01-01}}", NEVER),
        ("{count: villages, ▸at_least: 0}", ALWAYS),
        ("{count: villages, at_least: 3, ▸at_most: 2}", NEVER),
        ("{count: [{region: I}, {region: II}], ▸at_least: 3}", "this can never hold; expected a number from 0 to 2"),
        ("{count: [{region: I}, {region: II}], ▸at_most: 2}", ALWAYS),
    ],
)
def test_bounds_that_arithmetic_settles_are_refused(text: str, expected: str) -> None:
    (problem,) = wrong(text)
    assert problem.text("en").split(": ", 1)[1] == expected
    assert "thỏa mãn" in problem.text("vi")


@pytest.mark.parametrize(
    "text",
    [
        "{households: {at_least: 5, at_most: 5}}",
        "{households: {more_than: 5, less_than: 7}}",
        "{households: {at_least: 5, at_most: few}}",
        "{households: {at_least: 0, at_most: few}}",
        "{households: {is_not: [3, 4]}}",
        "{households: {at_most: 0}}",
        "{households: poor_households}",
        "{road_to_district_km: {more_than: 0.5, less_than: 0.500001}}",
        "{ratio: workers, of: households, more_than: 100%}",
        "{ratio: workers, of: households, at_most: 100%}",
        "{new_rural_since: {after: 2023-01-01, before: 2023-01-03}}",
        "{new_rural_since: {on_or_before: as_of, after: 2023-01-01}}",
        "{new_rural_since: {is_not: none}}",
        "{new_rural_since: none}",
        "{count: [{region: I}, {region: II}], at_least: 2}",
        "{count: [{region: I}, {region: II}], is: 1}",
        "{region: {is: I, is_not: I}}",
    ],
)
def test_bounds_that_facts_settle_are_left_alone(text: str) -> None:
    _, reader = read(text)
    assert reader.problems == []


def test_share_is_no_more_than_the_whole() -> None:
    share = Attribute("share", Text("phần", "share"), Type.SHARE)
    for text, problems in (("{at_most: 100%}", 1), ("{more_than: 100%}", 1), ("{less_than: 100%}", 0)):
        node = document(text, "x.yaml")
        reader = FileReader("x.yaml", "en", {})
        ComparisonReader(reader, SCOPE, "commune").written(Fields.of(reader, node, (), TESTS), share)
        assert len(reader.problems) == problems
