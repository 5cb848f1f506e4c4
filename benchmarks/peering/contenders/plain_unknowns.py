"""The oracle where facts are unknown: a plain loop with Kleene's logic written out."""

from typing import Any

from peering.awarding import by_rows
from peering.workload import NO, OPEN, PPB, UNKNOWN_SCORE, YES, Data, Found


class Peer:
    title = "plain Python loop, unknowns"
    kind = "yardstick"
    packages = ("attrs",)
    unknowns = True
    largest = 1_000_000
    lacks = "trace"

    def __init__(self, data: Data) -> None:
        from eligibility import UNKNOWN

        self.places, self.unknown = data.objects(), UNKNOWN

    def decide(self) -> None:
        unknown = self.unknown
        self.states, self.open = states, open_ = [], []
        for place in self.places:
            state = undetermined = 0
            if place.region is unknown:
                undetermined = 1
            elif place.region == "III":
                state = 1
            poor, households, road = place.poor_households, place.households, place.road_km
            if poor is unknown or households is unknown:
                if road is unknown or road > 20:
                    undetermined |= 2
            elif poor * 5 >= households:
                if road is unknown:
                    undetermined |= 2
                elif road > 20:
                    state |= 2
            low = high = 0
            for hamlet in place.hamlets:
                difficult = hamlet.difficult
                if difficult is unknown:
                    high += 1
                elif difficult:
                    low += 1
                    high += 1
            if low >= 2:
                state |= 4
            elif high >= 2 or not place.hamlets_complete:
                undetermined |= 4
            states.append(state)
            open_.append(undetermined)

    def award(self) -> None:
        self.score = []
        candidates = []
        for at, (place, state) in enumerate(zip(self.places, self.states, strict=True)):
            if state:
                score = self._score(place)
                self.score.append(score)
                candidates.append((int(place.province_code), score, at))
        self.awarded = by_rows(candidates)

    def _score(self, place: Any) -> tuple[int, int, int]:
        unknown, (no_share, no_road, no_points) = self.unknown, UNKNOWN_SCORE
        known = place.poor_households is not unknown and place.households is not unknown
        return (
            place.poor_households * PPB // place.households if known else no_share,
            no_road if place.road_km is unknown else place.road_km,
            no_points if place.support_points is unknown else -place.support_points,
        )

    def found(self) -> Found:
        pairs = zip(self.states, self.open, strict=True)
        eligible = [YES if state else OPEN if undetermined else NO for state, undetermined in pairs]
        return Found(self.states, self.open, eligible, self.score, self.awarded)
