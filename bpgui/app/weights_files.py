"""Weights out of the window and in: where they go, and the sentences that go with it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from bpgui.app import file_dialogs
from bpgui.app.notice import Notice
from bpgui.app.settings import Preferences
from bpgui.formats.weights import FORMATS, ExportReport, WeightsFile, WeightsFormat
from bpgui.session.session import Session
from bpgui.session.weights_taking import Choice, Offer
from bpgui.ui.numbers import format_count
from bpgui.ui.weights.export_sheet import ExportSheet, Parcel
from bpgui.ui.weights.import_sheet import WeightsImportSheet
from bpgui.ui.weights.import_words import taken_line
from bpgui.ui.weights.words import outcome_line

_COMPARED = 1000
"""Patterns that the outputs of a file are compared for."""


class WeightsFiles:
    """Writes the weights of a session to files, and reads them back in.

    Parameters
    ----------
    session : Session
        What is written from and read into.
    window : QWidget
        Parent of the dialogs.
    notice : Notice
        Where the outcome is told.
    """

    def __init__(self, session: Session, window: QWidget, notice: Notice) -> None:
        self._session = session
        self._window = window
        self._notice = notice
        self._preferences = Preferences()

    # ---- in --------------------------------------------------------------------------------

    def ask_import(self) -> None:
        """Ask for weights, and show what they would do."""
        name_filter = f"Weights ({' '.join(f'*{suffix}' for suffix in _suffixes_read())})"
        file_dialogs.ask_open_path(self._window, "Import weights", name_filter, self.import_weights)

    def import_weights(self, path: Path) -> None:
        """Open the preview of a weights file; a running training pauses."""
        session = self._session
        self._pause()
        sheet = WeightsImportSheet(path, session.document, session.settings, self._window)
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.chosen.connect(partial(self._take, path))
        sheet.open()

    def _take(self, path: Path, offer: Offer, choice: Choice) -> None:
        """Go on with what was chosen of a file, as one entry that can be undone."""
        network, data = offer.result(choice)
        text = f"Import {path.name}"
        try:
            if choice.whole:
                self._session.load_network(network, data, text)
            else:
                self._session.take_weights(network, data, text)
        except ValueError as error:
            self._notice.tell(str(error), problem=True)
        else:
            self._notice.tell(
                f"{taken_line(path.name, offer, choice)} Ctrl+Z brings the former back."
            )

    # ---- out -------------------------------------------------------------------------------

    def ask_export(self) -> None:
        """Open the sheet in which weights are exported; a running training pauses."""
        session = self._session
        self._pause()
        data = session.dataset
        parcel = Parcel(
            self.weights(),
            f"{file_dialogs.file_name(data.name)}-weights",
            f"“{data.name}”, sweep {format_count(session.sweep)}",
            lambda: data.patterns.take(slice(0, _COMPARED)),
        )
        sheet = ExportSheet(parcel, self._preferences.export_format, self._ask_path, self._window)
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.exported.connect(self._on_sheet_exported)
        sheet.open()

    def _pause(self) -> None:
        if self._session.control is not None:
            self._session.control.pause()

    def _ask_path(self, form: WeightsFormat, name: str, then: Callable[[Path], None]) -> None:
        name_filter = f"{form.title} (*{form.suffix})"
        file_dialogs.ask_save_path(self._window, "Export weights", name, name_filter, then)

    def _on_sheet_exported(self, report: ExportReport) -> None:
        self._preferences.export_format = report.format.key
        self._notice.tell(outcome_line(report))

    def weights(self) -> WeightsFile:
        """Return the present weights with all that makes their outputs."""
        session = self._session
        return WeightsFile.of(session.network, session.dataset, session.settings)


def _suffixes_read() -> tuple[str, ...]:
    return tuple(dict.fromkeys(form.suffix for form in FORMATS if form.read is not None))
