"""Weights out of the window and in: where they go, and the sentences that go with it."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QWidget

from bpgui.app import file_dialogs
from bpgui.app.notice import Notice
from bpgui.data.dataset import Dataset
from bpgui.formats.weights import WeightsFile, export_weights, import_weights
from bpgui.session.session import Session

WEIGHT_SUFFIXES = (".json", ".npz")
_IN_FILTER = "Weights (*.json *.npz *.csv)"
_OUT_FILTER = "JSON, readable (*.json);;NumPy arrays (*.npz);;CSV table (*.csv)"


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
        """Ask where to, and write the weights."""
        name = file_dialogs.file_name(self._session.dataset.name)
        file_dialogs.ask_save_path(
            self._window, "Export weights", f"{name}-weights.json", _OUT_FILTER, self.export
        )

    def export(self, path: Path) -> None:
        """Write the weights, read them back and compare, and tell the outcome."""
        try:
            rows = self._session.dataset.patterns.take(slice(0, 1000))
            report = export_weights(self.weights(), path, rows=rows)
        except (ValueError, OSError) as error:
            self._notice.tell(_sentence(error), problem=True)
        else:
            self._notice.tell(
                " ".join((f"The weights are in “{path}”.", report.sentence(), *report.losses))
            )

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
