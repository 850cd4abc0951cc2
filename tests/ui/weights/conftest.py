"""What the tests of the sheets for weights share."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from bpgui.data.problems import PROBLEMS, problem_network
from bpgui.formats.weights import WeightsFile
from bpgui.formats.weights_format import WeightsFormat
from bpgui.ui.theme import prepare_application
from bpgui.ui.weights.export_sheet import ExportSheet, Parcel

Open = Callable[..., ExportSheet]


@pytest.fixture(autouse=True)
def _look(qapp: QApplication) -> None:
    prepare_application(qapp, "light")


@pytest.fixture
def asked() -> list[tuple[WeightsFormat, str]]:
    """The formats and names that a path was asked for."""
    return []


@pytest.fixture
def open_sheet(
    qtbot: QtBot, tmp_path: Path, asked: list[tuple[WeightsFormat, str]]
) -> Iterator[Open]:
    """Open the export sheet; every path asked for is in a folder of the test."""
    sheets: list[ExportSheet] = []

    def ask(form: WeightsFormat, name: str, then: Callable[[Path], None]) -> None:
        asked.append((form, name))
        then(tmp_path / name)

    def opened(key: str = "", weights: WeightsFile | None = None) -> ExportSheet:
        known = weights or xor_weights()
        rows = PROBLEMS["xor"].make().inputs
        sheet = ExportSheet(Parcel(known, "xor-weights", "“XOR”, sweep 0", lambda: rows), key, ask)
        qtbot.addWidget(sheet)
        sheet.open()
        sheets.append(sheet)
        qtbot.waitUntil(lambda: sheet.draft is not None or sheet.outcome.sentence.text() != "")
        return sheet

    yield opened
    for sheet in sheets:
        sheet.work.cancel()
        sheet.close()


def xor_weights() -> WeightsFile:
    problem = PROBLEMS["xor"]
    return WeightsFile.of(problem_network(problem), problem.make(), problem.settings)


def click(button: QPushButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
