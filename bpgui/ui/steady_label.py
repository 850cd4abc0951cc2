"""A label whose text may change every frame: it asks no layout for another place.

A `QLabel` tells its layout of each new text, and the layouts above it, up to the window's docks,
then place everything again. That costs more than the rest of a frame.
"""

import re

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget
from typing_extensions import override

from bpgui.ui.guarding import guarded

_BETWEEN = " · "
_ENDS = re.compile(f"{_BETWEEN}|, ")
"""Where a remark, or a part of one, ends."""


class SteadyLabel(QWidget):
    """Shows a text in whatever room it has.

    Parameters
    ----------
    role : str
        The look, as in `bpgui.ui.style_sheet`.
    elided : bool
        Whether a text that is too long ends in an ellipsis, or with the last remark that fits
        where " · " stands between several; otherwise it is cut off.
    """

    def __init__(self, role: str, parent: QWidget | None = None, *, elided: bool = False) -> None:
        super().__init__(parent)
        self._text = ""
        self._elided = elided
        # Without a layout around it, a new text goes no further than this widget.
        self._label = QLabel(self)
        self._label.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def text(self) -> str:
        """Return the whole text."""
        return self._text

    def show_text(self, text: str) -> None:
        """Show a text; cheap when it is the one shown."""
        if text != self._text:
            self._text = text
            self._show()

    def set_alignment(self, alignment: Qt.AlignmentFlag) -> None:
        """Place the text within its room."""
        self._label.setAlignment(alignment)

    @override
    @guarded
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:  # under a style sheet no child follows
            self._label.setFont(self.font())
            self._show()

    def _show(self) -> None:
        text = self._text
        if self._elided:
            text = self._fitting()
        self._label.setText(text)

    def _fitting(self) -> str:
        """Return the text as far as there is room: of remarks, those that fit as a whole."""
        metrics, text = self._label.fontMetrics(), self._text
        if _BETWEEN in text and metrics.horizontalAdvance(text) > self.width():
            for end in reversed([found.start() for found in _ENDS.finditer(text)]):
                if metrics.horizontalAdvance(text[:end]) <= self.width():
                    return text[:end]
        return metrics.elidedText(text, Qt.TextElideMode.ElideRight, self.width())

    @override
    @guarded
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._label.resize(self.size())
        self._show()

    @override
    def sizeHint(self) -> QSize:
        return self._label.sizeHint()

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(0, self._label.minimumSizeHint().height())
