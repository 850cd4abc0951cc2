"""An area as high as what stands in it where there is room, that scrolls where there is not."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget
from typing_extensions import override

from bpgui.ui.guarding import guarded

_LEAST = 64


class FormArea(QScrollArea):
    """Scrolls a form, with wrapping text in it, up and down only.

    Signals
    -------
    laid_out()
        What stands in it may want another height.
    """

    laid_out = Signal()

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = content
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Maximum)
        self.setMinimumHeight(_LEAST)

    def full_height(self, width: int) -> int:
        """Return the height at which nothing needs to scroll."""
        if self._content.hasHeightForWidth():
            return self._content.heightForWidth(width)
        return self._content.sizeHint().height()

    def _choose_bar(self) -> None:
        """Offer the bar only where it is needed: its own width may make the content too high."""
        fits = self.height() >= self.full_height(self.width())
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAlwaysOff if fits else policy.ScrollBarAsNeeded
        )

    @override
    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.full_height(self.width()))

    @override
    @guarded
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()
        self._choose_bar()

    @override
    @guarded
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._content and event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self._choose_bar()
            self.laid_out.emit()
        return super().eventFilter(watched, event)
