"""The questions before something unsaved is left; they open and the window goes on meanwhile."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget

_Button = QMessageBox.StandardButton


def ask_about_changes(
    window: QWidget,
    name: str,
    on_save: Callable[[], None],
    on_discard: Callable[[], None],
) -> QMessageBox:
    """Ask whether the changes of a session are to be saved before it is left.

    Parameters
    ----------
    window
        Under whose title it opens.
    name
        Of the session.
    on_save, on_discard
        Called with the answer; nothing is when the user cancels.
    """
    box = _box(window, f"Save the changes to “{name}”?")
    box.setInformativeText("Training and edits that are in no file yet would be lost.")
    box.setStandardButtons(_Button.Save | _Button.Discard | _Button.Cancel)
    box.setDefaultButton(_Button.Save)
    box.button(_Button.Save).setText("&Save")
    box.button(_Button.Discard).setText("&Discard")
    _explain(box, _Button.Save, "Write the session to its file, then go on")
    _explain(box, _Button.Discard, "Go on without saving; the changes are lost")
    _explain(box, _Button.Cancel, "Change nothing")
    _answer(box, {_Button.Save: on_save, _Button.Discard: on_discard})
    return box


def ask_about_reverting(window: QWidget, name: str, on_revert: Callable[[], None]) -> QMessageBox:
    """Ask whether a session is to be as in its file again."""
    box = _box(window, f"Go back to “{name}” as it was saved?")
    box.setInformativeText("Training and edits since then would be lost, the undo history too.")
    box.setStandardButtons(_Button.Cancel)
    revert = box.addButton("&Revert", QMessageBox.ButtonRole.AcceptRole)
    revert.setToolTip("Read the file again; the changes since are lost")
    box.setDefaultButton(_Button.Cancel)

    def on_clicked(button: QPushButton) -> None:
        if button is revert:
            on_revert()

    box.buttonClicked.connect(on_clicked)
    box.open()
    return box


def ask_about_overwriting(
    window: QWidget, path: Path, on_overwrite: Callable[[], None], on_other: Callable[[], None]
) -> QMessageBox:
    """Ask what to do about a file that somebody else has written since it was opened."""
    box = _box(window, f"“{path.name}” was changed by another program.")
    box.setInformativeText("Saving would replace what that program wrote.")
    replace = box.addButton("&Replace it", QMessageBox.ButtonRole.DestructiveRole)
    other = box.addButton("Save &as…", QMessageBox.ButtonRole.AcceptRole)
    box.addButton(_Button.Cancel)
    box.setDefaultButton(other)

    def on_clicked(button: QPushButton) -> None:
        if button is replace:
            on_overwrite()
        elif button is other:
            on_other()

    box.buttonClicked.connect(on_clicked)
    box.open()
    return box


def _box(window: QWidget, text: str) -> QMessageBox:
    box = QMessageBox(QMessageBox.Icon.NoIcon, "bpgui", text, parent=window)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return box


def _explain(box: QMessageBox, which: QMessageBox.StandardButton, tip: str) -> None:
    box.button(which).setToolTip(tip)


def _answer(box: QMessageBox, acts: dict[QMessageBox.StandardButton, Callable[[], None]]) -> None:
    def on_clicked(button: QPushButton) -> None:
        act = acts.get(box.standardButton(button))
        if act is not None:
            act()

    box.buttonClicked.connect(on_clicked)
    box.open()
