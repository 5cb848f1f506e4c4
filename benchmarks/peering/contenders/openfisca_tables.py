"""OpenFisca-core from tables: population and inputs are set in the time measured, from columns by its own builder."""

from peering.contenders import openfisca_inputs
from peering.workload import Data


class Peer(openfisca_inputs.Peer):
    title = "OpenFisca-core, from tables"

    def __init__(self, data: Data) -> None:
        self.data, self.rules = data, openfisca_inputs.system()

    def decide(self) -> None:
        self.simulation = openfisca_inputs.simulation(self.rules, self.data)
        super().decide()
