"""What is dropped on the window or pasted into it, and the hint that says what will happen."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from bpgui.app import file_dialogs
from bpgui.app.window import MainWindow
from bpgui.ui.data.import_sheet import ImportSheet
from tests.app.hands import CONTROL, activate, opened, press

CELLS = "size\tweight\tkind\n1\t2,5\tcat\n2\t3,5\tdog\n3\t1,5\tcat\n"
PAGE = """<html><body><table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2 <b>000</b></td></tr>
<tr><td>3</td><td>4</td></tr><tr><td>5</td><td>7</td></tr></table></body></html>"""


@pytest.fixture(autouse=True)
def _empty_clipboard() -> Iterator[None]:
    yield
    QGuiApplication.clipboard().clear()


def brought(*, urls: tuple[Path, ...] = (), text: str = "", html: str = "") -> QMimeData:
    data = QMimeData()
    if urls:
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in urls])
    if text:
        data.setText(text)
    if html:
        data.setHtml(html)
    return data


def drag(widget: QWidget, data: QMimeData) -> QDragEnterEvent:
    """Drag something over a widget."""
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    event = QDragEnterEvent(QPoint(30, 30), copy, data, left, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(widget, event)
    return event


def drop(widget: QWidget, data: QMimeData) -> None:
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    at, none = QPoint(30, 30).toPointF(), Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(widget, QDropEvent(at, copy, data, left, none))


def test_that_pasted_cells_open_in_the_sheet(window: MainWindow, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setMimeData(brought(text=CELLS))
    activate(window, qtbot)
    press(window, Qt.Key.Key_V, CONTROL)
    sheet = opened(window, ImportSheet, qtbot)
    press(sheet, Qt.Key.Key_Return)
    data = window.session.dataset
    assert data.name == "Pasted data"
    assert data.input_names == ("size", "weight")
    assert data.inputs[0].tolist() == [1, 2.5]
    assert data.classes == ("cat", "dog")


def test_that_a_table_of_a_web_page_is_pasted(window: MainWindow, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setMimeData(brought(html=PAGE, text="a b 1 2 000 3 4"))
    window.actions_by_key["paste"].trigger()
    sheet = opened(window, ImportSheet, qtbot)
    model = sheet.preview.preview_model
    assert [model.index(row, 1).data() for row in range(3)] == ["2 000", "4", "7"]
    sheet.close()


def test_that_a_copied_file_is_pasted(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "copied.csv"
    path.write_text("a,b\n1,2\n3,5\n")
    QGuiApplication.clipboard().setMimeData(brought(urls=(path,)))
    window.actions_by_key["paste"].trigger()
    assert opened(window, ImportSheet, qtbot).windowTitle() == "Open copied.csv"
    opened(window, ImportSheet, qtbot).close()


def test_that_a_clipboard_without_a_table_is_told(window: MainWindow) -> None:
    QGuiApplication.clipboard().setMimeData(brought(text="hello"))
    window.actions_by_key["paste"].trigger()
    assert "no table" in window.notice.text
    image = QMimeData()
    image.setImageData(QImage(4, 4, QImage.Format.Format_RGB32))
    QGuiApplication.clipboard().setMimeData(image)
    window.actions_by_key["paste"].trigger()
    assert "A picture alone" in window.notice.text
    assert not window.findChildren(ImportSheet)


def test_that_a_text_field_keeps_its_own_paste(window: MainWindow, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setMimeData(brought(text=CELLS))
    field = next(field for field in window.controls.findChildren(QLineEdit) if field.isVisible())
    activate(window, qtbot)
    field.setFocus()
    press(window, Qt.Key.Key_V, CONTROL)
    assert not window.findChildren(ImportSheet)


def test_that_the_hint_says_what_a_drop_will_do(window: MainWindow, tmp_path: Path) -> None:
    hint = window.drop_target.hint
    table, weights, session = (tmp_path / name for name in ("t.csv", "w.json", "s.bpgui"))
    table.write_text("a,b\n1,2\n")
    weights.write_text('{"format": "bpgui-weights"}')
    session.write_bytes(b"PK\x03\x04")
    (tmp_path / "digits").mkdir()
    for data, promise in (
        (brought(urls=(table,)), "Open “t.csv” as a table"),
        (brought(urls=(weights,)), "Take the weights of “w.json”"),
        (brought(urls=(session,)), "Open the session “s.bpgui”"),
        (brought(urls=(tmp_path / "digits",)), "Open the pictures in “digits”"),
        (brought(text=CELLS), "Open this text as a table"),
        (brought(urls=(table, weights)), "Bring one file or folder at a time."),
    ):
        assert drag(window, data).isAccepted()
        assert hint.isVisible()
        assert hint.text.startswith(promise)
        assert hint.geometry() == window.rect()
        QApplication.sendEvent(window, QDragLeaveEvent())
        assert not hint.isVisible()


def test_that_a_word_that_is_dragged_is_left_alone(window: MainWindow) -> None:
    assert not drag(window, brought(text="0.25")).isAccepted()
    assert not window.drop_target.hint.isVisible()


def test_that_text_is_dropped_on_a_panel(window: MainWindow, qtbot: QtBot) -> None:
    dock, data = window.workbench.docks["data"], brought(text=CELLS)
    drag(dock, data)
    drop(dock, data)
    assert not window.drop_target.hint.isVisible()
    sheet = opened(window, ImportSheet, qtbot)
    assert sheet.dataset is not None
    assert sheet.dataset.n_patterns == 3
    sheet.close()


def test_that_two_files_at_once_do_nothing(window: MainWindow, tmp_path: Path) -> None:
    data = brought(urls=(tmp_path / "a.csv", tmp_path / "b.csv"))
    drag(window, data)
    drop(window, data)
    assert not window.drop_target.hint.isVisible()
    assert not window.findChildren(ImportSheet)


def test_that_a_folder_of_images_is_asked_for(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def ask(_parent: QWidget, title: str, then: Callable[[Path], None]) -> None:
        asked.append(title)
        then(tmp_path / "gone")

    monkeypatch.setattr(file_dialogs, "ask_folder", ask)
    window.actions_by_key["open_images"].trigger()
    assert asked == ["Open folder of images"]
    assert "gone" in window.notice.text
