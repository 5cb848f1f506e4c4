"""Allocations for people: the result, the reasons, and everything on which it rests."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

import attrs

from eligibility.allocation import Grounds
from eligibility.model import Allocation, Changeable, Evidence, Placement
from eligibility.reporting import formats
from eligibility.reporting.annexes import NAMED, lists_lines, missing_lines
from eligibility.reporting.formats import lowered
from eligibility.reporting.placement_reasons import Reasons, full_name
from eligibility.reporting.plans import assumed_lines, choice_lines, deadline_lines, witness_text
from eligibility.reporting.terminal import wrapped
from eligibility.reporting.titles import EVIDENCE, Titles
from eligibility.sources import Text

WAITING = 4
"""So many of those who wait are shown; the rest by their number, or with --all."""

ON_ASSUMPTIONS: Final = Text(
    "DỰA TRÊN GIẢ ĐỊNH: kết quả thử, không phải quyết định", "RESTS ON ASSUMPTIONS: a trial, not a decision"
)
UNORDERED: Final = Text(
    "Chưa ai chọn thứ tự ưu tiên, nên không chọn được ai", "Nobody chose an order of priority, so nobody can be awarded"
)
CHANGEABLE: Final[Mapping[Changeable, Text]] = {
    "yes": Text("Còn có thể thay đổi: có", "May still change: yes"),
    "no": Text(
        "Còn có thể thay đổi: không, dù những điều chưa biết ra sao",
        "May still change: no, whatever the unknown facts are",
    ),
    "not proved": Text(
        "Còn có thể thay đổi: chưa chứng minh được là không", "May still change: not proved that it cannot"
    ),
}


def allocation_lines(
    allocation: Allocation, grounds: Grounds, lang: str = "vi", columns: int = 80, everyone: bool = False
) -> Iterator[str]:
    """An allocation as lines for a terminal of so many columns; with `everyone` each name is shown."""
    page = _Page(allocation, grounds, Reasons.of(allocation, lang), columns, everyone)
    for section in page.sections():
        for line in section:
            yield from wrapped(line, columns)


def called(placing: Placement, titles: Titles) -> str:
    """The rank, code, names and evidence of a placing."""
    rank = f"{titles.say('hạng', 'rank')} {placing.rank} · " if placing.rank is not None else "· "
    return f"{rank}{_named(placing, titles)}"


def more_line(count: int, titles: Titles) -> Iterator[str]:
    """The number of placings that are not shown; nothing where there are none."""
    if count:
        number = formats.number(count, titles.lang)
        yield titles.say(f"  … và {number} nữa (--all)", f"  … and {number} more (--all)")


def _named(placing: Placement, titles: Titles) -> str:
    level = f" [{EVIDENCE[placing.evidence].in_(titles.lang)}]" if placing.evidence is not None else ""
    return f"{full_name(placing)}{level}"


@attrs.frozen
class _Page:
    allocation: Allocation
    grounds: Grounds
    reasons: Reasons
    columns: int
    everyone: bool

    @property
    def titles(self) -> Titles:
        return self.reasons.titles

    @property
    def kind(self) -> str:
        return self.titles.kind(self.allocation.plan.subject).title.vi.lower()

    def count(self, number: int) -> str:
        return formats.number(number, self.titles.lang)

    def sections(self) -> Iterator[Iterator[str]]:
        """The page from top to bottom."""
        parts: tuple[Callable[[], Iterator[str]], ...] = (
            self.plan,
            self.result,
            self.assumed,
            self.awarded,
            self.waiting,
            self.excluded,
            self.undetermined,
            self.lists,
            self.choices,
            self.deadlines,
        )
        for part in parts:
            yield part()

    def plan(self) -> Iterator[str]:
        """The plan, its date, its register, its quota."""
        plan, lang = self.allocation.plan, self.titles.lang
        yield f"{plan.number} · {plan.title.in_(lang)}"
        day = formats.day(self.allocation.as_of, lang)
        quota = f"{plan.quota.at_least}–{plan.quota.at_most} ({self.titles.cite(plan.quota.cite)})"
        each = ""
        if plan.per_subject:
            most, kind = plan.per_subject.at_most, self.titles.kind(plan.subject).title
            vi, en = kind.vi.lower(), kind.en.lower()
            each = " · " + self.titles.say(f"mỗi {vi} nhiều nhất {most}", f"at most {most} a {en}")
        yield self.titles.say(f"  Ngày xét {day} · chỉ tiêu {quota}{each}", f"  As of {day} · quota {quota}{each}")
        title = self.grounds.register.title.in_(lang) if self.grounds.register.title else self.grounds.register.name
        seen = self.grounds.register.snapshot
        register = f"{title}, {formats.day(seen, lang)}" if seen and seen.isoformat() not in title else title
        outside = ""
        if self.allocation.outside:
            left = self.count(len(self.allocation.outside))
            outside = self.titles.say(f" · {left} ngoài phạm vi", f" · {left} out of scope")
        yield f"  {self.titles.say('Danh bạ', 'Register')}: {register}{outside}"

    def result(self) -> Iterator[str]:
        """The number of subjects of each status, and the findings about the whole."""
        allocation = self.allocation
        counts = [
            (self.titles.say("được chọn", "awarded"), allocation.awarded),
            (self.titles.say("chờ", "waiting"), allocation.waitlist),
            (self.titles.say("không đủ điều kiện", "not eligible"), allocation.excluded),
            (self.titles.say("chưa xác định", "undetermined"), allocation.undetermined),
        ]
        yield ""
        summary = " · ".join(f"{self.count(len(group))} {word}" for word, group in counts)
        yield f"{self.titles.say('KẾT QUẢ', 'RESULT')}: {summary}"
        yield from (f"  ! {line}" for line in self.warnings())
        yield f"  {self.changeable()}"

    def warnings(self) -> Iterator[str]:
        """The findings that nobody may overlook."""
        allocation, least = self.allocation, self.allocation.plan.quota.at_least
        subjects = formats.plural(2, self.titles.kind(allocation.plan.subject).title.en.lower())
        if allocation.on_assumptions or allocation.assumed:
            yield ON_ASSUMPTIONS.in_(self.titles.lang)
        if allocation.shortfall == "shortfall":
            yield self.titles.say(
                f"THIẾU: chưa đến {least} {self.kind} có thể được chọn, dù tính cả những {self.kind} chưa xác định",
                f"SHORTFALL: fewer than {least} can be awarded, even counting all that are undetermined",
            )
        elif allocation.shortfall:
            yield self.titles.say(
                f"CHƯA BIẾT có đủ {least} {self.kind} hay không: tùy những {self.kind} chưa xác định",
                f"UNKNOWN whether the minimum of {least} is met: it depends on undetermined {subjects}",
            )
        if allocation.unordered:
            yield UNORDERED.in_(self.titles.lang)
        if allocation.conflicts:
            names = "; ".join(full_name(placing) for placing in allocation.conflicts[:NAMED])
            count = len(allocation.conflicts)
            yield self.titles.say(f"MÂU THUẪN quy tắc về {count}: {names}", f"CONFLICT of rules about {count}: {names}")

    def changeable(self) -> str:
        """The answer whether unknown facts could change the awards."""
        match self.allocation.changeable:
            case "yes":
                assert self.allocation.witness is not None
                example = witness_text(self.allocation.witness, self.reasons)
                return CHANGEABLE["yes"].in_(self.titles.lang) + example
            case other:
                return CHANGEABLE[other].in_(self.titles.lang)

    def awarded(self) -> Iterator[str]:
        """The awarded, each with its reason, the values of its keys, and its evidence."""
        awarded = self.allocation.awarded
        if not awarded:
            return
        yield ""
        yield self.titles.say("ĐƯỢC CHỌN", "AWARDED") + self.assumed_mark(awarded)
        cited = {self.titles.cite(placing.decision.cite) for placing in awarded}
        for placing in awarded:
            yield f"  {called(placing, self.titles)}"
            if placing.keys:
                yield f"    {' · '.join(self.keys(placing))}"
            yield f"    {self.reasons.text(placing)}"
            if len(cited) > 1:
                yield f"    {self.titles.cite(placing.decision.cite)}"
        if len(cited) == 1:
            yield f"  {self.reasons.decided((awarded[0].decision.value,), awarded[0])} — {cited.pop()}"

    def keys(self, placing: Placement) -> Iterator[str]:
        """The known values of the keys of the order except code and name, then the unknown keys."""
        unknown = [lowered(self.reasons.key(key.key)) for key in placing.keys if not key.known]
        for key in placing.keys:
            if key.known and key.key.attribute not in ("code", "name"):
                yield self.reasons.seen(key)
        if unknown:
            yield f"{self.titles.say('chưa biết', 'unknown')} {', '.join(unknown)}"

    def assumed_mark(self, placings: Sequence[Placement]) -> str:
        """The mark of a heading above an assumed placing."""
        assumed = any(placing.evidence is Evidence.ASSUMED for placing in placings)
        return f" — {EVIDENCE[Evidence.ASSUMED].in_(self.titles.lang)}" if assumed else ""

    def waiting(self) -> Iterator[str]:
        """The waiting list in its order; a reason that several share is below them, once."""
        waitlist = self.allocation.waitlist
        if not waitlist:
            return
        yield ""
        count = self.count(len(waitlist))
        yield self.titles.say(f"DANH SÁCH CHỜ ({count})", f"WAITING LIST ({count})") + self.assumed_mark(waitlist)
        placings = waitlist if self.everyone else waitlist[:WAITING]
        for reason, group in groupby(placings, self.reasons.text):
            yield from (f"  {called(placing, self.titles)}" for placing in group)
            yield f"    {reason}"
        yield from more_line(len(waitlist) - len(placings), self.titles)

    def excluded(self) -> Iterator[str]:
        """The ineligible, by the reason that they share."""
        groups: dict[str, list[Placement]] = {}
        for placing in self.allocation.excluded:
            groups.setdefault(self.reasons.text(placing), []).append(placing)
        if groups:
            yield ""
            total = self.count(len(self.allocation.excluded))
            head = self.titles.say(f"KHÔNG ĐỦ ĐIỀU KIỆN ({total})", f"NOT ELIGIBLE ({total})")
            yield head + self.assumed_mark(self.allocation.excluded)
        for reason, group in groups.items():
            yield f"  {self.count(len(group))} · {reason}"
            yield from self.named(group)

    def named(self, group: Sequence[Placement]) -> Iterator[str]:
        if self.everyone or len(group) <= NAMED:
            yield "     " + "; ".join(_named(placing, self.titles) for placing in group)

    def undetermined(self) -> Iterator[str]:
        """The undetermined, by the facts that they lack."""
        undetermined = self.allocation.undetermined
        if not undetermined:
            return
        yield ""
        total = self.count(len(undetermined))
        unknown = self.titles.say("chưa biết không phải là không", "unknown is not no")
        yield f"{self.titles.say('CHƯA XÁC ĐỊNH', 'UNDETERMINED')} ({total}): {unknown}"
        for group in self.grounds.missing:
            for line in missing_lines(group, self.grounds.register.matches, self.titles, self.everyone):
                yield f"  {line}"

    def lists(self) -> Iterator[str]:
        """The annexes loaded against their published totals."""
        yield from lists_lines(self.grounds.annexes, self.titles, self.everyone)

    def assumed(self) -> Iterator[str]:
        """The assumptions."""
        if self.allocation.assumed:
            yield ""
            yield from assumed_lines(self.allocation, self.titles, self.grounds)

    def choices(self) -> Iterator[str]:
        """The planner's choices."""
        lines = list(choice_lines(self.allocation, self.reasons))
        if lines:
            yield ""
            yield from lines

    def deadlines(self) -> Iterator[str]:
        """The plan's deadlines."""
        for index, seen in enumerate(self.allocation.deadlines):
            if not index:
                yield ""
            yield from deadline_lines(seen, self.titles)
