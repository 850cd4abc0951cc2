"""One equation on screen: ours and the paper's beside each other, lit while it is at work."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from bpgui.session.quantity import Quantity
from bpgui.ui.details.copying import add_copy_actions, page_menu
from bpgui.ui.details.explanation import Explanation
from bpgui.ui.equations.at_work import State
from bpgui.ui.equations.equation import PHASE, Equation, Key, PaperEquation
from bpgui.ui.equations.paper_line import SMALL, Describe, PaperLine
from bpgui.ui.guarding import guarded
from bpgui.ui.mathematics.formula_view import FormulaView
from bpgui.ui.steady_label import SteadyLabel
from bpgui.ui.theme import MARGIN, SPACING, appearance, scaled_font

_BAR = 3
_LIGHT, _SOFT = 0.12, 0.5
"""How much of the violet is in the ground of the lit row, and in the bar of a soft one."""
_DONE = "✓"
_IN_WORDS: dict[State, str] = {
    "idle": "",
    "soft": "of the phase looked at",
    "later": "still to come",
    "begun": "done in part",
    "done": "done",
    "lit": "at work",
}


class EquationRow(QWidget):
    """Shows an equation, and by its colours alone how far the update is with it.

    Signals
    -------
    chosen(key)
        A click, or Enter: go to where the equation is at work.
    pointed(key, Quantity or None)
        The letter under the pointer, or at the keyboard's place.
    page_copied(format)
        Copy all equations, as "text" or "LaTeX".
    """

    chosen = Signal(str)
    pointed = Signal(str, object)
    page_copied = Signal(str)

    def __init__(
        self, key: Key, papers: int, describe: Describe, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.key: Key = key
        self.state: State = "idle"
        self._equation: Equation | None = None
        self._place = ""
        self._create_widgets(papers, describe)
        self._lay_out()
        self._copy_actions = add_copy_actions(self, self.explanations, self.grab)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        tip = f"Click: go to where this is at work, in the {PHASE[key]} phase"
        self.setToolTip(tip)
        self.setStatusTip(tip)
        appearance.changed.connect(self._on_appearance_changed)

    def show_equation(self, ours: Equation, papers: Sequence[PaperEquation]) -> None:
        """Show an equation, and those of the paper that say the same."""
        if ours != self._equation:
            self._equation = ours
            self.formula.show_lines(ours.lines)
            self.formula.settle()
            self._note.setText(ours.note)
            self._note.setVisible(bool(ours.note))
        for line, equation in zip(self.papers, papers, strict=True):
            line.show_equation(equation)
        self._show_state()

    def show_state(self, state: State, place: str = "") -> None:
        """Light the row, mute it, or mark it as done; nothing moves."""
        if (state, place) != (self.state, self._place):
            self.state, self._place = state, place
            self._show_state()

    def show_sides(self, *, ours: bool, paper: bool) -> None:
        """Show our equation, the paper's, or both side by side."""
        self._ours.setVisible(ours)
        self._paper.setVisible(paper)

    def light(self, letter: Quantity | None) -> None:
        """Light up every letter that stands for numbers of the same kind, or none."""
        for view in self._formulas():
            view.light(letter)

    def explanations(self) -> list[Explanation]:
        """Return the equations that are shown, for copying."""
        found = []
        if self._equation is not None and self._ours.isVisibleTo(self):
            found.append(self._equation.explanation)
        if self._paper.isVisibleTo(self):
            found += [line.equation.explanation for line in self.papers if line.equation]
        return found

    @property
    def caption(self) -> str:
        """What stands above the equation."""
        return self._caption.text()

    def _create_widgets(self, papers: int, describe: Describe) -> None:
        self._caption = SteadyLabel("muted", elided=True)
        self.formula = FormulaView()
        self.formula.describe = describe
        self._note = QLabel()
        self._note.setProperty("role", "muted")
        self._note.setWordWrap(True)
        self.papers = [PaperLine(describe) for _ in range(papers)]
        for view in self._formulas():
            view.installEventFilter(self)
            view.followed.connect(lambda _quantity: self.chosen.emit(self.key))
            view.pointed.connect(self._on_formula_pointed)

    def _lay_out(self) -> None:
        self._ours, self._paper = QWidget(), QWidget()
        ours, paper = QVBoxLayout(self._ours), QVBoxLayout(self._paper)
        ours.addWidget(self.formula)
        ours.addWidget(self._note)
        for line in self.papers:
            paper.addWidget(line)
        sides = QHBoxLayout()
        sides.setSpacing(MARGIN)
        for column, side in ((ours, self._ours), (paper, self._paper)):
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(2)
            column.addStretch(1)
            sides.addWidget(side, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, SPACING - 2, MARGIN, SPACING - 2)
        column.setSpacing(2)
        self._heading = QHBoxLayout()
        self._heading.addWidget(self._caption)
        column.addLayout(self._heading)
        column.addLayout(sides)
        self._set_fonts()

    def _set_fonts(self) -> None:
        font = scaled_font(SMALL)
        for widget in (self._caption, self._note):
            widget.setFont(font)
        room_for_mark = 2 * self.fontMetrics().horizontalAdvance("0")
        self._heading.setContentsMargins(0, 0, room_for_mark, 0)

    def _formulas(self) -> list[FormulaView]:
        return [self.formula, *(line.formula for line in self.papers)]

    def _show_state(self) -> None:
        caption = self._equation.caption if self._equation is not None else ""
        self._caption.show_text(f"{caption} · {self._place}" if self._place else caption)
        muted = self.state == "later"
        self.formula.set_muted(muted)
        for line in self.papers:
            line.set_muted(muted)
        words = ", ".join(filter(None, (self._caption.text(), _IN_WORDS[self.state])))
        self.setAccessibleName(words)
        self.setAccessibleDescription(self.formula.text)
        self.update()

    # ---- handlers --------------------------------------------------------------------------

    def _on_formula_pointed(self, quantity: Quantity | None) -> None:
        self.pointed.emit(self.key, quantity)

    def _on_appearance_changed(self) -> None:
        self._set_fonts()
        for line in self.papers:
            line.set_fonts()
        self.update()

    @override
    @guarded
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.MouseButtonRelease and isinstance(event, QMouseEvent):
            self._click(event)
            return True
        return False

    @override
    @guarded
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._click(event)

    def _click(self, event: QMouseEvent) -> None:
        inside = self.rect().contains(self.mapFromGlobal(event.globalPosition().toPoint()))
        if event.button() == Qt.MouseButton.LeftButton and inside:
            self.chosen.emit(self.key)

    @override
    @guarded
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()

    @override
    @guarded
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(self.key)
        else:
            super().keyPressEvent(event)

    @override
    @guarded
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        page_menu(self, self.page_copied.emit, self._copy_actions).popup(event.globalPos())

    @override
    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = appearance.theme
        with QPainter(self) as painter:
            if self.state == "lit":
                painter.fillRect(self.rect(), theme.blend(theme.selection, _LIGHT))
            painter.fillRect(QRect(0, 0, self.width(), 1), theme.border)
            if self.state in ("lit", "soft"):
                share = 1.0 if self.state == "lit" else _SOFT
                bar = QRect(0, 1, _BAR, self.height() - 1)
                painter.fillRect(bar, theme.blend(theme.selection, share))
            if self.state == "done":
                painter.setPen(theme.muted)
                painter.setFont(self._caption.font())
                line = self._caption.geometry()
                line.setRight(self.width() - MARGIN)
                painter.drawText(line, Qt.AlignmentFlag.AlignRight, _DONE)
