"""The first rows of a table, as they will be read."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QTableView, QWidget

from bpgui.formats.table_plan import TablePlan
from bpgui.ui.data.import_models import PREVIEW_ROWS, PreviewModel
from bpgui.ui.data.import_work import ReadTable
from bpgui.ui.theme import MARGIN, scaled_font

_FITTED_COLUMNS = 50
_FITTED_ROWS = 20
_WIDEST = 220


class ImportPreview(QTableView):
    """Shows a `PreviewModel`; only the first columns are fitted to what they hold."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.preview_model = PreviewModel(self)
        self.setModel(self.preview_model)
        self.setAccessibleName(f"First {PREVIEW_ROWS} rows")
        self.setSelectionMode(QTableView.SelectionMode.NoSelection)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultSectionSize(80)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)

    def show_table(self, read: ReadTable | None, plan: TablePlan) -> None:
        """Show another table, or none."""
        self.preview_model.show_table(read, plan)
        for column in range(min(_FITTED_COLUMNS, self.preview_model.columnCount())):
            self.setColumnWidth(column, self._fitting_width(column))

    def _fitting_width(self, column: int) -> int:
        """Return the width of a column's widest text; asking every cell's style takes long."""
        model, role = self.preview_model, Qt.ItemDataRole.DisplayRole
        heading = str(model.headerData(column, Qt.Orientation.Horizontal, role)).split("\n")
        rows = range(min(_FITTED_ROWS, model.rowCount()))
        cells = [str(model.data(model.index(row, column), role)) for row in rows]
        bold = QFontMetrics(scaled_font(bold=True))
        widest = max(bold.horizontalAdvance(text) for text in (*heading, *cells))
        return min(widest + 2 * MARGIN, _WIDEST)
