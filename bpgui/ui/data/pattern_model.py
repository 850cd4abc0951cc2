"""The patterns of a session as a table model: 60,000 rows cost no more than those in view.

Inputs and targets are read from the data set when a cell is painted. Outputs are computed for the
rows in view only, when `update_outputs` is called.
"""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray
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

from bpgui.data.dataset import Dataset
from bpgui.session.hiding import MARK
from bpgui.session.quantity import Kind as QuantityKind
from bpgui.session.session import Session
from bpgui.ui.data.columns import EDITABLE, LIVE, TEXTUAL, Column, Kind, pattern_columns
from bpgui.ui.data.pattern_cells import RIGHT, WRONG, PatternCells
from bpgui.ui.theme import appearance

Shown = tuple[str, ...]
SETS: Shown = ("All", "Training", "Test")
TO_COME = "·"
"""Stands for a number that is not found yet inside an update, as in the diagram."""
_ANY_INDEX = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class PatternModel(QAbstractTableModel):
    """Rows are the patterns of a session's data, or of one side of its split."""

    refused = Signal(str)
    """What was typed cannot be used; the sentence says why."""
    accepted = Signal()
    """What was typed is in the data."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._shown_set = SETS[0]
        self._dataset: Dataset = session.dataset
        self._cells = PatternCells(self._dataset)
        self._columns = pattern_columns(self._dataset)
        self._rows = self._rows_of_set()
        self._first = 0
        self._outputs = np.empty((0, self._dataset.n_outputs))
        self._presented = self._walked = session.pattern
        session.hidden_changed.connect(self._on_session_hidden_changed)
        session.walk_changed.connect(self._on_session_walk_changed)
        self._readers: dict[int, Callable[[_ANY_INDEX, Column], Any]] = {
            Qt.ItemDataRole.DisplayRole: self._text,
            Qt.ItemDataRole.EditRole: self._exact_text,
            Qt.ItemDataRole.ForegroundRole: self._colour,
            Qt.ItemDataRole.BackgroundRole: self._background,
            Qt.ItemDataRole.TextAlignmentRole: self._alignment,
            Qt.ItemDataRole.ToolTipRole: self._tip,
        }

    @property
    def dataset(self) -> Dataset:
        """The data shown."""
        return self._dataset

    @property
    def columns(self) -> tuple[Column, ...]:
        """What the columns show, from the left."""
        return self._columns

    @property
    def shown_set(self) -> str:
        """Which patterns are rows: "All", "Training" or "Test"."""
        return self._shown_set

    def show_set(self, name: str) -> None:
        """Show all patterns, or those of one side of the split."""
        if name != self._shown_set:
            self.beginResetModel()
            self._shown_set = name
            self._take_dataset(self._dataset)
            self.endResetModel()

    def synchronize(self) -> None:
        """Show the session's data as they are now; if only cells differ, the table stays put."""
        dataset = self._session.dataset
        if dataset is self._dataset:
            return
        alike = dataset.test is self._dataset.test or np.array_equal(
            dataset.test, self._dataset.test
        )
        if alike and pattern_columns(dataset) == self._columns:
            self._dataset, self._cells = dataset, PatternCells(dataset)
            self._announce(0, self.rowCount() - 1, range(len(self._columns)))
            return
        self.beginResetModel()
        self._take_dataset(dataset)
        self.endResetModel()

    def update_outputs(self, first: int, last: int) -> None:
        """Compute the outputs of the rows `first` to `last` and have their cells repainted."""
        rows = self._rows[first : last + 1]
        if not len(rows) or self._session.dataset is not self._dataset:
            return
        scaled = np.asarray(self._session.outputs(rows), dtype=np.float64)
        self._first = first
        self._outputs = self._dataset.target_scaling.undo(scaled)
        live = [place for place, column in enumerate(self._columns) if column.kind in LIVE]
        self._announce(first, first + len(rows) - 1, live)

    def present(self, pattern: int) -> None:
        """Highlight the row of a pattern of the data set."""
        if pattern == self._presented:
            return
        rows = (self.row_of(self._presented), self.row_of(pattern))
        self._presented = pattern
        for row in rows:
            if row is not None:
                last = self.index(row, len(self._columns) - 1)
                role = Qt.ItemDataRole.BackgroundRole
                self.dataChanged.emit(self.index(row, 0), last, [role])

    def pattern_at(self, row: int) -> int:
        """Return the number, in the data set, of the pattern in a row."""
        return int(self._rows[row])

    def row_of(self, pattern: int) -> int | None:
        """Return the row in which a pattern stands, None if it is not shown."""
        row = int(np.searchsorted(self._rows, pattern))
        return row if row < len(self._rows) and self._rows[row] == pattern else None

    def _take_dataset(self, dataset: Dataset) -> None:
        self._dataset, self._cells = dataset, PatternCells(dataset)
        self._columns = pattern_columns(dataset)
        if not dataset.test.any():
            self._shown_set = SETS[0]
        self._rows = self._rows_of_set()
        self._first, self._outputs = 0, np.empty((0, dataset.n_outputs))
        self._presented = self._session.pattern

    def _rows_of_set(self) -> NDArray[np.intp]:
        if self._shown_set == SETS[1]:
            return self._dataset.train
        if self._shown_set == SETS[2]:
            return self._dataset.held_out
        return np.arange(self._dataset.n_patterns)

    def _announce(self, first: int, last: int, places: Iterable[int]) -> None:
        """Emit one dataChanged for each run of neighbouring columns."""
        runs: list[list[int]] = []
        for place in places:
            if runs and runs[-1][1] == place - 1:
                runs[-1][1] = place
            else:
                runs.append([place, place])
        for left, right in runs:
            self.dataChanged.emit(self.index(first, left), self.index(last, right))

    def _output(self, row: int) -> NDArray[np.float64] | None:
        place = row - self._first
        return self._outputs[place] if 0 <= place < len(self._outputs) else None

    def _text(self, index: _ANY_INDEX, column: Column) -> str:
        row = index.row()
        if self._hides(index, column):
            return MARK
        if self._is_to_come(index, column):
            return TO_COME
        return self._cells.text(self.pattern_at(row), column, self._output(row))

    def _hides(self, index: _ANY_INDEX, column: Column) -> bool:
        """Whether a cell shows a number that a learner is to work out."""
        hidden = self._session.hidden
        if not hidden or column.kind not in (Kind.OUTPUT, Kind.ERROR, Kind.PROBABILITY):
            return False
        last, pattern = len(self._session.network.layers) - 1, self.pattern_at(index.row())
        if column.kind is Kind.OUTPUT:
            return hidden.hides_unit("a", last, column.index, pattern)
        kind: QuantityKind = "error" if column.kind is Kind.ERROR else "a"
        units = range(self._session.network.n_outputs)
        return any(hidden.hides_unit(kind, last, unit, pattern) for unit in units)

    def _is_to_come(self, index: _ANY_INDEX, column: Column) -> bool:
        """Whether a learner stands inside an update where the output is not found yet."""
        walk = self._session.walk
        if walk is None or column.kind not in LIVE:
            return False
        last = len(self._session.network.layers) - 1
        return self.pattern_at(index.row()) == walk.row and not walk.knows("a", last)

    def _on_session_walk_changed(self) -> None:
        walk = self._session.walk
        places = [place for place, column in enumerate(self._columns) if column.kind in LIVE]
        for pattern in {self._walked, walk.row if walk is not None else self._walked}:
            row = self.row_of(pattern)
            if row is not None:
                self._announce(row, row, places)
        if walk is not None:
            self._walked = walk.row

    def _on_session_hidden_changed(self) -> None:
        if self.rowCount():
            self._announce(0, self.rowCount() - 1, range(len(self._columns)))

    def _exact_text(self, index: _ANY_INDEX, column: Column) -> str:
        return self._cells.exact_text(self.pattern_at(index.row()), column)

    def _tip(self, index: _ANY_INDEX, column: Column) -> str:
        return self._cells.tip(self.pattern_at(index.row()), column)

    def _colour(self, index: _ANY_INDEX, column: Column) -> QColor:
        theme = appearance.theme
        if self._hides(index, column):
            return theme.selection
        if column.kind is Kind.VERDICT:
            colours = {RIGHT: theme.good, WRONG: theme.bad}
            return colours.get(self._text(index, column), theme.muted)
        return theme.muted if column.kind in (Kind.SET, Kind.PROBABILITY) else theme.text

    def _background(self, index: _ANY_INDEX, _column: Column) -> QColor | None:
        is_presented = self.pattern_at(index.row()) == self._presented
        return appearance.theme.highlight if is_presented else None

    def _alignment(self, _index: _ANY_INDEX, column: Column) -> Qt.AlignmentFlag:
        return _alignment(column)

    @override
    def rowCount(self, parent: _ANY_INDEX = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    @override
    def columnCount(self, parent: _ANY_INDEX = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._columns)

    @override
    def data(self, index: _ANY_INDEX, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        read = self._readers.get(role)
        return read(index, self._columns[index.column()]) if read else None

    @override
    def setData(self, index: _ANY_INDEX, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        pattern, column = self.pattern_at(index.row()), self._columns[index.column()]
        try:
            dataset = self._cells.edited(pattern, column, str(value))
            if dataset is not self._dataset:
                self._session.replace_dataset(
                    dataset, f"Edit {column.title} of pattern {pattern + 1}"
                )
        except ValueError as error:
            self.refused.emit(str(error))
            return False
        self.accepted.emit()
        return True

    @override
    def flags(self, index: _ANY_INDEX) -> Qt.ItemFlag:
        flags = super().flags(index)
        editable = self._columns[index.column()].kind in EDITABLE
        return flags | Qt.ItemFlag.ItemIsEditable if editable else flags

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or section >= len(self._columns):
            return None
        column = self._columns[section]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.title
            case Qt.ItemDataRole.ToolTipRole:
                return column.tip
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(column)
        return None


def _alignment(column: Column) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if column.kind in TEXTUAL else Qt.AlignmentFlag.AlignRight
    if column.kind in (Kind.PICTURE, Kind.VERDICT):
        side = Qt.AlignmentFlag.AlignHCenter
    return side | Qt.AlignmentFlag.AlignVCenter
