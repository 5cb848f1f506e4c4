"""Articles: rule sets as people read them, each rule with its conditions, coverage and scenarios."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

import attrs

from eligibility.model import Answer, Choice, Citation, Instrument, Law, Rule, RuleSet, format_value
from eligibility.reporting import ConditionFormatter, formats
from eligibility.sources import Text
from eligibility.testing.coverage import Key, LawCoverage, RuleCoverage, RuleSetCoverage, key_of, within
from eligibility.testing.laws import LawCache
from eligibility.testing.pages.clauses import Clause, ClauseBuilder, NamedThreshold
from eligibility.testing.pages.views import FeatureView

_SEEN_FROM_THE_OTHER: Final = {
    "based_on": "basis_of",
    "amends": "amended_by",
    "amended_by": "amends",
    "replaces": "replaced_by",
}
"""The name of a relation between instruments where the other one states it."""


@attrs.frozen
class Bearing:
    """A scenario that bears on a rule, with the number of its rows and of those that passed."""

    href: str
    name: str
    language: str
    passed: int
    total: int


@attrs.frozen
class Article:
    """One rule as people read it; `answer` is that of a plan to its open question."""

    id: str
    rule: Rule
    then: Text
    clause: Clause
    covered: RuleCoverage
    exceptions: tuple[tuple[str, Text], ...]
    bases: tuple[tuple[str, Text], ...]
    answer: tuple[str, Answer] | None
    bearings: tuple[tuple[Bearing, ...], ...]


@attrs.frozen
class Chapter:
    """One rule set as people read it."""

    id: str
    law: Law
    rule_set: RuleSet
    values: tuple[Text, ...]
    articles: tuple[Article, ...]
    otherwise: Text | None
    thresholds: tuple[NamedThreshold, ...]


@attrs.frozen
class Edition:
    """The rule sets of one file: of an instrument from a day, until a day where it is known."""

    file: str
    start: date | None
    end: date | None
    chapters: tuple[Chapter, ...]
    notes: tuple[tuple[Citation, Text], ...]


def loaded(laws: LawCache) -> tuple[Law, ...]:
    """Every law that scenarios loaded, those of plans last."""
    return (*laws.laws.values(), *(plan.law for plan in laws.plans.values()))


def editions(laws: LawCache, coverage: LawCoverage) -> dict[str, list[tuple[RuleSetCoverage, Law]]]:
    """The rule sets that scenarios loaded, by file, each with a law that contains it, preferably its own."""
    every = loaded(laws)
    holders: dict[Key, Law] = {}
    for law in every:
        for rule_set in law.rule_sets:
            other = holders.get(key_of(rule_set))
            if other is None or (other.number != rule_set.instrument == law.number):
                holders[key_of(rule_set)] = law
    files: dict[str, list[tuple[RuleSetCoverage, Law]]] = {}
    for covered in coverage.rule_sets:
        files.setdefault(covered.place.file, []).append((covered, holders[covered.name, covered.place.file]))
    return files


def anchor(rule_set: str, rule: str, start: str) -> str:
    """The id of a rule, or of its rule set, on the page of its instrument.

    >>> anchor("eligible", "in-a-group", "2023-05-30")
    'r-2023-05-30-eligible-in-a-group'
    """
    return "-".join(part for part in ("r", start, rule_set, rule) if part)


@attrs.frozen
class ChapterBuilder:
    """Builds chapters. `pages` are the pages of the features, by their ids."""

    features: Sequence[FeatureView]
    pages: Mapping[str, str]
    answers: Mapping[str, tuple[str, Answer]]

    def chapter(self, covered: RuleSetCoverage, law: Law, start: str) -> Chapter:
        """One rule set."""
        rule_set = next(
            candidate for candidate in law.rule_sets if key_of(candidate) == (covered.name, covered.place.file)
        )
        titles = {rule.id: (f"#{anchor(rule_set.id, rule.id, start)}", rule.title) for rule in rule_set.rules}
        pairs = zip(rule_set.rules, covered.rules, strict=True)
        articles = tuple(self._article(law, rule_set, rule, covered_rule, titles) for rule, covered_rule in pairs)
        formatter, attribute = ConditionFormatter(law, rule_set.subject), rule_set.concludes.name
        otherwise = formatter.choice(attribute, rule_set.otherwise.then) if rule_set.otherwise else None
        return Chapter(
            anchor(rule_set.id, "", start),
            law,
            rule_set,
            tuple(formatter.choice(attribute, value) for value in _values(rule_set)),
            articles,
            otherwise,
            tuple(_thresholds(law, rule_set)),
        )

    def _article(
        self, law: Law, rule_set: RuleSet, rule: Rule, covered: RuleCoverage, titles: Mapping[str, tuple[str, Text]]
    ) -> Article:
        formatter = ConditionFormatter(law, rule_set.subject)
        paths = (path for _, _, path in within(formatter, rule.when))
        clauses = ClauseBuilder(law, dict(zip(paths, covered.leaves, strict=True)))
        excepting = tuple(titles[other.id] for other in rule_set.rules if rule.id in other.exception_to)
        name = f"{rule_set.name} {rule.id}"
        return Article(
            titles[rule.id][0][1:],
            rule,
            formatter.choice(rule_set.concludes.name, rule.then),
            clauses.clause(formatter, rule.when),
            covered,
            excepting,
            tuple(titles[base] for base in rule.exception_to),
            self.answers.get(name),
            tuple(tuple(self._bearings(frozenset(positions))) for positions in covered.marks),
        )

    def _bearings(self, positions: Collection[int]) -> Iterator[Bearing]:
        """The scenarios at these positions of the run, the rows of one outline together."""
        for feature in self.features:
            for scenario in feature.scenarios:
                rows = [row for row in scenario.rows if row.position in positions]
                if rows:
                    href = f"{self.pages[feature.id]}#{scenario.id if len(rows) > 1 else rows[0].id}"
                    passed = sum(row.result.passed for row in rows)
                    yield Bearing(href, scenario.name, feature.feature.language, passed, len(rows))


def _values(rule_set: RuleSet) -> tuple[Choice, ...]:
    """The values that may be concluded, in the order of the labels where there are some."""
    order = {label: position for position, label in enumerate(rule_set.labels)}
    return tuple(sorted(rule_set.concludes.domain, key=lambda value: order.get(format_value(value), len(order))))


def _thresholds(law: Law, rule_set: RuleSet) -> Iterator[NamedThreshold]:
    """The named values of a rule set, each once."""
    seen: dict[str, NamedThreshold] = {}
    for rule in rule_set.rules:
        for formatter, leaf, _ in within(ConditionFormatter(law, rule_set.subject), rule.when):
            for named in ClauseBuilder(law).thresholds(formatter, leaf):
                seen.setdefault(named.threshold.name, named)
    yield from seen.values()


def until(start: date | None, later: Sequence[date], end: date | None) -> date | None:
    """The last day of an edition: the day before the next one, or the instrument's own."""
    following = [day for day in later if start is not None and day > start]
    return min(following) - timedelta(1) if following else end


def period(start: date | None, end: date | None) -> Text:
    """From which day, until which day, in words.

    >>> period(date(2023, 7, 1), None).vi, period(None, date(2023, 12, 31)).en, period(None, None).en
    ('từ ngày 01/07/2023', 'until 2023-12-31', 'no dates given')
    """
    vi = [f"từ ngày {formats.day(start, 'vi')}"] if start else []
    en = [f"from {formats.day(start, 'en')}"] if start else []
    vi += [f"đến hết ngày {formats.day(end, 'vi')}"] if end else []
    en += [f"until {formats.day(end, 'en')}"] if end else []
    return Text(" ".join(vi) or "không nêu ngày", " ".join(en) or "no dates given")


def relations(number: str, instruments: Mapping[str, Instrument]) -> Mapping[str, tuple[str, ...]]:
    """The other instruments by relation, those that only the others state among them."""
    related: dict[str, dict[str, None]] = {}
    if number in instruments:
        for relation, others in instruments[number].relations.items():
            related.setdefault(relation, {}).update(dict.fromkeys(others))
    for other in instruments.values():
        for relation, targets in other.relations.items():
            if number in targets:
                related.setdefault(_SEEN_FROM_THE_OTHER[relation], {})[other.number] = None
    return {relation: tuple(others) for relation, others in related.items()}
