"""Weights out of the window and in: where they go, and the sentences that go with it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from bpgui.app import file_dialogs
from bpgui.app.notice import Notice
from bpgui.app.settings import Preferences
from bpgui.data.dataset import Dataset
from bpgui.formats.weights import ExportReport, WeightsFile, WeightsFormat, import_weights
from bpgui.session.session import Session
from bpgui.ui.numbers import format_count
from bpgui.ui.weights.export_sheet import ExportSheet, Parcel
from bpgui.ui.weights.words import outcome_line

_IN_FILTER = "Weights (*.json *.npz *.csv)"
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
        """Ask for weights, and load them."""
        file_dialogs.ask_open_path(self._window, "Import weights", _IN_FILTER, self.import_weights)

    def import_weights(self, path: Path) -> None:
        """Load weights and go on with them on the open data."""
        try:
            session = self._session
            weights = import_weights(path, self.weights())
            session.load_network(
                weights.network, _scaled_like(session.dataset, weights), f"Import {path.name}"
            )
        except (ValueError, OSError) as error:
            self._notice.tell(_sentence(error), problem=True)
        else:
            self._notice.tell(f"“{path.name}” is loaded. Ctrl+Z brings the former weights back.")

    # ---- out -------------------------------------------------------------------------------

    def ask_export(self) -> None:
        """Open the sheet in which weights are exported; a running training pauses."""
        session = self._session
        if session.control is not None:
            session.control.pause()
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


def _scaled_like(dataset: Dataset, weights: WeightsFile) -> Dataset:
    """Return the data with the scaling that imported weights were trained with."""
    fits = (
        len(weights.input_scaling.offset) == dataset.n_inputs
        and len(weights.target_scaling.offset) == dataset.n_outputs
    )
    if not fits:
        return dataset
    return replace(
        dataset,
        input_scaling=weights.input_scaling,
        target_scaling=weights.target_scaling,
    )


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror and error.filename:
        return f"“{error.filename}”: {error.strerror}. The file as it was before is unchanged."
    return str(error)
