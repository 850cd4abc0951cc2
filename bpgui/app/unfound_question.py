"""The question when the file that a session's data were read from is not there as it was."""

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget

from bpgui.app import file_dialogs


def ask_about_unfound(
    window: QWidget,
    name: str,
    unfound: Mapping[str, str],
    on_found: Callable[[Path], None],
    on_without: Callable[[], None],
) -> QMessageBox:
    """Ask whether the user finds the file, or opens the session without it.

    Parameters
    ----------
    window
        Under whose title it opens; what it shows stays until there is an answer.
    name
        Of the session.
    unfound
        The names of the files, and what is to be said of each in a sentence.
    on_found
        Called with the file that the user points at.
    on_without
        Called where the session is to be opened without its data.
    """
    missing = next(iter(unfound))
    box = QMessageBox(QMessageBox.Icon.NoIcon, "bpgui", "", parent=window)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(f"“{name}” needs “{missing}”.")
    without = "Without it the session opens with its network and history, and trains nothing."
    box.setInformativeText(" ".join((*unfound.values(), without)))
    find = box.addButton("&Find it…", QMessageBox.ButtonRole.AcceptRole)
    find.setToolTip("Point at the file, wherever it is now")
    leave_out = box.addButton("&Open without it", QMessageBox.ButtonRole.DestructiveRole)
    leave_out.setToolTip("Open the network, the settings and the history; nothing can be trained")
    cancel = box.addButton(QMessageBox.StandardButton.Cancel)
    cancel.setToolTip("Open nothing")
    box.setDefaultButton(find)

    def on_clicked(button: QPushButton) -> None:
        if button is find:
            title, names = f"Find {missing}", f"{missing} ({missing});;All files (*)"
            file_dialogs.ask_open_path(window, title, names, on_found)
        elif button is leave_out:
            on_without()

    box.buttonClicked.connect(on_clicked)
    box.open()
    return box
