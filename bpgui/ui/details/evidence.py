"""The patterns an explanation is about, and what the two textbook passes make of them."""

from dataclasses import dataclass

import numpy as np

from bpgui.core.activations import ACTIVATIONS
from bpgui.core.arrays import FloatArray
from bpgui.core.losses import LOSSES
from bpgui.core.network import Network
from bpgui.core.passes import BackwardPass, ForwardPass, backward, batch_share, counted, forward
from bpgui.core.settings import TrainingSettings
from bpgui.session.quantity import Kind, Quantity
from bpgui.ui.mathematics.formula import given, plain


@dataclass(frozen=True, eq=False)
class Evidence:
    """A network, some patterns, and every number of both passes over them.

    Attributes
    ----------
    network, settings
        What the numbers come from.
    numbers
        What the patterns are called: their numbers counted from 1, n of them.
    inputs, targets
        The patterns, shapes (n, inputs) and (n, outputs).
    forward, backward
        The passes over them.
    of
        How many patterns these are, if it is more than are looked at; the gradient is an estimate
        then.
    whole
        How many patterns the update uses, if these are only its first.
    """

    network: Network
    settings: TrainingSettings
    numbers: tuple[int, ...]
    inputs: FloatArray
    targets: FloatArray
    forward: ForwardPass
    backward: BackwardPass
    of: int = 0
    whole: int = 0

    @classmethod
    def gather(
        cls,
        network: Network,
        settings: TrainingSettings,
        numbers: tuple[int, ...],
        inputs: FloatArray,
        targets: FloatArray,
    ) -> "Evidence":
        """Make both passes over patterns."""
        forward_pass = forward(network, inputs)
        backward_pass = backward(network, forward_pass, targets, settings)
        return cls(network, settings, numbers, inputs, targets, forward_pass, backward_pass)

    @property
    def about(self) -> str:
        """Say which patterns the numbers are about, and how they are reduced."""
        count = len(self.numbers)
        if self.whole > self.count:
            sign = "≈ " if self.of > count else ""
            return f"{sign}{self.count:,} of {self.whole:,} patterns so far"
        if count == 1:
            return f"pattern {self.numbers[0]}"
        if self.of > count:
            return f"≈ from {count:,} of {self.of:,} patterns"
        return f"{self.settings.reduction} over {count:,} patterns"

    @property
    def count(self) -> int:
        """How many patterns these are, also where not all of them are looked at."""
        return max(self.of, len(self.numbers))

    @property
    def batch(self) -> int:
        """How many patterns the update uses."""
        return max(self.whole, self.count)

    @property
    def share(self) -> float:
        """What the loss of each pattern is multiplied by in that of the whole batch."""
        return batch_share(self.batch, self.settings)

    @property
    def last(self) -> int:
        """The index of the output layer."""
        return len(self.network.layers) - 1

    def counts(self, output: int, row: int = 0) -> bool:
        """Whether an output lies outside the error margin around its target."""
        a = self.forward.a[-1][row, output]
        return bool(counted(np.array(a), self.targets[row, output], self.settings.margin))

    @property
    def margin(self) -> str:
        """The error margin as text."""
        return plain(given(self.settings.margin))

    @property
    def output_losses(self) -> FloatArray:
        """The loss of each output for the first pattern, whether it counts or not; (outputs,)."""
        z, a = self.forward.z[-1][:1], self.forward.a[-1][:1]
        activation = self.network.layers[-1].activation
        losses: FloatArray = LOSSES[self.settings.loss].terms(z, a, self.targets[:1], activation)
        return np.asarray(losses[0])

    def z(self, layer: int, unit: int) -> float:
        """Return the pre-activation of a unit for the first pattern."""
        return float(self.forward.z[layer][0, unit])

    def a(self, layer: int, unit: int) -> float:
        """Return the activation of a unit for the first pattern."""
        return float(self.forward.a[layer][0, unit])

    def slope(self, layer: int, unit: int) -> float:
        """Return f'(z) of a unit for the first pattern."""
        f = ACTIVATIONS[self.network.layers[layer].activation]
        z, a = np.array(self.z(layer, unit)), np.array(self.a(layer, unit))
        return float(f.derivative(z, a))

    def delta(self, layer: int, unit: int) -> float:
        """Return dL/dz of a unit for the first pattern."""
        return float(self.backward.delta[layer][0, unit])

    def target(self, output: int) -> float:
        """Return the target of an output for the first pattern."""
        return float(self.targets[0, output])

    def which(self, kind: Kind, layer: int, unit: int, row: int = 0) -> Quantity:
        """Return which number of a unit it is, for one of the patterns."""
        return Quantity.of_unit(kind, layer, unit, self.numbers[row] - 1)


@dataclass(frozen=True)
class Link:
    """A present connection: where it leads to or comes from, its weight, and which one it is."""

    layer: int
    unit: int
    weight: float
    index: int

    @property
    def which(self) -> Quantity:
        """The weight as a number that can be pointed at."""
        return Quantity.of_parameter("parameter", self.index)


def outgoing(network: Network, layer: int, unit: int) -> list[Link]:
    """Return the present connections that leave a unit, over every layer it feeds."""
    found = []
    for t in network.targets_of(layer):
        first, width = network.weight_index(t, 0, layer, unit), network.matrix(t).shape[1]
        for target in np.flatnonzero(network.present_block(t, layer)[:, unit]).tolist():
            index = first + target * width
            found.append(Link(t, target, float(network.parameters[index]), index))
    return found


def incoming(network: Network, layer: int, unit: int) -> list[Link]:
    """Return the present connections that enter a unit, from every layer it receives from."""
    found = []
    for s in network.sources(layer):
        first = network.weight_index(layer, unit, s, 0)
        for source in np.flatnonzero(network.present_block(layer, s)[unit]).tolist():
            index = first + source
            found.append(Link(s, source, float(network.parameters[index]), index))
    return found
