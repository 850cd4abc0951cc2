import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from bpgui.core.network import create_network
from bpgui.data.scaling import Scaling
from bpgui.formats.weights import WeightsError, WeightsFile, export_weights, import_weights
from bpgui.formats.weights_keras import FORMAT
from tests.formats import keras_client
from tests.formats.weights_cases import CASE_IDS, CASES, Case, digits_case


@pytest.fixture(scope="module")
def keras_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with what Keras answers for every case; it is slow to start, so once."""
    folder = tmp_path_factory.mktemp("keras")
    for number, case in enumerate([*CASES, digits_case()]):
        (folder / f"{number}.keras").write_bytes(FORMAT.write(case.weights))
        np.save(folder / f"{number}.npy", case.rows)
    subprocess.run(
        [sys.executable, "-W", "ignore", str(Path(keras_client.__file__)), str(folder)],
        check=True,
        timeout=120,
    )
    return folder


def check_outputs(case: Case, folder: Path, number: int) -> None:
    """Compare within what Keras computes with: 32 bits, whatever a model holds."""
    scale = case.weights.target_scaling.scale
    outputs = np.load(folder / f"{number}.outputs.npy")
    wanted = case.weights.predict(case.rows)
    tolerance = 1e-2 if case.name == "far from 0" else 1e-5
    if case.fits_32:
        np.testing.assert_allclose(outputs / scale, wanted / scale, tolerance, tolerance)


@pytest.mark.parametrize("number", range(len(CASES)), ids=CASE_IDS)
def test_that_keras_gives_the_same_outputs(keras_folder: Path, number: int) -> None:
    check_outputs(CASES[number], keras_folder, number)
    kernel = np.load(keras_folder / f"{number}.kernel.npy")
    network = CASES[number].weights.network
    wanted = network.matrix(1)[:, : kernel.shape[0]].T
    assert np.ascontiguousarray(kernel).tobytes() == np.ascontiguousarray(wanted).tobytes()


def test_that_keras_loads_a_network_that_reads_handwriting(keras_folder: Path) -> None:
    check_outputs(digits_case(), keras_folder, len(CASES))


@pytest.mark.parametrize("case", CASES, ids=CASE_IDS)
def test_that_every_number_is_read_back_from_the_bytes(case: Case) -> None:
    network = case.weights.network
    blank = WeightsFile(
        network.with_parameters(np.zeros(network.n_parameters)),
        case.weights.input_scaling,
        case.weights.target_scaling,
    )
    again = FORMAT.read_back(FORMAT.write(case.weights), blank)
    led = np.ones(network.n_parameters, np.bool_)
    if case.name == "odd sources":
        led[network.span(3)] = False
    assert np.array_equal(again.network.parameters, np.where(led, network.parameters, 0.0))


def test_that_the_same_weights_make_the_same_bytes() -> None:
    for case in CASES:
        assert FORMAT.write(case.weights) == FORMAT.write(case.weights)


def test_that_weights_too_large_for_what_keras_computes_with_are_said() -> None:
    for case in CASES:
        said = " ".join(FORMAT.losses(case.weights))
        assert "32-bit numbers" in said
        assert ("too large" in said) is not case.fits_32


def test_that_a_layer_that_leads_nowhere_is_said_to_be_left_out() -> None:
    odd = next(case for case in CASES if case.name == "odd sources")
    assert FORMAT.losses(odd.weights)[1:] == (
        "“Dead end” leads to no output, and Keras leaves it out.",
    )


def test_that_names_and_classes_stand_in_the_metadata() -> None:
    weights = CASES[8].weights
    with zipfile.ZipFile(io.BytesIO(FORMAT.write(weights))) as archive:
        said = json.loads(archive.read("metadata.json"))["bpgui"]
    assert weights.classes is not None
    assert said["classes"] == list(weights.classes)
    assert said["input_names"] == list(weights.input_names)
    assert "names of the classes are in metadata.json" in FORMAT.losses(weights)[1]


def test_that_a_file_of_another_network_is_not_taken_for_this_one() -> None:
    with pytest.raises(WeightsError, match="does not say the network that was written"):
        FORMAT.read_back(FORMAT.write(CASES[0].weights), CASES[7].weights)


def test_that_a_scale_too_small_to_divide_by_is_refused() -> None:
    scaling = Scaling("z-score", np.zeros(1), np.array([1e-310]))
    weights = WeightsFile(create_network((1, 1)), scaling, Scaling.identity(1))
    with pytest.raises(WeightsError, match="too small for Keras"):
        FORMAT.write(weights)


def test_that_keras_files_are_not_read_in(tmp_path: Path) -> None:
    path = tmp_path / "w.keras"
    export_weights(CASES[0].weights, path)
    with pytest.raises(WeightsError, match="Keras model, which is written but not read"):
        import_weights(path)
