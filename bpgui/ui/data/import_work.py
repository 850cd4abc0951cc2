"""The slow part of opening a table: reading it, looking at it, and making a data set of it."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from bpgui.formats.table import Table
from bpgui.formats.table_dataset import Made, make_dataset
from bpgui.formats.table_facts import ColumnFacts, facts_of
from bpgui.formats.table_findings import Finding, findings
from bpgui.formats.table_options import TableOptions
from bpgui.formats.table_plan import TablePlan
from bpgui.session.background import Background, Report
from bpgui.session.opening import Opening, opening_of
from bpgui.ui.data.import_source import ImportSource

SMALL_FILE = 500_000
"""Bytes up to which a file is read at once: too quick to notice."""
_PAINTED_AFTER = 0.15
"""Seconds in which the sheet is painted, before the work asks for the interpreter as well."""
SMALL_TABLE = 200_000
"""Cells up to which a data set is made at once."""


@dataclass(frozen=True, eq=False)
class ReadTable:
    """A table as read, and what its columns hold."""

    table: Table
    facts: tuple[ColumnFacts, ...]


@dataclass(frozen=True, eq=False)
class Told:
    """What was made of a table, and what is to be said about it.

    Attributes
    ----------
    made
        None where the choices make no sense.
    found
        What should be known.
    sentence
        Why no data set can be made, or "".
    opening
        What a session needs to open the data set at once; None without one.
    """

    made: Made | None
    found: tuple[Finding, ...]
    sentence: str = ""
    opening: Opening | None = None


class ImportWork(QObject):
    """Reads tables and makes data sets, beside the window where that takes time."""

    table_read = Signal(object)
    """A `ReadTable`."""
    read_failed = Signal(object)
    """The exception."""
    progressed = Signal(int)
    """The number of rows read."""
    dataset_made = Signal(object)
    """What was `Told`; without a data set where none can be made."""
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

    def read(self, source: ImportSource, options: TableOptions) -> None:
        """Read a table."""

        def work(report: Report) -> ReadTable:
            table = source.read(options, report)
            return ReadTable(table, facts_of(table, report))

        self._making.cancel()
        self._reading.start(work, at_once=source.size <= SMALL_FILE, delay=_PAINTED_AFTER)

    def make(self, read: ReadTable, plan: TablePlan) -> None:
        """Make the data set of a table."""

        def work(report: Report) -> Told:
            return _made(read, plan, report)

        small = read.table.n_rows * read.table.n_columns <= SMALL_TABLE
        self._making.start(work, at_once=small, delay=_PAINTED_AFTER)

    def shut_down(self) -> None:
        """Drop what is under way."""
        self._reading.shut_down()
        self._making.shut_down()


def _made(read: ReadTable, plan: TablePlan, report: Report) -> Told:
    try:
        made = make_dataset(read.table, read.facts, plan, report)
        made.dataset.get_ready()
        opening = opening_of(made.dataset)
    except ValueError as error:
        return Told(None, findings(read.table, read.facts, plan, None), str(error))
    return Told(made, findings(read.table, read.facts, plan, made), opening=opening)


def error_sentence(error: Exception) -> str:
    """Return what went wrong as a sentence for the sheet; what nobody expected goes on."""
    if isinstance(error, OSError):
        return f"The file cannot be read: {error.strerror or error}. Choose another file."
    if isinstance(error, MemoryError):
        return "The table does not fit into memory: take a part of its rows."
    if not isinstance(error, ValueError):
        raise error
    return str(error)
