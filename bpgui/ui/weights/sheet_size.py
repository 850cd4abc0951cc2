"""How large a sheet opens: by the size of its letters, but no larger than the window below it."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QWidget

_SMALLEST = QSize(720, 480)


def sheet_size(sheet: QDialog, characters: int, lines: int) -> QSize:
    """Return the size for so many characters across and lines, as far as there is room."""
    metrics = sheet.fontMetrics()
    wanted = QSize(characters * metrics.averageCharWidth(), lines * metrics.lineSpacing())
    below = sheet.parent()
    if isinstance(below, QWidget):
        wanted = wanted.boundedTo(below.window().size().expandedTo(_SMALLEST))
    return wanted
