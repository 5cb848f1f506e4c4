"""The oracle and yardstick: a plain loop over attrs objects in which nothing is unknown."""

from peering.awarding import by_rows
from peering.workload import PPB, Data, Found


class Peer:
    title = "plain Python loop"
    kind = "yardstick"
    packages = ("attrs",)
    unknowns = False
    largest = 1_000_000
    lacks = "trace, unknowns"

    def __init__(self, data: Data) -> None:
        self.places = data.objects()

    def decide(self) -> None:
        self.bits = bits = []
        for place in self.places:
            found = 1 if place.region == "III" else 0
            if place.poor_households * 5 >= place.households and place.road_km > 20:
                found |= 2
            difficult = 0
            for hamlet in place.hamlets:
                if hamlet.difficult:
                    difficult += 1
            if difficult >= 2:
                found |= 4
            bits.append(found)

    def award(self) -> None:
        self.score = []
        candidates = []
        for at, (place, found) in enumerate(zip(self.places, self.bits, strict=True)):
            if found:
                share = place.poor_households * PPB // place.households
                score = (share, place.road_km, -place.support_points)
                self.score.append(score)
                candidates.append((int(place.province_code), score, at))
        self.awarded = by_rows(candidates)

    def found(self) -> Found:
        eligible = [2 if found else 0 for found in self.bits]
        return Found(self.bits, [0] * len(self.bits), eligible, self.score, self.awarded)
