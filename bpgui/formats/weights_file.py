"""A trained network with all that is needed to use it on raw data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bpgui.core.passes import predict
from bpgui.data.dataset import Dataset
from bpgui.data.scaling import Scaling

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from bpgui.core.arrays import FloatArray
    from bpgui.core.network import Network
    from bpgui.core.settings import TrainingSettings


@dataclass(frozen=True, eq=False)
class WeightsFile:
    """What a weights file holds.

    Attributes
    ----------
    network
        Layers, weights, absent and locked connections.
    input_scaling, target_scaling
        Between raw numbers and those of the network, one offset and scale a unit.
    classes
        What the outputs stand for, or None (as in `Dataset`).
    settings
        How the network was trained, or None if that is not known.
    dataset_name
        What it was trained on; empty if that is not known.
    target_names
        One an output; the names of the output units if not given.
    """

    network: Network
    input_scaling: Scaling
    target_scaling: Scaling
    classes: tuple[str, ...] | None = None
    settings: TrainingSettings | None = None
    dataset_name: str = ""
    target_names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.target_names:
            object.__setattr__(self, "target_names", self.network.layers[-1].unit_names)
        # A removed weight may be −0, which a file that says "none" cannot give back.
        network = self.network
        absent = network.parameters[~network.present]
        if np.signbit(absent).any():
            cleared = network.parameters.copy()
            cleared[~network.present] = 0.0
            object.__setattr__(self, "network", network.with_parameters(cleared))
        if self.input_scaling.columns != self.network.n_inputs:
            raise ValueError("The scaling of the inputs does not fit the network.")
        if not self.target_scaling.columns == self.network.n_outputs == len(self.target_names):
            raise ValueError("The scaling and names of the targets do not fit the network.")

    @classmethod
    def of(
        cls, network: Network, dataset: Dataset, settings: TrainingSettings | None = None
    ) -> WeightsFile:
        """Return the file for a network that was trained on a data set.

        Raises
        ------
        ValueError
            If they have different numbers of inputs or outputs.
        """
        return cls(
            network,
            dataset.input_scaling,
            dataset.target_scaling,
            dataset.classes,
            settings,
            dataset.name,
            dataset.target_names,
        )

    @property
    def input_names(self) -> tuple[str, ...]:
        """The names of the input units."""
        return self.network.layers[0].unit_names

    def predict(self, raw_inputs: ArrayLike) -> FloatArray:
        """Return the outputs in the units of the targets, (n, n_in) to (n, n_out)."""
        outputs = predict(self.network, self.input_scaling.apply(raw_inputs))
        return self.target_scaling.undo(outputs)
