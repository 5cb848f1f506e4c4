"""Conditions: walks over the tree, and what the leaves name."""

import pickle

import attrs
import pytest

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


SIGNED = [op for op in Op if op.sign]


@pytest.mark.parametrize("op", SIGNED)
def test_complement_holds_where_a_test_does_not(op):
    assert op.complement.complement is op
    assert [op.holds(value, 1) for value in (0, 1, 2)] == [not op.complement.holds(value, 1) for value in (0, 1, 2)]


@pytest.mark.parametrize("op", [op for op in SIGNED if op.edge])
def test_edge_differs_only_where_the_value_is_the_operand(op):
    assert op.edge.edge is op
    assert [op.holds(value, 1) == op.edge.holds(value, 1) for value in (0, 1, 2)] == [True, False, True]


def test_operations_say_how_their_operands_count():
    assert [op.value for op in Op if op.chooses] == ["is", "is_not", "one_of", "none_of"]
    assert [op.value for op in Op if op.refuses] == ["is_not", "none_of"]
    assert [op.value for op in Op if op.conjoined] == ["is_not", "none_of", "between"]
    assert [op for op in Op if not op.chooses and not op.bounds] == [Op.KNOWN]
    assert Op.BETWEEN.parts((1, 2)) == [(Op.AT_LEAST, 1), (Op.AT_MOST, 2)]
    assert Op.NONE_OF.parts((1, 2)) == [(Op.NONE_OF, 1), (Op.NONE_OF, 2)]
    assert Op("is_not") is pickle.loads(pickle.dumps(Op.IS_NOT)) is Op.IS_NOT
    assert Op.IS.edge is None
