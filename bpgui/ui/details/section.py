"""One explained quantity on screen: a caption, its formula with numbers, a sentence."""

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QContextMenuEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from bpgui.session.hiding import NOTHING, Hidden
from bpgui.ui.details.copying import add_copy_actions, page_menu
from bpgui.ui.details.explanation import Explanation
from bpgui.ui.details.masking import masked
from bpgui.ui.guarding import guarded
from bpgui.ui.mathematics.formula_view import FormulaView
from bpgui.ui.theme import MARGIN, SPACING, appearance, scaled_font

_BAR = 3
_FLASH = 900
"""Milliseconds until the light of a section that was gone to has faded."""
_LIGHT = 0.16


class Section(QWidget):
    """Shows an `Explanation`; can be highlighted as the phase of the update being looked at.

    ``hidden`` tells which numbers must not be seen. ``page_copied`` asks to copy the whole page in
    a format: "text" or "LaTeX".
    """

    page_copied = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hidden: Callable[[], Hidden] = lambda: NOTHING
        self._explanation = Explanation("", "")
        self._highlighted = False
        self._create_widgets()
        self._lay_out()
        self.copy_actions = add_copy_actions(
            self, lambda: [self._explanation], self.formula.picture
        )
        self._flash = QVariantAnimation(self)
        self._flash.setDuration(_FLASH)
        self._flash.setStartValue(1.0)
        self._flash.setEndValue(0.0)
        self._flash.valueChanged.connect(self.update)
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
        """Show an explanation, without hidden numbers; cheap when it is the one shown."""
        explanation = masked(explanation, self.hidden())
        if explanation != self._explanation:
            is_other = explanation.caption != self._explanation.caption
            self._explanation = explanation
            self._show()
            if is_other:
                self.settle()

    def set_highlighted(self, highlighted: bool) -> None:
        """Mark the section at its left edge, or not."""
        if highlighted != self._highlighted:
            self._highlighted = highlighted
            self.update()

    def settle(self) -> None:
        """Let go of the height kept for longer formulas: something else is explained now."""
        self.formula.settle()

    def flash(self) -> None:
        """Light up softly for a moment: this is where the way led."""
        self._flash.stop()
        self._flash.start()

    @property
    def is_flashing(self) -> bool:
        """Whether the light of `flash` has not faded yet."""
        return self._flash.state() is QVariantAnimation.State.Running

    def add_row(self, row: QWidget) -> None:
        """Add a row below the formula."""
        self._column.addWidget(row)

    def _create_widgets(self) -> None:
        self._caption = QLabel()
        self._about = QLabel()
        for label in (self._caption, self._about):
            label.setProperty("role", "muted")
            label.setFont(scaled_font(0.92))
        self.formula = FormulaView()
        self._note = QLabel()
        self._note.setProperty("role", "muted")
        for label in (self._note, self._caption):
            label.setWordWrap(True)

    def _lay_out(self) -> None:
        heading = QHBoxLayout()
        heading.addWidget(self._caption, 1)
        heading.addWidget(self._about, 0, Qt.AlignmentFlag.AlignTop)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(MARGIN, SPACING, MARGIN, SPACING - 2)
        self._column.setSpacing(3)
        self._column.addLayout(heading)
        self._column.addWidget(self.formula)
        self._column.addWidget(self._note)

    def _show(self) -> None:
        explanation = self._explanation
        for label, text in (
            (self._caption, explanation.caption),
            (self._about, explanation.about),
            (self._note, explanation.note),
        ):
            if label.text() != text:
                label.setText(text)
            label.setVisible(bool(text))
        self.formula.show_lines(explanation.lines)
        self.formula.setVisible(bool(explanation.lines))

    def _on_appearance_changed(self) -> None:
        self._caption.setFont(scaled_font(0.92))
        self._about.setFont(scaled_font(0.92))
        self.update()

    @override
    @guarded
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = page_menu(self, self.page_copied.emit, self.copy_actions)
        menu.popup(event.globalPos())

    @override
    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = appearance.theme
        with QPainter(self) as painter:
            if self.is_flashing:
                share = _LIGHT * float(self._flash.currentValue())
                painter.fillRect(self.rect(), theme.blend(theme.selection, share))
            painter.fillRect(QRect(0, 0, self.width(), 1), theme.border)
            if self._highlighted:
                painter.fillRect(QRect(0, 1, _BAR, self.height() - 1), theme.selection)
