"""The slider through the history: any moment of the run, with marks where it was edited."""

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSignalBlocker, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSlider, QWidget
from typing_extensions import override

from bpgui.session.scrub import Scrub, nearest_update
from bpgui.session.session import Session
from bpgui.ui.guarding import guarded
from bpgui.ui.numbers import format_count, format_significant
from bpgui.ui.theme import appearance

_MOST = 1 << 30
"""Places of the slider, which Qt counts in 32 bits; a longer run has more updates than places."""
_HANDLE = 12  # pixels, as in the style sheet
_MARK = QRectF(-1, -5, 2, 10)  # across the groove
_TIP = (
    "Go back to any moment of this run, and forward again. Left and Right: a sweep; with Shift: "
    "ten; Page Up and Page Down: a tenth of the run; Home and End: its ends. Marks show edits."
)
_KEYS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_PageDown: -1,
    Qt.Key.Key_PageUp: 1,
    Qt.Key.Key_Home: -1,
    Qt.Key.Key_End: 1,
}
"""The keys that lead through the history, each with where it leads."""
_PAGES = (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)
_ENDS = (Qt.Key.Key_Home, Qt.Key.Key_End)
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class HistorySlider(QSlider):
    """Shows where in its history a session is, and leads to any other moment.

    Parameters
    ----------
    session : Session
        Whose history it is.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._session = session
        self._scrub = Scrub(session)
        self._keys = object()
        self._marks: tuple[float, ...] = ()
        self._grip = 0.0
        self._bubble: QLabel | None = None
        self.setToolTip(_TIP)
        self.setAccessibleName("History")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.valueChanged.connect(self._on_value_changed)

    def synchronize(self) -> None:
        """Show the session as it is now."""
        session = self._session
        first, last = session.oldest_update, session.newest_update
        places = max(1, min(_MOST, last - first))
        now = session.updates if session.journey.goal is None else session.journey.goal
        with QSignalBlocker(self):
            self.setEnabled(last > first)
            self.setRange(0, places)
            if not self.isSliderDown():  # then the hand says where it is
                self.setValue(round((now - first) / max(1, last - first) * places))
        marks = () if session.running else tuple(session.history.edits)
        shown = tuple((updates - first) / max(1, last - first) for updates in marks)
        if shown != self._marks:
            self._marks = shown
            self.update()

    @property
    def marks(self) -> tuple[float, ...]:
        """Where the run was edited, as shares of its length."""
        return self._marks

    @property
    def said(self) -> str:
        """What is told above the handle while it is dragged; empty otherwise."""
        return "" if self._bubble is None else self._bubble.text()

    def place_of(self, share: float) -> float:
        """Return the pixel at which the handle's middle is, after a share of the run."""
        return _HANDLE / 2 + share * (self.width() - _HANDLE)

    # ---- inside ----------------------------------------------------------------------------

    def _updates_at(self, value: int) -> int:
        first, last = self._session.oldest_update, self._session.newest_update
        return first + round(value / max(1, self.maximum()) * (last - first))

    def _on_value_changed(self, value: int) -> None:
        """Go to where the handle is; of the moments at that pixel, to the nearest at hand."""
        session, updates = self._session, self._updates_at(value)
        calendar = session.history.calendar
        a_pixel = (session.newest_update - session.oldest_update) / max(1, self.width() - _HANDLE)
        sweep = calendar.sweep_at(updates)
        reach = calendar.sweep_at(min(updates + round(a_pixel), session.newest_update)) - sweep
        at_end = value in (self.minimum(), self.maximum())
        self._scrub.to_update(updates if at_end else nearest_update(session, sweep, reach))
        if not self.isSliderDown():
            self._scrub.end()
        self._tell()

    def _tell(self) -> None:
        """Say above the handle what is shown."""
        if not self.isSliderDown():
            return
        session = self._session
        if self._bubble is None:
            self._bubble = QLabel(self.window())
            self._bubble.setObjectName("bubble")
        goal = session.updates if session.journey.goal is None else session.journey.goal
        sweep = format_count(int(session.history.calendar.sweep_at(goal)))
        text = f"Sweep {sweep} of {format_count(session.newest_sweep)}"
        if session.journey.goal is None:
            text += f" · loss {format_significant(session.loss, 3)}"
        self._bubble.setText(text)
        self._bubble.adjustSize()
        share = self.value() / max(1, self.maximum())
        at = self.mapTo(self.window(), QPoint(round(self.place_of(share)), 0))
        room = self.window().width() - self._bubble.width() - 2
        left = max(2, min(at.x() - self._bubble.width() // 2, room))
        self._bubble.move(left, at.y() - self._bubble.height() - 6)
        self._bubble.show()
        self._bubble.raise_()

    def _let_go(self) -> None:
        self.setSliderDown(False)
        if self._bubble is not None:
            self._bubble.deleteLater()
            self._bubble = None

    def _travel(self, key: int, *, fast: bool) -> None:
        """Go as far as a key leads: one entry of the undo stack for keys after each other."""
        session, way = self._session, _KEYS[Qt.Key(key)]
        first, last = session.oldest_update, session.newest_update
        here = session.updates if session.journey.goal is None else session.journey.goal
        if key in _ENDS:
            goal = first if way < 0 else last
        elif key in _PAGES:
            goal = here + way * max(1, (last - first) // 10)
        else:
            calendar = session.history.calendar
            now, sweeps = calendar.sweep_at(here), 10 if fast else 1
            whole = int(now) if way > 0 or now == int(now) else int(now) + 1
            goal = calendar.updates_at(float(max(0, whole + way * sweeps)))
        session.scrub_to(goal, self._keys)

    def _paint_marks(self, painter: QPainter) -> None:
        middle = self.height() / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(appearance.theme.muted)
        for x in sorted({round(self.place_of(share)) for share in self._marks}):
            painter.drawRect(_MARK.translated(QPointF(x, middle)))

    @override
    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._marks:
            with QPainter(self) as painter:
                self._paint_marks(painter)

    @override
    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), max(super().sizeHint().height(), 20))

    @override
    @guarded
    def event(self, event: QEvent) -> bool:
        # Left and Right are steps of the training elsewhere in the window.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.modifiers() & ~(_SHIFT | Qt.KeyboardModifier.KeypadModifier)
            if event.key() in _KEYS and plain == Qt.KeyboardModifier.NoModifier:
                event.accept()
                return True
        return super().event(event)

    @override
    @guarded
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._scrub.active:
            self._scrub.cancel()
            self._let_go()
        elif event.key() in _KEYS:
            self._travel(event.key(), fast=bool(event.modifiers() & _SHIFT))
        else:
            super().keyPressEvent(event)

    @override
    @guarded
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        place = self.place_of(self.value() / max(1, self.maximum()))
        away = event.position().x() - place
        self._grip = away if abs(away) <= _HANDLE / 2 else 0.0  # beside it, it jumps there
        self._scrub.begin()
        self.setSliderDown(True)
        self._drag(event)

    @override
    @guarded
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self._drag(event)

    @override
    @guarded
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.isSliderDown():
            self._scrub.end()
            self._let_go()
            self.synchronize()

    def _drag(self, event: QMouseEvent) -> None:
        along = event.position().x() - self._grip - _HANDLE / 2
        share = min(1.0, max(0.0, along / max(1, self.width() - _HANDLE)))
        self.setValue(round(share * self.maximum()))
        self._tell()
