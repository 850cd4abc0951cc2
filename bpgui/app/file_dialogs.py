"""Asking for a file's name, without blocking the window.

Tests replace `ask_open_path`, `ask_save_path` and `ask_folder`.
"""

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QAbstractButton, QFileDialog, QWidget

from bpgui.ui.controls.icons import ThemedIcon

_ARROWS = (("backButton", "back"), ("forwardButton", "step"), ("toParentButton", "up"))
_last_folder = str(Path.home())


def remember_folder(path: Path) -> None:
    """Let the next dialog start in the folder of a file."""
    global _last_folder  # noqa: PLW0603 - one folder for all dialogs
    _last_folder = str(path.absolute().parent)


def ask_open_path(
    parent: QWidget, title: str, name_filter: str, then: Callable[[Path], None]
) -> None:
    """Ask for a file to open, and call `then` with it unless the user cancels."""
    dialog = QFileDialog(parent, title, _last_folder, name_filter)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    _open(dialog, then)


def ask_save_path(
    parent: QWidget, title: str, name: str, name_filter: str, then: Callable[[Path], None]
) -> None:
    """Ask for a file to write, and call `then` with it unless the user cancels.

    A name typed without a suffix gets the one of the chosen filter.
    """
    dialog = QFileDialog(parent, title, _last_folder, name_filter)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.selectFile(name)

    def on_filter_selected(chosen: str) -> None:
        dialog.setDefaultSuffix(_suffix(chosen))

    dialog.filterSelected.connect(on_filter_selected)
    on_filter_selected(dialog.selectedNameFilter())
    _open(dialog, then)


def ask_folder(parent: QWidget, title: str, then: Callable[[Path], None]) -> None:
    """Ask for a folder, and call `then` with it unless the user cancels."""
    dialog = QFileDialog(parent, title, _last_folder)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    _open(dialog, then)


def file_name(name: str) -> str:
    """Return what a file named for something is called: "Iris flowers" gives "iris-flowers"."""
    kept = "".join(c if c.isalnum() else "-" for c in name.lower())
    return "-".join(part for part in kept.split("-") if part) or "bpgui"


def _open(dialog: QFileDialog, then: Callable[[Path], None]) -> None:
    def on_selected(name: str) -> None:
        path = Path(name)
        remember_folder(path)
        then(path)

    dialog.fileSelected.connect(on_selected)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    _draw_arrows(dialog)


def _draw_arrows(dialog: QFileDialog) -> None:
    """Give the ways through the folders arrows that are seen in the dark theme too.

    WORKAROUND: those of Qt's own dialog are black whatever the palette is; the dialogs of desktops
    have no such buttons. Qt 6.10; for as long as the style has black arrows.
    """
    for button_name, shape in _ARROWS:
        button = dialog.findChild(QAbstractButton, button_name)
        if isinstance(button, QAbstractButton):
            ThemedIcon(button, shape)


def _suffix(name_filter: str) -> str:
    """Return the first suffix of a filter such as "JSON (*.json)", without the point."""
    found = re.search(r"\*\.(\w+)", name_filter)
    return found.group(1) if found else ""
