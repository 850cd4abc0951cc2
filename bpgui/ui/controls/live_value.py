"""A number that training changes: bold, after its muted name, in a width that never shrinks."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget
from typing_extensions import override

from bpgui.ui.guarding import guarded
from bpgui.ui.theme import SPACING, appearance, scaled_font, tabular


class LiveValue(QWidget):
    """Shows a name and a number.

    Parameters
    ----------
    name : str
        What the number is.
    sample : str
        A text for which there is always room.

    ``clicked`` tells that it was clicked; `set_clickable` shows that this does something.
    """

    clicked = Signal()

    def __init__(self, name: str, sample: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sample = sample
        self._name = QLabel(name)
        self._name.setProperty("role", "muted")
        self.number = QLabel()
        self.number.setProperty("role", "value")
        self.number.setAccessibleName(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACING - 2)
        row.addWidget(self._name)
        row.addWidget(self.number)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        appearance.changed.connect(self._set_fonts)
        self._set_fonts()

    def set_clickable(self, tip: str) -> None:
        """Show that a click does something, and say what."""
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(tip)
        self.setStatusTip(tip)

    def show_text(self, text: str) -> bool:
        """Show a number, and return whether it needs more room; cheap when it is the one shown."""
        if text == self.number.text():
            return False
        self.number.setText(text)
        return self._keep_width(text)

    def _keep_width(self, text: str) -> bool:
        needed = self.number.fontMetrics().horizontalAdvance(text) + 2
        grows = needed > self.number.minimumWidth()
        if grows:
            # Of a fixed size, so that a new number asks no layout for another place.
            self.number.setFixedSize(needed, self.number.sizeHint().height())
            self.updateGeometry()
        return grows

    def _set_fonts(self) -> None:
        self._name.setFont(scaled_font(0.95))
        self.number.setFont(tabular(scaled_font(1.3, bold=True)))
        self.number.setMinimumWidth(0)
        for text in (self._sample, self.number.text()):
            self._keep_width(text)

    @override
    @guarded
    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # so that the release comes here too

    @override
    @guarded
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self.rect().contains(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and inside:
            self.clicked.emit()
