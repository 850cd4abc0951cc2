"""The last net: an exception anywhere is shown once, with details to copy; work goes on."""

import math
import platform
import sys
import threading
import time
import traceback
from functools import cached_property
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from bpgui import __version__
from bpgui.ui.theme import MARGIN

_MOST_DETAILS = 100_000
"""Characters of details kept; an exception in every frame must not fill the memory."""
_SAME_TROUBLE = 10.0
"""Seconds after an error in which it is passed over if it comes again, as from every frame: the
dialog, once closed, stays closed then, and the window can be used."""


class ErrorDialog(QDialog):
    """One dialog for all unexpected errors; further ones are added to the open dialog."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Something went wrong in bpgui")
        self.resize(640, 420)
        sentence = QLabel(
            "An error that bpgui did not expect has happened. Your network, its weights and the "
            "data are unharmed, and you can go on. Export your weights if they matter to you. "
            "The details below help to mend the error: copy them into a report."
        )
        sentence.setWordWrap(True)
        self._details = QPlainTextEdit()
        self._details.setReadOnly(True)
        self._details.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = buttons.addButton("Copy details", QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(self._on_copy_clicked)
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(2 * MARGIN,) * 4)
        layout.setSpacing(MARGIN)
        layout.addWidget(sentence)
        layout.addWidget(self._details, 1)
        layout.addWidget(buttons)

    @property
    def details(self) -> str:
        """Everything that would be copied."""
        return self._details.toPlainText()

    def tell(self, details: str) -> None:
        """Show an error; while the dialog is open, add it to the others."""
        if not self.isVisible():
            self._details.setPlainText(_environment())
        if len(self.details) < _MOST_DETAILS and details not in self.details:
            self._details.appendPlainText(details)
        if not self.isVisible():
            self.open()

    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self.details)


class ErrorNet(QObject):
    """Catches what nobody caught, in any thread, and brings it to a dialog of the window."""

    caught = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._seen: dict[tuple[str, str, int], float] = {}
        self.caught.connect(self._on_caught, Qt.ConnectionType.QueuedConnection)

    @cached_property
    def dialog(self) -> ErrorDialog:
        """Where errors are told, made at the first one."""
        return ErrorDialog(self._window)

    def install(self) -> None:
        """Take over the hooks; after pyqtgraph is imported, which replaces them."""
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception

    def remove(self) -> None:
        """Give the hooks back to Python."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__

    def tell(self, details: str) -> None:
        """Report an error that was caught elsewhere."""
        self.caught.emit(details)

    def _on_exception(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        if self._recurs(kind, trace):
            return
        details = "".join(traceback.format_exception(kind, error, trace))
        sys.stderr.write(details)
        if not issubclass(kind, KeyboardInterrupt):
            self.caught.emit(details)

    def _recurs(self, kind: type[BaseException], trace: TracebackType | None) -> bool:
        """Whether an error came from the same line a short time ago."""
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        if trace is None:
            return False
        place = (kind.__name__, trace.tb_frame.f_code.co_filename, trace.tb_lineno)
        now = time.monotonic()
        last = self._seen.get(place, -math.inf)
        self._seen[place] = now
        return now - last < _SAME_TROUBLE

    def _on_thread_exception(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            self._on_exception(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)

    @Slot(str)
    def _on_caught(self, details: str) -> None:
        self.dialog.tell(details)


def _environment() -> str:
    from PySide6 import __version__ as pyside_version

    return (
        f"bpgui {__version__}, Python {platform.python_version()}, PySide6 {pyside_version}, "
        f"{platform.platform()}\n"
    )
