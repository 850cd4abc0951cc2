"""What holds for every weights format alike."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bpgui.formats.weights import (
    FORMATS,
    WeightsError,
    WeightsFormat,
    export_weights,
    format_for,
    format_of,
    import_weights,
)
from bpgui.formats.weights_error import WeightsIncomplete
from tests.formats.weights_cases import CASE_IDS, CASES, Case

READ = [form for form in FORMATS if form.read is not None]
BINARY = {"json", "npz", "csv", "safetensors", "onnx-float32", "onnx-float64", "keras"}


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.key)
@pytest.mark.parametrize("case", CASES, ids=CASE_IDS)
def test_that_an_export_is_compared_and_nothing_is_written_where_it_differs(
    case: Case, form: WeightsFormat, tmp_path: Path
) -> None:
    path = tmp_path / f"w{form.suffix}"
    try:
        report = export_weights(case.weights, path, form.key, rows=case.rows, companions=True)
    except WeightsError as error:
        assert str(error).endswith(".")  # noqa: PT017 - both ways are right
        assert not path.exists()
        assert form.key not in {"json", "npz", "csv", "safetensors", "onnx-float64", "keras"}
        return
    assert path.is_file()
    assert report.rows == len(case.rows)
    scale = np.maximum(np.abs(case.weights.predict(case.rows)), case.weights.target_scaling.scale)
    assert 0 <= report.largest_difference <= form.precision * scale.max()
    assert report.sentence().startswith("Read back: ")
    assert all(sentence.endswith(".") for sentence in report.losses)


@pytest.mark.parametrize("form", READ, ids=lambda form: form.key)
def test_that_a_file_is_known_by_its_content_under_any_name(
    form: WeightsFormat, tmp_path: Path
) -> None:
    data = form.write(CASES[0].weights)
    found = format_of(data, "w.unknown")
    assert found.read is form.read
    path = tmp_path / "renamed.json"
    path.write_bytes(data)
    try:
        again = import_weights(path)
    except WeightsIncomplete:
        again = import_weights(path, CASES[0].weights)
    assert again.network.n_parameters == CASES[0].weights.network.n_parameters


def test_that_keys_and_titles_are_unique_and_lines_are_sentences() -> None:
    assert {form.key for form in FORMATS} >= BINARY
    for part in ("key", "title"):
        values = [getattr(form, part) for form in FORMATS]
        assert len(set(values)) == len(values)
    for form in FORMATS:
        assert form.suffix.startswith(".")
        assert form.description.endswith(".")


def test_that_a_shared_suffix_means_the_first_and_a_key_decides() -> None:
    assert format_for("w.onnx").key == "onnx-float32"
    assert format_for("w.onnx", "onnx-float64").key == "onnx-float64"
    assert format_for("W.ONNX").key == "onnx-float32"
    with pytest.raises(WeightsError, match="There is no weights format “pickle”; there are json"):
        format_for("w.onnx", "pickle")


def test_that_rows_of_another_width_are_refused(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="The network has 2 inputs"):
        export_weights(CASES[0].weights, tmp_path / "w.json", rows=np.zeros((3, 3)))


def test_that_heavy_libraries_wait_until_they_are_needed() -> None:
    heavy = "('onnx', 'h5py', 'safetensors', 'keras', 'onnxruntime')"
    script = f"import sys, bpgui.formats.weights\nprint([m for m in {heavy} if m in sys.modules])"
    answer = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert answer.stdout.strip() == "[]"
