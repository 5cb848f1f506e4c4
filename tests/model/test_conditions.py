"""Conditions: walks over the tree, and what the leaves name."""

import attrs

from eligibility.communes import SUBJECTS
from eligibility.model import (
    AllOf,
    AnyOf,
    Count,
    CountOf,
    Fact,
    FactValue,
    Leaf,
    Literal,
    NamedValue,
    Not,
    Op,
    Ratio,
    Related,
    Test,
    Threshold,
    Variant,
    attributes_in,
    by_kind,
    leaves,
    names_in,
    walk,
)
from eligibility.sources import Text


def leaf(observed, *operands):
    return Leaf(observed, tuple(Test(Op.AT_LEAST, (operand,)) for operand in operands))


POOR, NAME = leaf(Fact("poor")), leaf(Fact("name"))
MANY = leaf(Count("villages", Not(POOR)), Literal(2))
EITHER = leaf(CountOf((NAME, leaf(Ratio("poor", "households"), NamedValue("many"), FactValue("area")))), Literal(1))
TREE = AllOf((AnyOf((NAME, MANY)), EITHER))
THRESHOLDS = {"many": Threshold("many", Text("", ""), (), 1, (Variant(Related("commune", POOR), 2),))}


def test_leaves_are_those_of_one_subject_or_those_of_members_too():
    ratio = EITHER.observed.parts[1]
    assert [*leaves(TREE)] == [NAME, MANY, EITHER, NAME, ratio]
    assert [*leaves(TREE, members=True)] == [NAME, MANY, POOR, EITHER, NAME, ratio]


def test_walk_follows_the_kind_of_subject_and_gives_the_path():
    seen = [(kind, found.observed, path) for kind, found, path in walk(TREE, "commune", by_kind(SUBJECTS))]
    assert seen[:3] == [
        ("commune", NAME.observed, (0, 0)),
        ("commune", MANY.observed, (0, 1)),
        ("village", POOR.observed, (0, 1, 0, 0)),
    ]
    assert {kind for kind, _, _ in seen[3:]} == {"commune"}


def test_walk_enters_the_variants_of_named_values_that_it_is_given():
    tree = AllOf((EITHER.observed.parts[1],))
    seen = [(kind, found, path) for kind, found, path in walk(tree, "village", by_kind(SUBJECTS), THRESHOLDS)]
    assert seen == [("village", tree.parts[0], (0,)), ("commune", POOR, (0, "many", 0, 0))]


def test_names_and_attributes_of_a_leaf():
    ratio = EITHER.observed.parts[1]
    assert [*names_in(ratio)] == ["many"]
    assert [*attributes_in(ratio)] == ["poor", "households", "area"]
    assert [*attributes_in(NAME)] == ["name"]
    assert [*attributes_in(attrs.evolve(MANY, tests=()))] == []
