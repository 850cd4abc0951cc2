"""The list in which the format of an export is chosen."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from bpgui.formats.weights_format import WeightsFormat
from bpgui.ui.weights.families import Family
from bpgui.ui.weights.family_model import SUFFIX, TITLE, FamilyModel


class FormatList(QTableView):
    """One row a family of formats; one of them is always chosen."""

    family_chosen = Signal(object)
    """The user goes to this `Family`."""

    def __init__(self, families: Sequence[Family], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = FamilyModel(families, self)
        self.setModel(self._model)
        self.setAccessibleName("Format")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setStyleSheet("QTableView::item { padding: 0 8px; }")
        self.horizontalHeader().hide()
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 13)
        header = self.horizontalHeader()
        header.setSectionResizeMode(TITLE, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(SUFFIX, QHeaderView.ResizeMode.Stretch)
        self.selectionModel().currentRowChanged.connect(self._on_current_row_changed)

    @property
    def family(self) -> Family:
        """The chosen family."""
        return self._model.families[max(0, self.currentIndex().row())]

    def choose(self, key: str) -> WeightsFormat:
        """Choose a format by its key, or the first if there is none of that key."""
        found = [
            (row, form)
            for row, family in enumerate(self._model.families)
            for form in family.formats
            if form.key == key
        ]
        row, form = found[0] if found else (0, self._model.families[0].formats[0])
        self.selectRow(row)
        return form

    def _on_current_row_changed(self) -> None:
        self.family_chosen.emit(self.family)
