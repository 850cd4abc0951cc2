"""The sheet that opens a table: what was found in the file, and what is to become of it."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from bpgui.data.dataset import Dataset
from bpgui.formats.table_dataset import Made
from bpgui.formats.table_guess import guess_plan, with_guessed_classes
from bpgui.formats.table_options import FIND_OUT, TableOptions
from bpgui.formats.table_plan import TablePlan
from bpgui.session.opening import Opening
from bpgui.ui.data.import_columns import ImportColumns
from bpgui.ui.data.import_findings import ImportFindings
from bpgui.ui.data.import_options import ImportOptions
from bpgui.ui.data.import_preview import ImportPreview
from bpgui.ui.data.import_source import ImportSource
from bpgui.ui.data.import_words import file_line, network_line, patterns_line
from bpgui.ui.data.import_work import ImportWork, ReadTable, Told, error_sentence
from bpgui.ui.data.reading_fields import ReadingFields
from bpgui.ui.numbers import format_count
from bpgui.ui.theme import MARGIN, SPACING, scaled_font

_LARGEST = QSize(1180, 760)
_FREED_AFTER = 300
_NO_PLAN = TablePlan(())


class ImportSheet(QDialog):
    """Reads a table and asks what its columns are; open it with ``open()``."""

    opening_ready = Signal(object)
    """The user opens the data set of this `Opening`."""

    def __init__(self, source: ImportSource | Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source = ImportSource(source) if isinstance(source, Path) else source
        self._read: ReadTable | None = None
        self._plan = _NO_PLAN
        self._made: Made | None = None
        self._opening: Opening | None = None
        pasted = self._source.text is not None
        self.setWindowTitle("Open pasted data" if pasted else f"Open {self._source.path.name}")
        self._work = ImportWork(self)
        self._create_widgets()
        self._lay_out()
        self._connect()
        self._fit(parent)
        self.columns.list.setFocus()
        self._read_source(FIND_OUT)

    @property
    def dataset(self) -> Dataset | None:
        """What would be opened now, None while something is missing or wrong."""
        return self._made.dataset if self._made is not None else None

    @property
    def plan(self) -> TablePlan:
        """What is chosen so far."""
        return self._plan

    # ---- building --------------------------------------------------------------------------

    def _create_widgets(self) -> None:
        self.reading = ReadingFields()
        if self._source.text is not None:
            self.reading.show_pasted()
        self.facts = _label("muted")
        self.columns = ImportColumns()
        self.preview = ImportPreview()
        self.findings, self.sentence = ImportFindings(), _label("error")
        self.options = ImportOptions()
        self.network, self.patterns = _label(""), _label("muted")
        self.network.setFont(scaled_font(bold=True))
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(6)
        self.progress.setAccessibleName("Reading the table")
        self.progress.hide()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.open_button = QPushButton("&Open")
        self.open_button.setProperty("role", "primary")
        self.open_button.setDefault(True)
        self.buttons.addButton(self.open_button, QDialogButtonBox.ButtonRole.AcceptRole)

    def _lay_out(self) -> None:
        name = QLabel(self._source.path.name)
        name.setFont(scaled_font(1.15, bold=True))
        name.setTextFormat(Qt.TextFormat.PlainText)
        top = QHBoxLayout()
        top.setSpacing(MARGIN)
        top.addWidget(name)
        top.addWidget(self.facts, 1)
        top.addWidget(self.options)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(MARGIN)
        self.splitter.addWidget(self.columns)
        self.splitter.addWidget(self.preview)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * MARGIN, MARGIN + 4, 2 * MARGIN, MARGIN + 4)
        column.setSpacing(SPACING)
        column.addLayout(top)
        column.addWidget(self.reading)
        column.addWidget(self.splitter, 1)
        for widget in (self.findings, self.sentence, self.progress):
            column.addWidget(widget)
        column.addLayout(self._bottom())

    def _bottom(self) -> QHBoxLayout:
        lines = QVBoxLayout()
        lines.setSpacing(2)
        lines.addWidget(self.network)
        lines.addWidget(self.patterns)
        bottom = QHBoxLayout()
        bottom.addLayout(lines, 1)
        bottom.addWidget(self.buttons, 0, Qt.AlignmentFlag.AlignBottom)
        return bottom

    def _fit(self, parent: QWidget | None) -> None:
        """Take a good size, but no larger than the window that it is opened from."""
        room = parent.window().size() if parent is not None else _LARGEST
        self.resize(_LARGEST.boundedTo(room))
        width = self.width()
        self.splitter.setSizes([round(0.48 * width), round(0.52 * width)])

    def _connect(self) -> None:
        self.reading.changed.connect(self._read_source)
        self.columns.changed.connect(self._on_columns_changed)
        self.findings.remedy_chosen.connect(self._choose)
        self.options.changed.connect(self._on_options_changed)
        self._work.table_read.connect(self._on_work_table_read)
        self._work.read_failed.connect(self._on_work_read_failed)
        self._work.progressed.connect(self._on_work_progressed)
        self._work.dataset_made.connect(self._on_work_dataset_made)
        self._work.make_failed.connect(self._on_work_make_failed)
        self.buttons.accepted.connect(self._on_buttons_accepted)
        self.buttons.rejected.connect(self.reject)

    # ---- reading and making ----------------------------------------------------------------

    def _read_source(self, options: TableOptions) -> None:
        """Read the table afresh."""
        self._show_made(None)
        self._show_busy("Reading…")
        self._work.read(self._source, options)

    def _make_dataset(self) -> None:
        """Make the data set of the plan, and with it all that can be said about it."""
        if self._read is not None:
            self._show_made(None)
            self._show_busy("Preparing…")
            self._work.make(self._read, self._plan)

    def _choose(self, plan: TablePlan) -> None:
        if self._read is None:
            return
        self._plan = plan
        self.columns.show_plan(plan)
        self.preview.preview_model.show_plan(plan)
        self.options.show_plan(plan)
        self._make_dataset()

    # ---- showing ---------------------------------------------------------------------------

    def _show_table(self, read: ReadTable | None, plan: TablePlan) -> None:
        self.columns.show_table(read, plan)
        self.preview.show_table(read, plan)
        self.options.setEnabled(read is not None)
        if read is not None:
            self.facts.setText(file_line(read.table, pasted=self._source.text is not None))
            self.reading.show_table(read.table)

    def _show_made(self, made: Made | None) -> None:
        self._made, self._opening = made, None
        self.open_button.setEnabled(made is not None)
        self.network.setText(network_line(made.dataset) if made else "")
        self.patterns.setText(patterns_line(made.dataset) if made else "")
        self.preview.preview_model.show_made(made)

    def _show_busy(self, text: str) -> None:
        self._show_sentence("")
        self.patterns.setText(text)
        self.progress.show()

    def _show_sentence(self, sentence: str) -> None:
        self.progress.hide()
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))

    # ---- events ----------------------------------------------------------------------------

    def _on_work_table_read(self, read: ReadTable) -> None:
        former, self._read = self._read, read
        plan = self._plan
        if former is None or not _alike(former, read):
            plan = guess_plan(read.table, read.facts)
        self._plan = plan
        self._show_table(read, plan)
        self._choose(plan)

    def _on_work_read_failed(self, error: Exception) -> None:
        self._read = None
        self._show_table(None, _NO_PLAN)
        self._show_made(None)
        self.facts.setText("No table could be read.")
        self.findings.show_findings(())
        self._show_sentence(error_sentence(error) + self.reading.show_failure(error))

    def _on_work_progressed(self, rows: int) -> None:
        self.patterns.setText(f"Reading… {format_count(rows)} rows")

    def _on_work_dataset_made(self, told: Told) -> None:
        self._show_made(told.made)
        self._opening = told.opening
        self._show_sentence(told.sentence)
        self.findings.show_findings(told.found)

    def _on_work_make_failed(self, error: Exception) -> None:
        self._show_made(None)
        self._show_sentence(error_sentence(error))

    def _on_columns_changed(self, plan: TablePlan) -> None:
        if self._read is not None:
            changed = [
                place
                for place, (use, former) in enumerate(
                    zip(plan.columns, self._plan.columns, strict=True)
                )
                if use.role != former.role
            ]
            self._choose(with_guessed_classes(plan, self._read.facts, changed))

    def _on_options_changed(self) -> None:
        self._choose(self.options.applied(self._plan))

    def _on_buttons_accepted(self) -> None:
        opening = self._opening
        if opening is not None:
            self.accept()
            self.opening_ready.emit(opening)

    @override
    def done(self, result: int) -> None:
        self._work.shut_down()
        freed = self._read, self._made
        self._read = self._made = self._opening = None
        self._show_table(None, _NO_PLAN)  # the window may keep the sheet, but not the table
        self.preview.preview_model.show_made(None)
        # To free a very large one takes a while of its own: not between the click and the window.
        QTimer.singleShot(_FREED_AFTER, partial(_drop, freed))
        super().done(result)


def _alike(first: ReadTable, second: ReadTable) -> bool:
    """Whether what was chosen for one table holds for the other."""
    one, other = first.table, second.table
    return (one.names, one.kinds, one.part) == (other.names, other.kinds, other.part)


def _drop(_freed: tuple[ReadTable | None, Made | None]) -> None:
    """Hold what was read until this is called."""


def _label(role: str) -> QLabel:
    label = QLabel()
    label.setProperty("role", role)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
