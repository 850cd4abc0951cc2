"""The slow part of opening a table: reading the file, and making a data set of it."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from bpgui.data.dataset import Dataset
from bpgui.formats.table import Table, TableOptions, read_table
from bpgui.session.background import Background, Report
from bpgui.ui.data.import_choices import ImportChoices, useless_columns

SMALL_FILE = 500_000
"""Bytes up to which a file is read at once: too quick to notice."""
_PAINTED_AFTER = 0.15
"""Seconds in which the sheet is painted, before the work asks for the interpreter as well."""
SMALL_TABLE = 200_000
"""Cells up to which a data set is made at once."""


@dataclass(frozen=True, eq=False)
class ReadTable:
    """A table as read, with the columns nothing can be learned from."""

    table: Table
    useless: dict[int, str]


class ImportWork(QObject):
    """Reads tables and makes data sets, beside the window where that takes time."""

    table_read = Signal(object)
    """A `ReadTable`."""
    read_failed = Signal(object)
    """The exception."""
    progressed = Signal(int)
    """The number of rows read."""
    dataset_made = Signal(object)
    """A `Dataset`."""
    make_failed = Signal(object)
    """The exception."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._reading, self._making = Background(self), Background(self)
        self._reading.finished.connect(self.table_read)
        self._reading.failed.connect(self.read_failed)
        self._reading.progressed.connect(self.progressed)
        self._making.finished.connect(self.dataset_made)
        self._making.failed.connect(self.make_failed)

    @property
    def busy(self) -> bool:
        """Whether a file is being read or a data set made."""
        return self._reading.busy or self._making.busy

    def read(self, path: Path, delimiter: str | None, header: bool | None) -> None:
        """Read a file; None lets the reader find out."""

        def work(report: Report) -> ReadTable:
            table = read_table(path, TableOptions(delimiter, header), report)
            return ReadTable(table, useless_columns(table))

        self._making.cancel()
        self._reading.start(work, at_once=_size(path) <= SMALL_FILE, delay=_PAINTED_AFTER)

    def make(self, table: Table, choices: ImportChoices) -> None:
        """Make the data set of a table."""

        def work(_report: Report) -> Dataset:
            return choices.dataset(table)

        small = table.n_rows * table.n_columns <= SMALL_TABLE
        self._making.start(work, at_once=small, delay=_PAINTED_AFTER)

    def shut_down(self) -> None:
        """Drop what is under way."""
        self._reading.shut_down()
        self._making.shut_down()


def error_sentence(error: Exception) -> str:
    """Return what went wrong as a sentence for the sheet; what nobody expected goes on."""
    if isinstance(error, OSError):
        return f"The file cannot be read: {error.strerror or error}. Choose another file."
    if isinstance(error, MemoryError):
        return "The table does not fit into memory: take a part of its rows."
    if not isinstance(error, ValueError):
        raise error
    return str(error)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
