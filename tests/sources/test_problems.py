"""Errors: what; where; expected; and what was meant."""

import pickle

import pytest

from eligibility.sources import (
    NOWHERE,
    EligibilityError,
    EngineDisagreement,
    FactError,
    Place,
    Problem,
    Problems,
    RuleError,
    Text,
    Unavailable,
)

WHAT = Text("sai", "wrong")


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (Place("a.yaml"), "a.yaml"),
        (Place("a.yaml", 3), "a.yaml:3"),
        (Place("a.yaml", 3, 5), "a.yaml:3:5"),
        (Place("a.csv", 3, "code"), "a.csv:3:code"),
        (Place("Commune", column="code"), "Commune:code"),
        (NOWHERE, ""),
        (Place("", column="code"), "code"),
    ],
)
def test_place_is_file_line_and_column(place, text):
    assert str(place) == text


@pytest.mark.parametrize(
    ("problem", "vi", "en"),
    [
        (Problem(Place("a", 1, 2), WHAT), "a:1:2: sai", "a:1:2: wrong"),
        (Problem(NOWHERE, WHAT), "sai", "wrong"),
        (Problem(Place("a"), WHAT, Text("số", "a number")), "a: sai; cần số", "a: wrong; expected a number"),
        (Problem(Place("a"), WHAT, None, "xã"), "a: sai; có phải là xã?", "a: wrong; did you mean xã?"),
        (
            Problem(Place("a"), WHAT, Text("số", "a number"), "7"),
            "a: sai; cần số; có phải là 7?",
            "a: wrong; expected a number; did you mean 7?",
        ),
    ],
)
def test_problem_in_either_language_is_one_line(problem, vi, en):
    assert (problem.text(), problem.text("vi"), problem.text("en")) == (vi, vi, en)


def test_problems_are_held_in_order_of_place():
    places = [
        Place("b", 1),
        Place("a", 10, 1),
        Place("a", 2, "z"),
        Place("a", 2, "c"),
        Place("a", 2, 5),
        Place("a", 2, 3),
    ]
    error = Problems(Problem(place, WHAT) for place in places)
    assert [str(problem.place) for problem in error.problems] == ["a:2:z", "a:2:c", "a:2:3", "a:2:5", "a:10:1", "b:1"]
    assert str(error) == error.text("en") == "\n".join(problem.text("en") for problem in error.problems)
    assert error.text().count("sai") == 6


@pytest.mark.parametrize("kind", [RuleError, FactError])
def test_error_pickled_keeps_its_data(kind):
    error = kind([Problem(Place("a", 1), WHAT)])
    again = pickle.loads(pickle.dumps(error))
    assert isinstance(again, kind)
    assert again.problems == error.problems


def test_disagreement_names_subject_rules_and_facts():
    error = EngineDisagreement("07615", ("a",), ("a", "b"), {"region": "III"})
    assert str(error) == (
        "the engines disagree about 07615; durable_rules fired ['a'], tracing found ['a', 'b']; "
        "facts: {'region': 'III'}"
    )
    assert pickle.loads(pickle.dumps(error)).traced == ("a", "b")


@pytest.mark.parametrize("kind", [Problems, RuleError, FactError, EngineDisagreement, Unavailable])
def test_every_error_descends_from_one(kind):
    assert issubclass(kind, EligibilityError)
