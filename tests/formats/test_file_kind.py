import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

from bpgui.data.problems import PROBLEMS, problem_network
from bpgui.formats.file_kind import kind_of
from bpgui.formats.weights import WeightsFile, export_weights
from tests.formats.table_samples import SAMPLES

XOR = PROBLEMS["xor"]


@pytest.fixture
def weights() -> WeightsFile:
    data = XOR.make()
    return WeightsFile.of(problem_network(XOR, data), data, XOR.settings)


@pytest.mark.parametrize("key", ["json", "npz", "csv", "snns"])
def test_that_exported_weights_are_known_whatever_they_are_called(
    weights: WeightsFile, tmp_path: Path, key: str
) -> None:
    written = tmp_path / "w"
    export_weights(weights, written, key)
    renamed = written.rename(tmp_path / "w.dat")
    assert kind_of(renamed) == "weights"


@pytest.mark.parametrize("name", ["S.bpgui", "s.BPGUI"])
def test_that_a_session_is_known_by_its_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"whatever it is")
    assert kind_of(tmp_path / name) == "session"


def test_that_other_files_of_the_same_formats_are_tables(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("# a comment\nlayer,weight\n1,2\n", encoding="utf-8")
    (tmp_path / "a.json").write_text(json.dumps([{"x": 1, "y": 2}]), encoding="utf-8")
    np.savez(tmp_path / "a.npz", x=np.zeros(3), header=np.zeros(3))
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", "")
    (tmp_path / "broken.npz").write_bytes(b"PK\x03\x04 and no more")
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "pictures").mkdir()
    assert {kind_of(path) for path in tmp_path.iterdir()} == {"table"}


@pytest.mark.parametrize("name", SAMPLES)
def test_that_tables_of_every_format_are_tables(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(SAMPLES[name])
    assert kind_of(tmp_path / name) == "table"


def test_that_weights_of_other_programs_are_known_by_their_names(tmp_path: Path) -> None:
    for suffix in ("onnx", "safetensors", "net"):
        (tmp_path / f"w.{suffix}").write_bytes(b"\0")
    assert {kind_of(path) for path in tmp_path.iterdir()} == {"weights"}


def test_that_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        kind_of(tmp_path / "gone.csv")
