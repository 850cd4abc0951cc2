"""The rows of a blame as a list model: a path a row, sentences below them."""

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from bpgui.session.trace import Trace
from bpgui.ui.blame.account import Account
from bpgui.ui.blame.row import Row
from bpgui.ui.mathematics.formula import plain

AnyIndex = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_ROLE = Qt.ItemDataRole


class PathModel(QAbstractListModel):
    """Shows an account.

    Attributes
    ----------
    account
        What is shown.
    largest
        The size of the largest value, which the longest bar stands for.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.account = Account()
        self.largest = 0.0

    def show(self, account: Account) -> None:
        """Show another account; rows that stay are only told to be painted again."""
        count = self.rowCount()
        if _count(account) == count:
            self._take(account)
            if count:
                self.dataChanged.emit(self.index(0), self.index(count - 1))
            return
        self.beginResetModel()
        self._take(account)
        self.endResetModel()

    def row(self, index: AnyIndex) -> Row | None:
        """Return the path of a row; None for a sentence."""
        place = index.row()
        return self.account.rows[place] if 0 <= place < len(self.account.rows) else None

    def place_of(self, trace: Trace | None) -> int:
        """Return the place of the row that lights a path, or -1."""
        for place, row in enumerate(self.account.rows):
            if row.trace == trace:
                return place
        return -1

    def _take(self, account: Account) -> None:
        self.account = account
        sizes = (abs(row.value) for row in account.rows)
        self.largest = max((size for size in sizes if size < float("inf")), default=0.0)

    @override
    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else _count(self.account)

    @override
    def data(self, index: AnyIndex, role: int = 0) -> Any:
        if role not in (_ROLE.DisplayRole, _ROLE.ToolTipRole):
            return None
        row = self.row(index)
        if row is None:
            return self.account.remarks[index.row() - len(self.account.rows)]
        if role == _ROLE.ToolTipRole:
            return f"{row.names}\n{row.symbols}\n= {plain(row.formula)}\n= {row.number}"
        return f"{index.row() + 1}. {row.text}"

    @override
    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if self.row(index) is None:
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


def _count(account: Account) -> int:
    return len(account.rows) + len(account.remarks)
