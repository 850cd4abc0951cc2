"""The frame clock: brings news to the panels, paints, and keeps the worker off meanwhile.

While training runs, each tick polls the runner, lets the panels catch up, and paints the window
at once. Where the worker needs the interpreter, its gate is closed meanwhile: a frame then takes
its own time only, instead of waiting for the interpreter at each of its steps. How often frames
come then depends on what they cost, so that enough time is left for training.
"""

import gc
import time
from collections.abc import Callable, Sequence
from itertools import chain

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from typing_extensions import override

from bpgui.app.cadence import FRAME, Cadence
from bpgui.training.runner import Runner
from bpgui.ui.guarding import guarded, tell_error

_COLLECT = 2000


class FrameClock(QObject):
    """Ticks while training runs.

    Parameters
    ----------
    runner : Runner
        Polled each frame.
    window : QWidget
        Painted each frame.
    refreshers : sequence of callables
        Called each frame; do nothing when there is nothing new.
    by_turns : sequence of sequences of callables
        Of these, one sequence is called each frame: what takes long shares the frames.
    """

    def __init__(
        self,
        runner: Runner,
        window: QWidget,
        refreshers: Sequence[Callable[[], None]],
        by_turns: Sequence[Sequence[Callable[[], None]]] = ((),),
    ) -> None:
        super().__init__(window)
        self._runner = runner
        self._window = window
        self._refreshers = tuple(refreshers)
        self._by_turns = tuple(by_turns)
        self.frames = 0
        self._gathers = False
        window.installEventFilter(self)
        self._cadence = Cadence()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(FRAME)
        self._timer.timeout.connect(self._on_tick)
        self._collector = QTimer(self)
        self._collector.setInterval(_COLLECT)
        self._collector.timeout.connect(_collect_youngest)

    def start(self) -> None:
        """Take over collecting garbage, which must not happen in the worker's thread."""
        gc.disable()
        self._collector.start()

    def stop(self) -> None:
        """Stop ticking, and give garbage collection back to Python."""
        self._timer.stop()
        self._collector.stop()
        gc.enable()

    def set_active(self, active: bool) -> None:
        """Tick or rest."""
        if active:
            self._cadence.restart()
            self._timer.start(FRAME)
        else:
            self._timer.stop()
            self._refresh(*self._by_turns)

    def _on_tick(self) -> None:
        start, competes = time.thread_time(), self._runner.holds_interpreter
        with self._runner.frame():
            self._runner.poll()
            self._gathers = True
            try:
                self._refresh(self._by_turns[self.frames % len(self._by_turns)])
            finally:
                self._gathers = False
            QApplication.sendEvent(self._window, QEvent(QEvent.Type.UpdateRequest))
        self.frames += 1
        cost = time.thread_time() - start if competes else 0.0
        interval = self._cadence.after(1000 * cost)
        if interval != self._timer.interval():
            self._timer.setInterval(interval)

    def _refresh(self, *turns: Sequence[Callable[[], None]]) -> None:
        for refresh in chain(self._refreshers, *turns):
            try:
                refresh()
            except Exception:  # noqa: BLE001 - of any kind: the other panels go on
                tell_error()

    @override
    @guarded
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # A scene asks to paint the window each time that something in it changes: once is enough.
        return self._gathers and event.type() == QEvent.Type.UpdateRequest


_collections = 0


def _collect_youngest() -> None:
    """Collect the young generations often and the oldest seldom, always in this thread."""
    global _collections  # noqa: PLW0603 - a counter of this one timer
    _collections += 1
    gc.collect(2 if _collections % 30 == 0 else 1)
