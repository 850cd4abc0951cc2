"""The sheet that opens a table: what was found in the file, and what is to become of it."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from bpgui.data.dataset import Dataset
from bpgui.formats.table import Table
from bpgui.ui.data.import_choices import (
    ImportChoices,
    Role,
    few_values,
    guessed_choices,
    with_guessed_classes,
)
from bpgui.ui.data.import_columns import ImportColumns
from bpgui.ui.data.import_options import ImportOptions
from bpgui.ui.data.import_preview import ImportPreview
from bpgui.ui.data.import_summary import file_line, network_line, notes, patterns_line
from bpgui.ui.data.import_work import ImportWork, ReadTable, error_sentence
from bpgui.ui.numbers import format_count
from bpgui.ui.theme import MARGIN, SPACING, scaled_font

DELIMITERS = (
    ("find it", None),
    ("comma  ,", ","),
    ("semicolon  ;", ";"),
    ("tab", "\t"),
    ("bar  |", "|"),
    ("spaces", " "),
)
_FREED_AFTER = 300
_OTHER_DELIMITER = " If something else separates the cells, choose it above."


class ImportSheet(QDialog):
    """Reads a table and asks what its columns are; open it with ``open()``."""

    dataset_ready = Signal(object)
    """The user opens this `Dataset`."""

    def __init__(self, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self._read: ReadTable | None = None
        self._choices = ImportChoices(())
        self._dataset: Dataset | None = None
        self.setWindowTitle(f"Open {path.name}")
        self.resize(900, 620)
        self._work = ImportWork(self)
        self._create_widgets()
        self._lay_out()
        self._connect()
        self._read_file(None, None)

    @property
    def dataset(self) -> Dataset | None:
        """What would be opened now, None while something is missing or wrong."""
        return self._dataset

    @property
    def choices(self) -> ImportChoices:
        """What is chosen so far."""
        return self._choices

    # ---- building --------------------------------------------------------------------------

    def _create_widgets(self) -> None:
        self.delimiter = QComboBox()
        for text, delimiter in DELIMITERS:
            self.delimiter.addItem(text, delimiter)
        self.header = QCheckBox("First row has the &names")
        self.facts = _label("muted")
        self.columns = ImportColumns()
        self.preview = ImportPreview()
        self.notes, self.sentence = _label("muted"), _label("error")
        self.options = ImportOptions()
        self.network, self.patterns = _label(""), _label("muted")
        self.network.setFont(scaled_font(bold=True))
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(6)
        self.progress.hide()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.open_button = QPushButton("&Open")
        self.open_button.setProperty("role", "primary")
        self.open_button.setDefault(True)
        self.buttons.addButton(self.open_button, QDialogButtonBox.ButtonRole.AcceptRole)

    def _lay_out(self) -> None:
        name = QLabel(self._path.name)
        name.setFont(scaled_font(1.15, bold=True))
        delimiter_label = QLabel("Cells &separated by")
        delimiter_label.setBuddy(self.delimiter)
        found = QHBoxLayout()
        found.setSpacing(SPACING)
        found.addWidget(delimiter_label)
        found.addWidget(self.delimiter)
        found.addSpacing(SPACING)
        found.addWidget(self.header)
        found.addStretch(1)
        tables = QHBoxLayout()
        tables.setSpacing(MARGIN)
        tables.addWidget(self.columns, 2)
        tables.addWidget(self.preview, 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * MARGIN, 2 * MARGIN, 2 * MARGIN, 2 * MARGIN - 4)
        column.setSpacing(SPACING)
        column.addWidget(name)
        column.addWidget(self.facts)
        column.addLayout(found)
        column.addLayout(tables, 1)
        for widget in (self.notes, self.options, self.sentence, self.progress):
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

    def _connect(self) -> None:
        self.delimiter.activated.connect(self._on_delimiter_activated)
        self.header.clicked.connect(self._on_header_clicked)
        self.columns.role_chosen.connect(self._on_columns_role_chosen)
        self.options.changed.connect(self._on_options_changed)
        self._work.table_read.connect(self._on_work_table_read)
        self._work.read_failed.connect(self._on_work_read_failed)
        self._work.progressed.connect(self._on_work_progressed)
        self._work.dataset_made.connect(self._show_dataset)
        self._work.make_failed.connect(self._on_work_make_failed)
        self.buttons.accepted.connect(self._on_buttons_accepted)
        self.buttons.rejected.connect(self.reject)

    # ---- reading and making ----------------------------------------------------------------

    def _read_file(self, delimiter: str | None, header: bool | None) -> None:
        """Read the file afresh; None lets the reader find out."""
        self._show_dataset(None)
        self._show_busy("Reading…")
        self._work.read(self._path, delimiter, header)

    def _make_dataset(self) -> None:
        """Make the data set of the choices, and with it all that can be said about them."""
        if self._read is not None:
            self._show_dataset(None)
            self._show_busy("Preparing…")
            self._work.make(self._read.table, self._choices)

    def _choose(self, choices: ImportChoices) -> None:
        if self._read is None:
            return
        self._choices = choices
        table, useless = self._read.table, self._read.useless
        self.columns.model.show_roles(choices.roles)
        self.preview.preview_model.show_roles(choices.roles)
        self.options.show_choices(choices, few_values(table, choices.targets))
        self.notes.setText("\n".join(notes(table, useless, choices)))
        self.notes.setVisible(bool(self.notes.text()))
        self._make_dataset()

    # ---- showing ---------------------------------------------------------------------------

    def _show_table(self, table: Table | None, roles: tuple[Role, ...]) -> None:
        self.columns.show_table(table, roles)
        self.preview.show_table(table, roles)
        self.options.setEnabled(table is not None)
        if table is not None:
            self.facts.setText(file_line(table))
            self.delimiter.setCurrentIndex(max(0, self.delimiter.findData(table.delimiter)))
            self.header.setChecked(table.header)

    def _show_dataset(self, dataset: Dataset | None) -> None:
        self._dataset = dataset
        self.open_button.setEnabled(dataset is not None)
        self.network.setText(network_line(dataset) if dataset else "")
        self.patterns.setText(patterns_line(dataset) if dataset else "")
        if dataset is not None:
            self.options.show_kind(dataset.kind)
            self._show_sentence("")

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
        self._read = read
        choices = guessed_choices(read.table, read.useless)
        self._show_table(read.table, choices.roles)
        self._choose(choices)

    def _on_work_read_failed(self, error: Exception) -> None:
        self._read = None
        self._show_table(None, ())
        self._show_dataset(None)
        self.facts.setText("No table could be read from this file.")
        self.notes.hide()
        hint = "" if isinstance(error, OSError) else _OTHER_DELIMITER
        self._show_sentence(error_sentence(error) + hint)
        self.delimiter.setFocus()

    def _on_work_progressed(self, rows: int) -> None:
        self.patterns.setText(f"Reading… {format_count(rows)} rows")

    def _on_work_make_failed(self, error: Exception) -> None:
        self._show_dataset(None)
        self._show_sentence(error_sentence(error))

    def _on_delimiter_activated(self) -> None:
        self._read_file(self.delimiter.currentData(), None)

    def _on_header_clicked(self) -> None:
        delimiter = self.delimiter.currentData()
        self._read_file(delimiter, self.header.isChecked())

    def _on_columns_role_chosen(self, columns: list[int], role: Role) -> None:
        if self._read is not None:
            choices = self._choices.with_roles(columns, role)
            self._choose(with_guessed_classes(self._read.table, choices))

    def _on_options_changed(self) -> None:
        self._choose(self.options.applied(self._choices))

    def _on_buttons_accepted(self) -> None:
        if self._dataset is not None:
            dataset = self._dataset
            self.accept()
            self.dataset_ready.emit(dataset)

    @override
    def done(self, result: int) -> None:
        self._work.shut_down()
        read, self._read = self._read, None
        self._show_table(None, ())  # the window may keep the closed sheet, but not the table
        # To free a very large one takes a while of its own: not between the click and the window.
        QTimer.singleShot(_FREED_AFTER, partial(_drop, read))
        super().done(result)


def _drop(_read: ReadTable | None) -> None:
    """Hold what was read until this is called."""


def _label(role: str) -> QLabel:
    label = QLabel()
    label.setProperty("role", role)
    label.setWordWrap(True)
    return label
