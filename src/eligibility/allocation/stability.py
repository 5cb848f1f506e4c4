"""Stability: whether some completion of the unknown facts would award others, by proof or counter-example.

The awarded are a set A; by *changeable* we mean that another set is awarded in some completion. In every completion
the awarded stay eligible and in their groups, for what is settled stays settled, and no key of theirs gets worse, for
what is unknown comes last. Whose group is unknown is among them only where it fits into every group. So A stays
feasible, and A changes only if somebody outside it, a challenger, gets in.

**No** is proved when each possible challenger is blocked: a quota that A fills, or a limit that A fills in the
challenger's known group, with everybody who fills it ahead of the challenger's best case. Take the subjects of any
completion in their order: at its turn a blocked challenger meets a full quota or limit, because those who fill it
were ahead and (by induction) awarded; at its turn one of A finds only others of A awarded, and A is feasible, so it
is awarded. This holds for any limits, nested or not.

**Yes** is shown by facts of one challenger c, and where needed of some of A, under which c is eligible and another
set is awarded: replayed with both engines. It stays true however the rest turns out if for every quota and limit
that A fills or may fill and c may meet, somebody of those who fill it is behind c even in its own best case, or has
turned out to be in another group: were A awarded all the same, c would be left out with that somebody awarded behind
it or elsewhere, so a place was free at c's turn, and c was awarded.

Without an order all or nobody is awarded. If nobody because too many are eligible, more of them change nothing. If
all, a challenger who is eligible either joins them or leaves nobody awarded.
"""

from collections.abc import Iterator
from typing import Final

from eligibility.allocation.awards import Candidate, ranked
from eligibility.allocation.completions import Completer, Completion
from eligibility.allocation.contest import CandidatePool
from eligibility.model import Changeable, CounterExample, Outcome

CHALLENGERS: Final = 8
"""At most this many challengers are tried, the eligible and those who could rank best first."""

COMPLETIONS: Final = 6
"""At most this many completions of each are tried, and of those who may have to be behind it."""


def changeable(pool: CandidatePool) -> tuple[Changeable, CounterExample | None]:
    """Judge whether completing the unknown facts awards others: *yes* with a counter-example, *no*, *not proved*."""
    if not pool.contest.places or (pool.unordered and pool.awards.waiting):
        return "no", None
    challengers = list(_challengers(pool))
    if not challengers:
        return "no", None
    ordered = sorted(challengers, key=lambda challenger: (challenger.best, challenger.cells))
    eligible = [challenger for challenger in ordered if challenger.state is Outcome.SATISFIED][: CHALLENGERS // 2]
    first = [
        *eligible,
        *[challenger for challenger in ordered if challenger.state is not Outcome.SATISFIED][: CHALLENGERS // 2],
    ]
    counter_example = next((example for challenger in first if (example := _counter_example(pool, challenger))), None)
    return ("yes", counter_example) if counter_example else ("not proved", None)


def _challengers(pool: CandidatePool) -> Iterator[Candidate]:
    """The candidates outside the awarded that could still get in."""
    awards = pool.awards
    last = {key: max(candidate.cells for candidate in filled) for key, filled in awards.filled.items()}
    end = [max((candidate.cells for candidate in pool.awarded), default=())] if awards.full else []
    waiting = [candidate for candidate, _ in (*awards.waiting, *awards.open)]
    for candidate in (*waiting, *(candidate for candidate in pool.undetermined if candidate.possible)):
        # Those who fill a limit of no places, or a quota of none, are all ahead: there are none.
        blocks = end + [last.get((index, candidate.groups[index]), ()) for index in awards.reached(candidate)]
        if not pool.contest.ordered or not any(block < candidate.best for block in blocks):
            yield candidate


def _counter_example(pool: CandidatePool, challenger: Candidate) -> CounterExample | None:
    completer = Completer(pool.contest, pool.awarded)
    for completion in completer.completions(challenger)[:COMPLETIONS]:
        behind = _behind(pool, completion.candidate)
        if behind is not None and (example := _replayed(pool, challenger, completion, behind)):
            return example
    return None


def _behind(pool: CandidatePool, challenger: Candidate) -> dict[int, Completion] | None:
    """For each quota and limit in the way somebody who stays behind, completed where needed; None where nobody does.

    The completed are held by the identity of whom they complete.
    """
    awards = pool.awards
    if not pool.contest.ordered:
        return {} if _sure(pool, challenger) else None
    ways: list[tuple[int | None, list[Candidate]]] = [*awards.crowds(challenger)]
    completed: dict[int, Completion] = {}
    for index, filled in [*ways, *([(None, awards.awarded)] if awards.full else [])]:
        now = [completed[id(candidate)].candidate if id(candidate) in completed else candidate for candidate in filled]
        if any(_yields(candidate, challenger, index) for candidate in now):
            continue
        pushed = _pushed(pool, filled, challenger, index)
        if pushed is None:
            return None
        completed[id(pushed[0])] = pushed[1]
    return completed


def _yields(candidate: Candidate, challenger: Candidate, index: int | None) -> bool:
    """True where a candidate is certainly behind the challenger, or not in the group that a limit counts."""
    groups = () if index is None else (candidate.groups[index], challenger.groups[index])
    apart = None not in groups and len(set(groups)) > 1
    return apart or candidate.best > challenger.cells


def _pushed(
    pool: CandidatePool, filled: list[Candidate], challenger: Candidate, index: int | None
) -> tuple[Candidate, Completion] | None:
    """One of these that yields to the challenger once its own unknown keys and groups are known."""
    completer = Completer(pool.contest, (*pool.awarded, challenger))
    later = [
        candidate
        for candidate in reversed(filled)
        if candidate.cells > challenger.cells or (index is not None and not candidate.groups[index])
    ]
    for candidate in later[:COMPLETIONS]:
        completion = completer.completions(candidate, worst=True)[0]
        if _yields(completion.candidate, challenger, index):
            return candidate, completion
    return None


def _sure(pool: CandidatePool, challenger: Candidate) -> bool:
    """True where, without an order, nothing else that may turn out gives the same list again.

    That is so where somebody is awarded now, for the challenger joins or all lose; or where all who may be eligible
    fit together.
    """
    possible = [
        candidate for candidate in pool.undetermined if candidate.possible and candidate.subject != challenger.subject
    ]
    awards = pool.contest.award([*pool.eligible, *possible, challenger])
    return bool(pool.awarded) or not (awards.waiting or awards.open)


def _replayed(
    pool: CandidatePool, challenger: Candidate, completion: Completion, behind: dict[int, Completion]
) -> CounterExample | None:
    """The counter-example, where awarding anew with these facts gives another list."""
    changed = {**behind, id(challenger): completion}
    pool.contest.check(change.candidate for change in changed.values())
    others = [candidate for candidate in pool.eligible if id(candidate) not in changed]
    eligible = ranked([*others, *(change.candidate for change in changed.values())])
    awards = pool.contest.award(eligible)
    all_fit = not awards.waiting and not awards.open
    now = [candidate.subject for candidate in awards.awarded] if pool.contest.ordered or all_fit else []
    before = [candidate.subject for candidate in pool.awarded]
    entering, leaving = (
        tuple(subject for subject in present if subject not in set(absent))
        for present, absent in ((now, before), (before, now))
    )
    supposed = tuple(supposition for change in changed.values() for supposition in change.supposed)
    completed = tuple(change.candidate.facts for change in changed.values())
    # By the proof above the list always differs; the check reports only what was seen.
    return CounterExample(supposed, entering, leaving, tuple(now), completed) if entering or leaving else None
