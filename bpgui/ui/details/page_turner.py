"""The row that turns the pages of a long list: first, before, where it is, next, last."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from bpgui.ui.numbers import format_count
from bpgui.ui.theme import SPACING, scaled_font

_BUTTONS = {
    "first": ("«", "The largest"),
    "before": ("‹", "The page before"),
    "next": ("›", "The next page"),
    "last": ("»", "The smallest"),
}


class PageTurner(QWidget):
    """Says which rows of how many are shown, and asks for others.

    Signals
    -------
    turned : Signal of int
        Show the page that begins with this row, counted from 0.
    """

    turned = Signal(int)

    def __init__(self, rows: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows, self._start, self._count = rows, 0, 0
        self.place = QLabel()
        self.place.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.place.setFont(scaled_font(0.92))
        self.buttons = {key: QPushButton(sign) for key, (sign, _) in _BUTTONS.items()}
        for key, button in self.buttons.items():
            tip = _BUTTONS[key][1]
            button.setProperty("role", "chip")
            button.setToolTip(tip)
            button.setStatusTip(tip)
            button.setAccessibleName(tip)
            button.clicked.connect(lambda _checked=False, key=key: self.turned.emit(self._to(key)))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACING // 2)
        row.addWidget(self.buttons["first"])
        row.addWidget(self.buttons["before"])
        row.addWidget(self.place, 1)
        row.addWidget(self.buttons["next"])
        row.addWidget(self.buttons["last"])

    @property
    def last(self) -> int:
        """Where the last page begins."""
        return max(0, self._count - 1) // self._rows * self._rows

    def show_page(self, start: int, count: int) -> None:
        """Show where a page is among so many rows."""
        self._start, self._count = start, count
        end = min(start + self._rows, count)
        self.place.setText(
            f"{format_count(start + 1)}–{format_count(end)} of {format_count(count)}"
        )
        for key, button in self.buttons.items():
            button.setEnabled(start > 0 if key in ("first", "before") else start < self.last)
        self.setVisible(count > self._rows)

    def _to(self, key: str) -> int:
        wanted = {
            "first": 0,
            "before": self._start - self._rows,
            "next": self._start + self._rows,
            "last": self.last,
        }[key]
        return max(0, min(wanted, self.last))
