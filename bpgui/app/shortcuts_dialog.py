"""The list of every action with its keys, and of what the mouse does."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from bpgui.app.actions import SPECS
from bpgui.ui.theme import MARGIN, SPACING

IN_THE_NETWORK = (
    ("Click a weight, then type", "Give it a value; Enter commits, Esc cancels"),
    ("Up, Down on a selected weight", "Nudge it; with Shift more, with Alt less"),
    ("Drag a weight's label", "Sweep its value, the outputs following"),
    ("Wheel over the selected weight", "Nudge it; elsewhere the wheel zooms"),
    ("Drag empty ground", "Move the network"),
    ("Right click", "Everything that can be done with what is under the mouse"),
)


class ShortcutsDialog(QDialog):
    """A table of keys."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keyboard shortcuts")
        self.resize(760, 560)
        rows = [(_keys(spec.shortcuts), spec.tip) for spec in SPECS if spec.shortcuts]
        rows = [*rows, *IN_THE_NETWORK]
        table = QTableWidget(len(rows), 2)
        table.setHorizontalHeaderLabels(["Keys", "What they do"])
        table.verticalHeader().hide()
        table.setShowGrid(False)
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        table.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        table.setVerticalScrollMode(QTableWidget.ScrollMode.ScrollPerPixel)
        table.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + SPACING)
        for row, texts in enumerate(rows):
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                table.setItem(row, column, item)
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(2 * MARGIN,) * 4)
        layout.setSpacing(MARGIN)
        layout.addWidget(table, 1)
        layout.addWidget(buttons)


def _keys(shortcuts: tuple[str, ...]) -> str:
    native = QKeySequence.SequenceFormat.NativeText
    return ", ".join(QKeySequence(keys).toString(native) for keys in shortcuts)
