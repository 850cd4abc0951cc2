"""The list of a table's columns with the fields that say what becomes of the selected ones."""

from PySide6.QtCore import QItemSelection, QModelIndex, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableView,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from bpgui.data.source_column import ROLES, Role
from bpgui.formats.table_plan import TablePlan
from bpgui.ui.data.column_fields import ColumnFields
from bpgui.ui.data.import_models import ColumnsModel
from bpgui.ui.data.import_work import ReadTable
from bpgui.ui.guarding import guarded
from bpgui.ui.theme import SPACING

_KEYS: dict[str, Role] = {"i": "input", "t": "target", "x": "ignore"}
_WIDEST = ("target", "category (00)", "z-score", "177: leave out")


class _ColumnList(QTableView):
    """A list in which single letters give the selected columns a role."""

    role_typed = Signal(str)

    @override
    @guarded
    def keyPressEvent(self, event: QKeyEvent) -> None:
        role = _KEYS.get(event.text().lower())
        if role is None:
            super().keyPressEvent(event)
        else:
            self.role_typed.emit(role)


class ImportColumns(QWidget):
    """Shows what each column is used as; that of the selected ones can be changed."""

    changed = Signal(object)
    """The user wants another `TablePlan`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = ColumnsModel(self)
        self._read: ReadTable | None = None
        self._plan = TablePlan(())
        self._create_widgets()
        self._lay_out()
        self.list.role_typed.connect(self._on_list_role_typed)
        self.list.doubleClicked.connect(self._on_list_double_clicked)
        self.list.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self.fields.changed.connect(self._on_fields_changed)

    def show_table(self, read: ReadTable | None, plan: TablePlan) -> None:
        """Show another table's columns and select its first target."""
        self._read, self._plan = read, plan
        self.model.show_table(read, plan)
        self.fields.setEnabled(read is not None)
        targets = plan.places("target")
        if read is not None:
            self.list.selectRow(targets[0] if targets else 0)

    def show_plan(self, plan: TablePlan) -> None:
        """Show what the columns are used as."""
        self._plan = plan
        self.model.show_plan(plan)
        self._show_fields()

    def selected(self) -> list[int]:
        """Return the columns that are selected."""
        return sorted(index.row() for index in self.list.selectionModel().selectedRows())

    def _create_widgets(self) -> None:
        self.list = _ColumnList()
        self.list.setModel(self.model)
        self.list.setAccessibleName("Columns")
        self.list.setAccessibleDescription("I input, T target, X ignore the selected columns")
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
        for place, widest in enumerate(_WIDEST, start=1):
            header.setSectionResizeMode(place, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(place, self.fontMetrics().horizontalAdvance(widest) + 16)
        self.fields = ColumnFields()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACING)
        column.addWidget(self.list, 1)
        column.addWidget(self.fields)

    def _show_fields(self) -> None:
        if self._read is not None:
            uses = [self._plan.columns[place] for place in self.selected()]
            self.fields.show_uses(uses)

    def _on_selection_changed(self, _selected: QItemSelection, _left: QItemSelection) -> None:
        self._show_fields()

    def _on_list_role_typed(self, role: Role) -> None:
        self._on_fields_changed({"role": role})

    def _on_fields_changed(self, changes: dict[str, str]) -> None:
        places = self.selected()
        if places:
            self.changed.emit(self._plan.with_uses(places, **changes))

    def _on_list_double_clicked(self, index: QModelIndex) -> None:
        """Go on to the next role, or open the field of what was clicked."""
        if index.column() <= 1:
            place = ROLES.index(self._plan.columns[index.row()].role)
            self._on_fields_changed({"role": ROLES[(place + 1) % len(ROLES)]})
        else:
            self.fields.open_list(index.column() - 2)
