"""The columnar engine against tracing, on random laws and registers with gaps."""

import os
import random

import pytest

from eligibility.columns.objects import columns_of
from eligibility.engines.columnar import ColumnarEngine
from eligibility.engines.frames import reader, shape_of
from eligibility.engines.tracing import Tracer
from eligibility.errors import FactError
from eligibility.listings import Lists
from eligibility.rulesets import HitPolicy
from tests import generators

NIGHTLY = os.environ.get("ELIGIBILITY_NIGHTLY") == "1"
LAWS, FACTS = (20_000 if NIGHTLY else 100), 10
WORDS = {True: 3, None: 1, False: 0}


def frames_by_path(shape, frame, path=()):
    yield path, shape, frame
    for relation, (slot, member) in shape.members.items():
        for one in frame[slot]:
            yield from frames_by_path(member, one, (*path, relation))


def traced_frames(law, shape, group):
    tracer, read = Tracer(law, shape), reader(law, shape, Lists(law.listings))
    frames: list = []
    for facts in group:
        frame = read(facts.subject, None, facts)
        try:
            tracer.run(frame)
        except FactError:
            frames.append(None)
        else:
            frames.append(frame)
    return frames


def differences(law, group):
    shape = shape_of(law, "commune")
    frames = traced_frames(law, shape, group)
    engine = ColumnarEngine(law, shape)
    whole = engine.run(columns_of(law, law.vocabulary["commune"], group))
    wrong = {at for path, at in whole.faulty() if not path}
    deep = [path for path, at in whole.faulty() if path]
    if not deep:
        assert wrong >= {at for at, frame in enumerate(frames) if frame is None}
    group = [facts for facts, frame in zip(group, frames, strict=True) if frame is not None]
    frames = [frame for frame in frames if frame is not None]
    traced = engine.run(columns_of(law, law.vocabulary["commune"], group))
    expected: dict = {}
    for frame in frames:
        for path, member, one in frames_by_path(shape, frame):
            expected.setdefault(path, []).append((member, one))
    found = []
    for (path, name), results in traced.plan.found.items():
        if path not in expected:
            continue
        rule_set = next(one for one in law.rule_sets if one.name == name)
        member = expected[path][0][0]
        rows = [one for _, one in expected[path]]
        at = member.traces[name]

        def column(named):
            return [WORDS[value] for value in traced.column(named).to_list()]

        for position, named in enumerate(results.leaves):
            if named[0] != path:
                continue
            want = [row[at][position] for row in rows]
            if column(named) != want:
                found.append((path, name, "leaf", position, column(named), want))
        for key, columns, attribute in (
            ("state", results.states, "conditions"),
            ("outcome", results.outcomes, "outcomes"),
        ):
            for position, named in enumerate(columns):
                wanted = [getattr(row[at + 1], attribute)[position] for row in rows]
                if column(named) != wanted:
                    found.append((path, name, key, position, column(named), wanted))
        if rule_set.hit_policy is HitPolicy.COLLECT:
            continue
        slot = member.slots[rule_set.concludes.name]
        for bit, named in enumerate(results.values):
            got, wanted = traced.column(named).to_list(), [bool(row[slot] >> bit & 1) for row in rows]
            if got != wanted:
                found.append((path, name, "value", bit, got, wanted))
        got, wanted = traced.column(results.conflict).to_list(), [bool(row[at + 1].conflict) for row in rows]
        if got != wanted:
            found.append((path, name, "conflict", 0, got, wanted))
    return found


@pytest.mark.parametrize("batch", range(10))
def test_columnar_agrees_with_tracing(batch):
    for seed in range(batch * LAWS // 10, (batch + 1) * LAWS // 10):
        rng = random.Random(seed)
        law = generators.random_law(rng)
        group = [generators.random_facts(rng, law) for _ in range(FACTS)]
        assert differences(law, group) == [], seed
