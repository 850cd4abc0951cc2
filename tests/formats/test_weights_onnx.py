from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest

from bpgui.core.network import create_network
from bpgui.data.scaling import Scaling
from bpgui.formats.onnx_message import read_model
from bpgui.formats.weights import WeightsError, WeightsFile, WeightsFormat, export_weights
from bpgui.formats.weights_onnx import FLOAT32, FLOAT64
from bpgui.formats.weights_onnx_reader import from_onnx
from tests.formats.weights_cases import CASE_IDS, CASES, Case, digits_case, wanted_labels

BOTH = [FLOAT32, FLOAT64]
DTYPES = {"onnx-float32": np.float32, "onnx-float64": np.float64}


def run(data: bytes, form: WeightsFormat, rows: np.ndarray) -> list[np.ndarray]:
    """Return what onnxruntime answers."""
    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    answers: list[np.ndarray] = session.run(None, {"inputs": rows.astype(DTYPES[form.key])})
    return answers


@pytest.mark.parametrize("form", BOTH, ids=lambda form: form.key)
@pytest.mark.parametrize("case", CASES, ids=CASE_IDS)
def test_that_onnxruntime_gives_the_same_outputs(case: Case, form: WeightsFormat) -> None:
    if form is FLOAT32 and not case.fits_32:
        with pytest.raises(WeightsError, match="A weight of “Hidden 1” is too large for 32 bits"):
            form.write(case.weights)
        return
    data = form.write(case.weights)
    onnx.checker.check_model(onnx.load_model_from_string(data), full_check=True)
    outputs, *label = run(data, form, case.rows)
    wanted = case.weights.predict(case.rows)
    scale = case.weights.target_scaling.scale
    tolerance = 1e-12 if form is FLOAT64 else 1e-2 if case.name == "far from 0" else 1e-5
    assert outputs.dtype == DTYPES[form.key]
    np.testing.assert_allclose(outputs / scale, wanted / scale, rtol=tolerance, atol=tolerance)
    if case.weights.classes is not None:
        assert label[0].tolist() == wanted_labels(case, outputs)


@pytest.mark.parametrize("form", BOTH, ids=lambda form: form.key)
def test_that_a_network_that_reads_handwriting_is_exported(form: WeightsFormat) -> None:
    case = digits_case()
    outputs, _ = run(form.write(case.weights), form, case.rows)
    np.testing.assert_allclose(outputs, case.weights.predict(case.rows), atol=1e-5)


@pytest.mark.parametrize("case", CASES, ids=CASE_IDS)
def test_that_a_64_bit_file_comes_back_to_the_bit(case: Case) -> None:
    again = from_onnx(FLOAT64.write(case.weights), "w.onnx")
    network = case.weights.network
    assert again.network.layers == network.layers
    assert again.network.parameters.tobytes() == network.parameters.tobytes()
    assert again.network.present.tobytes() == network.present.tobytes()
    assert again.network.locked.tobytes() == network.locked.tobytes()
    assert again.predict(case.rows).tobytes() == case.weights.predict(case.rows).tobytes()
    assert again.classes == case.weights.classes


def test_that_a_32_bit_file_comes_back_as_what_it_says() -> None:
    case = CASES[1]
    again = from_onnx(FLOAT32.write(case.weights), "w.onnx")
    rounded = case.weights.network.parameters.astype(np.float32)
    assert again.network.parameters.tolist() == rounded.tolist()
    offset = case.weights.input_scaling.offset.astype(np.float32)
    assert again.input_scaling.offset.tolist() == offset.tolist()


def test_that_inputs_and_outputs_have_names_and_any_number_of_rows() -> None:
    model = onnx.load_model_from_string(FLOAT32.write(CASES[6].weights))
    shapes = {
        value.name: [d.dim_param or d.dim_value for d in value.type.tensor_type.shape.dim]
        for value in (*model.graph.input, *model.graph.output)
    }
    assert shapes == {"inputs": ["n", 4], "outputs": ["n", 3], "label": ["n"]}


def test_that_our_reader_and_that_of_onnx_see_the_same() -> None:
    data = FLOAT64.write(CASES[2].weights)
    ours, theirs = read_model(data), onnx.load_model_from_string(data)
    nodes = ours.message("graph").messages("nodes")
    assert [node.text("operator") for node in nodes] == [n.op_type for n in theirs.graph.node]
    for stored, tensor in zip(
        ours.message("graph").messages("constants"), theirs.graph.initializer, strict=True
    ):
        assert stored.text("name") == tensor.name
        assert bytes(stored.content("raw")) == tensor.raw_data


def test_that_a_scaling_that_does_not_fit_32_bits_is_refused() -> None:
    network = create_network((1, 1))
    for scale in (1e-60, 1e60):
        scaling = Scaling("z-score", np.zeros(1), np.array([scale]))
        weights = WeightsFile(network, scaling, Scaling.identity(1))
        with pytest.raises(WeightsError, match="scaling of the inputs does not fit into 32 bits"):
            FLOAT32.write(weights)
        from_onnx(FLOAT64.write(weights), "w.onnx")


def test_that_what_32_bits_and_onnx_do_not_know_is_said() -> None:
    denormal = next(case for case in CASES if case.name == "denormal")
    said = " ".join(FLOAT32.losses(denormal.weights))
    count = np.count_nonzero(np.isin(denormal.weights.network.parameters, [5e-324, 2.2e-308]))
    assert "rounded to 32 bits" in said
    assert f"{count} weights are too small for 32 bits" in said
    marked = CASES[2].weights
    said = " ".join(FLOAT64.losses(marked))
    assert "no absent connections" in said
    assert "no locked weights" in said
    assert FLOAT64.losses(CASES[0].weights) == ()


def test_that_the_difference_of_32_bits_is_told(tmp_path: Path) -> None:
    case = CASES[1]
    report = export_weights(case.weights, tmp_path / "w.onnx", rows=case.rows)
    outputs, *_ = run((tmp_path / "w.onnx").read_bytes(), FLOAT32, case.rows)
    real = np.abs(outputs - case.weights.predict(case.rows)).max()
    assert report.format is FLOAT32
    assert 0 < real < 3 * report.largest_difference < 1e-3
    assert f"{report.largest_difference:.2g}" in report.sentence()


def test_that_32_bits_that_are_not_enough_are_refused_before_anything_is_written(
    tmp_path: Path,
) -> None:
    network = create_network((1, 1), output="linear").with_parameters([1.0, 0.0])
    scaling = Scaling("z-score", np.array([1e9]), np.array([1e-3]))
    weights = WeightsFile(network, scaling, Scaling.identity(1))
    with pytest.raises(WeightsError, match="Nothing was written: read back from ONNX, 32-bit"):
        export_weights(weights, tmp_path / "w.onnx", rows=np.array([[1e9 + 0.001]]))
    assert list(tmp_path.iterdir()) == []
