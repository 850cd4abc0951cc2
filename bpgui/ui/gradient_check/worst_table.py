"""The gradients with the largest errors, as a small table to click on."""

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget
from typing_extensions import override

from bpgui.core.gradient_check import GradientReport
from bpgui.session.gradient_question import Answer
from bpgui.session.session import Session
from bpgui.ui.gradient_check.wording import WRONG, error_text
from bpgui.ui.guarding import guarded
from bpgui.ui.numbers import format_significant
from bpgui.ui.theme import appearance, scaled_font

SHOWN = 5
"""How many rows there are at most."""
TITLES = ("", "gradient", "central", "rel. error")
_TIPS = (
    "The weight or bias; click to select it",
    "∂L/∂w as the backward pass gave it",
    "The central difference (L(w + h) − L(w − h)) / 2h",
    "The difference of the two, relative to the larger",
)
_AnyIndex = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_ROLE = Qt.ItemDataRole


class WorstModel(QAbstractTableModel):
    """The worst of an answer, a row a parameter."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._answer: Answer | None = None
        self._places: list[int] = []

    @property
    def answer(self) -> Answer | None:
        """The answer whose worst are shown."""
        return self._answer

    def show_answer(self, answer: Answer | None) -> None:
        """Show another answer, or none."""
        if answer is self._answer:
            return
        self.beginResetModel()
        self._answer = answer
        self._places = [] if answer is None else answer.report.ranking[:SHOWN].tolist()
        self.endResetModel()

    def parameter(self, index: _AnyIndex) -> int | None:
        """Return the parameter of a row."""
        if self._answer is None or not 0 <= index.row() < len(self._places):
            return None
        return int(self._answer.report.indices[self._places[index.row()]])

    @override
    def rowCount(self, parent: _AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._places)

    @override
    def columnCount(self, parent: _AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(TITLES)

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == _ROLE.TextAlignmentRole:
            return _alignment(section)
        return {_ROLE.DisplayRole: TITLES[section], _ROLE.ToolTipRole: _TIPS[section]}.get(
            _ROLE(role)
        )

    @override
    def data(self, index: _AnyIndex, role: int = 0) -> Any:
        parameter = self.parameter(index)
        if parameter is None or self._answer is None:
            return None
        report, place = self._answer.report, self._places[index.row()]
        if role == _ROLE.TextAlignmentRole:
            return _alignment(index.column())
        if role == _ROLE.ForegroundRole and index.column() == len(TITLES) - 1:
            theme = appearance.theme
            if report.disagreeing[place]:
                return theme.bad
            return theme.muted if report.drowned[place] else theme.good
        if role in (_ROLE.DisplayRole, _ROLE.ToolTipRole):
            return self._text(report, parameter, place, index.column())
        return None

    def _text(self, report: GradientReport, parameter: int, place: int, column: int) -> str:
        if column == 0:
            return self._session.parameter_name(parameter)
        if column == len(TITLES) - 1:
            mark = f"{WRONG} " if report.disagreeing[place] else ""
            return mark + error_text(float(report.errors[place]))
        values = report.gradient if column == 1 else report.slopes
        value = float(values[place])
        return format_significant(value, 3 if abs(value) >= 0.001 else 2)


class WorstTable(QTableView):
    """Selects the parameter of a clicked row, and says over which the pointer is."""

    chosen = Signal(int)
    pointed = Signal(object)
    """The parameter under the pointer, or None."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = WorstModel(session, self)
        self.setModel(self.rows)
        self.setAccessibleName("Worst gradients")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setFont(scaled_font(0.9))
        self.setStyleSheet("QTableView::item { padding: 0 1px; }")
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setFont(scaled_font(0.85))
        header.setStyleSheet("QHeaderView::section { padding: 3px 2px; }")
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.clicked.connect(self._on_activated)
        self.activated.connect(self._on_activated)
        self.entered.connect(self._on_entered)

    def show_answer(self, answer: Answer | None) -> None:
        """Show another answer, in as many rows as it needs."""
        self.rows.show_answer(answer)
        height = self.fontMetrics().height() + 7
        self.verticalHeader().setDefaultSectionSize(height)
        rows = self.rows.rowCount()
        self.setVisible(rows > 0)
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + rows * height + 2)

    def _on_activated(self, index: QModelIndex) -> None:
        parameter = self.rows.parameter(index)
        if parameter is not None:
            self.chosen.emit(parameter)

    def _on_entered(self, index: QModelIndex) -> None:
        self.pointed.emit(self.rows.parameter(index))

    @override
    def currentChanged(self, current: _AnyIndex, previous: _AnyIndex) -> None:
        super().currentChanged(current, previous)
        self.pointed.emit(self.rows.parameter(current))

    @override
    @guarded
    def leaveEvent(self, event: QEvent) -> None:
        self.pointed.emit(None)
        super().leaveEvent(event)


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
