"""The output surface of a two-input network, with the patterns on it."""

import time

import numpy as np
from PySide6.QtCore import QSignalBlocker
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from bpgui.core.arrays import IntArray
from bpgui.core.passes import predict
from bpgui.data.dataset import Dataset
from bpgui.session.session import Session
from bpgui.ui.numbers import format_significant
from bpgui.ui.plots.axes import Axes
from bpgui.ui.plots.chart import Chart
from bpgui.ui.plots.pattern_marks import PatternMarks, marked_rows
from bpgui.ui.plots.ranges import Range
from bpgui.ui.plots.surface import SurfaceItem, output_levels, palette, sample_surface, shade
from bpgui.ui.plots.ticks import linear_ticks
from bpgui.ui.theme import Theme, appearance

_CELLS_RUNNING, _CELLS_PAUSED = (20, 48), (40, 120)
_SECONDS_RUNNING, _SECONDS_PAUSED = 0.002, 0.025
_FEW = 20


class SurfaceView:
    """Blue where the output is high, orange where it is low; axes in the units of the data."""

    title = "Output surface"
    shortest = 1 / 15

    def __init__(self, session: Session, parent: QWidget) -> None:
        self._session = session
        self._output = 0
        self._seconds_a_cell = 0.0
        self._colours = palette(appearance.theme)
        self._drawn_for: tuple[Dataset, Theme, int, int | None] | None = None
        self._cursor: tuple[float, float] | None = None
        axes = Axes(linear_ticks, linear_ticks, lines=False)
        self.chart = Chart(axes, square=True, parent=parent)
        self.chart.setAccessibleName("Output surface")
        self._surface = SurfaceItem()
        self.chart.add(self._surface)
        self._marks = PatternMarks(self.chart)
        self.chart.pointed.connect(self._on_chart_pointed)
        self.chart.clicked.connect(self._on_chart_clicked)

    @property
    def widget(self) -> QWidget:
        """What is shown."""
        return self.chart

    @property
    def cells(self) -> int:
        """How many cells a side the surface has."""
        return self._surface.image.width()

    def draw(self, session: Session, output: int) -> str:
        """Draw surface and patterns; return the subtitle."""
        self._output = output
        dataset, theme = session.dataset, appearance.theme
        rows = marked_rows(session)
        ring = session.pattern if len(rows) < dataset.n_patterns else None
        if self._drawn_for != (dataset, theme, output, ring):
            self._draw_patterns(dataset, theme, rows)
            self._drawn_for = (dataset, theme, output, ring)
        self._marks.draw_ring(session.pattern)
        self._draw_surface(session)
        self._draw_cursor()
        first, second = session.network.layers[0].unit_names
        return f"{self._output_name()} over {first}, {second}"

    def paint(self, painter: QPainter) -> None:
        """Paint for a picture."""
        self.chart.paint(painter)

    def _draw_patterns(self, dataset: Dataset, theme: Theme, rows: IntArray) -> None:
        self._colours = palette(theme)
        levels = output_levels(self._session.network, dataset, self._output)
        shares = levels.share(dataset.y[rows, self._output])
        if dataset.kind == "regression":
            colours = [shade(theme, float(share)) for share in shares]
        else:
            colours = [theme.weight_colour(float(share)) for share in shares]
        with QSignalBlocker(self.chart):
            self.chart.show_range(*(_span(dataset.inputs[:, k]) for k in (0, 1)))
        self._marks.draw(dataset, rows, dataset.patterns.take(rows), colours)

    def _draw_surface(self, session: Session) -> None:
        start = time.perf_counter()
        count = self._affordable_cells(running=session.running)
        axes = self.chart.axes
        levels = output_levels(session.network, session.dataset, self._output)
        values = sample_surface(
            session.network, session.dataset, self._output, axes.x, axes.y, count
        )
        self._surface.show_shares(levels.share(values), self._colours, axes.x, axes.y)
        self._seconds_a_cell = (time.perf_counter() - start) / count**2

    def _affordable_cells(self, *, running: bool) -> int:
        fewest, most = _CELLS_RUNNING if running else _CELLS_PAUSED
        seconds = _SECONDS_RUNNING if running else _SECONDS_PAUSED
        if self._seconds_a_cell == 0:
            return fewest
        return int(np.clip(np.sqrt(seconds / self._seconds_a_cell), fewest, most))

    def _output_name(self) -> str:
        return self._session.network.layers[-1].unit_names[self._output]

    def _draw_cursor(self) -> None:
        readout = self.chart.readout
        readout.clear_cursor()
        if self._cursor is not None:
            row = self._marks.nearest(*self._cursor)
            dataset, names = self._session.dataset, self._session.network.layers[0].unit_names
            place = np.array(self._cursor) if row is None else dataset.patterns.row(row)
            with np.errstate(all="ignore"):
                scaled = dataset.input_scaling.apply(place.reshape(1, 2))
                value = predict(self._session.network, scaled)
            value = dataset.target_scaling.undo(value)[0, self._output]
            where = " · ".join(
                f"{name} {format_significant(x, 3)}" for name, x in zip(names, place, strict=True)
            )
            readout.text = f"{where}\n{self._output_name()} {format_significant(value, 3)}"
            if row is not None:
                target = format_significant(dataset.targets[row, self._output], 3)
                readout.text = f"pattern {row + 1} · {readout.text} · target {target}"
            readout.anchor = (float(place[0]), float(place[1]))
        self.chart.annotate()

    def _on_chart_pointed(self, point: tuple[float, float] | None) -> None:
        self._cursor = point
        self._draw_cursor()

    def _on_chart_clicked(self, point: tuple[float, float]) -> None:
        row = self._marks.nearest(*point)
        if row is not None:
            self._session.present(row)


def _span(values: np.ndarray) -> Range:
    low, high = float(values.min()), float(values.max())
    margin = (high - low) * (0.25 if len(values) <= _FEW else 0.08)
    if not margin > 0:
        margin = max(1.0, abs(low))
    return low - margin, high + margin
