"""The loss over one weight, with the tangent the gradient gives and a point that can be dragged."""

from contextlib import ExitStack
from functools import partial

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from bpgui.core.update_rule import updated
from bpgui.session.background import Report
from bpgui.session.session import Session
from bpgui.ui.guarding import guarded
from bpgui.ui.numbers import format_significant
from bpgui.ui.plots.axes import Axes
from bpgui.ui.plots.chart import Chart, line
from bpgui.ui.plots.displayed import on_linear
from bpgui.ui.plots.ranges import calm_range
from bpgui.ui.plots.readout import Key
from bpgui.ui.plots.ticks import linear_ticks
from bpgui.ui.theme import appearance
from bpgui.ui.what_if.landscape_work import LossCurve, Place, Refinement, compute_curve

_REACH = 14.0
"""Pixels around the point within which a press takes hold of it."""
_COUNTS = (33, 161)


class CurveView(QObject):
    """Draws the curve of a parameter; dragging its point changes the parameter."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self.curve: LossCurve | None = None
        self.index: int | None = None
        self.span = 3.0
        self._asked: tuple[Place, int, float] | None = None
        self._held: ExitStack | None = None
        self._gesture = object()
        self._y: tuple[float, float] | None = None
        self.work = Refinement(_COUNTS, self)
        self.work.arrived.connect(self._on_work_arrived)
        self.chart = Chart(Axes(linear_ticks, linear_ticks), parent=parent)
        self.chart.setAccessibleName("Loss over the selected weight")
        self._line = self.chart.curve(z=1, fades=False)
        self._tangent = self.chart.curve(z=2, fades=False)
        self._gap = self.chart.curve(z=3, fades=False)
        self.chart.viewport.installEventFilter(self)

    def zoom(self, factor: float) -> None:
        """Show a range so many times as wide."""
        self.span = float(np.clip(self.span * factor, 1e-4, 1e4))
        self.chart.follows = True
        self.draw()

    def stop(self) -> None:
        """Compute no more while nobody looks; what is missing is computed when drawn again."""
        if self.work.background.busy:
            self._asked = None
        self.work.stop()

    def forget(self) -> None:
        """Let go of a parameter that may not be there any more."""
        self.index, self.curve, self._asked = None, None, None
        self.work.cancel()

    def draw(self) -> None:
        """Draw what is known, and compute what is not."""
        index = self.index
        if index is None:
            return
        session = self._session
        edit = session.what_if
        network = session.network
        if edit is not None and edit.index == index:
            network = edit.before.network  # the curve over this weight is the same all along
        place = Place(network, session.dataset, session.settings)
        asked = self._asked
        if asked is None or not place.same(asked[0]) or asked[1:] != (index, self.span):
            if asked is None or asked[1] != index or asked[0].dataset is not place.dataset:
                self.curve, self._y = None, None
            self._asked = (place, index, self.span)
            at = float(network.parameters[index])
            across = (at - self.span, at + self.span)
            compute = partial(_computed, place, index, across)
            self.work.start(compute, most=0 if session.running else place.most_on_curve())
        self._paint()

    def _paint(self) -> None:
        curve, index, theme = self.curve, self.index, appearance.theme
        readout = self.chart.readout
        readout.dots, readout.ends = [], []
        if curve is None or index is None:
            return
        self._show_range(curve)
        self._line.setData(curve.values, curve.losses, pen=line(theme.accent, 2))
        ends = np.array([curve.values[0], curve.values[-1]])
        dashed = line(theme.selection, 1.5, Qt.PenStyle.DashLine)
        heights = on_linear(curve.loss + curve.slope * (ends - curve.at))
        self._tangent.setData(ends, heights, connect="finite", pen=dashed)
        value = float(self._session.network.parameters[index])
        loss = curve.loss_at(value)
        moved = value != curve.at
        gap = [curve.tangent(value), loss] if moved else []
        self._gap.setData([value] * len(gap), on_linear(np.array(gap)), pen=line(theme.bad, 2))
        following = self._next_value(index)
        readout.dots = [(following, curve.loss_at(following), theme.good)]
        if moved:
            readout.dots.append((curve.at, curve.loss, theme.muted))
            readout.dots.append((value, curve.tangent(value), theme.selection))
        readout.dots.append((value, loss, theme.accent))
        readout.legend = [
            Key(f"slope {format_significant(curve.slope, 3)}", theme.selection,
                Qt.PenStyle.DashLine),
            Key("next update", theme.good),
        ]  # fmt: skip
        self.chart.annotate()

    def _show_range(self, curve: LossCurve) -> None:
        finite = curve.losses[np.isfinite(curve.losses)]
        if not len(finite):
            return
        low, high = float(finite.min()), float(finite.max())
        self._y = calm_range(self._y, low - 0.1 * (high - low), high + 0.15 * (high - low))
        self.chart.show_range((float(curve.values[0]), float(curve.values[-1])), self._y)
        left, right = self.chart.axes.x
        if not left <= curve.at <= right:
            self.chart.view_all()  # moved by hand before the weight was another

    def _next_value(self, index: int) -> float:
        session = self._session
        network = session.network
        with np.errstate(all="ignore"):
            after = updated(
                network.parameters, session.next_velocity, network.trainable, session.settings
            )
        return float(after[index])

    def point(self) -> QPointF | None:
        """Return the pixel of the point that can be dragged."""
        if self.curve is None or self.index is None:
            return None
        value = float(self._session.network.parameters[self.index])
        return self.chart.axes.place(value, self.curve.loss_at(value))

    def _on_work_arrived(self, curve: LossCurve) -> None:
        asked = self._asked
        if asked is not None and asked[0].has_weights_of(self._session.network):
            self.curve = curve
            self._paint()

    # ---- the mouse -------------------------------------------------------------------------

    def _on_mouse(self, event: QMouseEvent) -> bool:
        left = Qt.MouseButton.LeftButton
        if event.type() == QEvent.Type.MouseButtonPress and event.button() == left:
            point = self.point()
            if point is None or (event.position() - point).manhattanLength() > _REACH:
                return False
            self._held, self._gesture = ExitStack(), object()
            self._held.enter_context(self._session.holding())
            return True
        if self._held is None:
            return False
        if event.type() == QEvent.Type.MouseMove:
            self._drag(self.chart.axes.value(event.position())[0])
        elif event.type() == QEvent.Type.MouseButtonRelease and event.button() == left:
            self._held.close()
            self._held = None
        return True

    def _drag(self, value: float) -> None:
        if self.index is None:
            return
        low, high = self.chart.axes.x
        value = round(min(max(value, low), high), 4)
        try:
            self._session.set_parameter(self.index, value, gesture=self._gesture)
        except ValueError as error:
            self._session.message.emit(str(error))

    @override
    @guarded
    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent):
            return self._on_mouse(event)
        if event.type() == QEvent.Type.Wheel:
            self.zoom(0.8 if event.angleDelta().y() > 0 else 1.25)  # type: ignore[attr-defined]
            return True
        return False


def _computed(
    place: Place, index: int, across: tuple[float, float], count: int, report: Report
) -> LossCurve:
    return compute_curve(place, index, across, count, report)
