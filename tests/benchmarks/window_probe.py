"""What can be measured of a real main window: frames, training speed, answers to clicks."""

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget
from typing_extensions import override

from bpgui.app.window import MainWindow
from bpgui.core.trainer import Trainer
from tests.benchmarks.event_loop import wait, wait_until

_SLICE = 0.002
"""Seconds of windowless training between two looks at the clock."""


@dataclass
class Frames:
    """The frames of one slice.

    When each began and how long its handler took, in seconds; how often the diagram was painted.
    """

    starts: list[float] = field(default_factory=list)
    handlers: list[float] = field(default_factory=list)
    paints: int = 0

    def intervals(self) -> np.ndarray:
        """Return the seconds between frames."""
        return np.diff(self.starts) if len(self.starts) > 1 else np.array([math.inf])


class WindowProbe(QObject):
    """Measures one window.

    Parameters
    ----------
    window : MainWindow
        Shown; its frame clock is timed from now on.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._frames = Frames()
        self._painted_at = 0.0
        self._card_at = 0.0
        clock = window.clock
        clock._timer.timeout.disconnect(clock._on_tick)
        clock._timer.timeout.connect(self._on_tick)
        window.diagram.view.installEventFilter(self)
        window.diagram.view.hovering.card.installEventFilter(self)

    def idle_frames(self, seconds: float) -> Frames:
        """Paint every frame as in a run, without a worker."""
        changed = self._window.session.state_changed
        timer = self._window.clock._timer
        timer.timeout.connect(changed)
        timer.start()
        frames = self._frames_of(seconds)
        timer.stop()
        timer.timeout.disconnect(changed)
        return frames

    def training(self, seconds: float) -> tuple[Frames, float]:
        """Train with the window; return its frames and the updates a second."""
        window = self._window
        window.session.reset()
        window.runner.run()
        wait(0.3)
        first, start = window.session.updates, time.perf_counter()
        frames = self._frames_of(seconds)
        speed = (window.session.updates - first) / (time.perf_counter() - start)
        window.runner.pause()
        return frames, speed

    def windowless(self, seconds: float) -> float:
        """Train in a thread beside a resting window; return the updates a second."""
        session = self._window.session
        data = session.dataset
        trainer = Trainer(session.initial, data.x_train, data.y_train, session.settings)
        stop = threading.Event()
        thread = threading.Thread(target=_train, args=(trainer, stop))
        start = time.perf_counter()
        thread.start()
        wait(seconds)
        stop.set()
        thread.join()
        return trainer.updates / (time.perf_counter() - start)

    def pause_delay(self) -> float:
        """Return the seconds from a click on Pause to the end of the training."""
        window = self._window
        stopped: list[float] = []

        def note() -> None:
            if not window.session.running:
                stopped.append(time.perf_counter())

        window.runner.run()
        window.session.running_changed.connect(note)
        button = window.controls.run_button
        clicked = self._click(button, QPointF(button.rect().center()), lambda: bool(stopped))
        window.session.running_changed.disconnect(note)
        return stopped[0] - clicked

    def selection_delay(self) -> float:
        """Return the seconds from a click on a unit to its painted selection, while training."""
        window, view = self._window, self._window.diagram.view
        window.session.select(None)
        window.runner.run()
        place = view.layout_shown.layers[-1].square(0).center()
        at = view.camera.transform.map(place)
        chosen: list[float] = []
        window.session.selection_changed.connect(lambda: chosen.append(time.perf_counter()))
        clicked = self._click(view, at, lambda: bool(chosen) and self._painted_at > chosen[0])
        window.runner.pause()
        return self._painted_at - clicked

    def hover_delay(self) -> float:
        """Return the seconds from the mouse's coming to a unit to its painted card, in training."""
        window, view = self._window, self._window.diagram.view
        view.hovering.follow(QPointF(-1, -1), None)
        window.runner.run()
        at = view.camera.transform.map(view.layout_shown.layers[-1].square(0).center())
        start = time.perf_counter()
        moved = self._send((QEvent.Type.MouseMove,), view, at, lambda: self._card_at > start)
        window.runner.pause()
        return self._card_at - moved

    # ---- inside ----------------------------------------------------------------------------

    def _frames_of(self, seconds: float) -> Frames:
        self._frames = Frames()
        wait(seconds)
        return self._frames

    def _click(self, target: QWidget, at: QPointF, answered: Callable[[], bool]) -> float:
        """Click from another thread, at no matter what moment of a frame; return when."""
        click = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease)
        return self._send(click, target, at, answered)

    def _send(
        self,
        kinds: tuple[QEvent.Type, ...],
        target: QWidget,
        at: QPointF,
        answered: Callable[[], bool],
    ) -> float:
        """Send events from another thread; return when, as soon as they are answered."""
        moments: list[float] = []

        def send() -> None:
            time.sleep(0.3 + 0.02 * np.random.default_rng(time.perf_counter_ns()).random())
            moments.append(time.perf_counter())
            for kind in kinds:
                QApplication.postEvent(target, _mouse_event(kind, target, at))

        thread = threading.Thread(target=send)
        thread.start()
        if not wait_until(answered):
            raise TimeoutError("The window did not answer the mouse for ten seconds.")
        thread.join()
        return moments[0]

    def _on_tick(self) -> None:
        start = time.perf_counter()
        self._window.clock._on_tick()
        self._frames.starts.append(start)
        self._frames.handlers.append(time.perf_counter() - start)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            if watched is self._window.diagram.view:
                self._painted_at = time.perf_counter()
                self._frames.paints += 1
            else:
                self._card_at = time.perf_counter()
        return False


def _train(trainer: Trainer, stop: threading.Event) -> None:
    updates = 1
    while not stop.is_set():
        start = time.perf_counter()
        trainer.advance(updates)
        elapsed = time.perf_counter() - start
        updates = max(1, min(2 * updates, int(updates * _SLICE / elapsed)))


def _mouse_event(kind: QEvent.Type, target: QWidget, at: QPointF) -> QMouseEvent:
    left = Qt.MouseButton.LeftButton
    if kind == QEvent.Type.MouseMove:
        left = Qt.MouseButton.NoButton
    pressed = left if kind == QEvent.Type.MouseButtonPress else Qt.MouseButton.NoButton
    place = QPointF(target.mapToGlobal(at.toPoint()))
    return QMouseEvent(kind, at, place, left, pressed, Qt.KeyboardModifier.NoModifier)
