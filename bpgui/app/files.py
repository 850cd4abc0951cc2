"""Files in and out of the window: tables, outputs, pictures; sessions and weights are handed on."""

from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication

from bpgui.app import file_dialogs
from bpgui.app.incoming import Incoming, incoming_of, refusal_of
from bpgui.app.save_state import SaveState
from bpgui.app.session_files import SessionFiles
from bpgui.app.surroundings import Surroundings
from bpgui.app.weights_files import WeightsFiles
from bpgui.formats.file_kind import SESSION_SUFFIX, kind_of
from bpgui.formats.predictions import write_predictions
from bpgui.formats.table_formats import SUFFIXES
from bpgui.formats.weights import FORMATS
from bpgui.session.opening import Opening
from bpgui.session.session import Session
from bpgui.ui.data.import_sheet import ImportSheet
from bpgui.ui.data.import_source import ImportSource
from bpgui.ui.picture import PICTURE_FILTER


class Files:
    """Opening and writing files for a session, with the sentences that go with it.

    Parameters
    ----------
    session : Session
        What is opened into and written from.
    state : SaveState
        Knows the file that the session is in.
    around : Surroundings
        The window.

    Attributes
    ----------
    sessions : SessionFiles
        What opens and writes sessions.
    weights : WeightsFiles
        What opens and writes weights.
    """

    def __init__(self, session: Session, state: SaveState, around: Surroundings) -> None:
        self._session = session
        self._window, self._notice, self._recent = around.window, around.notice, around.recent
        self.sessions = SessionFiles(session, state, around)
        self.weights = WeightsFiles(session, around.window, around.notice)

    # ---- in --------------------------------------------------------------------------------

    def ask_open(self) -> None:
        """Ask for a session, a table or weights, and open it."""
        file_dialogs.ask_open_path(self._window, "Open", open_filter(), self.open)

    def ask_open_images(self) -> None:
        """Ask for a folder of pictures, and open it."""
        file_dialogs.ask_folder(self._window, "Open folder of images", self.open)

    def paste(self) -> None:
        """Open the table or file in the clipboard, or say why there is none."""
        data = QGuiApplication.clipboard().mimeData()
        found = incoming_of(data)
        if found is not None:
            self.take(found)
        else:
            self._notice.tell(refusal_of(data))

    def take(self, brought: Incoming) -> None:
        """Open what was dropped or pasted."""
        if brought.path is not None:
            self.open(brought.path)
        elif brought.text is not None:
            self._show_sheet(ImportSheet(ImportSource.pasted(brought.text), self._window))

    def open(self, path: Path) -> None:
        """Open a file by what it is: a session, weights, or a table."""
        try:
            kind = kind_of(path)
        except OSError as error:
            self._notice.tell(_not_opened(path, error), problem=True)
            return
        file_dialogs.remember_folder(path)
        if kind == "session":
            self.sessions.open(path)
        elif kind == "weights":
            self.weights.import_weights(path)
            self._recent.add(path)
        else:
            self._open_table(path)

    def shut_down(self) -> None:
        """Drop what is under way; the window closes."""
        self.sessions.shut_down()

    def _open_table(self, path: Path) -> None:
        sheet = ImportSheet(path, self._window)
        sheet.accepted.connect(lambda: self._recent.add(path))
        self._show_sheet(sheet)

    def _show_sheet(self, sheet: ImportSheet) -> None:
        sheet.opening_ready.connect(self._on_opening_ready)
        QTimer.singleShot(0, sheet, sheet.open)  # making it and painting it take a while each

    def _on_opening_ready(self, opening: Opening) -> None:
        try:
            self._session.open_prepared(opening)
        except ValueError as error:
            self._notice.tell(_sentence(error), problem=True)
            return
        network, dataset = self._session.network, self._session.dataset
        sizes = " – ".join(str(layer.units) for layer in network.layers)
        self._notice.tell(
            f"“{dataset.name}” is open: {dataset.n_patterns:,} patterns, a {sizes} network with "
            "new weights. Press Space to train it."
        )

    # ---- out -------------------------------------------------------------------------------

    def ask_export_outputs(self) -> None:
        """Ask where to, and write all patterns with their outputs."""
        file_dialogs.ask_save_path(
            self._window,
            "Export outputs",
            f"{file_dialogs.file_name(self._session.dataset.name)}-outputs.csv",
            "CSV table (*.csv)",
            self.export_outputs,
        )

    def export_outputs(self, path: Path) -> None:
        """Write all patterns with targets and outputs in original units."""
        data = self._session.dataset
        outputs = self._session.outputs(np.arange(data.n_patterns))
        try:
            data.check_presence()
            write_predictions(data, outputs, path)
        except (ValueError, OSError) as error:
            self._notice.tell(_sentence(error), problem=True)
        else:
            self._notice.tell(f"The outputs for {data.n_patterns:,} patterns are in “{path}”.")

    def ask_picture(self, name: str, save: Callable[[Path], None]) -> None:
        """Ask where to, and save a panel's picture."""

        def then(path: Path) -> None:
            try:
                save(path)
            except (ValueError, OSError) as error:
                self._notice.tell(_sentence(error), problem=True)
            else:
                self._notice.tell(f"The picture is in “{path}”.")

        file_dialogs.ask_save_path(
            self._window,
            "Save picture",
            f"{file_dialogs.file_name(name)}.png",
            PICTURE_FILTER,
            then,
        )


def open_filter() -> str:
    """Return the kinds of files that can be opened, as a file dialog lists them."""
    weights = [form.suffix for form in FORMATS if form.read is not None]
    kinds = (("Sessions", [SESSION_SUFFIX]), ("Tables", SUFFIXES), ("Weights", weights))
    everything = dict.fromkeys(suffix for _, suffixes in kinds for suffix in suffixes)
    lists = (("Sessions, tables and weights", list(everything)), *kinds)
    return ";;".join([*(f"{name} ({_patterns(ends)})" for name, ends in lists), "All files (*)"])


def _patterns(suffixes: Iterable[str]) -> str:
    return " ".join(f"*{suffix}" for suffix in dict.fromkeys(suffixes))


def _not_opened(path: Path, error: OSError) -> str:
    reason = (error.strerror or type(error).__name__).lower()
    return f"“{path}” was not opened: {reason}. The session is as it was."


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror and error.filename:
        return f"“{error.filename}”: {error.strerror}. The file as it was before is unchanged."
    return str(error)
