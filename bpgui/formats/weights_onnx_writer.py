"""Writing a network as an ONNX graph: scaling, layers, scaling back, label."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from bpgui import __version__
from bpgui.formats.weights_dense import Dense, dense_layers
from bpgui.formats.weights_description import encoded
from bpgui.formats.weights_error import WeightsError
from bpgui.formats.weights_header import as_text, describe_all, masks_of, scalings_of

if TYPE_CHECKING:
    from bpgui.core.arrays import FloatArray
    from bpgui.data.scaling import Scaling
    from bpgui.formats.weights_file import WeightsFile

Floats = type[np.float32] | type[np.float64]
SINGLE, DOUBLE = np.float32, np.float64
INPUTS, OUTPUTS, LABEL = "inputs", "outputs", "label"
_OPSET, _IR_VERSION = 13, 8
_OPERATORS = {
    "sigmoid": "Sigmoid",
    "tanh": "Tanh",
    "relu": "Relu",
    "linear": "Identity",  # said although it does nothing, so that the layer has a name
    "softmax": "Softmax",
}


def to_onnx(weights: WeightsFile, dtype: Floats) -> bytes:
    """Return an ONNX model, checked.

    Its input "inputs" is (n, inputs) and its output "outputs" (n, outputs), both in the units of
    the data; where the outputs are classes, "label" (n,) has their names. A layer with several
    sources is a Gemm of what they are concatenated to.

    Parameters
    ----------
    weights
        What to write.
    dtype
        Of every number in the file.

    Raises
    ------
    WeightsError
        If a number is too large for the type; the sentence names the layer.
    """
    from onnx import checker

    _check_range(weights, dtype)
    model = _model(weights, _graph(weights, dtype))
    try:
        checker.check_model(model, full_check=True)
    except (checker.ValidationError, ValueError) as error:  # pragma: no cover - a defect here
        raise WeightsError(f"These weights make no valid ONNX model: {error}") from error
    data: bytes = model.SerializeToString(deterministic=True)
    return data


def evaluate(data: bytes, rows: FloatArray) -> FloatArray:
    """Return what the graph itself computes for raw inputs, by ONNX's own reference."""
    import onnx
    from onnx.reference import ReferenceEvaluator

    model = onnx.load_model_from_string(data)
    kind = model.graph.input[0].type.tensor_type.elem_type
    dtype = SINGLE if kind == onnx.TensorProto.FLOAT else DOUBLE
    with np.errstate(all="ignore"):
        inputs = np.asarray(rows, dtype)
        found: Any = ReferenceEvaluator(model).run([OUTPUTS], {INPUTS: inputs})
    return np.asarray(found[0], np.float64)


def vanishing(weights: WeightsFile) -> int:
    """Return how many weights are 0 once they have 32 bits."""
    with np.errstate(under="ignore", over="ignore"):
        single = weights.network.parameters.astype(SINGLE)
    return int(np.count_nonzero((single == 0) & (weights.network.parameters != 0)))


def _check_range(weights: WeightsFile, dtype: Floats) -> None:
    """Refuse numbers that would become infinite, and scales that would become 0."""
    largest, smallest = float(np.finfo(dtype).max), float(np.finfo(dtype).smallest_subnormal)
    remedy = "export as ONNX, 64-bit, instead"
    for layer, dense in zip(weights.network.layers[1:], dense_layers(weights.network), strict=True):
        for values in (dense.kernel, dense.bias):
            if values is not None and np.abs(values).max(initial=0.0) > largest:
                raise WeightsError(
                    f"A weight of “{layer.name}” is too large for 32 bits (beyond ±3.4e38); "
                    f"{remedy}."
                )
    for end, scaling in (("inputs", weights.input_scaling), ("targets", weights.target_scaling)):
        numbers = np.concatenate([np.abs(scaling.offset), scaling.scale])
        if numbers.max() > largest or scaling.scale.min() < smallest:
            raise WeightsError(f"The scaling of the {end} does not fit into 32 bits; {remedy}.")


@dataclass
class _Graph:
    """Nodes and constants, while they are put together."""

    dtype: Floats
    nodes: list[Any] = field(default_factory=list)
    constants: list[Any] = field(default_factory=list)

    def constant(self, name: str, values: Any) -> str:  # noqa: ANN401 - any array
        from onnx import numpy_helper

        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def numbers(self, name: str, values: FloatArray) -> str:
        with np.errstate(under="ignore"):
            return self.constant(name, values.astype(self.dtype))

    def node(self, operator: str, inputs: list[str], name: str, **attributes: Any) -> str:  # noqa: ANN401
        """Add a node whose output is called as the node; return that name."""
        from onnx import helper

        self.nodes.append(helper.make_node(operator, inputs, [name], name=name, **attributes))
        return name


def _graph(weights: WeightsFile, dtype: Floats) -> Any:  # noqa: ANN401 - an onnx.GraphProto
    from onnx import TensorProto, helper

    network = weights.network
    kind = TensorProto.FLOAT if dtype is SINGLE else TensorProto.DOUBLE
    graph = _Graph(dtype)
    _add_layers(graph, weights)
    outputs = [helper.make_tensor_value_info(OUTPUTS, kind, ["n", network.n_outputs])]
    if weights.classes is not None and _tell_apart(weights.classes, network.n_outputs):
        _add_label(graph, weights.classes, network.n_outputs)
        outputs.append(helper.make_tensor_value_info(LABEL, TensorProto.STRING, ["n"]))
    return helper.make_graph(
        graph.nodes,
        "network",
        [helper.make_tensor_value_info(INPUTS, kind, ["n", network.n_inputs])],
        outputs,
        graph.constants,
        doc_string=_plain(" – ".join(layer.name for layer in network.layers)),
    )


def _add_layers(graph: _Graph, weights: WeightsFile) -> None:
    layers = weights.network.layers
    activations = [_scaled(graph, weights.input_scaling)]
    for k, dense in enumerate(dense_layers(weights.network), start=1):
        sources = [activations[source] for source in layers[k].sources]
        joined = (
            sources[0]
            if len(sources) == 1
            else graph.node("Concat", sources, f"layer_{k}_sources", axis=1)
        )
        z = _add_dense(graph, dense, joined, f"layer_{k}")
        operator = _OPERATORS[layers[k].activation]
        attributes = {"axis": 1} if operator == "Softmax" else {}
        activations.append(graph.node(operator, [z], f"layer_{k}", **attributes))
    _add_unscaled(graph, weights.target_scaling, activations[-1])


def _add_dense(graph: _Graph, dense: Dense, joined: str, name: str) -> str:
    inputs = [joined, graph.numbers(f"{name}_weight", dense.kernel)]
    if dense.bias is not None:
        inputs.append(graph.numbers(f"{name}_bias", dense.bias))
    return graph.node("Gemm", inputs, f"{name}_z", transB=1)


def _scaled(graph: _Graph, scaling: Scaling) -> str:
    if scaling.kind == "none":
        return INPUTS
    moved = graph.node("Sub", [INPUTS, graph.numbers("input_offset", scaling.offset)], "moved")
    return graph.node("Div", [moved, graph.numbers("input_scale", scaling.scale)], "scaled")


def _add_unscaled(graph: _Graph, scaling: Scaling, last: str) -> None:
    if scaling.kind == "none":
        graph.node("Identity", [last], OUTPUTS)
        return
    stretched = graph.node("Mul", [last, graph.numbers("target_scale", scaling.scale)], "stretched")
    graph.node("Add", [stretched, graph.numbers("target_offset", scaling.offset)], OUTPUTS)


def _tell_apart(classes: tuple[str, ...], outputs: int) -> bool:
    """Whether the outputs say which class it is: one an output, or two for a single one."""
    return len(classes) == outputs or (outputs == 1 and len(classes) == 2)


def _add_label(graph: _Graph, classes: tuple[str, ...], outputs: int) -> None:
    """Add the class of the largest output, or of a single output, on which side of 1/2 it is."""
    from onnx import TensorProto

    names = np.array([_plain(name).encode() for name in classes], dtype=object)
    constant = graph.constant("classes", names)
    if outputs == len(classes):
        winner = graph.node("ArgMax", [OUTPUTS], "winner", axis=1, keepdims=0)
    else:
        half = graph.constant("half", np.array(0.5, graph.dtype))
        over = graph.node("Greater", [OUTPUTS, half], "over")
        whole = graph.node("Cast", [over], "over_as_number", to=TensorProto.INT64)
        axis = graph.constant("units", np.array([1]))
        winner = graph.node("Squeeze", [whole, axis], "winner")
    graph.node("Gather", [constant, winner], LABEL, axis=0)


def _model(weights: WeightsFile, graph: Any) -> Any:  # noqa: ANN401 - onnx.ModelProto
    from onnx import helper

    model = helper.make_model(
        graph,
        opset_imports=[helper.make_opsetid("", _OPSET)],
        ir_version=_IR_VERSION,
        producer_name="bpgui",
        producer_version=__version__,
    )
    described = {**describe_all(weights), **scalings_of(weights), **masks_of(weights.network)}
    helper.set_model_props(model, {"bpgui": as_text(described)})
    return model


def _plain(text: str) -> str:
    return encoded(text).decode()
