"""What reads and writes files is loaded beside the first look at the window, and no more."""

import subprocess
import sys

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from bpgui.app import preloading
from bpgui.app.preloading import Preloading


def test_that_everything_is_loaded_a_piece_at_a_time(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("_AFTER", "_EVERY"):
        monkeypatch.setattr(preloading, name, 0)
    monkeypatch.delitem(sys.modules, "html.parser", raising=False)
    parent = QObject()
    loading = Preloading(parent)
    wanted = list(loading.left)
    assert {"bpgui.ui.data.import_sheet", "bpgui.formats.weights_onnx"} < set(wanted)
    qtbot.waitUntil(lambda: not loading.left)
    assert set(wanted) <= sys.modules.keys()


def test_that_the_libraries_of_the_formats_wait_until_they_are_needed() -> None:
    script = (
        "import importlib, sys\n"
        "from bpgui.app.preloading import _PIECES\n"
        "for name in _PIECES:\n"
        "    importlib.import_module(name)\n"
        "heavy = ('onnx', 'h5py', 'safetensors', 'python_calamine', 'PIL', 'charset_normalizer')\n"
        "print([name for name in heavy if name in sys.modules])\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert answer.stdout == "[]\n"
