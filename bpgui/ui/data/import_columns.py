"""The list of a table's columns with the buttons that give them their roles."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from bpgui.formats.table import Table
from bpgui.ui.data.import_choices import Role
from bpgui.ui.data.import_models import ColumnsModel
from bpgui.ui.theme import SPACING

_BUTTONS = (
    ("Inp&ut", Role.INPUT, "Use the selected columns as inputs (I)"),
    ("Tar&get", Role.TARGET, "Learn the selected columns (T)"),
    ("&Leave out", Role.LEFT_OUT, "Leave the selected columns out (X)"),
)
_KEYS = {"i": Role.INPUT, "t": Role.TARGET, "x": Role.LEFT_OUT}


class _ColumnList(QTableView):
    """A list in which single letters give the selected columns a role."""

    role_typed = Signal(object)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        role = _KEYS.get(event.text().lower())
        if role is None:
            super().keyPressEvent(event)
        else:
            self.role_typed.emit(role)


class ImportColumns(QWidget):
    """Shows what each column is used as; the selected ones can be given another role."""

    role_chosen = Signal(list, object)
    """The user gives these columns this `Role`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = ColumnsModel(self)
        self._create_widgets()
        self._lay_out()
        self.list.role_typed.connect(self._choose)
        self.list.doubleClicked.connect(self._on_list_double_clicked)

    def show_table(self, table: Table | None, roles: tuple[Role, ...]) -> None:
        """Show another table's columns and select its first target."""
        self.model.show_table(table, roles)
        for button in self.buttons.values():
            button.setEnabled(table is not None)
        if Role.TARGET in roles:
            self.list.selectRow(roles.index(Role.TARGET))

    def _create_widgets(self) -> None:
        self.list = _ColumnList()
        self.list.setModel(self.model)
        self.list.setAccessibleName("Columns")
        self.list.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setShowGrid(False)
        self.list.setWordWrap(False)
        self.list.setTabKeyNavigation(False)
        self.list.verticalHeader().hide()
        self.list.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 9)
        header = self.list.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for place, widest in ((1, "numbers"), (2, "left out")):
            header.setSectionResizeMode(place, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(place, self.fontMetrics().horizontalAdvance(widest) + 24)
        self.buttons: dict[Role, QPushButton] = {}
        for text, role, tip in _BUTTONS:
            button = QPushButton(text)
            button.setToolTip(tip)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, role=role: self._choose(role))
            self.buttons[role] = button

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(SPACING - 2)
        for button in self.buttons.values():
            row.addWidget(button, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACING)
        column.addWidget(self.list, 1)
        column.addLayout(row)

    def _choose(self, role: Role) -> None:
        rows = sorted({index.row() for index in self.list.selectedIndexes()})
        if rows:
            self.role_chosen.emit(rows, role)

    def _on_list_double_clicked(self) -> None:
        """Go on to the next role: input, target, left out, input."""
        roles = list(Role)
        word = self.list.currentIndex().siblingAtColumn(2).data()
        place = [role.value for role in roles].index(word)
        self._choose(roles[(place + 1) % len(roles)])
