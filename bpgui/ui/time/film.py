"""Filming a run: going through its moments, painting each, and handing the pictures to a thread.

The window shows each moment as it is painted. Writing happens beside it; it asks for pictures as
fast as it can write them.
"""

import queue
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, QPoint, QSize, QTimer, Signal
from PySide6.QtGui import QImage, QPainter, QRegion
from PySide6.QtWidgets import QWidget

from bpgui.formats.animation import Picture, write_animation
from bpgui.session.background import Background, Report
from bpgui.session.session import Session
from bpgui.ui.theme import appearance

_WAITING = 3
"""Pictures that may wait for the writer."""
_SAMPLES = 5
"""Pictures over the whole length from which the colours of a GIF are chosen."""
_PATIENCE = 0.05
"""Seconds that the way to one moment may keep the window waiting."""

_Queue = queue.Queue[Picture | None]


@dataclass(frozen=True)
class Script:
    """What is filmed, and where it goes.

    Attributes
    ----------
    widget : QWidget
        What is painted.
    size : QSize
        Of the pictures, in pixels.
    moments : tuple of int
        After how many updates, a picture each.
    rate : float
        Pictures a second.
    gif, folder : Path or None
        The GIF, and the folder of the PNG frames.
    """

    widget: QWidget
    size: QSize
    moments: tuple[int, ...]
    rate: float
    gif: Path | None = None
    folder: Path | None = None


def even_moments(session: Session, first: float, last: float, count: int) -> tuple[int, ...]:
    """Return moments spread evenly over the sweeps from `first` to `last`."""
    calendar = session.history.calendar
    sweeps = np.linspace(first, last, count)
    return tuple(calendar.updates_at(float(sweep)) for sweep in sweeps)


class Film(QObject):
    """Films one script.

    Parameters
    ----------
    session : Session
        Is moved through its history, and brought back at the end.
    settle : callable
        Lets everything that is seen catch up with the session.

    Signals
    -------
    progressed(int)
        So many pictures are painted.
    finished(int)
        So many pictures are written.
    failed(object)
        The exception; nothing was written.
    """

    progressed = Signal(int)
    finished = Signal(int)
    failed = Signal(object)

    def __init__(self, session: Session, settle: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._settle = settle
        self._script: Script | None = None
        self._waiting: _Queue = queue.Queue(_WAITING)
        self._way: list[int] = []
        self._made = 0
        self._home = 0
        self._gesture = object()
        self._background = Background(self)
        self._background.finished.connect(self._on_background_finished)
        self._background.failed.connect(self._on_background_failed)
        self._timer = QTimer(self)
        self._timer.setInterval(5)
        self._timer.timeout.connect(self._on_timer_timeout)

    @property
    def filming(self) -> bool:
        """Whether it is under way."""
        return self._script is not None

    def start(self, script: Script) -> None:
        """Film; a running training ends."""
        session = self._session
        if session.control is not None:
            session.control.pause()
        samples = [script.moments[k] for k in _sample_places(len(script.moments))]
        self._script, self._made = script, -len(samples)
        self._way = [*samples, *script.moments]
        self._home, self._gesture = session.updates, object()
        self._waiting = queue.Queue(_WAITING)
        work = partial(_write, self._waiting, script, len(samples))
        self._background.start(work, at_once=False)
        self._timer.start()

    def cancel(self) -> None:
        """Leave it; nothing is written."""
        if self.filming:
            self._background.cancel()
            self._go_home()

    def shut_down(self) -> None:
        """Leave it, for good."""
        self.cancel()
        self._background.shut_down()

    # ---- inside ----------------------------------------------------------------------------

    def _on_timer_timeout(self) -> None:
        """Paint the next picture, if the window is there and the writer has room."""
        script, session = self._script, self._session
        if script is None or self._waiting.full() or session.journey.goal is not None:
            return
        if not self._way:
            self._waiting.put_nowait(None)
            self._timer.stop()
            return
        moment = self._way[0]
        if session.updates != moment:
            session.go_to(moment, self._gesture, patience=_PATIENCE)
            if session.updates != moment:
                return
        self._settle()
        self._waiting.put_nowait(painted(script.widget, script.size))
        self._way.pop(0)
        self._made += 1
        if self._made > 0:
            self.progressed.emit(self._made)

    def _go_home(self) -> None:
        """Show the moment at which it began; the undo stack is as it was."""
        self._script = None
        self._timer.stop()
        self._session.go_to(self._home, self._gesture)

    def _on_background_finished(self, count: int) -> None:
        self._go_home()
        self.finished.emit(count)

    def _on_background_failed(self, error: Exception) -> None:
        self._go_home()
        self.failed.emit(error)


def painted(widget: QWidget, size: QSize) -> Picture:
    """Paint a widget into a picture of a size of the same shape, as sharp as that is."""
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(appearance.theme.window)
    flags = QWidget.RenderFlag.DrawWindowBackground | QWidget.RenderFlag.DrawChildren
    image.setDevicePixelRatio(size.width() / widget.width())
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    widget.render(painter, QPoint(), QRegion(), flags)
    painter.end()
    flat = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(flat.constBits(), dtype=np.uint8).reshape(flat.height(), -1)
    rgb = np.ascontiguousarray(rows[:, : 3 * flat.width()]).tobytes()
    return Picture(flat.width(), flat.height(), rgb)


def _sample_places(count: int) -> list[int]:
    return sorted({round(k * (count - 1) / (_SAMPLES - 1)) for k in range(_SAMPLES)})


def _write(waiting: _Queue, script: Script, samples: int, report: Report) -> int:
    """Write what comes; in the thread."""
    arriving = _arriving(waiting, report)
    first = [next(arriving) for _ in range(samples)]
    return write_animation(arriving, first, rate=script.rate, gif=script.gif, folder=script.folder)


def _arriving(waiting: _Queue, report: Report) -> Iterator[Picture]:
    """Yield the pictures as they come, until there are no more; ends when nobody waits."""
    while True:
        report(0)
        try:
            picture = waiting.get(timeout=0.1)
        except queue.Empty:
            continue
        if picture is None:
            return
        yield picture
