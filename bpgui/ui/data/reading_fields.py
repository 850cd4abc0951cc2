"""How a table is written: sheet, separator, decimals, encoding, comments, first row."""

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QWidget

from bpgui.formats.table import Table, TableError
from bpgui.formats.table_options import FIND_OUT, TableOptions
from bpgui.ui.data.calm_fields import CalmComboBox
from bpgui.ui.theme import SPACING

DELIMITERS = (
    ("find it", None),
    ("comma  ,", ","),
    ("semicolon  ;", ";"),
    ("tab", "\t"),
    ("bar  |", "|"),
    ("colon  :", ":"),
    ("spaces", " "),
)
_DECIMALS = (("find it", None), ("point", "."), ("comma", ","))
_ENCODINGS = (
    ("find it", None),
    ("UTF-8", "utf-8"),
    ("UTF-16", "utf-16"),
    ("Windows-1252", "cp1252"),
    ("Windows-1250", "cp1250"),
    ("Windows-1251", "cp1251"),
    ("ISO 8859-1", "latin-1"),
    ("ISO 8859-15", "iso8859-15"),
    ("Shift JIS", "shift_jis"),
    ("GB 18030", "gb18030"),
)
_COMMENTS = (("#", "#"), ("%", "%"), (";", ";"), ("//", "//"), ("none", ""))


_OTHER_DELIMITER = " If something else separates the cells, choose it above."
_WITH_HEADER = frozenset(("Excel", "Excel 97", "OpenDocument"))


class ReadingFields(QWidget):
    """Shows and changes how a table is read; what a format does not have is not shown."""

    changed = Signal(object)
    """The user wants these `TableOptions`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._options = FIND_OUT
        self._hidden: set[QComboBox] = set()
        self._create_widgets()
        self._lay_out()
        self._connect()

    @property
    def options(self) -> TableOptions:
        """What was chosen so far."""
        return self._options

    def show_table(self, table: Table) -> None:
        """Show how a table was read; a new separator has everything else found out again."""
        blockers = [QSignalBlocker(field) for field in (*self._lists(), self.header)]
        self._show_parts(table.parts, table.part)
        self.delimiter.setCurrentIndex(max(0, self.delimiter.findData(table.delimiter)))
        self.decimal.setCurrentIndex(max(0, self.decimal.findData(self._options.decimal)))
        self.encoding.setCurrentIndex(max(0, self.encoding.findData(self._options.encoding)))
        self.header.setChecked(table.header)
        del blockers
        is_text = bool(table.delimiter)
        self._show_text_fields(is_text)
        self.header.setVisible(is_text or table.format in _WITH_HEADER)

    def show_failure(self, error: Exception) -> str:
        """Show what can be tried after an error, put the focus there, and return it as a sentence.

        A text may have another separator than was found; of a workbook another sheet can be read.
        """
        is_text, part = False, ""
        parts: tuple[str, ...] = ()
        if isinstance(error, TableError):
            about_file = f"“{error.path.name}”" in error.problem  # it is no text, or empty
            is_text = error.unit == "line" and not about_file
            parts, part = error.parts, error.part
        blocker = QSignalBlocker(self.part)
        self._show_parts(parts, part)
        del blocker
        self._show_text_fields(is_text)
        self.header.setVisible(is_text or bool(parts))
        if parts:
            self.part.setFocus()
            return " Or choose another sheet above."
        if is_text:
            self.delimiter.setFocus()
        return _OTHER_DELIMITER if is_text else ""

    def show_pasted(self) -> None:
        """Leave out what a pasted text does not have."""
        self._hidden = {self.encoding}
        self._show(self.encoding, False)

    def _show_parts(self, parts: tuple[str, ...], part: str) -> None:
        self.part.clear()
        for name in parts:
            self.part.addItem(name, name)
        self.part.setCurrentIndex(self.part.findData(part))
        self._show(self.part, bool(parts))

    def _show_text_fields(self, shown: bool) -> None:
        for field in (self.delimiter, self.decimal, self.encoding, self.comment):
            self._show(field, shown)

    def _show(self, field: QComboBox, shown: bool) -> None:
        shown = shown and field not in self._hidden
        field.setVisible(shown)
        self._labels[field].setVisible(shown)

    def _lists(self) -> tuple[QComboBox, ...]:
        return self.part, self.delimiter, self.decimal, self.encoding, self.comment

    def _create_widgets(self) -> None:
        self.part, self.delimiter, self.decimal = CalmComboBox(), CalmComboBox(), CalmComboBox()
        self.encoding, self.comment = CalmComboBox(), CalmComboBox()
        for field, choices in (
            (self.delimiter, DELIMITERS),
            (self.decimal, _DECIMALS),
            (self.encoding, _ENCODINGS),
            (self.comment, _COMMENTS),
        ):
            for text, value in choices:
                field.addItem(text, value)
        self.header = QCheckBox("&Names in the first row")
        self.header.setToolTip("Whether the first row holds the names of the columns")

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACING)
        self._labels: dict[QComboBox, QLabel] = {}
        for text, field, tip in (
            ("S&heet", self.part, "Which sheet or array of the file is read"),
            ("Se&parator", self.delimiter, "What stands between two cells"),
            ("&Decimals", self.decimal, "What stands before the decimals of a number"),
            ("&Encoding", self.encoding, "How letters are written in the file"),
            ("&Comments", self.comment, "What lines that are no data begin with"),
        ):
            label = QLabel(text)
            label.setBuddy(field)
            field.setAccessibleName(text.replace("&", ""))
            for widget in (label, field):
                widget.setToolTip(tip)
            self._labels[field] = label
            row.addWidget(label)
            row.addWidget(field)
            row.addSpacing(SPACING // 2)
        row.addWidget(self.header)
        row.addStretch(1)
        self._show(self.part, False)

    def _connect(self) -> None:
        self.part.activated.connect(self._on_part_activated)
        self.delimiter.activated.connect(self._on_delimiter_activated)
        self.decimal.activated.connect(self._on_decimal_activated)
        self.encoding.activated.connect(self._on_encoding_activated)
        self.comment.activated.connect(self._on_comment_activated)
        self.header.clicked.connect(self._on_header_clicked)

    def _change(self, **changes: object) -> None:
        try:
            self._options = replace(self._options, **changes)  # type: ignore[arg-type]
        except ValueError:  # a separator that is also the comment sign
            self._options = replace(self._options, comment="", **changes)  # type: ignore[arg-type]
            self.comment.setCurrentIndex(self.comment.findData(""))
        self.changed.emit(self._options)

    def _on_part_activated(self) -> None:
        self._change(part=self.part.currentData(), header=None)

    def _on_delimiter_activated(self) -> None:
        self._change(delimiter=self.delimiter.currentData(), header=None)

    def _on_decimal_activated(self) -> None:
        self._change(decimal=self.decimal.currentData())

    def _on_encoding_activated(self) -> None:
        self._change(encoding=self.encoding.currentData(), header=None)

    def _on_comment_activated(self) -> None:
        self._change(comment=self.comment.currentData(), header=None)

    def _on_header_clicked(self) -> None:
        self._change(header=self.header.isChecked())
