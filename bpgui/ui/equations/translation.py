"""The table of letters: what the paper of 1986 calls it, and what it is called here."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from bpgui.session.quantity import Quantity
from bpgui.ui.details.explanation import Explanation
from bpgui.ui.equations.paper import TRANSLATION
from bpgui.ui.mathematics.formula import compose, words
from bpgui.ui.mathematics.formula_view import FormulaView
from bpgui.ui.theme import MARGIN, SPACING, appearance, scaled_font

_LETTERS = (7.5, 4.5)
"""The widths of the columns of letters, in figures of the usual font."""


class TranslationTable(QWidget):
    """Three columns: the paper's letter, ours, and what both are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("The letters of 1986 and those used here")
        self._labels: list[QLabel] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(MARGIN, SPACING, MARGIN, SPACING)
        self._grid.setHorizontalSpacing(SPACING)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(2, 1)
        for place, text in enumerate(("1986", "here", "what it is")):
            self._grid.addWidget(self._label(text), 0, place)
        for row, (paper, ours, what) in enumerate(TRANSLATION, start=1):
            for place, formula in enumerate((paper, ours)):
                view = FormulaView()
                view.show_lines((formula,))
                view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
                view.describe = _nothing
                self._grid.addWidget(view, row, place)
            self._grid.addWidget(self._label(what), row, 2)
        self._set_sizes()
        appearance.changed.connect(self._set_sizes)

    @staticmethod
    def explanation() -> Explanation:
        """Return the table as something that can be copied."""
        lines = tuple(
            compose("{paper} → {ours}   {what}", paper=paper, ours=ours, what=words(f"({what})"))
            for paper, ours, what in TRANSLATION
        )
        return Explanation("The letters of 1986, and those used here", "", lines)

    def _label(self, text: str) -> QLabel:
        label = QLabel(text)
        label.setProperty("role", "muted")
        label.setWordWrap(True)
        label.setMinimumWidth(1)  # a long word must not make the panel wider than it is
        self._labels.append(label)
        return label

    def _set_sizes(self) -> None:
        for label in self._labels:
            label.setFont(scaled_font(0.92))
        figure = self.fontMetrics().horizontalAdvance("0")
        for place, figures in enumerate(_LETTERS):
            self._grid.setColumnMinimumWidth(place, round(figures * figure))


def _nothing(_quantity: Quantity) -> str:
    return ""
