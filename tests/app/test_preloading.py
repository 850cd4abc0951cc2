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
    assert "bpgui.ui.data.import_sheet" in wanted
    qtbot.waitUntil(lambda: not loading.left)
    assert set(wanted) <= sys.modules.keys()
