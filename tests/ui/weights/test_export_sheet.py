"""The export sheet: what it says of a format before writing, and of the file after it."""

import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from bpgui.formats.weights import FORMATS, ExportReport, WeightsFormat, import_weights
from bpgui.formats.weights_error import WeightsError
from bpgui.formats.weights_file import WeightsFile
from bpgui.ui.weights import export_sheet, export_work, outcome
from bpgui.ui.weights.export_sheet import ExportSheet
from bpgui.ui.weights.families import families_of
from tests.ui.weights.conftest import Open, click, xor_weights

JSON = FORMATS[0]


def written(qtbot: QtBot, sheet: ExportSheet) -> ExportReport:
    with qtbot.waitSignal(sheet.exported) as blocker:
        QTest.keyClick(sheet, Qt.Key.Key_Return)
    assert blocker.args is not None
    report = blocker.args[0]
    assert isinstance(report, ExportReport)
    return report


def offer(monkeypatch: pytest.MonkeyPatch, *forms: WeightsFormat) -> None:
    """Let these be the formats there are."""
    monkeypatch.setattr(export_sheet, "FORMATS", forms)
    monkeypatch.setattr("bpgui.formats.weights.FORMATS", forms)


def test_that_a_text_format_shows_its_first_lines(open_sheet: Open) -> None:
    sheet = open_sheet("json")
    assert sheet.page.preview.toPlainText().startswith('{\n  "format": "bpgui-weights",')
    assert sheet.page.file_size.text().startswith(".json · 1.")
    assert sheet.page.description.text() == JSON.description


def test_that_a_format_of_bytes_shows_its_tensors(open_sheet: Open) -> None:
    sheet = open_sheet("npz")
    assert "W_1_0          3 × 2        float64" in sheet.page.preview.toPlainText()
    assert not sheet.copy_button.isEnabled()


def test_that_the_last_format_is_chosen_again(open_sheet: Open) -> None:
    assert open_sheet("npz").form.key == "npz"
    assert open_sheet("gone").form is JSON


def test_that_keys_lead_through_the_formats(qtbot: QtBot, open_sheet: Open) -> None:
    sheet = open_sheet("json")
    keys = [sheet.form.key]
    for _ in families_of(FORMATS)[1:]:
        QTest.keyClick(sheet.list, Qt.Key.Key_Down)
        keys.append(sheet.form.key)
        qtbot.waitUntil(lambda: sheet.draft is not None)
        assert sheet.page.preview.toPlainText()
    assert keys == [family.formats[0].key for family in families_of(FORMATS)]


def test_that_enter_writes_and_says_how_the_outputs_compare(
    qtbot: QtBot, open_sheet: Open, tmp_path: Path, asked: list[tuple[WeightsFormat, str]]
) -> None:
    sheet = open_sheet("json")
    report = written(qtbot, sheet)
    assert asked == [(JSON, "xor-weights.json")]
    assert report.path == tmp_path / "xor-weights.json"
    assert sheet.outcome.sentence.text() == (
        "Exported: “xor-weights.json”. Read back: the outputs of 4 patterns are the same to the "
        "last bit."
    )
    again = import_weights(report.path).network
    assert np.array_equal(again.parameters, xor_weights().network.parameters)


def test_that_the_largest_difference_is_told(
    qtbot: QtBot, open_sheet: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_back(data: bytes, given: WeightsFile) -> WeightsFile:
        again = JSON.read_back(data, given)
        rounded = again.network.parameters.astype(np.float32).astype(np.float64)
        return replace(again, network=again.network.with_parameters(rounded))

    offer(monkeypatch, replace(JSON, read_back=read_back, precision=1e-5))
    sheet = open_sheet()
    report = written(qtbot, sheet)
    assert 0 < report.largest_difference < 1e-6
    assert "4 patterns differ by at most" in sheet.outcome.sentence.text()
    assert "·10⁻⁹" in sheet.outcome.sentence.text() or "·10⁻⁸" in sheet.outcome.sentence.text()


def test_that_a_way_leads_to_the_file(
    qtbot: QtBot, open_sheet: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Path] = []
    monkeypatch.setattr(outcome, "show_folder", shown.append)
    sheet = open_sheet()
    assert not sheet.outcome.folder.isVisible()
    written(qtbot, sheet)
    click(sheet.outcome.folder)
    click(sheet.outcome.copy_path)
    assert shown == [tmp_path / "xor-weights.json"]
    assert QGuiApplication.clipboard().text() == str(tmp_path / "xor-weights.json")


def test_that_text_is_copied_whole(open_sheet: Open) -> None:
    sheet = open_sheet("json")
    click(sheet.copy_button)
    assert QGuiApplication.clipboard().text() == JSON.write(xor_weights()).decode()
    assert "copied" in sheet.outcome.sentence.text()


def test_that_what_a_format_leaves_out_is_said_before_writing(
    open_sheet: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = ("Two weights are locked: the file does not say so.", "Skips are lost.")
    offer(monkeypatch, replace(JSON, losses=lambda _: said))
    sheet = open_sheet()
    assert sheet.page.losses.isVisible()
    assert sheet.page.losses.text() == "\n".join(said)


def test_that_a_network_that_a_format_cannot_express_is_a_sentence(
    qtbot: QtBot, open_sheet: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(_weights: WeightsFile) -> bytes:
        raise WeightsError("This format has no skips.")

    offer(monkeypatch, JSON, replace(JSON, key="dense", title="Dense", write=write))
    sheet = open_sheet()
    QTest.keyClick(sheet.list, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: sheet.outcome.sentence.text() == "This format has no skips.")
    assert not sheet.export_button.isEnabled()
    QTest.keyClick(sheet.list, Qt.Key.Key_Up)
    assert sheet.export_button.isEnabled()
    assert not sheet.outcome.isVisible()


def test_that_sizes_of_numbers_are_one_format_with_a_choice(
    qtbot: QtBot, open_sheet: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    small, large = (
        replace(JSON, key=f"onnx-float{bits}", title=f"ONNX, {bits}-bit") for bits in (32, 64)
    )
    offer(monkeypatch, JSON, small, large)
    sheet = open_sheet("onnx-float64")
    variants = sheet.page.variants
    assert sheet.list.family.title == "ONNX"
    assert [variants.itemText(k) for k in range(2)] == ["32-bit", "64-bit"]
    assert sheet.form is large
    QTest.keyClick(variants, Qt.Key.Key_Up)
    assert sheet.form is small
    assert written(qtbot, sheet).format is small
    QTest.keyClick(sheet.list, Qt.Key.Key_Up)
    assert not variants.isVisible()


def test_that_companions_are_written_when_asked_for(
    qtbot: QtBot, open_sheet: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def companions(_weights: WeightsFile, stem: str) -> dict[str, bytes]:
        return {f"{stem}.py": b"import json\n"}

    offer(monkeypatch, replace(JSON, companions=companions))
    sheet = open_sheet()
    assert sheet.page.companions.text() == "Also write xor-weights.py, which loads it"
    written(qtbot, sheet)
    assert not (tmp_path / "xor-weights.py").exists()
    QTest.keyClick(sheet.page.companions, Qt.Key.Key_Space)
    click(sheet.export_button)
    qtbot.waitUntil((tmp_path / "xor-weights.py").exists)
    qtbot.waitUntil(lambda: "and “xor-weights.py”" in sheet.outcome.sentence.text())
    click(sheet.export_button)  # over those of the first time
    qtbot.waitUntil(lambda: not sheet.work.writing)
    assert "and “xor-weights.py”" in sheet.outcome.sentence.text()


def test_that_a_companion_never_takes_the_place_of_another_file(
    qtbot: QtBot, open_sheet: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def companions(_weights: WeightsFile, stem: str) -> dict[str, bytes]:
        return {f"{stem}.py": b"# Loads it.\nimport json\n"}

    offer(monkeypatch, replace(JSON, companions=companions))
    mine = tmp_path / "xor-weights.py"
    mine.write_text("# Mine.\n", "utf-8")
    sheet = open_sheet()
    QTest.keyClick(sheet.page.companions, Qt.Key.Key_Space)
    click(sheet.export_button)
    qtbot.waitUntil(lambda: not sheet.work.writing)
    assert "another file “xor-weights.py” is in this folder" in sheet.outcome.sentence.text()
    assert mine.read_text("utf-8") == "# Mine.\n"
    assert not (tmp_path / "xor-weights.json").exists()


def test_that_the_ending_of_another_format_is_refused(open_sheet: Open, tmp_path: Path) -> None:
    sheet = open_sheet("json")
    sheet.write(tmp_path / "w.npz")
    assert "it ends as files of NumPy arrays do" in sheet.outcome.sentence.text()
    assert not list(tmp_path.iterdir())


def test_that_a_failing_export_leaves_the_old_file_and_says_so(
    qtbot: QtBot, open_sheet: Open, tmp_path: Path
) -> None:
    weights = xor_weights()
    broken = weights.network.parameters.copy()
    broken[0] = np.nan
    sheet = open_sheet("csv", replace(weights, network=weights.network.with_parameters(broken)))
    (tmp_path / "xor-weights.csv").write_text("as it was", "utf-8")
    sheet.write(tmp_path / "xor-weights.csv")
    qtbot.waitUntil(lambda: not sheet.work.writing)
    assert "not a finite number" in sheet.outcome.sentence.text()
    assert (tmp_path / "xor-weights.csv").read_text("utf-8") == "as it was"


def test_that_writing_can_be_cancelled(
    qtbot: QtBot, open_sheet: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, ended = threading.Event(), threading.Event()

    def slow(_weights: WeightsFile, _path: Path, _key: str, **rest: object) -> None:
        gate.wait()
        try:
            rest["on_step"]()  # type: ignore[operator]
        finally:
            ended.set()

    monkeypatch.setattr(export_work, "export_weights", slow)
    sheet = open_sheet("json")
    QTest.keyClick(sheet, Qt.Key.Key_Return)
    assert sheet.progress.isVisible()
    assert not sheet.export_button.isEnabled()
    assert sheet.close_button.text() == "Cancel"
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    gate.set()
    assert sheet.isVisible()
    assert sheet.outcome.sentence.text().startswith("Cancelled.")
    assert sheet.export_button.isEnabled()
    qtbot.waitUntil(ended.is_set)
    assert not list(tmp_path.iterdir())
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def test_that_a_slow_format_leaves_the_sheet_alive(
    qtbot: QtBot, open_sheet: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, ended = threading.Event(), threading.Event()

    def write(_weights: WeightsFile) -> bytes:
        gate.wait()
        ended.set()
        return b"slow"

    offer(monkeypatch, JSON, replace(JSON, key="slow", title="Slow", write=write))
    sheet = open_sheet()
    QTest.keyClick(sheet.list, Qt.Key.Key_Down)
    assert sheet.draft is None
    assert not sheet.copy_button.isEnabled()
    QTest.keyClick(sheet.list, Qt.Key.Key_Up)
    assert sheet.page.preview.toPlainText().startswith("{")
    gate.set()
    qtbot.waitUntil(ended.is_set)
    assert sheet.form is JSON
    assert sheet.page.preview.toPlainText().startswith("{")
