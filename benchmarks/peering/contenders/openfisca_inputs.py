"""OpenFisca-core, its own compute: population and inputs are set already, formulas run anew, arrays are read out."""

from typing import Any

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit, period
from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from peering.awarding import by_columns
from peering.workload import YES, Data, Found

VILLAGE = build_entity(key="village", plural="villages", label="", is_person=True)
COMMUNE = build_entity(key="commune", plural="communes", label="", roles=[{"key": "part", "plural": "parts"}])
PERIOD = period("2026-01")
RULES = ("region_iii", "poor_and_far", "difficult_villages")


class difficult(Variable):  # noqa: N801 - OpenFisca names a variable by its class
    value_type, entity, definition_period = bool, VILLAGE, DateUnit.MONTH


class region(Variable):  # noqa: N801
    value_type, entity, definition_period = int, COMMUNE, DateUnit.MONTH


class households(Variable):  # noqa: N801
    value_type, entity, definition_period = int, COMMUNE, DateUnit.MONTH


class poor_households(Variable):  # noqa: N801
    value_type, entity, definition_period = int, COMMUNE, DateUnit.MONTH


class road_km(Variable):  # noqa: N801
    value_type, entity, definition_period = int, COMMUNE, DateUnit.MONTH


class region_iii(Variable):  # noqa: N801
    value_type, entity, definition_period = bool, COMMUNE, DateUnit.MONTH

    def formula(commune: Any, period: Any) -> Any:  # noqa: N805
        return commune("region", period) == 3


class poor_and_far(Variable):  # noqa: N801
    value_type, entity, definition_period = bool, COMMUNE, DateUnit.MONTH

    def formula(commune: Any, period: Any) -> Any:  # noqa: N805
        poor = commune("poor_households", period) * 5 >= commune("households", period)
        return poor * (commune("road_km", period) > 20)


class difficult_villages(Variable):  # noqa: N801
    value_type, entity, definition_period = bool, COMMUNE, DateUnit.MONTH

    def formula(commune: Any, period: Any) -> Any:  # noqa: N805
        return commune.sum(commune.members("difficult", period)) >= 2


class eligible(Variable):  # noqa: N801
    value_type, entity, definition_period = bool, COMMUNE, DateUnit.MONTH

    def formula(commune: Any, period: Any) -> Any:  # noqa: N805
        return commune("region_iii", period) + commune("poor_and_far", period) + commune("difficult_villages", period)


INPUTS = (difficult, region, households, poor_households, road_km)
FORMULAS = (region_iii, poor_and_far, difficult_villages, eligible)


def system() -> Any:
    """The rules as OpenFisca knows them."""
    found = TaxBenefitSystem([VILLAGE, COMMUNE])
    found.add_variables(*INPUTS, *FORMULAS)
    return found


def simulation(rules: Any, data: Data) -> Simulation:
    """A population with its inputs.

    The builder gives its members to the wrong communes where a commune has no village, so they are given here.
    """
    builder = SimulationBuilder()
    builder.create_entities(rules)
    builder.declare_person_entity("village", np.arange(data.villages))
    communes = builder.declare_entity("commune", np.arange(data.communes))
    communes.members_entity_id = data.owner
    communes.members_role = np.array(communes.entity.flattened_roles)[np.zeros(data.villages, np.int8)]
    found = builder.build(rules)
    columns = (data.difficult, data.region, data.households, data.poor, data.road)
    for variable, column in zip(INPUTS, columns, strict=True):
        found.set_input(variable.__name__, PERIOD, column.values)
    return found


class Peer:
    title = "OpenFisca-core, own compute (inputs set)"
    kind = "columns"
    packages = ("openfisca-core", "numpy")
    unknowns = False
    largest = 1_000_000
    lacks = "unknowns (they are 0), why not, an order"

    def __init__(self, data: Data) -> None:
        self.data, self.rules = data, system()
        self.simulation = simulation(self.rules, data)

    def decide(self) -> None:
        for variable in FORMULAS:
            self.simulation.delete_arrays(variable.__name__, PERIOD)
        self.outcomes = [self.simulation.calculate(name, PERIOD) for name in RULES]
        self.eligible = self.simulation.calculate("eligible", PERIOD)

    def award(self) -> None:
        self.score, self.awarded = by_columns(self.data, np.flatnonzero(self.eligible))

    def found(self) -> Found:
        states = sum(outcome.astype(np.uint8) << at for at, outcome in enumerate(self.outcomes))
        return Found(states, np.zeros_like(states), self.eligible * YES, self.score, self.awarded)
