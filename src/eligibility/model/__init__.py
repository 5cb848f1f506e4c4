"""The nouns of the library: vocabulary, facts, conditions, rule sets, decisions, plans, allocations, annexes."""

from eligibility.model.allocations import (
    Allocation,
    Assumed,
    Awarded,
    Behind,
    Change,
    Changeable,
    Comparison,
    CounterExample,
    DeadlineOutcome,
    DeadlineSeen,
    Excluded,
    InConflict,
    KeySeen,
    Limited,
    LimitUnknown,
    NotDecided,
    Placement,
    Reason,
    ScopeUnknown,
    Shortfall,
    Unordered,
)
from eligibility.model.annexes import AnnexList, AnnexMatch, AppliedAnnexes, Completeness, Row, Total, counted
from eligibility.model.attributes import WORDS, Attribute, format_value, wholes_of
from eligibility.model.conclusions import ENUMERATED, Conclusion, conclude, precedence
from eligibility.model.conditions import (
    AllOf,
    AnyOf,
    AsOf,
    Condition,
    Count,
    CountOf,
    Fact,
    FactValue,
    Leaf,
    Literal,
    NamedValue,
    Not,
    Observed,
    Operand,
    Ratio,
    Related,
    Test,
    Threshold,
    Variant,
    attributes_in,
    by_kind,
    children,
    leaves,
    names_in,
    walk,
)
from eligibility.model.decisions import (
    Counterfactual,
    Counterfactuals,
    Decision,
    Decisions,
    ExplainedCondition,
    ExplainedLeaf,
    ExplainedMember,
    ExplainedNode,
    ExplainedRule,
    ExplainedTest,
    Explanation,
    Found,
    Missing,
    MoreMembers,
    NoMoreMembers,
    Seen,
)
from eligibility.model.encoding import (
    bits_of,
    decode,
    encode,
    encode_all,
    flag_of,
    full_mask,
    mask_of,
    position,
    values_of,
)
from eligibility.model.facts import Facts, declare, fact, identity, members
from eligibility.model.hit_policies import HitPolicy
from eligibility.model.invalid_values import InvalidValue
from eligibility.model.operators import COMPARISONS, Op
from eligibility.model.outcomes import NEGATED, Outcome
from eligibility.model.plans import Assumption, Choices, Deadline, Key, Limit, LoadedPlan, Plan, Quota
from eligibility.model.rulesets import (
    Answer,
    Citation,
    Instrument,
    Law,
    Otherwise,
    Period,
    Rule,
    RuleSet,
    folder_of,
    ratios,
)
from eligibility.model.validation import check, excesses, naming_of
from eligibility.model.values import (
    DECIMALS,
    LARGEST,
    SCALE,
    UNKNOWN,
    Choice,
    Evidence,
    Given,
    OneOf,
    Type,
    Unknown,
    Value,
    listed,
    scaled,
    unscaled,
)
from eligibility.model.vocabulary import Relation, SubjectType, Vocabulary, attributes_of, relations_of, vocabulary_of
