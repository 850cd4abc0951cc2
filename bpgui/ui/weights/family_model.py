"""The list of formats in the export sheet: a row for each, with the ending of its files."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from bpgui.ui.theme import appearance
from bpgui.ui.weights.families import Family

_ANY_INDEX = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
TITLE, SUFFIX = range(2)


class FamilyModel(QAbstractTableModel):
    """Titles in the first column, endings in the second."""

    def __init__(self, families: Sequence[Family], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.families = tuple(families)

    @override
    def rowCount(self, parent: _ANY_INDEX = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.families)

    @override
    def columnCount(self, parent: _ANY_INDEX = _ROOT) -> int:
        return 0 if parent.isValid() else 2

    @override
    def data(self, index: _ANY_INDEX, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        family = self.families[index.row()]
        first = family.formats[0]
        if role == Qt.ItemDataRole.DisplayRole:
            return family.title if index.column() == TITLE else first.suffix
        if role == Qt.ItemDataRole.ToolTipRole:
            return first.description
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return first.description
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == SUFFIX:
            return appearance.theme.muted
        return None
