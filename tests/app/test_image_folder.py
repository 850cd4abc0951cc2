"""Pictures that are dropped on the window, as files or arrays, are learned as pictures."""

import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from bpgui.app.window import MainWindow
from bpgui.ui.data.import_sheet import ImportSheet
from tests.app.hands import PATIENCE, drop_file, opened, press


def test_that_a_folder_of_pictures_is_opened(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    rng = np.random.default_rng(1)
    for name in ("cat", "dog", "owl"):
        (tmp_path / "pictures" / name).mkdir(parents=True)
        for number in range(4):
            pixels = rng.integers(0, 255, (6, 5)).astype(np.uint8)
            Image.fromarray(pixels).save(tmp_path / "pictures" / name / f"{number}.png")
    assert drop_file(window, str(tmp_path / "pictures"))
    sheet = opened(window, ImportSheet, qtbot)
    qtbot.waitUntil(sheet.open_button.isEnabled, timeout=PATIENCE)
    press(sheet, Qt.Key.Key_Return)
    data = window.session.dataset
    assert data.image_shape == (6, 5)
    assert data.classes == ("cat", "dog", "owl")
    assert data.n_patterns == 12
    assert len(set(data.input_scaling.scale.tolist())) == 1


def idx(values: np.ndarray) -> bytes:
    """Return bytes in an IDX file, as MNIST has them."""
    head = struct.pack(">BBBB", 0, 0, 8, values.ndim)
    return head + struct.pack(f">{values.ndim}I", *values.shape) + values.tobytes()


@pytest.mark.parametrize("kind", ["idx", "npz"])
def test_that_pictures_in_arrays_are_opened_with_their_labels(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, kind: str
) -> None:
    pixels = np.random.default_rng(2).integers(0, 255, (12, 6, 5)).astype(np.uint8)
    labels = (np.arange(12) % 3).astype(np.uint8)
    if kind == "idx":
        path = tmp_path / "train-images-idx3-ubyte"
        path.write_bytes(idx(pixels))
        (tmp_path / "train-labels-idx1-ubyte").write_bytes(idx(labels))
    else:
        path = tmp_path / "pictures.npz"
        np.savez(path, x_train=pixels, y_train=labels)
    assert drop_file(window, str(path))
    sheet = opened(window, ImportSheet, qtbot)
    qtbot.waitUntil(sheet.open_button.isEnabled, timeout=PATIENCE)
    press(sheet, Qt.Key.Key_Return)
    data = window.session.dataset
    assert data.image_shape == (6, 5)
    assert data.classes == ("0", "1", "2")
    assert np.array_equal(data.inputs, pixels.reshape(12, 30))
    assert data.class_indices(data.targets).tolist() == labels.tolist()
