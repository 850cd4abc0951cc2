"""What each ONNX operator of a dense network does with the values before it."""

from collections.abc import Callable, Mapping

import numpy as np

from bpgui.core.arrays import FloatArray
from bpgui.formats.onnx_layers import LayersFound
from bpgui.formats.onnx_message import Message
from bpgui.formats.onnx_tensor import DOUBLE, FLOAT, HALF, array_of
from bpgui.formats.onnx_values import (
    Answer,
    Constant,
    Inputs,
    Label,
    Sum,
    Units,
    Unsupported,
    Value,
)

Attributes = Mapping[str, Message]
Step = Callable[[str, list[Value], Attributes], Value]

_ACTIVATIONS = {"Sigmoid": "sigmoid", "Tanh": "tanh", "Relu": "relu", "Softmax": "softmax"}
_COMPARING = ("ArgMax", "Greater", "GreaterOrEqual", "Less", "LessOrEqual")
_FLOATS = {FLOAT, DOUBLE, HALF}
# The attributes of a Constant: how each is stored, and its type where that is not whole numbers.
_CONSTANTS = {
    "value_float": ("float", "<f4"),
    "value_floats": ("floats", "<f4"),
    "value_int": ("int", ""),
    "value_ints": ("ints", ""),
}


class Operators:
    """The steps from value to value, and what they find out about the layers and classes.

    Parameters
    ----------
    layers
        Filled in by the steps.
    """

    def __init__(self, layers: LayersFound) -> None:
        self._layers = layers
        self.classes: list[str] = []
        self._steps: dict[str, Step] = {
            "Constant": self._constant,
            "Identity": self._named_layer,
            **dict.fromkeys(("Dropout", "Flatten", "Cast"), self._passed),
            **dict.fromkeys(("Reshape", "Squeeze", "Unsqueeze"), self._reshaped),
            "Transpose": self._transposed,
            "Gemm": self._gemm,
            "MatMul": self._product,
            **dict.fromkeys(_ACTIVATIONS, self._activation),
            "Concat": self._joined,
            **dict.fromkeys(("Add", "Sub", "Mul", "Div"), self._elementwise),
            "Scaler": self._scaler,
            **dict.fromkeys(_COMPARING, self._compared),
            **dict.fromkeys(("Gather", "ArrayFeatureExtractor", "ZipMap"), self._named),
        }

    def apply(self, operator: str, values: list[Value], attributes: Attributes) -> Value:
        """Return what a node makes of its values.

        Raises
        ------
        Unsupported
            If a dense network does no such thing, with the reason.
        """
        step = self._steps.get(operator)
        if step is None:
            raise Unsupported("this program does not know it")
        if not values and operator != "Constant":
            raise Unsupported("it has no inputs")
        return step(operator, values, attributes)

    def units(self, value: Value) -> Units:
        """Return a value as the activations of layers; sums become a layer that is linear."""
        if isinstance(value, Units):
            return value
        if isinstance(value, Inputs):
            return self._layers.use_inputs(value)
        if isinstance(value, Sum):
            return self._layers.closed(value, "linear")
        raise Unsupported("it takes something that is no layer")

    # ---- constants, and values that pass ---------------------------------------------------

    def _constant(self, _operator: str, _values: list[Value], attributes: Attributes) -> Value:
        if "value" in attributes:
            values = array_of(attributes["value"].message("tensor"), "A constant")
            self._layers.charge(values.size)
            return Constant(values)
        for name, (field, dtype) in _CONSTANTS.items():
            if name in attributes:
                one = attributes[name]
                numbers = one.numbers(field, dtype) if dtype else one.wholes(field)
                numbers = numbers.astype(np.float64 if dtype else np.int64)
                alone = field in {"float", "int"} and numbers.size == 1
                return Constant(numbers.reshape(()) if alone else numbers)
        raise Unsupported("its constant is neither a tensor nor numbers")

    def _passed(self, operator: str, values: list[Value], attributes: Attributes) -> Value:
        value = values[0]
        floats = operator != "Cast" or _whole(attributes, "to", FLOAT) in _FLOATS
        if not floats and not isinstance(value, Label | Constant):
            raise Unsupported("it makes the numbers of a layer something else")
        if operator == "Flatten" and _whole(attributes, "axis", 1) not in {1, -1}:
            raise Unsupported("it does not keep the rows")
        return value

    def _named_layer(self, _operator: str, values: list[Value], _attributes: Attributes) -> Value:
        """Return the value itself; sums that get a name of their own are a layer that is linear."""
        return self.units(values[0]) if isinstance(values[0], Sum) else values[0]

    def _reshaped(self, operator: str, values: list[Value], _attributes: Attributes) -> Value:
        value = values[0]
        if isinstance(value, Label):
            return value
        if operator == "Reshape" and len(values) == 2 and isinstance(values[1], Constant):
            shape = values[1].values.reshape(-1).tolist()
            if len(shape) == 2 and shape[0] in {-1, 0} and shape[1] in {-1, self._width(value)}:
                return value
        raise Unsupported("it does not keep the rows")

    def _transposed(self, _operator: str, values: list[Value], attributes: Attributes) -> Value:
        if not isinstance(values[0], Constant) or values[0].values.ndim != 2:
            raise Unsupported("it turns something other than a matrix of weights")
        turned = "perm" not in attributes or attributes["perm"].wholes("ints").tolist() == [1, 0]
        return Constant(values[0].values.T) if turned else values[0]

    # ---- layers ----------------------------------------------------------------------------

    def _gemm(self, _operator: str, values: list[Value], attributes: Attributes) -> Value:
        if len(values) < 2 or not isinstance(values[1], Constant):
            raise Unsupported("its weights are not a constant")
        if _whole(attributes, "transA", 0):
            raise Unsupported("it turns the rows of its input into columns")
        matrix = values[1].matrix()
        weights = matrix.T if _whole(attributes, "transB", 0) else matrix
        alpha, beta = _number(attributes, "alpha", 1.0), _number(attributes, "beta", 1.0)
        total = self._layers.product(
            self.units(values[0]), weights if alpha == 1 else weights * alpha
        )
        if len(values) < 3:
            return total
        bias = _constant_of(values[2]).vector(total.units)
        return Sum(total.blocks, bias if beta == 1 else bias * beta)

    def _product(self, _operator: str, values: list[Value], _attributes: Attributes) -> Value:
        if len(values) != 2 or not isinstance(values[1], Constant):
            raise Unsupported("its weights are not a constant on the right")
        return self._layers.product(self.units(values[0]), values[1].matrix())

    def _activation(self, operator: str, values: list[Value], attributes: Attributes) -> Value:
        if operator == "Softmax" and _whole(attributes, "axis", 1) not in {1, -1}:
            raise Unsupported("it is not over the units of a layer")
        value = values[0]
        if not isinstance(value, Sum):
            raise Unsupported("it does not follow a weighted sum")
        return self._layers.closed(value, _ACTIVATIONS[operator])

    def _joined(self, _operator: str, values: list[Value], attributes: Attributes) -> Value:
        if _whole(attributes, "axis", 0) not in {1, -1}:
            raise Unsupported("it does not put units side by side")
        layers = tuple(layer for value in values for layer in self.units(value).layers)
        self._layers.charge(len(layers))
        if len(set(layers)) < len(layers):
            raise Unsupported("it takes a layer twice")
        return Units(layers)

    # ---- one number a unit -----------------------------------------------------------------

    def _elementwise(self, operator: str, values: list[Value], _attributes: Attributes) -> Value:
        if len(values) != 2:
            raise Unsupported("it has not two inputs")
        first, second = values
        if operator in {"Add", "Mul"} and isinstance(first, Constant):
            first, second = second, first
        if isinstance(first, Sum) and isinstance(second, Sum) and operator == "Add":
            self._layers.charge(sum(block.size for block in second.blocks.values()))
            return _added(first, second)
        numbers = _constant_of(second).vector(self._width(first))
        self._layers.charge(numbers.size)
        if isinstance(first, Inputs):
            return self._layers.scaled(first, operator, numbers)
        if isinstance(first, Sum) and first.bias is None and operator in {"Add", "Sub"}:
            return Sum(first.blocks, numbers if operator == "Add" else -numbers)
        return _scaled_back(self._answer(first), operator, numbers)

    def _scaler(self, _operator: str, values: list[Value], attributes: Attributes) -> Value:
        value = values[0]
        if not isinstance(value, Inputs) or not {"offset", "scale"} <= set(attributes):
            raise Unsupported("it scales something other than the inputs")
        for name, operator in (("offset", "Sub"), ("scale", "Mul")):
            numbers = Constant(attributes[name].numbers("floats", "<f4").astype(np.float64))
            self._layers.charge(numbers.values.size)
            value = self._layers.scaled(value, operator, numbers.vector(self._width(value)))
        return value

    def _answer(self, value: Value) -> Answer:
        if isinstance(value, Answer):
            return value
        layers = self.units(value).layers
        width = self._layers.width(layers[0])
        if len(layers) != 1 or width is None:
            raise Unsupported("it scales something other than the outputs")
        return Answer(layers[0], np.ones(width), np.zeros(width))

    def _width(self, value: Value) -> int | None:
        if isinstance(value, Sum):
            return value.units
        if isinstance(value, Answer):
            return self._layers.width(value.layer)
        if isinstance(value, Inputs):
            return self._layers.width(0)
        if isinstance(value, Units):
            widths = [self._layers.width(layer) for layer in value.layers]
            return None if None in widths else sum(width for width in widths if width)
        raise Unsupported("it takes something that is no layer")

    # ---- classes ---------------------------------------------------------------------------

    def _compared(self, _operator: str, _values: list[Value], _attributes: Attributes) -> Value:
        return Label()

    def _named(self, operator: str, values: list[Value], attributes: Attributes) -> Value:
        if operator == "ZipMap":
            if "classlabels_strings" in attributes:
                self.classes = attributes["classlabels_strings"].texts("strings")
            return values[0]
        if not any(isinstance(value, Label) for value in values):
            raise Unsupported("it picks some of the units")
        for value in values:
            if isinstance(value, Constant) and value.values.dtype == object:
                self.classes = [str(name) for name in value.values.reshape(-1)]
        return Label()


def _whole(attributes: Attributes, name: str, default: int) -> int:
    return attributes[name].whole("int", default) if name in attributes else default


def _number(attributes: Attributes, name: str, default: float) -> float:
    if name not in attributes:
        return default
    numbers = attributes[name].numbers("float", "<f4")
    if numbers.size != 1 or not np.isfinite(numbers[0]):
        raise Unsupported(f"its “{name}” is not a finite number")
    return float(numbers[0])


def _constant_of(value: Value) -> Constant:
    if not isinstance(value, Constant):
        raise Unsupported("it takes two values that are computed")
    return value


def _added(first: Sum, second: Sum) -> Sum:
    """Return the sums of a layer that receives from the sources of both."""
    if first.units != second.units:
        raise Unsupported("it adds layers of different sizes")
    blocks = dict(first.blocks)
    for source, block in second.blocks.items():
        blocks[source] = blocks[source] + block if source in blocks else block
    if first.bias is None or second.bias is None:
        return Sum(blocks, second.bias if first.bias is None else first.bias)
    return Sum(blocks, first.bias + second.bias)


def _scaled_back(answer: Answer, operator: str, numbers: FloatArray) -> Answer:
    with np.errstate(all="ignore"):
        if operator in {"Add", "Sub"}:
            moved = answer.offset + (numbers if operator == "Add" else -numbers)
            return Answer(answer.layer, answer.scale, moved)
        factor = numbers if operator == "Mul" else 1 / numbers
        return Answer(answer.layer, answer.scale * factor, answer.offset * factor)
