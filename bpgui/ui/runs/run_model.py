"""The present run and the kept ones as a table model: a row a run, the present one first."""

import math
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont
from typing_extensions import override

from bpgui.session.kept_runs import KeptRun
from bpgui.session.session import Session
from bpgui.ui.runs.columns import COLUMNS, Row

_AnyIndex = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_ROLE = Qt.ItemDataRole


class RunModel(QAbstractTableModel):
    """Shows what is different from the present run in bold; names and ticks can be changed.

    Signals
    -------
    refused(str)
        A name was not taken; the sentence says why.
    """

    refused = Signal(str)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._rows: list[Row] = []
        self.synchronize()

    def run(self, index: _AnyIndex) -> KeptRun | None:
        """Return the kept run of a row; None for the present one."""
        runs = self._session.kept_runs
        return runs[index.row() - 1] if 0 < index.row() <= len(runs) else None

    @property
    def has_test_losses(self) -> bool:
        """Whether any run has held-out patterns."""
        return any(not math.isnan(row.test_loss) for row in self._rows)

    def synchronize(self) -> None:
        """Read all runs afresh."""
        rows = [Row.present(self._session), *map(Row.kept, self._session.kept_runs)]
        if len(rows) == len(self._rows):
            self._rows = rows
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(COLUMNS) - 1))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def follow(self) -> None:
        """Read the present run afresh."""
        before, self._rows[0] = self._rows[0], Row.present(self._session)
        last = 0 if before.settings == self._rows[0].settings else len(self._rows) - 1
        self.dataChanged.emit(self.index(0, 0), self.index(last, len(COLUMNS) - 1))

    @override
    def rowCount(self, parent: _AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    @override
    def columnCount(self, parent: _AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = COLUMNS[section]
        if role == _ROLE.TextAlignmentRole:
            return _alignment(right=column.is_number)
        return {_ROLE.DisplayRole: column.title, _ROLE.ToolTipRole: column.tip}.get(_ROLE(role))

    @override
    def data(self, index: _AnyIndex, role: int = 0) -> Any:
        column, row = COLUMNS[index.column()], self._rows[index.row()]
        if role in (_ROLE.DisplayRole, _ROLE.EditRole, _ROLE.ToolTipRole):
            return column.text(row)
        if role == _ROLE.TextAlignmentRole:
            return _alignment(right=column.is_number)
        if role == _ROLE.FontRole and self._differs(index):
            font = QFont()
            font.setBold(True)
            return font
        run = self.run(index)
        if role == _ROLE.CheckStateRole and index.column() == 0 and run is not None:
            return Qt.CheckState.Checked if run.shown else Qt.CheckState.Unchecked
        return None

    def _differs(self, index: _AnyIndex) -> bool:
        column = COLUMNS[index.column()]
        return column.is_setting and column.text(self._rows[index.row()]) != column.text(
            self._rows[0]
        )

    @override
    def setData(self, index: _AnyIndex, value: Any, role: int = _ROLE.EditRole) -> bool:
        run = self.run(index)
        if run is None:
            return False
        if role == _ROLE.CheckStateRole:
            self._session.show_run(run, Qt.CheckState(value) == Qt.CheckState.Checked)
            return True
        try:
            self._session.rename_run(run, str(value))
        except ValueError as error:
            self.refused.emit(str(error))
            return False
        return True

    @override
    def flags(self, index: _AnyIndex) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.column() == 0 and self.run(index) is not None:
            flags |= Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsUserCheckable
        return flags


def _alignment(*, right: bool) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
