"""Exporting a worksheet: the sheet that asks what is on it, and where it goes."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from bpgui.app import file_dialogs
from bpgui.app.notice import Notice
from bpgui.session.session import Session
from bpgui.ui.worksheet.sheet import WorksheetSheet


def ask_worksheet(session: Session, window: QWidget, notice: Notice) -> WorksheetSheet:
    """Open the sheet in which a worksheet is chosen and written; a running training pauses."""
    if session.control is not None:
        session.control.pause()

    def ask_path(then: Callable[[Path], None]) -> None:
        name = f"{session.problem or 'network'}-worksheet.html"
        file_dialogs.ask_save_path(window, "Export worksheet", name, "Page to print (*.html)", then)

    sheet = WorksheetSheet(session, ask_path, window)
    sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    sheet.told.connect(notice.tell)
    sheet.open()
    return sheet
