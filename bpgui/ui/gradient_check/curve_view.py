"""The error of one central difference over its step: truncation at the right, rounding at the left.

Both axes are logarithmic. The step in force is a mark that can be dragged.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from bpgui.core.arrays import FloatArray
from bpgui.core.gradient_check import AGREEMENT, relative_errors
from bpgui.session.background import Background, Report
from bpgui.session.checking import LEAST_STEP, MOST_STEP
from bpgui.session.gradient_question import Question
from bpgui.session.session import Session
from bpgui.ui.guarding import guarded
from bpgui.ui.numbers import format_significant
from bpgui.ui.plots.axes import Axes
from bpgui.ui.plots.chart import Chart, line
from bpgui.ui.plots.ranges import Range
from bpgui.ui.plots.readout import Key
from bpgui.ui.plots.ticks import decade_ticks
from bpgui.ui.theme import appearance

_POINTS = 61
_PATIENCE = 0.04
"""Seconds: while a weight is dragged, its curve is computed where it rests."""
_LOWEST = -13.0
"""Of the decimal logarithm of the error: smaller ones are as good as none."""
_ENDS = (float(np.log10(LEAST_STEP)), float(np.log10(MOST_STEP)))


@dataclass(frozen=True, eq=False)
class ErrorCurve:
    """Relative errors of one parameter's central difference.

    Attributes
    ----------
    question, index
        What is checked.
    gradient
        dL/dw.
    steps, errors
        (m,) each.
    """

    question: Question
    index: int
    gradient: float
    steps: FloatArray
    errors: FloatArray


class StepCurveView(QObject):
    """Draws the curve of a parameter; dragging changes the step."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self.curve: ErrorCurve | None = None
        self._asked: tuple[Question, int] | None = None
        self._dragging = False
        self.background = Background(self)
        self.background.finished.connect(self._on_finished)
        self.chart = Chart(Axes(decade_ticks, decade_ticks), parent=parent)
        self.chart.setAccessibleName("Relative error over the step")
        self.chart.setMinimumHeight(130)
        self._agreement = self.chart.curve(z=0, fades=False)
        self._line = self.chart.curve(z=1, fades=False)
        self.chart.viewport.installEventFilter(self)
        self.chart.viewport.setCursor(Qt.CursorShape.SizeHorCursor)

    def stop(self) -> None:
        """Compute no more while nobody looks."""
        self._asked = None
        self.background.shut_down()

    def forget(self) -> None:
        """Let go of the curve, and of the data it is about."""
        self._asked, self.curve = None, None
        self.background.cancel()

    def draw(self, index: int | None) -> None:
        """Draw the curve of a parameter, and compute it if it is not known."""
        if index is None:
            self.chart.say("Select a weight or a bias to see its error over the step h.")
            return
        self.chart.say("")
        question = self._session.checking.question(self._session)
        if self._asked is None or not _same_curve(self._asked, (question, index)):
            if self.curve is not None and self.curve.index != index:
                self.curve = None
            self._asked = (question, index)
            work = partial(_computed, question, index)
            self.background.start(work, at_once=False, delay=_PATIENCE)
        self._paint()

    def _paint(self) -> None:
        theme, readout = appearance.theme, self.chart.readout
        readout.now = float(np.log10(self._session.checking.step))
        readout.ends, readout.legend = [], []
        ends = np.array(_ENDS)
        dashed = line(theme.good, 1, Qt.PenStyle.DashLine)
        self._agreement.setData(ends, np.full(2, np.log10(AGREEMENT)), pen=dashed)
        curve = self.curve
        x, y = _logarithms(curve)
        self.chart.show_range(_ENDS, _range(y))
        self._line.setData(x, y, pen=line(theme.accent, 2))
        if curve is not None:
            gradient = format_significant(curve.gradient, 3)
            readout.legend = [
                Key(f"rel. error, gradient {gradient}", theme.accent),
                Key("agree below", theme.good, Qt.PenStyle.DashLine),
            ]
            readout.ends = _names(x, y)
        self.chart.annotate()

    def _on_finished(self, curve: ErrorCurve) -> None:
        self.curve = curve
        self._paint()

    def _on_mouse(self, event: QMouseEvent) -> bool:
        left = Qt.MouseButton.LeftButton
        if event.type() == QEvent.Type.MouseButtonPress and event.button() == left:
            self._dragging = True
        elif event.type() == QEvent.Type.MouseButtonRelease and event.button() == left:
            self._dragging = False
            return True
        elif event.type() != QEvent.Type.MouseMove:
            return False
        if self._dragging:
            self._drag(event.position())
        return self._dragging

    def _drag(self, position: QPointF) -> None:
        power = self.chart.axes.value(position)[0]
        self._session.checking.set_step(float(f"{10.0 ** np.clip(power, *_ENDS):.1e}"))

    @override
    @guarded
    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent):
            return self._on_mouse(event)
        return event.type() == QEvent.Type.Wheel


def _same_curve(one: tuple[Question, int], other: tuple[Question, int]) -> bool:
    """Whether two curves are the same: whatever the step and the other parameters are."""
    (a, i), (b, j) = one, other
    return (
        i == j
        and a.network is b.network
        and a.dataset is b.dataset
        and a.settings == b.settings
        and a.bug is b.bug
        and np.array_equal(a.rows, b.rows)
    )


def _computed(question: Question, index: int, report: Report) -> ErrorCurve:
    gradient = float(question.gradient()[index])
    steps = np.logspace(*_ENDS, _POINTS)
    slopes = question.curve(index, steps, lambda: report(0))
    errors = relative_errors(np.full(_POINTS, gradient), slopes)
    return ErrorCurve(question, index, gradient, steps, errors)


def _logarithms(curve: ErrorCurve | None) -> tuple[FloatArray, FloatArray]:
    if curve is None:
        return np.empty(0), np.empty(0)
    errors = np.where(np.isfinite(curve.errors), curve.errors, 1e3)
    return np.log10(curve.steps), np.log10(np.maximum(errors, 10.0**_LOWEST))


def _range(y: FloatArray) -> Range:
    low = float(np.floor(y.min(initial=-10.0)))
    return max(low, _LOWEST), float(np.ceil(y.max(initial=0.0))) + 2.0  # the legend is above


def _names(x: FloatArray, y: FloatArray) -> list[tuple[float, float, str]]:
    """Name the arms of the curve where there are any."""
    names = []
    best = int(np.argmin(y))
    for at, name in ((-10.0, "rounding"), (-1.6, "truncation")):
        k = int(np.argmin(np.abs(x - at)))
        is_its_side = k < best if name == "rounding" else k > best
        if is_its_side and y[k] > y[best] + 1.0:
            names.append((float(x[k]), float(y[max(0, k - 6) : k + 7].max()), name))
    return names
