"""Dropping onto the window: files, folders and tables, with a hint that says what will happen."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from bpgui.app.incoming import Incoming, incoming_of, refusal_of
from bpgui.ui.guarding import guarded
from bpgui.ui.theme import MARGIN, RADIUS, appearance, scaled_font

_VEIL = 225
"""How far the hint covers what is below, of 255."""


class DropHint(QWidget):
    """Covers a window while something is dragged over it, and says what dropping it will do."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._host = host
        self.text, self._welcome = "", True
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def tell(self, text: str, *, welcome: bool) -> None:
        """Show a promise, or why nothing can be dropped."""
        self.text, self._welcome = text, welcome
        self.setAccessibleName(text)
        self.setGeometry(self._host.rect())
        self.show()
        self.raise_()
        self.update()

    @override
    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self._paint(painter)

    def _paint(self, painter: QPainter) -> None:
        theme = appearance.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QColor(theme.panel)
        veil.setAlpha(_VEIL)
        painter.fillRect(self.rect(), veil)
        ink = theme.accent if self._welcome else theme.muted
        painter.setPen(QPen(ink, 2, Qt.PenStyle.DashLine))
        frame = QRectF(self.rect()).adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        painter.drawRoundedRect(frame, RADIUS, RADIUS)
        painter.setFont(scaled_font(1.6, bold=True))
        painter.setPen(ink)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        inner = frame.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        painter.drawText(inner, int(flags), self.text)


class DropTarget(QObject):
    """Lets things be dropped on widgets of a window.

    Parameters
    ----------
    window
        Whose whole area shows the hint.
    take
        What is done with what was dropped.
    """

    def __init__(self, window: QWidget, take: Callable[[Incoming], None]) -> None:
        super().__init__(window)
        self._take = take
        self.hint = DropHint(window)
        self.watch(window)

    def watch(self, widget: QWidget) -> None:
        """Let things be dropped on a widget, too, such as a panel that floats."""
        widget.setAcceptDrops(True)
        widget.installEventFilter(self)

    @override
    @guarded
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDragEnterEvent):
            return self._entered(event)
        if event.type() is QEvent.Type.DragLeave:
            self.hint.hide()
        elif event.type() is QEvent.Type.Drop and isinstance(event, QDropEvent):
            return self._dropped(event)
        return super().eventFilter(watched, event)

    def _entered(self, event: QDragEnterEvent) -> bool:
        data = event.mimeData()
        found = incoming_of(data)
        if found is None and not data.hasUrls():
            return False
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()  # also what cannot be opened: else the hint would not learn of its leaving
        text = refusal_of(data) if found is None else found.promise()
        self.hint.tell(text, welcome=found is not None)
        return True

    def _dropped(self, event: QDropEvent) -> bool:
        self.hint.hide()
        found = incoming_of(event.mimeData())
        if found is not None:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._take(found)
        return True
