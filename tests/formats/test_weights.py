import errno
import json
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpgui.core.network import Network, create_network
from bpgui.core.settings import RateChange, TrainingSettings
from bpgui.data.problems import PROBLEMS, XOR, problem_network
from bpgui.data.scaling import Scaling
from bpgui.formats.weights import WeightsError, WeightsFile, export_weights, import_weights
from bpgui.formats.weights_csv import from_csv, to_csv
from bpgui.formats.weights_json import from_json, to_json
from bpgui.formats.weights_npz import from_npz, to_npz
from bpgui.formats.weights_onnx import FLOAT64
from bpgui.formats.weights_onnx_reader import from_onnx
from bpgui.formats.weights_safetensors import from_safetensors, to_safetensors
from tests.strategies import networks, settings_for

Writer = Callable[[WeightsFile], bytes]
Reader = Callable[[bytes, str], WeightsFile]
FORMATS: list[tuple[Writer, Reader]] = [
    (to_json, from_json),
    (to_npz, from_npz),
    (to_csv, from_csv),
    (to_safetensors, from_safetensors),
    (FLOAT64.write, from_onnx),
]
EXTREMES = st.sampled_from([-0.0, 0.0, 5e-324, -2.2e-308, 1e300, -1.7976931348623157e308, 0.1])
NAMES = st.text(min_size=1, max_size=6).filter(str.strip)


@st.composite
def weights_files(draw: st.DrawFn) -> WeightsFile:
    """A file with any network, extreme weights, any scaling and names."""
    network = draw(networks())
    values = st.lists(
        EXTREMES | st.floats(-2, 2), min_size=network.n_parameters, max_size=network.n_parameters
    )
    if draw(st.booleans()):
        network = network.with_parameters(np.where(network.present, draw(values), 0.0))
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    inputs = Scaling.fit("z-score", rng.normal(3, 4, (5, network.n_inputs)))
    targets = Scaling.fit("0-1", rng.normal(3, 4, (5, network.n_outputs)))
    names = tuple(draw(st.lists(NAMES, min_size=network.n_outputs, max_size=network.n_outputs)))
    settings = draw(st.none() | settings_for(network))
    return WeightsFile(network, inputs, targets, names, settings, draw(st.text()), names)


def same_network(a: Network, b: Network) -> bool:
    return a.layers == b.layers and all(
        getattr(a, vector).tobytes() == getattr(b, vector).tobytes()
        for vector in ("parameters", "present", "locked")
    )


@pytest.mark.parametrize(("write", "read"), FORMATS)
@given(weights=weights_files(), seed=st.integers(0, 99))
def test_that_what_comes_back_gives_the_same_outputs_bit_for_bit(
    write: Writer, read: Reader, weights: WeightsFile, seed: int
) -> None:
    again = read(write(weights), "weights")
    assert same_network(again.network, weights.network)
    assert again.settings == weights.settings
    assert (again.classes, again.target_names) == (weights.classes, weights.target_names)
    assert (again.dataset_name, again.input_names) == (weights.dataset_name, weights.input_names)
    raw = np.random.default_rng(seed).normal(2, 5, (7, weights.network.n_inputs))
    with np.errstate(all="ignore"):
        assert again.predict(raw).tobytes() == weights.predict(raw).tobytes()
    assert write(again) == write(weights)


@pytest.mark.parametrize("suffix", [".json", ".npz", ".JSON"])
@pytest.mark.parametrize("key", PROBLEMS)
def test_that_a_problem_comes_back_from_a_file(tmp_path: Path, key: str, suffix: str) -> None:
    problem, dataset = PROBLEMS[key], PROBLEMS[key].make()
    weights = WeightsFile.of(problem_network(problem, dataset), dataset, problem.settings)
    path = tmp_path / f"weights{suffix}"
    export_weights(weights, path)
    again = import_weights(path)
    assert again.predict(dataset.inputs).tobytes() == weights.predict(dataset.inputs).tobytes()
    assert again.settings == problem.settings
    assert again.classes == dataset.classes


def xor_weights() -> WeightsFile:
    network = problem_network(XOR)
    present, locked = network.present.copy(), network.locked.copy()
    present[network.weight_index(1, 0, 0, 1)] = False
    locked[network.bias_index(2, 0)] = True
    network = Network(network.layers, network.parameters * present + 0.0, present, locked)
    settings = TrainingSettings(schedule=(RateChange(20, 0.1, 0.5),))
    return WeightsFile.of(network, XOR.make(), settings)


def test_that_json_says_what_the_readme_promises() -> None:
    weights = xor_weights()
    said = json.loads(to_json(weights))
    assert said["format"] == "bpgui-weights"
    assert said["version"] == 1
    assert said["input_names"] == ["x₁", "x₂"]
    assert said["loss"] == "half-squared-error"
    hidden, output = said["layers"][1:]
    assert (hidden["units"], hidden["activation"]) == (3, "sigmoid")
    assert np.shape(hidden["weights"]["Input"]) == (3, 2)
    assert hidden["weights"]["Input"][0][1] is None
    assert len(hidden["biases"]) == 3
    assert np.shape(output["weights"]["Hidden 1"]) == (1, 3)
    assert output["locked_biases"] == [0]


def test_that_json_has_one_row_of_weights_a_line() -> None:
    lines = to_json(xor_weights()).decode().splitlines()
    row = json.dumps(xor_weights().network.weights(1, 0)[1].tolist())
    assert f"{row}," in [line.strip() for line in lines]


def test_that_csv_has_one_row_a_parameter(tmp_path: Path) -> None:
    weights = xor_weights()
    export_weights(weights, tmp_path / "w.csv")
    text = (tmp_path / "w.csv").read_text(encoding="utf-8")
    header, *rows = [line for line in text.splitlines() if not line.startswith("#")]
    assert header == "layer,unit,source layer,source unit,value,present,locked"
    assert len(rows) == weights.network.n_parameters == 13
    assert rows[1] == "Hidden 1,h₁,Input,x₂,,no,no"
    bias = weights.network.parameters[-1]
    assert rows[-1] == f"Output,ŷ,,bias,{float(bias)!r},yes,yes"


def test_that_layers_of_the_same_name_are_told_apart() -> None:
    network = create_network((1, 2, 3, 1), skip=True)
    network = network.with_parameters(np.arange(network.n_parameters))
    layers = tuple(
        type(layer)("Same", layer.unit_names, layer.activation, layer.sources)
        for layer in network.layers
    )
    renamed = Network(layers, network.parameters, network.present, network.locked)
    weights = WeightsFile(renamed, Scaling.identity(1), Scaling.identity(1))
    for write, read in FORMATS:
        assert same_network(read(write(weights), "w").network, renamed)


def test_that_a_weight_that_is_not_finite_is_not_written(tmp_path: Path) -> None:
    network = problem_network(XOR)
    broken = network.with_parameter(network.bias_index(1, 2), np.nan)
    with pytest.raises(WeightsError, match="A weight of Hidden 1 is not a finite number"):
        export_weights(WeightsFile.of(broken, XOR.make()), tmp_path / "w.json")
    assert list(tmp_path.iterdir()) == []


def test_that_an_unknown_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"not as “\.xlsx”"):
        export_weights(xor_weights(), tmp_path / "w.xlsx")


def test_that_a_full_disk_is_a_sentence_and_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "w.json"
    path.write_bytes(b"old")

    def fail(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(WeightsError, match=r"“w\.json” was not written: the disk is full"):
        export_weights(xor_weights(), path)
    assert [p.name for p in tmp_path.iterdir()] == ["w.json"]
    assert path.read_bytes() == b"old"


def test_that_a_vanished_folder_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="there is no folder"):
        export_weights(xor_weights(), tmp_path / "gone" / "w.npz")


def test_that_only_files_that_are_there_are_read(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="There is no file"):
        import_weights(tmp_path / "none.json")


def test_that_a_removed_weight_of_minus_0_comes_back_as_a_removed_weight() -> None:
    network = create_network((1, 1), output="linear", bias=False)
    network = Network(network.layers, np.array([-0.0]), np.array([False]), network.locked)
    weights = WeightsFile(network, Scaling.identity(1), Scaling.identity(1))
    for write, read in FORMATS:
        again = read(write(weights), "w")
        assert same_network(again.network, weights.network)
        assert again.predict([[1.0]]).tobytes() == weights.predict([[1.0]]).tobytes()


def test_that_a_name_that_is_no_text_is_written_all_the_same() -> None:
    # A file name on Linux may hold bytes that are no UTF-8; Python keeps them as surrogates.
    network = create_network((1, 1))
    weights = WeightsFile(
        network, Scaling.identity(1), Scaling.identity(1), dataset_name="caf\udce9"
    )
    for write, read in FORMATS:
        assert read(write(weights), "w").dataset_name == "caf?"


def test_that_numpy_reads_the_arrays(tmp_path: Path) -> None:
    weights = xor_weights()
    export_weights(weights, tmp_path / "w.npz")
    with np.load(tmp_path / "w.npz", allow_pickle=False) as arrays:
        np.testing.assert_array_equal(arrays["W_1_0"], weights.network.weights(1, 0))
        np.testing.assert_array_equal(arrays["b_2"], weights.network.biases(2))
        assert not arrays["W_1_0_present"][0, 1]
        assert arrays["b_2_locked"].tolist() == [True]
