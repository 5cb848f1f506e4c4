"""Three engines on random laws and registers with gaps: every state, leaf, outcome, value and conflict alike.

Tracing evaluates, durable_rules fires what tracing found, and the columnar engine decides the whole register at once.
"""

import random
from operator import gt

import pytest

from eligibility.deciding import program_for
from eligibility.deciding.columnar import decide_register, engine_for
from eligibility.deciding.program import topmost
from eligibility.model import COMPARISONS, HitPolicy
from eligibility.model.columns import columns_of
from eligibility.sources import EngineDisagreement, FactError
from tests import generators
from tests.sizes import sized

pytestmark = pytest.mark.slow

LAWS, FACTS = sized(150, 4_200), sized(12, 50)
BATCHES = 10
WORDS = {True: 3, None: 1, False: 0}


def law_and_group(seed):
    rng = random.Random(seed)
    law = generators.random_law(rng)
    return law, [generators.random_facts(rng, law) for _ in range(FACTS)]


def framed(program, group):
    """For each subject its frame, None where its facts contradict each other."""
    frames: list = []
    for facts in group:
        try:
            frames.append(topmost(program, facts))
        except FactError:
            frames.append(None)
    return frames


def listed(layout, frames, path=()):
    """The frames of each table."""
    yield path, layout, frames
    for relation, (slot, member) in layout.members.items():
        yield from listed(member, [one for frame in frames for one in frame[slot]], (*path, relation))


def differences(traced, path, layout, frames, law):
    """What the columns of a table say otherwise than the frames of its subjects."""

    def differ(kind, columns, expected):
        for position, named in enumerate(columns):
            seen = [WORDS[value] for value in traced.column(named)]
            if named[0] == path and seen != [one[position] for one in expected]:
                yield rule_set.name, kind, position, seen, [one[position] for one in expected]

    for rule_set in law.of(layout.kind.name):
        found, at = traced.plan.derived[path, rule_set.name], layout.traces[rule_set.name]
        yield from differ("leaf", found.leaves, [frame[at] for frame in frames])
        yield from differ("state", found.states, [frame[at + 1].conditions for frame in frames])
        yield from differ("outcome", found.outcomes, [frame[at + 1].outcomes for frame in frames])
        if rule_set.hit_policy is not HitPolicy.COLLECT:
            held = [frame[layout.slots[rule_set.concludes.name]] for frame in frames]
            cans = [[3 * (mask >> bit & 1) for bit in range(len(found.values))] for mask in held]
            yield from differ("value", found.values, cans)
            yield from differ("conflict", [found.conflict], [[3 * bool(frame[at + 1].conflict)] for frame in frames])


@pytest.mark.parametrize("batch", range(BATCHES))
def test_three_engines_agree(batch):
    pairs = 0
    for seed in range(batch * LAWS // BATCHES, (batch + 1) * LAWS // BATCHES):
        law, group = law_and_group(seed)
        program, kind = program_for(law, "commune"), law.vocabulary["commune"]
        engine, complete = engine_for(law, "commune")

        def run(some, engine=engine, complete=complete, law=law, kind=kind):
            columns = columns_of(law, kind, some)
            return engine.run(columns, complete.columns(columns.table))

        frames = framed(program, group)
        suspect = {at for path, at in run(group).faulty() if not path}
        deep = [path for path, _ in run(group).faulty() if path]
        assert deep or suspect >= {at for at, frame in enumerate(frames) if frame is None}, seed
        kept = [at for at, frame in enumerate(frames) if frame is not None]
        frames = [frames[at] for at in kept]
        program.check(frames)
        traced = run([group[at] for at in kept])
        for path, layout, own in listed(program.layout, frames):
            if path in traced.tables:
                assert list(differences(traced, path, layout, own, law)) == [], seed
        pairs += len(kept)
    assert pairs > LAWS // BATCHES * FACTS * 0.8


def test_planted_difference_is_caught(monkeypatch):
    """Where the columnar engine takes *at least* for *more than*, the subjects entered twice tell."""
    monkeypatch.setattr("eligibility.engines.columnar.bits.COMPARISONS", {**COMPARISONS, ">=": gt})
    caught = 0
    for seed in range(40):
        law, group = law_and_group(seed)
        kept = [facts for facts, frame in zip(group, framed(program_for(law, "commune"), group), strict=True) if frame]
        try:
            decide_register(law, columns_of(law, law.vocabulary["commune"], kept))
        except EngineDisagreement:
            caught += 1
            if caught > 3:
                break
    assert caught > 3
