"""Awarding for the engines that have no order of their own: once over columns, once over rows."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from peering.workload import AWARDS, PROVINCES, Data

_SAMPLE = 4_096
_KEPT = 8  # times as many candidates are kept as there are awards


def by_columns(data: Data, eligible: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The score of the eligible, a row each, and the positions of the awarded.

    All are scored; only those are sorted whose first part is among the largest, where that leaves enough in every
    province.
    """
    score = data.score_of(eligible)
    province = data.province[eligible]
    kept = _promising(score[:, 0], province)
    share, road, points = score[kept].T
    order = kept[np.lexsort((kept, -points, -road, -share, province[kept]))]
    sorted_provinces = province[order]
    starts = np.searchsorted(sorted_provinces, np.arange(PROVINCES + 2))
    rank = np.arange(len(order)) - starts[sorted_provinces]
    return score, eligible[order[rank < AWARDS]]


def _promising(share: np.ndarray, province: np.ndarray) -> np.ndarray:
    sample = np.sort(share[:: max(1, len(share) // _SAMPLE)])
    wanted = int(len(sample) * _KEPT * AWARDS * PROVINCES / max(1, len(share)))
    if wanted >= len(sample):
        return np.arange(len(share))
    kept = np.flatnonzero(share >= sample[-wanted - 1])
    enough = np.bincount(province[kept], minlength=PROVINCES + 1)[1:] >= AWARDS
    return kept if enough.all() else np.arange(len(share))


def by_rows(candidates: Iterable[tuple[int, tuple[int, int, int], int]]) -> list[int]:
    """The awarded among eligible communes, each given as province, score and position."""
    groups: dict[int, list[Any]] = {}
    for province, (share, road, points), at in candidates:
        groups.setdefault(province, []).append((-share, -road, -points, at))
    return [entry[-1] for _, group in sorted(groups.items()) for entry in sorted(group)[:AWARDS]]
