"""The widget that shows formulas, whose numbers can be pointed at and followed."""

from collections.abc import Callable, Sequence
from math import ceil

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from bpgui.session.quantity import Quantity
from bpgui.ui.guarding import guarded
from bpgui.ui.mathematics.faces import present_faces
from bpgui.ui.mathematics.formula import Formula, plain
from bpgui.ui.mathematics.sheet import Region, Sheet
from bpgui.ui.theme import appearance

_CORNER = 3.0
_LIT, _FAINT = 0.2, 0.07
_SCALE = 3.0
"""Pixels of a copied picture for one on the screen."""
_KEYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
_ENDS = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: -1}
_FOLLOW = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FormulaView(QWidget):
    """Shows lines of formulas, as wide as it is and as high as they need.

    Hovering a number that is known to be some `Quantity`, or going to it with the arrow keys,
    emits ``pointed`` with it, and with None afterwards; a click or Enter emits ``followed``.

    Attributes
    ----------
    describe
        Says in words what a number is, for its tooltip.
    """

    pointed = Signal(object)
    followed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheet = Sheet(present_faces())
        self._lines: tuple[Formula, ...] = ()
        self._lit: Quantity | None = None
        self._pointed: Quantity | None = None
        self._mouse: QPointF | None = None
        self._pressed: Quantity | None = None
        self._current = -1
        self._muted = False
        self.describe: Callable[[Quantity], str] = _nothing
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        appearance.changed.connect(self._on_appearance_changed)

    @property
    def text(self) -> str:
        """The lines as plain text."""
        return "\n".join(plain(line) for line in self._lines)

    @property
    def regions(self) -> Sequence[Region]:
        """The places of the numbers that can be pointed at, in the order they are read."""
        return self._sheet.regions

    def show_lines(self, lines: Sequence[Formula]) -> None:
        """Show formulas, one a line."""
        self._lines = tuple(lines)
        self._lay_out()
        self.setAccessibleName(self.text)

    def light(self, quantity: Quantity | None) -> None:
        """Light up every place of a number, or none."""
        if quantity != self._lit:
            self._lit = quantity
            self.update()

    def set_muted(self, muted: bool) -> None:
        """Show the formulas in the colour of secondary text, or not."""
        if muted != self._muted:
            self._muted = muted
            self.update()

    def settle(self) -> None:
        """Let go of the height kept for longer lines."""
        self._sheet.settle()
        self._fit()

    def picture(self) -> QPixmap:
        """Return the formulas as a picture, on the theme's ground."""
        picture = QPixmap(self.size() * _SCALE)
        picture.setDevicePixelRatio(_SCALE)
        picture.fill(appearance.theme.panel)
        with QPainter(picture) as painter:
            self._sheet.paint(painter, appearance.theme)
        return picture

    def _lay_out(self) -> None:
        self._sheet.lay_out(self._lines, self.width())
        self._fit()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if self._lines else Qt.FocusPolicy.NoFocus)
        if self._current >= len(self.regions):
            self._current = -1
        if self._mouse is not None:
            self._hover()
        self.update()

    def _fit(self) -> None:
        height = ceil(self._sheet.height)
        if height != self.minimumHeight() or height != self.maximumHeight():
            self.setFixedHeight(height)

    def _on_appearance_changed(self) -> None:
        faces = present_faces()
        if faces is not self._sheet.faces:
            self._sheet = Sheet(faces)
            self._lay_out()
        self.update()

    # ---- pointing --------------------------------------------------------------------------

    def _hover(self) -> None:
        index = -1 if self._mouse is None else self._sheet.region_at(self._mouse)
        if index >= 0:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.unsetCursor()
        self._point(self.regions[index].of if index >= 0 else None)

    def _point(self, quantity: Quantity | None) -> None:
        if quantity != self._pointed:
            self._pointed = quantity
            self.pointed.emit(quantity)

    def _go_to(self, index: int) -> None:
        self._current = index
        region = self.regions[index]
        self.setAccessibleDescription(f"{region.span.text}: {self.describe(region.of)}")
        self._point(region.of)
        self.update()

    def _paint_lit(self, painter: QPainter) -> None:
        theme = appearance.theme
        painter.setPen(Qt.PenStyle.NoPen)
        for index, region in enumerate(self.regions):
            if region.of.matches(self._lit):
                painter.setBrush(theme.blend(theme.selection, _LIT))
                painter.drawRoundedRect(region.rect, _CORNER, _CORNER)
            if index == self._current and self.hasFocus():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(theme.accent, 1.5))
                painter.drawRoundedRect(region.rect, _CORNER, _CORNER)
                painter.setPen(Qt.PenStyle.NoPen)
        if self.hasFocus() and self._current < 0:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.accent, 1.0))
            frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(frame, _CORNER, _CORNER)

    # ---- what Qt calls ---------------------------------------------------------------------

    @override
    @guarded
    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain_key = event.modifiers() in (
                Qt.KeyboardModifier.NoModifier,
                Qt.KeyboardModifier.KeypadModifier,
            )
            if plain_key and self.regions and event.key() in (*_KEYS, *_ENDS, *_FOLLOW):
                event.accept()  # Left and Right go from number to number here, not in time
                return True
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            index = self._sheet.region_at(QPointF(event.pos()))
            text = self.describe(self.regions[index].of) if index >= 0 else ""
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    @override
    @guarded
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, count = Qt.Key(event.key()), len(self.regions)
        if count and key in _KEYS:
            step = _KEYS[key]
            start = self._current if self._current >= 0 else (-1 if step > 0 else count)
            self._go_to(max(0, min(start + step, count - 1)))
        elif count and key in _ENDS:
            self._go_to(range(count)[_ENDS[key]])
        elif key in _FOLLOW and 0 <= self._current < count:
            self.followed.emit(self.regions[self._current].of)
        else:
            super().keyPressEvent(event)

    @override
    @guarded
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._mouse = event.position()
        self._hover()

    @override
    @guarded
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        index = self._sheet.region_at(event.position())
        self._pressed = self.regions[index].of if index >= 0 else None

    @override
    @guarded
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        pressed, self._pressed = self._pressed, None
        index = self._sheet.region_at(event.position())
        if pressed is not None and index >= 0 and self.regions[index].of == pressed:
            self.followed.emit(pressed)

    @override
    @guarded
    def leaveEvent(self, event: QEvent) -> None:
        self._mouse = None
        self._hover()

    @override
    @guarded
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._mouse = None
        self._point(None)

    @override
    @guarded
    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    @override
    @guarded
    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._current = -1
        self._point(None)
        self.update()

    @override
    @guarded
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._lay_out()
            self.settle()

    @override
    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_lit(painter)
            self._sheet.paint(painter, appearance.theme, muted=self._muted)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(0, ceil(self._sheet.height))

    @override
    def sizeHint(self) -> QSize:
        return QSize(200, ceil(self._sheet.height))


def _nothing(_quantity: Quantity) -> str:
    return ""
