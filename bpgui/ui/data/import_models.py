"""The two tables of the import sheet: the columns with their uses, and the first rows."""

from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont
from typing_extensions import override

from bpgui.formats.table_dataset import Made
from bpgui.formats.table_facts import MISSING
from bpgui.formats.table_plan import TablePlan
from bpgui.ui.data.import_words import ROLE_WORDS, missing_text, scaling_text, type_text
from bpgui.ui.data.import_work import ReadTable
from bpgui.ui.theme import appearance, scaled_font

PREVIEW_ROWS = 200
_ANY_INDEX = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
HEADINGS = ("Column", "Role", "Type", "Scaling", "Missing")
_EMPTY = TablePlan(())


class _TableModel(QAbstractTableModel):
    """What both show: a table and what its columns are used as."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._read: ReadTable | None = None
        self._plan = _EMPTY
        self._bold = scaled_font(bold=True)

    def show_table(self, read: ReadTable | None, plan: TablePlan) -> None:
        """Show another table, or none."""
        self.beginResetModel()
        self._read, self._plan = read, plan
        self._bold = scaled_font(bold=True)
        self.endResetModel()

    def show_plan(self, plan: TablePlan) -> None:
        """Show what the columns are used as."""
        self._plan = plan
        self._announce()

    def _announce(self) -> None:
        last = self.index(self.rowCount() - 1, self.columnCount() - 1)
        if last.isValid():
            self.dataChanged.emit(self.index(0, 0), last)
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)

    def _look(self, column: int, role: int) -> Any:  # noqa: ANN401
        """Return the colour or font that shows a column's role."""
        use, theme = self._plan.columns[column].role, appearance.theme
        if role == Qt.ItemDataRole.ForegroundRole and use != "input":
            return theme.muted if use == "ignore" else theme.selection
        return self._bold if role == Qt.ItemDataRole.FontRole and use == "target" else None


class ColumnsModel(_TableModel):
    """A row for each column of the table: its name, role, type, scaling and missing values."""

    @override
    def rowCount(self, parent: _ANY_INDEX = _ROOT) -> int:
        return 0 if parent.isValid() or self._read is None else self._read.table.n_columns

    @override
    def columnCount(self, parent: _ANY_INDEX = _ROOT) -> int:
        return 0 if parent.isValid() else len(HEADINGS)

    @override
    def data(self, index: _ANY_INDEX, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self._read is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._text(self._read, index.row(), index.column())
        return self._look(index.row(), role)

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return HEADINGS[section] if role == Qt.ItemDataRole.DisplayRole else None

    def _text(self, read: ReadTable, place: int, column: int) -> str:
        use, facts = self._plan.columns[place], read.facts[place]
        match column:
            case 0:
                return read.table.names[place]
            case 1:
                return ROLE_WORDS[use.role]
            case 2:
                return type_text(use, facts)
            case 3:
                return scaling_text(use)
        return missing_text(use, facts)


class PreviewModel(_TableModel):
    """The first rows as they will be read: what stands for missing values, what is left out."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._made: Made | None = None
        self._left_out: frozenset[int] = frozenset()
        self._lacking: list[list[bool]] = []
        self._struck_out: QFont | None = None

    def show_made(self, made: Made | None) -> None:
        """Show what was made of the table, None while that is not known."""
        self._made = made
        rows = made.left_out if made is not None else np.empty(0, dtype=np.intp)
        self._left_out = frozenset(rows[: np.searchsorted(rows, PREVIEW_ROWS)].tolist())
        self._announce()

    @override
    def show_table(self, read: ReadTable | None, plan: TablePlan) -> None:
        self._lacking = [] if read is None else _lacking(read)
        self._struck_out = scaled_font()
        self._struck_out.setStrikeOut(True)
        super().show_table(read, plan)

    @override
    def rowCount(self, parent: _ANY_INDEX = _ROOT) -> int:
        if parent.isValid() or self._read is None:
            return 0
        return min(PREVIEW_ROWS, len(self._read.table.cells))

    @override
    def columnCount(self, parent: _ANY_INDEX = _ROOT) -> int:
        return 0 if parent.isValid() or self._read is None else self._read.table.n_columns

    @override
    def data(self, index: _ANY_INDEX, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self._read is None:
            return None
        row, column = index.row(), index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(self._read, row, column)
            case Qt.ItemDataRole.ToolTipRole:
                return self._tip(self._read, row, column)
            case Qt.ItemDataRole.TextAlignmentRole:
                return self._alignment(column)
        return self._look_of_cell(row, column, role)

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if self._read is None:
            return None
        if orientation is Qt.Orientation.Vertical:
            return str(section + 1) if role == Qt.ItemDataRole.DisplayRole else None
        if section >= self._read.table.n_columns:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            use = ROLE_WORDS[self._plan.columns[section].role]
            return f"{self._read.table.names[section]}\n{use}"
        return self._alignment(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        number = self._plan.columns[column].holds == "number"
        side = Qt.AlignmentFlag.AlignRight if number else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter

    def _text(self, read: ReadTable, row: int, column: int) -> str:
        if not self._lacking[column][row]:
            return read.table.cells[row][column]
        filled = self._filled(column)
        return filled if filled is not None else read.table.cells[row][column] or "–"

    def _tip(self, read: ReadTable, row: int, column: int) -> str:
        cell = read.table.cells[row][column]
        if row in self._left_out:
            return f"{cell}\nThis row is left out: it lacks a value.".strip()
        if not self._lacking[column][row] or self._plan.columns[column].role == "ignore":
            return cell
        said = f"The cell says “{cell}”" if cell else "The cell is empty"
        filled = self._filled(column)
        return f"{said}; {filled} stands for it." if filled is not None else f"{said}: no value."

    def _look_of_cell(self, row: int, column: int, role: int) -> Any:  # noqa: ANN401
        left_out = row in self._left_out
        if role == Qt.ItemDataRole.ForegroundRole:
            if self._plan.columns[column].role != "ignore" and self._lacking[column][row]:
                return appearance.theme.bad
            if left_out:
                return appearance.theme.muted
        if role == Qt.ItemDataRole.FontRole and left_out:
            return self._struck_out
        return self._look(column, role)

    def _filled(self, column: int) -> str | None:
        """Return what stands for missing values in a column, None if nothing does."""
        if self._made is None:
            return None
        filled = self._made.dataset.columns[column].filled
        return f"{filled:.6g}" if isinstance(filled, float) else filled


def _lacking(read: ReadTable) -> list[list[bool]]:
    """Return for each column which of the rows shown say nothing that can be used."""
    return [
        (
            facts.categories.codes[:PREVIEW_ROWS] == MISSING
            if facts.categories is not None
            else np.isnan(np.asarray(values[:PREVIEW_ROWS], dtype=np.float64))
        ).tolist()
        for facts, values in zip(read.facts, read.table.columns, strict=True)
    ]
