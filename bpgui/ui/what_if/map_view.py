"""The loss over two weights as a map with contours, and the path that training took on it."""

from functools import partial

import numpy as np
from PySide6.QtCore import QObject, QPointF
from PySide6.QtWidgets import QWidget

from bpgui.core.arrays import FloatArray
from bpgui.core.landscape import contour
from bpgui.session.background import Report
from bpgui.session.session import Session
from bpgui.ui.numbers import format_significant
from bpgui.ui.plots.axes import Axes
from bpgui.ui.plots.chart import Chart, line
from bpgui.ui.plots.ranges import Range
from bpgui.ui.plots.surface import SurfaceItem
from bpgui.ui.plots.ticks import linear_ticks
from bpgui.ui.theme import appearance
from bpgui.ui.what_if.landscape_work import (
    LARGEST_WEIGHT,
    LossMap,
    Place,
    Refinement,
    compute_map,
)

_COUNTS = (13, 31, 61)
_LEVELS = 9
_ARROW = 34.0
"""Pixels."""


class MapView(QObject):
    """Draws the map of two parameters; a click sets both."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self.map: LossMap | None = None
        self.indices: tuple[int, int] | None = None
        self.path: FloatArray = np.empty((0, 2))
        self._asked: tuple[Place, tuple[int, int], Range, Range] | None = None
        self.work = Refinement(_COUNTS, self)
        self.work.arrived.connect(self._on_work_arrived)
        self.chart = Chart(Axes(linear_ticks, linear_ticks, lines=False), parent=parent)
        self.chart.setAccessibleName("Loss over two weights")
        self._surface = SurfaceItem()
        self.chart.add(self._surface)
        self._contours = self.chart.curve(z=1, fades=False)
        self._path = self.chart.curve(z=2, fades=False)
        self._arrow = self.chart.curve(z=3, fades=False)
        self.chart.clicked.connect(self._on_chart_clicked)

    def stop(self) -> None:
        """Compute no more while nobody looks; what is missing is computed when drawn again."""
        if self.work.background.busy:
            self._asked = None
        self.work.stop()

    def forget(self) -> None:
        """Let go of parameters that may not be there any more."""
        self.indices, self.map, self._asked = None, None, None
        self.work.cancel()

    def draw(self) -> None:
        """Draw path and point; compute the map if it is of another moment and nothing runs."""
        if self.indices is None:
            return
        session, indices = self._session, self.indices
        path = session.history.parameters(np.array(indices, dtype=np.intp))[1]
        self.path = path[(np.abs(path) <= LARGEST_WEIGHT).all(axis=1)]
        place = Place(session.network, session.dataset, session.settings)
        asked = self._asked
        if not session.running and (
            asked is None or not place.same(asked[0]) or asked[1] != indices
        ):
            kept = (asked[2], asked[3]) if asked is not None and asked[1] == indices else None
            across, up = self._ranges(indices, kept)
            if asked is None or asked[1] != indices:
                self.map = None
            self._asked = (place, indices, across, up)
            self.chart.show_range(across, up)
            compute = partial(_computed, place, indices, across, up)
            self.work.start(compute, most=place.most_on_side())
        self._paint()

    def _ranges(
        self, indices: tuple[int, int], kept: tuple[Range, Range] | None
    ) -> tuple[Range, Range]:
        """Return what is seen: the path and the present point, with room around them."""
        present = self._session.network.parameters[list(indices)]
        known = np.vstack([self.path, present])
        known = known[np.isfinite(known).all(axis=1)]
        found = []
        for k in (0, 1):
            low, high = float(known[:, k].min()), float(known[:, k].max())
            if kept is not None and kept[k][0] < low and high < kept[k][1]:
                found.append(kept[k])
                continue
            room = max(1.0, 0.35 * (high - low))
            found.append((low - room, high + room))
        return found[0], found[1]

    def _paint(self) -> None:
        if self.indices is None:
            return
        theme, readout = appearance.theme, self.chart.readout
        readout.dots, readout.ends = [], []
        present = self._session.network.parameters[list(self.indices)]
        x, y = float(present[0]), float(present[1])
        self._path.setData(self.path[:, 0], self.path[:, 1], pen=line(theme.selection, 2))
        if len(self.path) and np.isfinite(self.path[0]).all():
            readout.dots.append((float(self.path[0, 0]), float(self.path[0, 1]), theme.muted))
        readout.dots.append((x, y, theme.selection))
        if self.map is not None:
            self._paint_map(self.map)
            self._paint_arrow(self.map, x, y)
        self.chart.annotate()

    def _paint_map(self, found: LossMap) -> None:
        theme = appearance.theme
        finite = found.losses[np.isfinite(found.losses)]
        if not len(finite):
            return
        low, high = float(finite.min()), float(finite.max())
        share = (found.losses - low) / max(high - low, 1e-300)
        shades = np.linspace(0.0, 0.45, 256)
        colours = np.array([theme.blend(theme.muted, float(s)).rgb() for s in shades], np.uint32)
        across = (float(found.first[0]), float(found.first[-1]))
        up = (float(found.second[0]), float(found.second[-1]))
        self._surface.show_shares(2.0 * share - 1.0, colours, across, up)
        levels = np.quantile(finite, np.linspace(0, 1, _LEVELS + 2)[1:-1])
        lines = [contour(found.losses, found.first, found.second, float(v)) for v in levels]
        xs = np.concatenate([x for x, _ in lines])
        ys = np.concatenate([y for _, y in lines])
        self._contours.setData(xs, ys, connect="pairs", pen=line(theme.blend(theme.muted, 0.7), 1))
        self.chart.readout.ends = [
            (float(x[k]), float(y[k]), format_significant(float(level), 2))
            for (x, y), level in list(zip(lines, levels, strict=True))[::3]
            if len(x)
            for k in (len(x) // 3,)
        ]

    def _paint_arrow(self, found: LossMap, x: float, y: float) -> None:
        axes, theme = self.chart.axes, appearance.theme
        at, tip = axes.place(x, y), axes.place(x - found.gradient[0], y - found.gradient[1])
        way = np.array([tip.x() - at.x(), tip.y() - at.y()])
        length = float(np.hypot(*way))
        if not np.isfinite(length) or length == 0.0:
            self._arrow.setData([], [])
            return
        way *= _ARROW / length
        side = np.array([-way[1], way[0]])
        start = np.array([at.x(), at.y()])
        pixels = [start, start + way, start + 0.75 * way + 0.14 * side, start + way,
                  start + 0.75 * way - 0.14 * side]  # fmt: skip
        points = [axes.value(QPointF(float(p[0]), float(p[1]))) for p in pixels]
        self._arrow.setData([p[0] for p in points], [p[1] for p in points], pen=line(theme.text, 2))

    def _on_work_arrived(self, found: LossMap) -> None:
        asked = self._asked
        if asked is not None and asked[0].has_weights_of(self._session.network):
            self.map = found
            self._paint()

    def _on_chart_clicked(self, point: tuple[float, float]) -> None:
        if self.indices is None:
            return
        values = dict(zip(self.indices, (round(v, 4) for v in point), strict=True))
        names = " and ".join(self._session.parameter_name(k) for k in self.indices)
        try:
            self._session.set_parameters(values, f"Set {names}")
        except ValueError as error:
            self._session.message.emit(str(error))


def _computed(
    place: Place, indices: tuple[int, int], across: Range, up: Range, count: int, report: Report
) -> LossMap:
    return compute_map(place, indices, across, up, count, report)
