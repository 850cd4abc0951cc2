"""A folder of pictures that is dropped on the window is learned as classes of pictures."""

from pathlib import Path

import numpy as np
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
