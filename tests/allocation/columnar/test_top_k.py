"""Lines: whatever is asked of them agrees with putting everybody in order."""

import random

import numpy as np
import pytest

from eligibility.allocation.columnar.top_k import PartialOrder


def drawn(rng, length):
    """Subjects with keys small and large, told apart by a number at last."""
    kinds = ([0, 1], [-(2**40), 5, 2**41], [2**62, 3, -7], [4])
    keys = [np.array(rng.choices(rng.choice(kinds), k=length), dtype=np.int64) for _ in range(rng.randint(0, 4))]
    codes = np.array(rng.sample(range(length * 3), length), dtype=np.int64)
    if rng.random() < 0.3:
        return PartialOrder(keys, [], lambda at: at[np.argsort(codes[at])], length), keys, codes
    return PartialOrder(keys, [codes.__getitem__, codes.__getitem__], lambda at: at, length), keys, codes


@pytest.mark.parametrize("seed", range(80))
def test_line_agrees_with_all_in_order(seed):
    rng = random.Random(seed)
    length = rng.choice((0, 1, 7, 60, 700))
    line, keys, codes = drawn(rng, length)
    order = sorted(range(length), key=lambda at: (*(key[at] for key in keys), codes[at]))
    assert line.ordered(np.arange(length)).tolist() == order
    groups = np.array([rng.randrange(5) for _ in range(length)], dtype=np.int64)
    most = np.array([rng.choice((0, 1, 2, 9999)) for _ in range(5)])
    taken: dict = {}
    expected = []
    for at in order:
        taken[groups[at]] = taken.get(groups[at], 0) + 1
        if taken[groups[at]] <= most[groups[at]]:
            expected.append(at)
    assert line.top(groups, most).tolist() == expected
    if length:
        one = order[length // 2]
        rest = np.array([at for at in range(length) if at != one], dtype=np.int64)
        before = {*order[: length // 2]}
        assert line.ahead(rest, one).tolist() == [at in before for at in rest.tolist()]


def test_foremost_of_few_looks_at_few():
    looked = []

    def codes(at):
        looked.append(len(at))
        return at

    length = 40_000
    line = PartialOrder([np.arange(length) // 4 % 1000], [codes], lambda at: at, length)
    assert len(line.top(np.arange(length) % 4, np.array([3, 3, 3, 3]))) == 12
    assert sum(looked) < length // 20
