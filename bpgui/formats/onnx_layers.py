"""The layers of an ONNX graph, while they are found one after another."""

from collections.abc import Sequence

import numpy as np

from bpgui.core.arrays import FloatArray
from bpgui.core.layer import Layer, hidden_name, input_name, output_name
from bpgui.core.network import Network, zero_network
from bpgui.data.scaling import Scaling
from bpgui.formats.onnx_values import Answer, Inputs, Sum, Units, Unsupported
from bpgui.formats.weights_dense import Dense, network_like
from bpgui.formats.weights_error import WeightsError
from bpgui.formats.weights_file import WeightsFile
from bpgui.formats.weights_layers import MOST_LAYERS, MOST_PARAMETERS, MOST_UNITS, check_sizes


class LayersFound:
    """The input layer, and each layer that a graph computes.

    Parameters
    ----------
    inputs
        How many inputs there are; None until a weight or a scaling tells.
    """

    def __init__(self, inputs: int | None) -> None:
        self._inputs = inputs
        self._sums: list[tuple[Sum, str]] = []
        self._scaling: Inputs | None = None
        self._linear: dict[int, Units] = {}  # by the sums, which stay in the list above
        self._size = self._held = 0

    def charge(self, count: int) -> None:
        """Count numbers that are held while the graph is walked; a graph may hold so many only."""
        self._held += count
        if self._held > 2 * MOST_PARAMETERS:
            raise WeightsError("The graph is larger than this program takes.")

    # ---- what nodes do ---------------------------------------------------------------------

    def width(self, layer: int) -> int | None:
        """Return the units of a layer; None for inputs whose number nothing told yet."""
        return self._sums[layer - 1][0].units if layer else self._inputs

    def scaled(self, inputs: Inputs, operator: str, values: FloatArray) -> Inputs:
        """Return the inputs after one more step of their scaling."""
        if self._inputs is None and len(values) > 1:
            self._set_inputs(len(values))
        offset = np.zeros(1) if inputs.offset is None else inputs.offset
        scale = np.ones(1) if inputs.scale is None else inputs.scale
        with np.errstate(all="ignore"):
            if operator in {"Add", "Sub"}:
                offset = offset + (values if operator == "Sub" else -values) * scale
            else:
                scale = scale * values if operator == "Div" else scale / values
        return Inputs(offset, scale)

    def use_inputs(self, inputs: Inputs) -> Units:
        """Return the input layer, once its scaling is known."""
        if self._scaling is None:
            self._scaling = inputs
        elif self._scaling is not inputs:
            raise Unsupported("it takes the inputs scaled in another way than a node before it")
        return Units((0,))

    def product(self, units: Units, weights: FloatArray) -> Sum:
        """Return the sums of some units, weighted; the weights are (fan-in, units)."""
        self._size += weights.size
        if self._size > MOST_PARAMETERS:
            raise WeightsError(f"This network has more than {MOST_PARAMETERS:,} weights.")
        if units.layers == (0,) and self._inputs is None:
            self._set_inputs(len(weights))
        blocks, row = {}, 0
        for layer in units.layers:
            width = self.width(layer)
            if width is None:
                raise Unsupported("nothing tells how many inputs there are")
            blocks[layer] = weights[row : row + width].T
            row += width
        if row != len(weights) or not weights.shape[1]:
            raise Unsupported(f"its weights are for {len(weights)} units, and it has {row}")
        return Sum(blocks)

    def closed(self, total: Sum, activation: str) -> Units:
        """Return a new layer with these sums and this activation; the same one if it is linear."""
        if activation == "linear" and id(total) in self._linear:
            return self._linear[id(total)]
        if len(self._sums) >= MOST_LAYERS:
            raise WeightsError(f"A network has 2 to {MOST_LAYERS:,} layers.")
        self._sums.append((total, activation))
        units = Units((len(self._sums),))
        if activation == "linear":
            self._linear[id(total)] = units
        return units

    def _set_inputs(self, count: int) -> None:
        if count > MOST_UNITS:
            raise WeightsError(f"A layer has 1 to {MOST_UNITS:,} units.")
        self._inputs = count

    # ---- the whole -------------------------------------------------------------------------

    def weights(self, answer: Answer | Units, classes: Sequence[str]) -> WeightsFile:
        """Return the network that ends in this answer, without layers that come after it."""
        last = answer.layer if isinstance(answer, Answer) else answer.layers[-1]
        parts = [self._part(layer) for layer in range(1, last + 1)]
        units = [self._inputs or 0, *(len(dense.kernel) for _, _, dense in parts)]
        check_sizes(units, [(), *(sources for _, sources, _ in parts)])
        network = _network(units, parts)
        target = (answer.offset, answer.scale) if isinstance(answer, Answer) else None
        fits = len(classes) == units[-1] or (units[-1] == 1 and len(classes) == 2)
        return WeightsFile(
            network,
            self._input_scaling(units[0]),
            Scaling.identity(units[-1]) if target is None else Scaling("z-score", *target),
            tuple(classes) if fits and len(set(classes)) == len(classes) else None,
        )

    def _part(self, layer: int) -> tuple[str, tuple[int, ...], Dense]:
        total, activation = self._sums[layer - 1]
        sources = sorted(total.blocks)
        kernel = np.hstack([total.blocks[source] for source in sources])
        return activation, tuple(sources), Dense(kernel, total.bias)

    def _input_scaling(self, count: int) -> Scaling:
        found = self._scaling
        if found is None or found.offset is None or found.scale is None:
            return Scaling.identity(count)
        offset, scale = (np.broadcast_to(part, count) for part in (found.offset, found.scale))
        return Scaling("z-score", offset, scale)


def _network(units: Sequence[int], parts: Sequence[tuple[str, tuple[int, ...], Dense]]) -> Network:
    """Return the network of these layers, with the names that a new one has."""
    hidden = len(units) - 2
    layers = [Layer("Input", tuple(input_name(i + 1) for i in range(units[0])))]
    for k, (activation, sources, dense) in enumerate(parts, start=1):
        last = k == len(parts)
        names = tuple(
            output_name(i + 1, units[k]) if last else hidden_name(k, i + 1, hidden)
            for i in range(units[k])
        )
        name = "Output" if last else f"Hidden {k}"
        layers.append(Layer(name, names, activation, sources, dense.bias is not None))
    network = zero_network(tuple(layers))
    return network_like(network, [dense for *_, dense in parts], "The graph")
