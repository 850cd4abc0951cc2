"""The weights into one layer as a table model: a row a unit, a column a source unit.

Nothing is copied: a cell reads the session's network when it is painted, so a matrix of 100,000
weights costs no more than the cells in view.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor
from typing_extensions import override

from bpgui.core.network import Network
from bpgui.session.session import Session
from bpgui.ui.numbers import format_exact, format_number, parse_number
from bpgui.ui.theme import appearance
from bpgui.ui.weight_table.weight_edits import Cell, apply_values

ABSENT = "–"
DECIMALS = 3
LOCKED_ROLE = int(Qt.ItemDataRole.UserRole)
_LARGEST_TINT = 0.28
_ANY_INDEX = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


@dataclass(frozen=True)
class Column:
    """A source unit, or the biases (no source)."""

    source: int | None
    unit: int | None


class WeightModel(QAbstractTableModel):
    """The weights into a layer from one earlier layer or from all its sources, and its biases."""

    refused = Signal(str)
    """What was typed cannot be used; the sentence says why."""
    accepted = Signal()
    """What was typed is in the network."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._layer = 1
        self._source: int | None = None
        self._layers = session.network.layers
        self._columns = self._find_columns()
        self._largest = 1.0
        self._readers: dict[int, Callable[[Cell], Any]] = {
            Qt.ItemDataRole.DisplayRole: self._text,
            Qt.ItemDataRole.EditRole: self._exact_text,
            Qt.ItemDataRole.ForegroundRole: self._colour,
            Qt.ItemDataRole.BackgroundRole: self._background,
            Qt.ItemDataRole.ToolTipRole: self._tip,
            Qt.ItemDataRole.AccessibleTextRole: self._tip,
            LOCKED_ROLE: self.is_locked,
        }
        self.measure()

    @property
    def network(self) -> Network:
        """The network as it is now."""
        return self._session.network

    @property
    def layer(self) -> int:
        """The layer whose units are the rows."""
        return self._layer

    @property
    def source(self) -> int | None:
        """The earlier layer whose units are the columns; None for all it receives from."""
        return self._source

    def show_block(self, layer: int, source: int | None) -> None:
        """Show the weights into `layer` from `source`, or from all its sources for None."""
        if (layer, source) != (self._layer, self._source):
            self._reset(layer, source)

    def synchronize(self) -> None:
        """Follow the network to another topology, or repaint the cells."""
        if self._session.network.layers == self._layers:
            self.measure()
            self.repaint(0, self.rowCount() - 1, 0, self.columnCount() - 1)
            return
        last = len(self._session.network.layers) - 1
        layer = min(self._layer, last)
        source = self._source if self._source is not None and self._source < layer else None
        self._reset(layer, source)

    def measure(self) -> None:
        """Find the largest weight of the layer, which gets the strongest tint."""
        sizes = np.abs(self.network.matrix(self._layer))
        largest = float(sizes.max(initial=0.0))
        self._largest = largest if np.isfinite(largest) and largest > 0 else 1.0

    def repaint(self, top: int, bottom: int, left: int, right: int) -> None:
        """Have a rectangle of cells painted again with the network's present weights."""
        if 0 <= top <= bottom and 0 <= left <= right:
            self.dataChanged.emit(self.index(top, left), self.index(bottom, right))

    def cell(self, index: _ANY_INDEX) -> Cell:
        """Return which connection or bias a place of the table stands for."""
        column = self._columns[index.column()]
        return Cell(self._layer, index.row(), column.source, column.unit)

    def place(self, parameter: int) -> tuple[int, int] | None:
        """Return the row and column of a parameter, None if it is not in the table."""
        address = self.network.address(parameter)
        column = Column(address.source, address.source_unit)
        if address.layer != self._layer or column not in self._columns:
            return None
        return address.unit, self._columns.index(column)

    def is_locked(self, cell: Cell) -> bool:
        """Whether training leaves the parameter of a cell alone."""
        parameter = cell.parameter(self.network)
        return parameter is not None and bool(self.network.locked[parameter])

    def column_title(self, section: int) -> str:
        """Return the name of the source unit, or "bias"."""
        column = self._columns[section]
        if column.source is None or column.unit is None:
            return "bias"
        return self._layers[column.source].unit_names[column.unit]

    def _reset(self, layer: int, source: int | None) -> None:
        self.beginResetModel()
        self._layers = self._session.network.layers
        self._layer, self._source = layer, source
        self._columns = self._find_columns()
        self.measure()
        self.endResetModel()

    def _find_columns(self) -> list[Column]:
        layer = self._layers[self._layer]
        sources = layer.sources if self._source is None else (self._source,)
        columns = [Column(s, unit) for s in sources for unit in range(self._layers[s].units)]
        return [*columns, Column(None, None)] if layer.bias else columns

    def _value(self, cell: Cell) -> float | None:
        parameter = cell.parameter(self.network)
        return None if parameter is None else float(self.network.parameters[parameter])

    def _text(self, cell: Cell) -> str:
        value = self._value(cell)
        return ABSENT if value is None else format_number(value, DECIMALS)

    def _exact_text(self, cell: Cell) -> str:
        value = self._value(cell)
        return "" if value is None else format_exact(value)

    def _colour(self, cell: Cell) -> QColor:
        value = self._value(cell)
        theme = appearance.theme
        return theme.muted if value is None else theme.number_colour(value)

    def _background(self, cell: Cell) -> QColor | None:
        value = self._value(cell)
        if value is None:
            return None
        theme = appearance.theme
        share = min(1.0, abs(value) / self._largest) if np.isfinite(value) else 1.0
        return theme.blend(theme.weight_colour(value), _LARGEST_TINT * share)

    def _tip(self, cell: Cell) -> str:
        value, name = self._value(cell), self._name(cell)
        if value is None:
            return f"{name}: no connection; type a number to connect them"
        lock = ", locked" if self.is_locked(cell) else ""
        return f"{name}: {format_exact(value)}{lock}"

    def _name(self, cell: Cell) -> str:
        unit = self._layers[cell.layer].unit_names[cell.unit]
        if cell.source is None or cell.source_unit is None:
            return f"bias of {unit}"
        return f"{self._layers[cell.source].unit_names[cell.source_unit]} → {unit}"

    @override
    def rowCount(self, parent: _ANY_INDEX = _ROOT) -> int:
        return 0 if parent.isValid() else self._layers[self._layer].units

    @override
    def columnCount(self, parent: _ANY_INDEX = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._columns)

    @override
    def data(self, index: _ANY_INDEX, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        read = self._readers.get(role)
        # Between a change of the topology and the reset that follows, nothing can be read.
        if read is None or self._session.network.layers != self._layers:
            return None
        return read(self.cell(index))

    @override
    def setData(self, index: _ANY_INDEX, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        try:
            apply_values(self._session, {self.cell(index): parse_number(str(value))})
        except ValueError as error:
            self.refused.emit(str(error))
            return False
        self.accepted.emit()
        return True

    @override
    def flags(self, index: _ANY_INDEX) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if orientation is Qt.Orientation.Vertical:
            names = self._layers[self._layer].unit_names
            return names[section] if section < len(names) else None
        return self.column_title(section) if section < len(self._columns) else None
