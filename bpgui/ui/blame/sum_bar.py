"""The line below the paths: what they add up to, and what the backward pass has for it."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QWidget,
)
from typing_extensions import override

from bpgui.ui.blame.account import Account
from bpgui.ui.blame.remarks import BACKWARDS
from bpgui.ui.guarding import guarded
from bpgui.ui.mathematics.boxes import Typesetter
from bpgui.ui.mathematics.faces import present_faces
from bpgui.ui.mathematics.formula import Formula, words
from bpgui.ui.mathematics.formula_view import FormulaView
from bpgui.ui.theme import MARGIN, SPACING, appearance, scaled_font

_CHIP = 16
"""Pixels around the text of a verdict."""
_WHOLE = "It is the same sum, found layer by layer; the two agree up to rounding."
_PART = "There are too many paths to multiply out: those not listed are what is missing from this."


class SumBar(QWidget):
    """Shows the sum of an account, its verdict, and the button that copies all of it."""

    copied = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.formula = FormulaView()
        self.verdict = QLabel()
        self.verdict.setFont(scaled_font(0.92))
        self.verdict.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.copy = QPushButton("Copy")
        self.copy.setFont(scaled_font(0.92))
        self.copy.setProperty("role", "chip")
        self.copy.setToolTip("Copy all paths with their products as text")
        self.copy.setStatusTip(self.copy.toolTip())
        self.copy.setAccessibleName("Copy the paths as text")
        self.copy.clicked.connect(self.copied)
        line = QHBoxLayout(self)
        line.setContentsMargins(MARGIN, 5, SPACING, 5)
        line.setSpacing(SPACING)
        line.addWidget(self.formula, 1)
        line.addWidget(self.verdict)
        line.addWidget(self.copy)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._account = Account()

    def show_account(self, account: Account) -> None:
        """Show the sum of another account."""
        self._account = account
        role = {True: "good", False: "bad", None: "muted"}[account.agrees]
        if self.verdict.property("role") != role:
            self.verdict.setProperty("role", role)
            _restyle(self.verdict)
        self._show()

    def _show(self) -> None:
        """Show sum and verdict in as many words as there is room for."""
        account = self._account
        long = (*words(f"{account.all_of_them} = "), *account.total)
        short = (*words("Σ = "), *account.total)
        brief = account.verdict.replace(BACKWARDS, "")
        choices = ((long, account.verdict), (long, brief), (short, brief))
        line, verdict = next(filter(self._fits, choices), choices[-1])
        self.formula.show_lines([line] if account.total else [])
        if self.verdict.text() != verdict:
            self.verdict.setText(verdict)
        self.verdict.setToolTip(f"{account.verdict}. {_PART if account.agrees is None else _WHOLE}")
        self.verdict.setVisible(bool(verdict))

    def _fits(self, choice: tuple[Formula, str]) -> bool:
        line, verdict = choice
        formula = Typesetter(present_faces()).row(line).width
        text = self.verdict.fontMetrics().horizontalAdvance(verdict)
        others = self.copy.sizeHint().width() + 2 * MARGIN + 3 * SPACING + _CHIP
        return formula + text + others <= self.width()

    @override
    @guarded
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show()
        self.formula.settle()

    @override
    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(0, 0, self.width(), 1, appearance.theme.border)


def _restyle(label: QLabel) -> None:
    """Let the style sheet look at a label's role again.

    WORKAROUND: Qt 6 takes the padding of a label from its style sheet only when it hears of
    another style; without that event the chip has none. It can go when polishing is enough.
    """
    label.style().unpolish(label)
    label.style().polish(label)
    QApplication.sendEvent(label, QEvent(QEvent.Type.StyleChange))
    label.setText("")  # so that the next text is measured anew
