"""When a panel draws: at most once a frame, never while hidden, and soon when nobody asks."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from bpgui.ui.guarding import guarded

_SOON = 30
"""Milliseconds until a marked panel draws itself when there are no frames."""
_AFTER_FRAMES = 150
"""The same while there are: a drawing waits for them, since the worker rests meanwhile."""
_REST = 5.0
"""A drawing is followed by a rest of this many times as long, so that training keeps its turn."""
_LONGEST_REST = 0.5


class Redraw(QObject):
    """Collects reasons to draw a panel and draws it when its turn has come.

    Parameters
    ----------
    panel
        The widget that is drawn; while it is invisible nothing happens.
    draw
        Draws it as the session is at the time of the call.
    shortest
        Seconds at least between the beginnings of two drawings.
    """

    def __init__(self, panel: QWidget, draw: Callable[[], None], shortest: float = 0.0) -> None:
        super().__init__(panel)
        self.shortest = shortest
        self._panel = panel
        self._draw = draw
        self._marked = True
        self._not_before = 0.0
        self._framed_at = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_timer_timeout)
        panel.installEventFilter(self)

    @property
    def marked(self) -> bool:
        """Whether something changed since the last drawing."""
        return self._marked

    def mark(self) -> None:
        """Note that what is shown is out of date."""
        self._marked = True
        self._come_back(0.0)

    def refresh(self) -> bool:
        """Draw if something changed, the panel is visible and has rested; called every frame.

        Returns
        -------
        bool
            Whether it was drawn.
        """
        self._framed_at = time.perf_counter()
        return self._draw_when_due()

    def draw_now(self) -> None:
        """Draw without waiting, visible or not."""
        self._marked = False
        self._timer.stop()
        start = time.perf_counter()
        self._draw()
        end = time.perf_counter()
        rest = min(_LONGEST_REST, _REST * (end - start))
        self._not_before = max(start + self.shortest, end + rest)

    def _draw_when_due(self) -> bool:
        if not self._marked or not self._panel.isVisible():
            return False
        wait = self._not_before - time.perf_counter()
        if wait > 0:
            self._come_back(wait)
            return False
        self.draw_now()
        return True

    def _come_back(self, seconds: float) -> None:
        if self._panel.isVisible() and not self._timer.isActive():
            frames = 1000 * (time.perf_counter() - self._framed_at) < _AFTER_FRAMES
            self._timer.start(max(_AFTER_FRAMES if frames else _SOON, round(1000 * seconds)))

    def _on_timer_timeout(self) -> None:
        self._draw_when_due()

    @override
    @guarded
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and self._marked:
            self._come_back(0.0)
        return False
