"""ONNX graphs as other programs write them, each run by onnxruntime for comparison."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper
from onnx.external_data_helper import set_external_data

from bpgui.formats.onnx_message import read_model
from bpgui.formats.weights import WeightsError, WeightsFile
from bpgui.formats.weights_onnx_reader import from_onnx

RNG = np.random.default_rng(4)
W1, B1 = RNG.normal(size=(3, 4)).astype(np.float32), RNG.normal(size=4).astype(np.float32)
W2, B2 = RNG.normal(size=(4, 2)).astype(np.float32), RNG.normal(size=2).astype(np.float32)
SKIP = RNG.normal(size=(3, 2)).astype(np.float32)
ROWS = RNG.normal(size=(9, 3)).astype(np.float32)
Node = tuple[str, Sequence[str], str] | tuple[str, Sequence[str], str, dict[str, Any]]
DENSE: list[Node] = [
    ("MatMul", ["x", "W1"], "m1"),
    ("Add", ["m1", "B1"], "z1"),
    ("Relu", ["z1"], "h"),
    ("MatMul", ["h", "W2"], "m2"),
    ("Add", ["m2", "B2"], "z2"),
]
WEIGHTS = {"W1": W1, "B1": B1, "W2": W2, "B2": B2}
ML = ("ArrayFeatureExtractor", "Scaler", "ZipMap", "Normalizer")


def model_of(
    nodes: Sequence[Node],
    constants: dict[str, np.ndarray],
    outputs: Sequence[str] = ("y",),
    shape: Sequence[int | str] = ("N", 3),
) -> Any:  # noqa: ANN401 - onnx.ModelProto
    """Return a model; a node is its operator, inputs, output and attributes."""
    made = [
        helper.make_node(
            node[0],
            list(node[1]),
            [node[2]],
            name=f"n_{node[2]}",
            domain="ai.onnx.ml" if node[0] in ML else "",
            **(node[3] if len(node) == 4 else {}),
        )
        for node in nodes
    ]
    kinds = {"label": TensorProto.STRING, "number": TensorProto.INT64}
    graph = helper.make_graph(
        made,
        "g",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, list(shape))],
        [helper.make_tensor_value_info(n, kinds.get(n, TensorProto.FLOAT), None) for n in outputs],
        [numpy_helper.from_array(values, name) for name, values in constants.items()],
    )
    opsets = [helper.make_opsetid("", 13), helper.make_opsetid("ai.onnx.ml", 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=8)


def read(model: Any) -> WeightsFile:  # noqa: ANN401 - onnx.ModelProto
    return from_onnx(model.SerializeToString(), "other.onnx")


def check_same(model: Any, rows: np.ndarray = ROWS, at: int = 0) -> WeightsFile:  # noqa: ANN401
    """Fail unless what is read gives the outputs of onnxruntime."""
    weights = read(model)
    session = onnxruntime.InferenceSession(model.SerializeToString())
    wanted = session.run(None, {"x": rows})[at]
    found = weights.predict(rows.reshape(len(rows), -1))
    np.testing.assert_allclose(found, np.reshape(wanted, found.shape), rtol=1e-4, atol=1e-5)
    return weights


def test_that_linear_layers_as_torch_exports_them_are_read() -> None:
    nodes: list[Node] = [
        ("Gemm", ["x", "fc1.weight", "fc1.bias"], "/fc1", {"alpha": 1.0, "beta": 1.0, "transB": 1}),
        ("Tanh", ["/fc1"], "/t"),
        ("Gemm", ["/t", "fc2.weight", "fc2.bias"], "y", {"transB": 1}),
    ]
    constants = {"fc1.weight": W1.T, "fc1.bias": B1, "fc2.weight": W2.T, "fc2.bias": B2}
    weights = check_same(model_of(nodes, constants))
    layers = weights.network.layers
    assert [layer.activation for layer in layers] == ["linear", "tanh", "linear"]
    assert [layer.name for layer in layers] == ["Input", "Hidden 1", "Output"]
    assert weights.network.weights(1, 0).astype(np.float32).tobytes() == W1.T.tobytes()


@pytest.mark.parametrize(
    ("operator", "activation"),
    [("Sigmoid", "sigmoid"), ("Softmax", "softmax"), ("Identity", "linear"), ("Relu", "relu")],
)
def test_that_products_and_sums_are_layers(operator: str, activation: str) -> None:
    nodes = [*DENSE, (operator, ["z2"], "y", {"axis": -1} if operator == "Softmax" else {})]
    weights = check_same(model_of(nodes, WEIGHTS))
    assert weights.network.layers[-1].activation == activation


def test_that_a_classifier_as_scikit_learn_exports_it_is_read_with_its_classes() -> None:
    nodes: list[Node] = [
        ("Scaler", ["x"], "scaled", {"offset": [0.5, -1.0, 2.0], "scale": [2.0, 0.5, 1.5]}),
        ("Cast", ["scaled"], "cast", {"to": TensorProto.FLOAT}),
        ("MatMul", ["cast", "W1"], "m1"),
        *DENSE[1:],
        ("Softmax", ["z2"], "y", {"axis": 1}),
        ("ArgMax", ["y"], "winner", {"axis": 1}),
        ("ArrayFeatureExtractor", ["names", "winner"], "picked"),
        ("Reshape", ["picked", "flat"], "label"),
    ]
    names = np.array([b"no", "ja, 花".encode()], dtype=object)
    constants = {**WEIGHTS, "names": names, "flat": np.array([-1])}
    weights = check_same(model_of(nodes, constants, ("label", "y")), at=1)
    assert weights.classes == ("no", "ja, 花")
    assert weights.input_scaling.offset.tolist() == [0.5, -1.0, 2.0]
    assert weights.input_scaling.scale.tolist() == [0.5, 2.0, 1 / 1.5]


def test_that_a_regression_with_scaling_on_both_sides_is_read() -> None:
    nodes: list[Node] = [
        ("Sub", ["x", "mean"], "moved"),
        ("Div", ["moved", "std"], "scaled"),
        ("MatMul", ["scaled", "W1"], "m1"),
        *DENSE[1:],
        ("Mul", ["z2", "height"], "stretched"),
        ("Add", ["stretched", "middle"], "all"),
        ("Reshape", ["all", "shape"], "y"),
    ]
    constants = {
        **WEIGHTS,
        "mean": np.array([[1, 2, 3]], np.float32),
        "std": np.array([2, 2, 2], np.float32),
        "height": np.array(10, np.float32),
        "middle": np.array([5, -5], np.float32),
        "shape": np.array([-1, 2]),
    }
    weights = check_same(model_of(nodes, constants))
    assert weights.target_scaling.scale.tolist() == [10, 10]
    assert weights.target_scaling.offset.tolist() == [5, -5]


def test_that_the_factors_of_gemm_are_taken_into_the_weights() -> None:
    nodes: list[Node] = [
        ("Gemm", ["x", "W1", "B1"], "z1", {"alpha": 0.5, "beta": -2.0}),
        ("Tanh", ["z1"], "h"),
        ("Gemm", ["h", "W2", "one"], "y"),
    ]
    check_same(model_of(nodes, {**WEIGHTS, "one": np.array([3], np.float32)}))


def test_that_every_way_to_scale_is_understood() -> None:
    nodes: list[Node] = [
        ("Add", ["B", "x"], "x1"),
        ("Mul", ["x1", "C"], "x2"),
        ("Sub", ["x2", "C"], "x3"),
        ("MatMul", ["x3", "W1"], "m1"),
        ("Sub", ["m1", "B1"], "z1"),
        ("Sigmoid", ["z1"], "h"),
        ("MatMul", ["h", "W2"], "m2"),
        ("Sigmoid", ["m2"], "a"),
        ("Sub", ["a", "B2"], "y1"),
        ("Div", ["y1", "D"], "y2"),
        ("Add", ["y2", "B2"], "y"),
    ]
    constants = {"B": RNG.normal(size=3), "C": np.array([2.0, 0.5, 3.0]), "D": np.array([4.0, 0.1])}
    singles = {name: values.astype(np.float32) for name, values in constants.items()}
    check_same(model_of(nodes, {**WEIGHTS, **singles}))


def test_that_a_scale_that_turns_numbers_round_is_refused() -> None:
    nodes = [("Mul", ["x", "minus"], "u"), ("MatMul", ["u", "W1"], "y")]
    with pytest.raises(WeightsError, match="Every scale of a scaling must be greater than zero"):
        read(model_of(nodes, {**WEIGHTS, "minus": np.array([-1], np.float32)}))


@pytest.mark.parametrize("joined", [True, False], ids=["concat", "sum"])
def test_that_skip_connections_are_read(joined: bool) -> None:
    if joined:  # the later layer first, as this program does not write it
        tail: list[Node] = [
            ("Concat", ["h", "x"], "c", {"axis": 1}),
            ("Gemm", ["c", "both", "B2"], "y"),
        ]
        constants = {"both": np.concatenate([W2, SKIP])}
    else:
        tail = [
            ("MatMul", ["h", "W2"], "m2"),
            ("MatMul", ["x", "SKIP"], "s"),
            ("Add", ["m2", "s"], "ms"),
            ("Add", ["B2", "ms"], "y"),
        ]
        constants = {"SKIP": SKIP}
    weights = check_same(model_of([*DENSE[:3], *tail], {**WEIGHTS, **constants}))
    assert weights.network.layers[-1].sources == (0, 1)
    np.testing.assert_array_equal(weights.network.weights(2, 0), SKIP.T)


def test_that_pictures_are_flattened_and_constants_are_found_wherever_they_are() -> None:
    nodes: list[Node] = [
        ("Constant", [], "W1", {"value": numpy_helper.from_array(W1)}),
        ("Constant", [], "B1", {"value_floats": B1.tolist()}),
        ("Transpose", ["W2t"], "W2", {"perm": [1, 0]}),
        ("Identity", ["other"], "B2"),
        ("Flatten", ["x"], "flat"),
        ("MatMul", ["flat", "W1"], "m1"),
        *DENSE[1:4],
        ("Add", ["m2", "B2"], "y"),
    ]
    model = model_of(nodes, {"W2t": W2.T, "other": B2}, shape=("N", 1, 3, 1))
    assert check_same(model, ROWS.reshape(9, 1, 3, 1)).network.n_inputs == 3


def test_that_numbers_are_read_however_they_are_stored() -> None:
    half = W1.astype(np.float16)
    tensors = [
        helper.make_tensor("W1", TensorProto.FLOAT16, W1.shape, half.ravel()),
        helper.make_tensor("B1", TensorProto.FLOAT, B1.shape, B1.tolist()),
        helper.make_tensor("W2", TensorProto.DOUBLE, W2.shape, W2.astype(float).ravel().tolist()),
        numpy_helper.from_array(B2.astype(np.float64), "B2"),
    ]
    model = model_of([*DENSE, ("Sigmoid", ["z2"], "y")], {})
    model.graph.initializer.extend(tensors)
    network = read(model).network
    assert network.weights(1, 0).T.tolist() == half.astype(float).tolist()
    assert network.biases(1).tolist() == B1.astype(float).tolist()  # type: ignore[union-attr]
    assert network.weights(2, 1).T.tolist() == W2.astype(float).tolist()


def test_that_an_unknown_number_of_inputs_is_told_by_the_weights() -> None:
    model = model_of([*DENSE, ("Sigmoid", ["z2"], "y")], WEIGHTS, shape=("N", "M"))
    assert check_same(model).network.n_inputs == 3


@pytest.mark.parametrize(
    ("nodes", "sentence"),
    [
        ([("Conv", ["x", "W1"], "y")], r"The node “n_y” \(Conv\) cannot be part of a network"),
        ([("LeakyRelu", ["x"], "q"), ("MatMul", ["q", "W1"], "y")], r"“n_q” \(LeakyRelu\)"),
        ([("Normalizer", ["x"], "q"), ("MatMul", ["q", "W1"], "y")], r"“n_q” \(Normalizer\)"),
        ([("Tanh", ["x"], "y")], "does not follow a weighted sum"),
        ([("MatMul", ["x", "x"], "y")], "not a constant"),
        ([("MatMul", ["x", "W2"], "y")], "its weights are for 4 units, and it has 3"),
        ([("Gemm", ["x", "W1", "B2"], "y")], "2 numbers for 4 units"),
        ([("Gemm", ["x", "W1"], "y", {"transA": 1})], "turns the rows"),
        ([*DENSE[:3], ("Mul", ["h", "B1"], "q"), ("MatMul", ["q", "W2"], "y")], "is no layer"),
        ([*DENSE, ("Softmax", ["z2"], "y", {"axis": 0})], "not over the units"),
        ([("MatMul", ["nowhere", "W1"], "y")], "“nowhere” is used before it is computed"),
        ([("MatMul", ["x", "W1"], "z")], "“y” is used before it is computed"),
        ([("Reshape", ["x", "B1"], "y")], "does not keep the rows"),
        ([("Concat", ["x", "x"], "y", {"axis": 1})], "takes a layer twice"),
        ([("Identity", ["x"], "y")], "no output that a network gives"),
    ],
)
def test_that_what_is_no_dense_network_is_named_with_its_node(
    nodes: list[Node], sentence: str
) -> None:
    with pytest.raises(WeightsError, match=sentence):
        read(model_of(nodes, WEIGHTS))


def test_that_softmax_inside_the_network_is_refused() -> None:
    nodes = [*DENSE[:2], ("Softmax", ["z1"], "h"), *DENSE[3:4], ("Add", ["m2", "B2"], "y")]
    with pytest.raises(WeightsError, match="Softmax belongs to the output layer"):
        read(model_of(nodes, WEIGHTS))


def test_that_several_inputs_or_outputs_are_refused() -> None:
    model = model_of([*DENSE, ("Sigmoid", ["z1"], "y")], WEIGHTS, ("y", "z2"))
    with pytest.raises(WeightsError, match="several outputs"):
        read(model)
    model = model_of([*DENSE, ("Sigmoid", ["z2"], "y")], WEIGHTS)
    model.graph.input.append(helper.make_tensor_value_info("u", TensorProto.FLOAT, [1]))
    with pytest.raises(WeightsError, match="has 2 inputs"):
        read(model)


def test_that_weights_in_another_file_are_refused() -> None:
    model = model_of([*DENSE, ("Sigmoid", ["z2"], "y")], WEIGHTS)
    stored = model.graph.initializer[0]
    set_external_data(stored, "/etc/passwd")
    stored.ClearField("raw_data")
    with pytest.raises(WeightsError, match="“W1” is kept in another file"):
        read(model)


@pytest.mark.parametrize(
    ("shape", "sentence"),
    [
        ([2**40], "more than 16,000,000 numbers"),
        ([2**31, 2**31, 2**31], "more than 16,000,000 numbers"),
        ([-3, 4], "no tensor has"),
        ([3, 5], "12 numbers, and its shape 15"),
        ([1] * 9, "no tensor has"),
    ],
)
def test_that_a_shape_that_lies_is_refused(shape: list[int], sentence: str) -> None:
    model = model_of([*DENSE, ("Sigmoid", ["z2"], "y")], WEIGHTS)
    del model.graph.initializer[0].dims[:]
    model.graph.initializer[0].dims.extend(shape)
    with pytest.raises(WeightsError, match=sentence):
        read(model)


def test_that_a_width_that_lies_is_refused() -> None:
    model = model_of([*DENSE, ("Sigmoid", ["z2"], "y")], WEIGHTS, shape=("N", 2**62))
    with pytest.raises(WeightsError, match="1 to 100,000 units"):
        read(model)


def test_that_a_weight_that_is_not_finite_is_refused() -> None:
    model = model_of([*DENSE, ("Sigmoid", ["z2"], "y")], {**WEIGHTS, "W2": W2 * np.inf})
    with pytest.raises(WeightsError, match=r"“n_m2” \(MatMul\).*not finite"):
        read(model)


def test_that_one_matrix_used_many_times_is_counted_each_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bpgui.formats.onnx_layers.MOST_PARAMETERS", 19)
    with pytest.raises(WeightsError, match="more than 19 weights"):
        read(model_of([*DENSE, ("Sigmoid", ["z2"], "y")], WEIGHTS))


def test_that_parts_without_number_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bpgui.formats.onnx_message._MOST_FIELDS", 50)
    with pytest.raises(WeightsError, match="too many parts"):
        read_model(b"\x08\x07" * 51)


def test_that_what_is_held_on_the_way_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    nodes = [*DENSE, ("Sigmoid", ["z2"], "y")]
    monkeypatch.setattr("bpgui.formats.onnx_graph._MOST_NODES", 5)
    with pytest.raises(WeightsError, match="more than 5 nodes"):
        read(model_of(nodes, WEIGHTS))
    monkeypatch.setattr("bpgui.formats.onnx_graph._MOST_NODES", 6)
    assert read(model_of(nodes, WEIGHTS)).network.n_parameters == 26
    monkeypatch.setattr("bpgui.formats.onnx_graph._MOST_NODES", 7)
    monkeypatch.setattr("bpgui.formats.onnx_layers.MOST_PARAMETERS", 20)
    with pytest.raises(WeightsError, match="larger than this program takes"):
        read(model_of([("Transpose", ["idle"], "t"), *nodes], {**WEIGHTS, "idle": np.eye(5)}))


@pytest.mark.parametrize(
    "numbers", [[], [0, 1, 127, 128, 300, 2**31 - 1], [-1, -(2**63), 2**63 - 1]]
)
def test_that_whole_numbers_are_read_as_onnx_writes_them(numbers: list[int]) -> None:
    tensor = helper.make_tensor("t", TensorProto.INT64, [len(numbers)], numbers)
    model = helper.make_model(helper.make_graph([], "g", [], [], [tensor]))
    stored = read_model(model.SerializeToString()).message("graph").message("constants")
    assert stored.wholes("longs").tolist() == numbers
    assert stored.whole("kind") == TensorProto.INT64


@pytest.mark.parametrize("packed", [b"\x80", b"\x01\xff", b"\xff" * 10 + b"\x01"])
def test_that_whole_numbers_that_are_cut_off_are_refused(packed: bytes) -> None:
    tensor = b"\x0a" + bytes([len(packed)]) + packed
    graph = b"\x2a" + bytes([len(tensor)]) + tensor
    model = read_model(b"\x3a" + bytes([len(graph)]) + graph)
    with pytest.raises(WeightsError, match="number"):
        model.message("graph").message("constants").wholes("dimensions")


@pytest.mark.parametrize(
    "data",
    [
        b"\x08",  # a number is missing
        b"\x08" + b"\xff" * 20,  # a number without end
        b"\x3a\x7f\x00",  # a graph longer than the file
        b"\x38\x01",  # a graph that is a number
        b"\x0b\x00",  # a group, which this format has not
        b"\x00\x00",  # field 0
        onnx.ModelProto().SerializeToString() + b"\x08\x07",
    ],
)
def test_that_what_is_no_onnx_is_refused(data: bytes) -> None:
    with pytest.raises(WeightsError, match=r"“w\.onnx”"):
        from_onnx(data, "w.onnx")
