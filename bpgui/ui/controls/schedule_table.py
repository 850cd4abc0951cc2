"""The schedule: a small table of sweeps at which learning rate and momentum change."""

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from bpgui.core.settings import RateChange
from bpgui.session.session import Session
from bpgui.ui.numbers import format_exact, parse_number
from bpgui.ui.theme import SPACING

_COLUMNS = ("sweep", "η", "α")
_MOST_ROWS_SHOWN = 4


class ScheduleTable(QWidget):
    """Shows and edits the changes of the rates; a wrong entry is refused with a sentence."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._create_widgets()
        self._lay_out()
        self.table.itemChanged.connect(self._on_table_item_changed)
        self.add_button.clicked.connect(self._on_add_button_clicked)
        self.remove_button.clicked.connect(self._on_remove_button_clicked)
        self.synchronize()

    def synchronize(self) -> None:
        """Show the session's schedule."""
        schedule = self._session.settings.schedule
        blocker = QSignalBlocker(self.table)
        self.table.setRowCount(len(schedule))
        for row, change in enumerate(schedule):
            texts = (
                str(change.sweep),
                format_exact(change.learning_rate),
                format_exact(change.momentum),
            )
            for column, text in enumerate(texts):
                self._set_cell(row, column, text)
        blocker.unblock()
        self._fit_height()
        self.table.setVisible(bool(schedule))
        self.remove_button.setVisible(bool(schedule))
        self.problem.hide()

    def go_to(self, sweep: int) -> None:
        """Put the focus on the change that is in force in a sweep."""
        reached = [change for change in self._session.settings.schedule if change.sweep <= sweep]
        self.table.setCurrentCell(max(0, len(reached) - 1), 1)
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _create_widgets(self) -> None:
        self.table = QTableWidget(0, len(_COLUMNS))
        self.table.setHorizontalHeaderLabels(_COLUMNS)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.verticalHeader().hide()
        self.table.setAccessibleName("schedule of the rates")
        self.table.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.add_button = QPushButton("Add")
        self.add_button.setToolTip("Change the rates from some sweep on")
        self.remove_button = QPushButton("Remove")
        self.remove_button.setToolTip("Remove the selected row, or the last one")
        self.problem = QLabel()
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        label = QLabel("Schedule")
        buttons.addWidget(label, 1)
        for button in (self.remove_button, self.add_button):
            button.setProperty("role", "chip")
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACING // 2)
        column.addLayout(buttons)
        column.addWidget(self.table)
        column.addWidget(self.problem)

    def _set_cell(self, row: int, column: int, text: str) -> None:
        item = self.table.item(row, column)
        if item is None:
            item = QTableWidgetItem()
            item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
            self.table.setItem(row, column, item)
        item.setText(text)

    def _fit_height(self) -> None:
        rows = min(self.table.rowCount(), _MOST_ROWS_SHOWN)
        height = sum(self.table.rowHeight(row) for row in range(rows))
        self.table.setFixedHeight(self.table.horizontalHeader().sizeHint().height() + height + 2)

    def _read_row(self, row: int) -> RateChange:
        numbers = []
        for column in range(len(_COLUMNS)):
            item = self.table.item(row, column)
            numbers.append(parse_number(item.text() if item else ""))
        sweep, eta, alpha = numbers
        if sweep != int(sweep):
            raise ValueError("The sweep of a rate change must be a whole number.")
        return RateChange(int(sweep), eta, alpha)

    def _apply(self, changes: list[RateChange]) -> None:
        changes.sort(key=lambda change: change.sweep)
        self._session.change_settings(schedule=tuple(changes))
        self.synchronize()

    def _on_table_item_changed(self) -> None:
        try:
            self._apply([self._read_row(row) for row in range(self.table.rowCount())])
        except ValueError as error:
            self.synchronize()
            self.problem.setText(str(error))
            self.problem.show()

    def _on_add_button_clicked(self) -> None:
        settings, sweep = self._session.settings, self._session.sweep
        changes = list(settings.schedule)
        start = max(sweep, changes[-1].sweep if changes else 0) + 100
        eta, alpha = settings.rates_at(start)
        self._apply([*changes, RateChange(start, eta, alpha)])

    def _on_remove_button_clicked(self) -> None:
        changes = list(self._session.settings.schedule)
        row = self.table.currentRow()
        del changes[row if 0 <= row < len(changes) else -1]
        self._apply(changes)
