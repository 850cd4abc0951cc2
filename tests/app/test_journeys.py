"""The three journeys of a newcomer, with real clicks and keys through the real main window."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from bpgui.app.window import MainWindow
from bpgui.session.selection import ParameterSelection
from bpgui.ui.data.columns import Kind
from bpgui.ui.data.import_sheet import ImportSheet
from bpgui.ui.numbers import format_number, format_significant
from bpgui.ui.plots.surface_view import SurfaceView
from tests.app.hands import (
    CONTROL,
    PATIENCE,
    SHIFT,
    Paints,
    activate,
    click_parameter,
    drop_file,
    export_as,
    press,
    run_until,
    write,
)
from tests.formats.test_readme_snippet import JSON, NPZ
from tests.ui.diagram.hands import W23

PANELS = ("network", "loss", "weight_changes", "output")


def table_outputs(window: MainWindow) -> list[str]:
    model = window.data_panel.model
    column = [column.kind for column in model.columns].index(Kind.OUTPUT)
    return [str(model.index(row, column).data()) for row in range(model.rowCount())]


def last_height(curve: object) -> float:
    _, y = curve.getData()  # type: ignore[attr-defined]
    return float(y[-1])


def explained(window: MainWindow, section: str) -> str:
    """Return the number that a section of the details ends with."""
    text = window.details.parameter_page.sections[section].explanation.text
    return text.rsplit("= ", 1)[1]


def step(window: MainWindow, qtbot: QtBot) -> None:
    """Make one step with the Right key."""
    session, updates = window.session, window.session.updates
    press(window, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: session.updates == updates + 1 and not session.running)


# ---- 1: launch, press Space, and see XOR learned ----------------------------------------------


def test_that_xor_is_learned_and_every_panel_has_followed(window: MainWindow, qtbot: QtBot) -> None:
    session = window.session
    before = {name: window.panels[name].grab().toImage() for name in PANELS}
    window.runner.speed = 1000.0  # slow enough to be seen
    surface = window.output_panel.view
    assert isinstance(surface, SurfaceView)
    plots = (window.loss_panel.chart, window.weight_changes.chart, surface.chart)
    paints = {w: Paints(w) for w in (window.diagram.view, *(plot.viewport for plot in plots))}

    run_until(window, qtbot, loss=0.05)

    outputs = session.outputs(np.arange(4))[:, 0]
    assert np.round(outputs).tolist() == [0, 1, 1, 0]
    qtbot.waitUntil(lambda: table_outputs(window) == [format_number(y, 3) for y in outputs])
    logarithm = pytest.approx(np.log10(session.loss))
    qtbot.waitUntil(lambda: last_height(window.loss_panel._train_curve) == logarithm)
    ends = [float(values[-1]) for values in session.history.parameters()[1].T]
    assert ends == session.network.parameters.tolist()
    assert min(seen.count for seen in paints.values()) > 3
    for name, picture in before.items():
        assert window.panels[name].grab().toImage() != picture, name
    assert window.controls.loss_value.number.text() == format_significant(session.loss, 3)


# ---- 2: pause, type a weight, step by hand, and see why ---------------------------------------


def test_that_a_weight_is_typed_and_a_step_made_and_unmade(
    window: MainWindow, qtbot: QtBot
) -> None:
    session, page = window.session, window.details.parameter_page
    run_until(window, qtbot, loss=0.3)
    trained = session.network.parameters

    click_parameter(window, W23)
    assert session.selection == ParameterSelection(W23)
    write(window, "1/3")
    assert window.diagram.view.editing.editor.is_open
    press(window, Qt.Key.Key_Return)
    assert session.network.parameters[W23] == 1 / 3
    others = np.arange(len(trained)) != W23
    assert np.array_equal(session.network.parameters[others], trained[others])
    qtbot.waitUntil(lambda: page.value.text() == "0.3333")

    edited = session.document
    step(window, qtbot)  # presents the pattern of the next update, which is explained now
    gradient = float(session.batch_backward.gradient[W23])
    delta = float(session.backward.delta[2][0, 0])
    explanations = [format_significant(number, 4) for number in (gradient, delta)]
    # Either alone may have been the same to four digits before the step.
    qtbot.waitUntil(
        lambda: [explained(window, name) for name in ("gradient", "backward")] == explanations
    )
    assert page.check_row.chip.text().startswith("✓")
    predicted = float(explained(window, "update").replace("−", "-"))
    between = session.network.parameters[W23]

    step(window, qtbot)
    arrived = float(session.network.parameters[W23])
    assert arrived == pytest.approx(predicted, abs=1e-3 * abs(arrived - between))
    qtbot.waitUntil(lambda: page.value.text() == format_number(arrived, 4))

    press(window, Qt.Key.Key_Left)
    press(window, Qt.Key.Key_Left)
    assert session.updates == edited.updates
    assert np.array_equal(session.network.parameters, edited.network.parameters)
    assert np.array_equal(session.velocity, edited.velocity)

    press(window, Qt.Key.Key_Z, CONTROL)
    assert np.array_equal(session.network.parameters, trained)
    qtbot.waitUntil(lambda: page.value.text() == format_number(float(trained[W23]), 4))


def test_that_what_cannot_be_a_weight_is_never_one(window: MainWindow) -> None:
    session = window.session
    before = session.document
    click_parameter(window, W23)
    write(window, "1/0")
    press(window, Qt.Key.Key_Return)
    editor = window.diagram.view.editing.editor
    assert editor.is_open
    assert editor.error.isVisible()
    press(window, Qt.Key.Key_Escape)
    assert not editor.is_open
    assert session.document is before
    assert not isinstance(window.focusWidget(), QLineEdit)


# ---- 3: my own table, trained, exported, and used elsewhere -----------------------------------

KINDS = ("anna", "berta", "carla")


def flowers(rows: int = 45) -> list[str]:
    """Return the lines of a table with a decimal comma, words among the inputs, and classes."""
    rng = np.random.default_rng(3)
    lines = ["length;width;colour;kind"]
    for row in range(rows):
        k = row % 3
        numbers = (1 + 2 * k + rng.normal(0, 0.3), 5 - k + rng.normal(0, 0.3))
        cells = [f"{number:.2f}".replace(".", ",") for number in numbers]
        lines.append(";".join([*cells, ("red", "blue")[row % 2], KINDS[k]]))
    return lines


ONNX = """
import numpy as np, onnxruntime
session = onnxruntime.InferenceSession("weights.onnx", providers=["CPUExecutionProvider"])

def predict(x):
    named = {session.get_inputs()[0].name: x}
    labels = [k for k, end in enumerate(session.get_outputs()) if end.type == "tensor(string)"]
    outputs = session.run(None, named)
    assert list(outputs[labels[0]]) == [row["class (output)"] for row in rows]
    return outputs[1 - labels[0]]
"""
CHECK = """
import csv, sys
rows = list(csv.DictReader(open("outputs.csv", encoding="utf-8")))
names = ["length", "width", "colour=blue", "colour=red"]
x = np.array([[float(row[name]) for name in names] for row in rows])
kinds = ["anna", "berta", "carla"]
told = np.array([[float(row[kind + " (output)"]) for kind in kinds] for row in rows])
y = predict(x)
assert y.shape == told.shape == (45, 3)
assert np.abs(y - told).max() < 1e-12, np.abs(y - told).max()
assert [kinds[k] for k in y.argmax(axis=1)] == [row["class (output)"] for row in rows]
assert not [name for name in sys.modules if name.split(".")[0] in ("bpgui", "PySide6")]
"""


def test_that_own_data_are_trained_and_the_weights_used_elsewhere(
    window: MainWindow,
    qtbot: QtBot,
    tmp_path: Path,
    answer_dialogs: Callable[[Path], None],
) -> None:
    table = tmp_path / "flowers.csv"
    table.write_text("\n".join(flowers()) + "\n", encoding="utf-8")
    answer_dialogs(table)
    press(window, Qt.Key.Key_O, CONTROL)
    sheet = opened_sheet(window, qtbot)
    qtbot.waitUntil(sheet.open_button.isEnabled, timeout=PATIENCE)
    press(sheet, Qt.Key.Key_Return)
    assert not sheet.isVisible()
    activate(window, qtbot)
    session = window.session
    assert session.dataset.classes == KINDS
    assert session.dataset.input_names == ("length", "width", "colour=blue", "colour=red")
    assert window.windowTitle() == "flowers[*] – bpgui"

    run_until(window, qtbot, loss=0.02)
    for key in ("json", "npz"):
        answer_dialogs(tmp_path / f"weights.{key}")
        assert "outputs of 45 patterns are the same to the last bit" in export_as(
            window, qtbot, key
        )
    answer_dialogs(tmp_path / "weights.onnx")
    assert "differ by at most" in export_as(window, qtbot, "onnx-float32")
    assert "outputs of 45 patterns" in export_as(window, qtbot, "onnx-float64")
    answer_dialogs(tmp_path / "outputs.csv")
    press(window, Qt.Key.Key_E, CONTROL | SHIFT)

    for snippet in (JSON, NPZ, ONNX):
        subprocess.run([sys.executable, "-c", snippet + CHECK], cwd=tmp_path, check=True)


def test_that_a_broken_row_is_named_and_nothing_changes_before_open_is_pressed(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    lines = flowers()
    lines[17] = lines[17].replace(",", "x", 1)
    table = tmp_path / "broken.csv"
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    before = window.session.document

    assert drop_file(window, str(table))

    sheet = opened_sheet(window, qtbot)
    qtbot.waitUntil(lambda: "line 18" in sheet.findings.text, timeout=PATIENCE)
    assert sheet.dataset is not None
    assert sheet.dataset.n_patterns == len(lines) - 2
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()
    assert window.session.document is before
    assert not window.session.undo_stack.count()


def opened_sheet(window: MainWindow, qtbot: QtBot) -> ImportSheet:
    """Return the import sheet once it is shown."""
    qtbot.waitUntil(lambda: any(s.isVisible() for s in window.findChildren(ImportSheet)))
    sheet = next(s for s in window.findChildren(ImportSheet) if s.isVisible())
    activate(sheet, qtbot)
    return sheet
