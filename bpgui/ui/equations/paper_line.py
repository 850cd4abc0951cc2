"""An equation of the paper as a line of a row, and the titles above both columns of rows."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from bpgui.session.quantity import Quantity
from bpgui.ui.equations.equation import PaperEquation
from bpgui.ui.mathematics.formula_view import FormulaView
from bpgui.ui.steady_label import SteadyLabel
from bpgui.ui.theme import MARGIN, SPACING, appearance, scaled_font

SMALL = 0.92
"""The size of captions and notes beside that of the usual font."""
Describe = Callable[[Quantity], str]


class ColumnTitles(QWidget):
    """What the two columns of the rows below are."""

    def __init__(self, left: str, right: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels = [SteadyLabel("muted", elided=True) for _ in (left, right)]
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, SPACING - 2, MARGIN, SPACING - 2)
        row.setSpacing(MARGIN)
        for label, text in zip(self._labels, (left, right), strict=True):
            label.show_text(text)
            row.addWidget(label, 1)
        self._set_fonts()
        appearance.changed.connect(self._set_fonts)

    def _set_fonts(self) -> None:
        for label in self._labels:
            label.setFont(scaled_font(SMALL, bold=True))


class PaperLine(QWidget):
    """An equation of the paper with its number, and where things are otherwise here."""

    def __init__(self, describe: Describe, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.equation: PaperEquation | None = None
        self.formula = FormulaView()
        self.formula.describe = describe
        self._number, self._remark = QLabel(), QLabel()
        self._remark.setWordWrap(True)
        for label in (self._number, self._remark):
            label.setProperty("role", "muted")
        line = QHBoxLayout()
        line.setSpacing(SPACING)
        line.addWidget(self.formula, 1)
        line.addWidget(self._number, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(line)
        column.addWidget(self._remark)
        self.set_fonts()

    def show_equation(self, equation: PaperEquation) -> None:
        """Show an equation; cheap when it is the one shown."""
        if equation != self.equation:
            self.equation = equation
            self.formula.show_lines((equation.formula,))
            self.formula.settle()
            self._number.setText(f"({equation.number})")
            self._number.setToolTip(f"Equation {equation.number} of the paper of 1986")
            self._remark.setText(equation.remark)
            self._remark.setVisible(bool(equation.remark))

    def set_muted(self, muted: bool) -> None:
        """Mute the equation; one that is not in force stays muted."""
        in_force = self.equation is None or self.equation.in_force
        self.formula.set_muted(muted or not in_force)

    def set_fonts(self) -> None:
        """Let the small texts follow the font of the desktop."""
        for label in (self._number, self._remark):
            label.setFont(scaled_font(SMALL))
