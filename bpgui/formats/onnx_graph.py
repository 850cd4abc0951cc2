"""From an ONNX graph to a network: every node is a step of a dense layer, or is named.

The walk keeps what each value stands for (`onnx_values`). A node that no dense network has makes
its outputs unknown, which matters only if the outputs of the graph need them.
"""

import math

from bpgui.formats.onnx_layers import LayersFound
from bpgui.formats.onnx_message import Message
from bpgui.formats.onnx_operators import Operators
from bpgui.formats.onnx_tensor import array_of
from bpgui.formats.onnx_values import (
    Answer,
    Constant,
    Inputs,
    Sum,
    Units,
    Unknown,
    Unsupported,
    Value,
)
from bpgui.formats.weights_error import WeightsError
from bpgui.formats.weights_file import WeightsFile
from bpgui.formats.weights_layers import MOST_UNITS

_MOST_NODES = 20_000
_DOMAINS = {"", "ai.onnx", "ai.onnx.ml"}


class Graph:
    """A graph, walked through from its inputs to its outputs.

    Parameters
    ----------
    graph
        As `read_model` returns it.

    Raises
    ------
    WeightsError
        If it has not one input, or is damaged.
    """

    def __init__(self, graph: Message) -> None:
        self._graph = graph
        self._stored = {tensor.text("name"): tensor for tensor in graph.messages("constants")}
        self._values: dict[str, Value] = {}
        if graph.fields.get("sparse"):
            raise WeightsError("The graph has sparse weights, which this program does not read.")
        inputs = [one for one in graph.messages("inputs") if one.text("name") not in self._stored]
        if len(inputs) != 1:
            raise WeightsError(f"The graph has {len(inputs)} inputs; a network has one, of rows.")
        nodes = graph.messages("nodes")
        if len(nodes) > _MOST_NODES:
            raise WeightsError(f"The graph has more than {_MOST_NODES:,} nodes.")
        self._layers = LayersFound(_width(inputs[0]))
        self._operators = Operators(self._layers)
        self._values[inputs[0].text("name")] = Inputs()
        for number, node in enumerate(nodes, start=1):
            self._walk(node, number)

    def weights(self) -> WeightsFile:
        """Return the network that gives the output of the graph.

        Raises
        ------
        WeightsError
            If it is no dense network; the sentence names the node.
        """
        values = [self._value(output.text("name")) for output in self._graph.messages("outputs")]
        answers = {_layer(answer): answer for answer in map(self._answered, values) if answer}
        if len(answers) == 1:
            return self._layers.weights(next(iter(answers.values())), self._operators.classes)
        if answers:
            raise WeightsError("The graph has several outputs; a network of this program has one.")
        unknown = [value.sentence for value in values if isinstance(value, Unknown)]
        raise WeightsError((unknown or ["The graph has no output that a network gives."])[0])

    def _answered(self, value: Value) -> Answer | Units | None:
        """Return an output as that of the last layer; None if it is a class or unknown."""
        if isinstance(value, Answer):
            return value
        if not isinstance(value, Sum | Units):
            return None
        units = self._operators.units(value)
        if len(units.layers) > 1 or units.layers == (0,):
            raise WeightsError("The output of the graph is not that of one layer.")
        return units

    def _walk(self, node: Message, number: int) -> None:
        operator, name = node.text("operator")[:40], node.text("name")[:60]
        called = f"The node “{name}” ({operator})" if name else f"Node {number} ({operator})"
        try:
            value = self._computed(node)
        except Unsupported as reason:
            value = Unknown(f"{called} cannot be part of a network here: {reason}.")
        except WeightsError as error:
            raise WeightsError(f"{called}: {error}") from error
        first, *others = node.texts("outputs") or [""]
        self._values[first] = value
        for output in others:
            self._values[output] = Unknown(f"{called} has several outputs.")

    def _computed(self, node: Message) -> Value:
        if node.text("domain") not in _DOMAINS:
            raise Unsupported("this program does not know it")
        values = [self._value(name) for name in node.texts("inputs") if name]
        for value in values:
            if isinstance(value, Unknown):
                return value
        attributes = {one.text("name"): one for one in node.messages("attributes")}
        return self._operators.apply(node.text("operator"), values, attributes)

    def _value(self, name: str) -> Value:
        if name not in self._values:
            if name not in self._stored:
                raise WeightsError(f"The value “{name[:60]}” is used before it is computed.")
            array = array_of(self._stored[name], f"The constant “{name[:60]}”")
            self._layers.charge(array.size)
            self._values[name] = Constant(array)
        return self._values[name]


def _layer(answer: Answer | Units) -> int:
    return answer.layer if isinstance(answer, Answer) else answer.layers[0]


def _width(value: Message) -> int | None:
    """Return how many numbers a row of an input has; None if the file leaves it open."""
    dimensions = value.message("type").message("tensor").message("shape").messages("dimensions")
    lengths = [dimension.whole("value", -1) for dimension in dimensions[1:]]
    if not lengths or any(length < 1 for length in lengths):
        return None
    width = math.prod(lengths)
    if width > MOST_UNITS:
        raise WeightsError(f"A layer has 1 to {MOST_UNITS:,} units, not {width:.3g}.")
    return width
