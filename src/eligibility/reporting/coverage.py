"""Coverage: what the lists hold against what was published, and for want of what subjects stay undetermined."""

from collections.abc import Iterable, Iterator, Sequence

import attrs

from eligibility.decisions import Missing
from eligibility.listings import Match, Row, Total, bare, counted
from eligibility.placings import Allocation, Placing
from eligibility.reporting import forms
from eligibility.reporting.reasons import full_name
from eligibility.reporting.terms import Titles
from eligibility.reporting.wording import missing_text

NAMED = 6
"""So many names are shown; the rest by their number, or with --all."""


@attrs.frozen
class Covered:
    """What a list holds of one province: its rows there, and its totals with how many of the rows each counts."""

    match: Match
    province: str
    rows: tuple[Row, ...]
    totals: tuple[tuple[Total, int], ...]
    missing: tuple[Row, ...]
    ambiguous: tuple[Row, ...]

    @property
    def complete(self) -> bool:
        """Whether the list holds as many rows as were published."""
        return bool(self.totals) and all(total.count == count for total, count in self.totals)


def provinces(allocation: Allocation) -> tuple[str, ...]:
    """The provinces of all subjects, in the order in which they come."""
    found = (getattr(placing.facts.subject, "province", None) for placing in allocation.placings())
    return tuple(dict.fromkeys(name for name in found if isinstance(name, str)))


def covered(matches: Iterable[Match], names: Iterable[str]) -> Iterator[Covered]:
    """What each list holds of each province."""
    for match in matches:
        for province in names:
            rows = _of(match, match.listing.rows, province)
            totals = [t for t in match.listing.totals if not t.among and bare(t.province) == bare(province)]
            if rows or totals:
                yield Covered(
                    match,
                    province,
                    rows,
                    tuple((total, counted(total, rows)) for total in sorted(totals, key=lambda t: not t.every)),
                    _of(match, match.missing, province),
                    _of(match, match.ambiguous, province),
                )


def _of(match: Match, rows: Sequence[Row], province: str) -> tuple[Row, ...]:
    if "province" not in match.listing.keys:
        return tuple(rows)
    at = match.listing.keys.index("province")
    return tuple(row for row in rows if bare(row.names[at]) == bare(province))


def covered_lines(found: Covered, titles: Titles, everyone: bool) -> Iterator[str]:
    """A list against its totals, and the names in it that met no subject, or several."""
    listing = found.match.listing
    title = titles.title(listing.of, listing.gives)
    head = f"{listing.owner} · {title}"
    if found.totals:
        parts = [_counted(total, count, listing.of, listing.gives, titles) for total, count in found.totals]
        loaded = titles.say("đã nạp", "loaded")
        word = "" if found.complete else f" {titles.say('(CHƯA ĐỦ)', '(NOT COMPLETE)')}"
        yield f"{head}: {loaded} {' · '.join(parts)}{word}"
    else:
        held = len(found.rows) - len(found.missing) - len(found.ambiguous)
        rows = len(found.rows)
        yield f"{head}: {titles.say(f'{held} trên {rows} dòng khớp', f'{held} of {rows} rows met')}"
    gone = titles.say("tên không có trong danh bạ", "names not in the register")
    several = titles.say("tên không rõ là đơn vị nào, bị từ chối", "ambiguous names, refused")
    for word, unmet in ((gone, found.missing), (several, found.ambiguous)):
        if unmet:
            names = shortened([", ".join(row.names[:-3:-1]) for row in unmet], titles, everyone)
            yield f"  {len(unmet)} {word}: {names}"


def _counted(total: Total, count: int, kind: str, name: str, titles: Titles) -> str:
    whole = titles.say("tất cả", "in all")
    what = whole if total.every else titles.value(kind, name, total.value)
    return f"{what} {forms.number(count, titles.lang)}/{forms.number(total.count, titles.lang)}"


def shortened(names: Sequence[str], titles: Titles, everyone: bool) -> str:
    """Names one after another, the first few unless all are asked for."""
    shown = names if everyone else names[:NAMED]
    more = len(names) - len(shown)
    tail = titles.say(f"; … và {more} nữa (--all)", f"; … and {more} more (--all)") if more else ""
    return "; ".join(shown) + tail


@attrs.frozen
class Wanting:
    """Subjects that stay undetermined for want of the same facts."""

    missing: tuple[Missing, ...]
    placings: tuple[Placing, ...]


def wanting(placings: Iterable[Placing]) -> tuple[Wanting, ...]:
    """The undetermined by what they lack, the most first."""
    groups: dict[tuple[tuple[str, str], ...], list[Placing]] = {}
    for placing in placings:
        lacks = dict.fromkeys((missing.kind, missing.attribute) for missing in placing.missing)
        groups.setdefault(tuple(lacks), []).append(placing)
    found = [
        Wanting(tuple(Missing("", attribute, kind) for kind, attribute in lacks), tuple(group))
        for lacks, group in groups.items()
    ]
    return tuple(sorted(found, key=lambda group: -len(group.placings)))


def wanting_lines(group: Wanting, matches: Sequence[Match], titles: Titles, everyone: bool) -> Iterator[str]:
    """How many lack what, which list would give it, and their names where they are few."""
    count = forms.number(len(group.placings), titles.lang)
    yield titles.say(f"{count} đối tượng, còn thiếu:", f"{count} subjects, for want of:")
    decision = group.placings[0].decision
    for missing in group.missing:
        own = attrs.evolve(missing, subject=decision.subject)
        given = [match.listing.owner for match in matches if _gives(match, missing, titles)]
        source = titles.say(f" — phụ lục {', '.join(given)}", f" — annex of {', '.join(given)}") if given else ""
        yield f"  · {missing_text(own, decision, titles)}{source}"
    if everyone or len(group.placings) <= NAMED:
        yield "  " + shortened([full_name(placing) for placing in group.placings], titles, everyone=True)


def _gives(match: Match, missing: Missing, titles: Titles) -> bool:
    """Whether a list says what is missing, or something of the members of a relation that is not complete."""
    if missing.kind == "relation":
        kinds = titles.law.vocabulary.values()
        members = {kind.relations[missing.attribute].subject for kind in kinds if missing.attribute in kind.relations}
        return match.listing.of in members
    return missing.kind == "fact" and match.listing.gives == missing.attribute
