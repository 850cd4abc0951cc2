"""The two tables of the import sheet: the columns with their roles, and the first rows."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont
from typing_extensions import override

from bpgui.formats.table import Table
from bpgui.ui.data.import_choices import Role
from bpgui.ui.theme import appearance, scaled_font

PREVIEW_ROWS = 200
_ANY_INDEX = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_HEADINGS = ("Column", "Holds", "Used as")
_KINDS = {"number": "numbers", "text": "text"}


class _TableModel(QAbstractTableModel):
    """What both show: a table and the roles of its columns."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table: Table | None = None
        self._roles: tuple[Role, ...] = ()

    def show_table(self, table: Table | None, roles: tuple[Role, ...]) -> None:
        """Show another table, or none."""
        self.beginResetModel()
        self._table, self._roles = table, roles
        self.endResetModel()

    def show_roles(self, roles: tuple[Role, ...]) -> None:
        """Show what the columns are used as."""
        self._roles = roles
        last = self.index(self.rowCount() - 1, self.columnCount() - 1)
        if last.isValid():
            self.dataChanged.emit(self.index(0, 0), last)
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)

    def _look(self, column: int, role: int) -> Any:  # noqa: ANN401
        """Return the colour or font that shows a column's role."""
        use, theme = self._roles[column], appearance.theme
        if role == Qt.ItemDataRole.ForegroundRole and use is not Role.INPUT:
            return theme.muted if use is Role.LEFT_OUT else theme.selection
        if role == Qt.ItemDataRole.FontRole and use is Role.TARGET:
            font: QFont = scaled_font(bold=True)
            return font
        return None


class ColumnsModel(_TableModel):
    """A row for each column of the table: its name, what it holds, what it is used as."""

    @override
    def rowCount(self, parent: _ANY_INDEX = _ROOT) -> int:
        return 0 if parent.isValid() or self._table is None else self._table.n_columns

    @override
    def columnCount(self, parent: _ANY_INDEX = _ROOT) -> int:
        return 0 if parent.isValid() else len(_HEADINGS)

    @override
    def data(self, index: _ANY_INDEX, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self._table is None:
            return None
        column = index.row()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            name, kind = self._table.names[column], _KINDS[self._table.kinds[column]]
            return (name, kind, self._roles[column].value)[index.column()]
        return self._look(column, role)

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return _HEADINGS[section] if role == Qt.ItemDataRole.DisplayRole else None


class PreviewModel(_TableModel):
    """The first rows as they are written in the file."""

    @override
    def rowCount(self, parent: _ANY_INDEX = _ROOT) -> int:
        if parent.isValid() or self._table is None:
            return 0
        return min(PREVIEW_ROWS, len(self._table.cells))

    @override
    def columnCount(self, parent: _ANY_INDEX = _ROOT) -> int:
        return 0 if parent.isValid() or self._table is None else self._table.n_columns

    @override
    def data(self, index: _ANY_INDEX, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self._table is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._table.cells[index.row()][index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(index.column())
        return self._look(index.column(), role)

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if self._table is None:
            return None
        if orientation is Qt.Orientation.Vertical:
            return str(section + 1) if role == Qt.ItemDataRole.DisplayRole else None
        if section >= self._table.n_columns:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return f"{self._table.names[section]}\n{self._roles[section].value}"
        return self._alignment(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        number = self._table is not None and self._table.kinds[column] == "number"
        side = Qt.AlignmentFlag.AlignRight if number else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter
