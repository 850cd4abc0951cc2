"""One explained quantity on screen: a caption, its formula with numbers, a sentence."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from bpgui.ui.details.explanation import Explanation
from bpgui.ui.details.typesetting import math_font, rich_text
from bpgui.ui.theme import MARGIN, SPACING, appearance, scaled_font

_BAR = 3


class Section(QWidget):
    """Shows an `Explanation`; can be highlighted as the phase of the update being looked at."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._explanation = Explanation("", "")
        self._highlighted = False
        self._height = 0
        self._create_widgets()
        self._lay_out()
        appearance.changed.connect(self._on_appearance_changed)

    @property
    def explanation(self) -> Explanation:
        """What is shown."""
        return self._explanation

    @property
    def highlighted(self) -> bool:
        """Whether the section is marked at its left edge."""
        return self._highlighted

    def explain(self, explanation: Explanation) -> None:
        """Show an explanation; cheap when it is the one shown."""
        if explanation != self._explanation:
            self._explanation = explanation
            self._show()

    def set_highlighted(self, highlighted: bool) -> None:
        """Mark the section at its left edge, or not."""
        if highlighted != self._highlighted:
            self._highlighted = highlighted
            self.update()

    def settle(self) -> None:
        """Let go of the height kept for longer formulas: something else is explained now."""
        self._height = 0
        self._keep_height()

    def add_row(self, row: QWidget) -> None:
        """Add a row below the formula."""
        self._column.addWidget(row)

    def _create_widgets(self) -> None:
        self._caption = QLabel()
        self._about = QLabel()
        for label in (self._caption, self._about):
            label.setProperty("role", "muted")
            label.setFont(scaled_font(0.92))
        self._formula = QLabel()
        self._formula.setTextFormat(Qt.TextFormat.RichText)
        self._formula.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._formula.setFont(math_font())
        self._formula.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._note = QLabel()
        self._note.setProperty("role", "muted")
        for label in (self._formula, self._note, self._caption):
            label.setWordWrap(True)

    def _lay_out(self) -> None:
        heading = QHBoxLayout()
        heading.addWidget(self._caption, 1)
        heading.addWidget(self._about, 0, Qt.AlignmentFlag.AlignTop)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(MARGIN, SPACING + 2, MARGIN, SPACING)
        self._column.setSpacing(4)
        self._column.addLayout(heading)
        self._column.addWidget(self._formula)
        self._column.addWidget(self._note)

    def _show(self) -> None:
        explanation = self._explanation
        formula = rich_text(explanation.lines, appearance.theme)
        for label, text in (
            (self._caption, explanation.caption),
            (self._about, explanation.about),
            (self._formula, formula),
            (self._note, explanation.note),
        ):
            if label.text() != text:
                label.setText(text)
            label.setVisible(bool(text))
        self._keep_height()

    def _keep_height(self) -> None:
        """Keep the height once needed, so that wrapping numbers do not move what is below."""
        needed = self._formula.heightForWidth(max(1, self.width() - 2 * MARGIN))
        if needed > self._height:
            self._height = needed
            self._formula.setFixedHeight(needed)

    def _on_appearance_changed(self) -> None:
        self._caption.setFont(scaled_font(0.92))
        self._about.setFont(scaled_font(0.92))
        self._formula.setFont(math_font())
        self._show()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.settle()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(QRect(0, 0, self.width(), 1), appearance.theme.border)
        if self._highlighted:
            bar = QRect(0, 1, _BAR, self.height() - 1)
            painter.fillRect(bar, appearance.theme.selection)
