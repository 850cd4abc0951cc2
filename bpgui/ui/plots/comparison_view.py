"""Outputs beside targets of a regression: over the only input, or over the target."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from bpgui.core.arrays import FloatArray, IntArray
from bpgui.core.passes import predict
from bpgui.session.session import Session
from bpgui.ui.numbers import format_count, format_significant
from bpgui.ui.plots.axes import Axes
from bpgui.ui.plots.chart import Chart, line
from bpgui.ui.plots.displayed import on_linear
from bpgui.ui.plots.pattern_marks import PatternMarks, marked_rows
from bpgui.ui.plots.ranges import Range, calm_range
from bpgui.ui.plots.readout import Key
from bpgui.ui.plots.ticks import linear_ticks
from bpgui.ui.theme import appearance

_CURVE_POINTS = 240
_MARGIN = 0.03  # of the range of targets and outputs


class ComparisonView:
    """A curve and marks in one chart; the two kinds of comparison fill it differently."""

    title = ""
    shortest = 1 / 15

    def __init__(self, session: Session, parent: QWidget, *, square: bool) -> None:
        self._session = session
        self._output = 0
        self._ranges: tuple[Range | None, Range | None] = (None, None)
        self._cursor: tuple[float, float] | None = None
        axes = Axes(linear_ticks, linear_ticks, lines=not square)
        self.chart = Chart(axes, square=square, parent=parent)
        self._curve = self.chart.curve(z=20)
        self._marks = PatternMarks(self.chart)
        self.chart.pointed.connect(self._on_chart_pointed)
        self.chart.clicked.connect(self._on_chart_clicked)

    @property
    def widget(self) -> QWidget:
        """What is shown."""
        return self.chart

    def paint(self, painter: QPainter) -> None:
        """Paint for a picture."""
        self.chart.paint(painter)

    def _outputs(self, rows: IntArray) -> FloatArray:
        """Return the chosen output of some patterns, in the units of the data, (len(rows),)."""
        session = self._session
        outputs = session.outputs(rows)
        return on_linear(session.dataset.target_scaling.undo(outputs)[:, self._output])

    def _text(self, row: int) -> str:
        session = self._session
        output = format_significant(self._outputs(np.array([row]))[0], 3)
        target = format_significant(session.dataset.targets[row, self._output], 3)
        return f"pattern {row + 1} · output {output} · target {target}"

    def _draw_cursor(self) -> None:
        readout = self.chart.readout
        readout.clear_cursor()
        if self._cursor is not None:
            row = self._marks.nearest(*self._cursor)
            if row is not None:
                readout.text, readout.anchor = self._text(row), self._cursor
        self.chart.annotate()

    def _on_chart_pointed(self, point: tuple[float, float] | None) -> None:
        self._cursor = point
        self._draw_cursor()

    def _on_chart_clicked(self, point: tuple[float, float]) -> None:
        row = self._marks.nearest(*point)
        if row is not None:
            self._session.present(row)


class CurveView(ComparisonView):
    """The output of a one-input network as a curve through its patterns."""

    title = "Output curve"

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(session, parent, square=False)
        self.chart.setAccessibleName("Output over the input")

    def draw(self, session: Session, output: int) -> str:
        """Draw curve and patterns; return the subtitle."""
        self._output = output
        data, theme = session.dataset, appearance.theme
        inputs, targets = data.inputs[:, 0], data.targets[:, output]
        x_range = calm_range(self._ranges[0], float(inputs.min()), float(inputs.max()))
        x = np.linspace(*x_range, _CURVE_POINTS)
        with np.errstate(all="ignore"):
            scaled = predict(session.network, data.input_scaling.apply(x.reshape(-1, 1)))
        y = on_linear(data.target_scaling.undo(scaled)[:, output])
        finite = np.concatenate([y[np.isfinite(y)], on_linear(targets)])
        y_range = calm_range(self._ranges[1], float(finite.min()), float(finite.max()))
        self._ranges = (x_range, y_range)
        self.chart.show_range(x_range, y_range)
        self._curve.setPen(line(theme.accent, 2))
        self._curve.setData(x, y, connect="finite")
        rows = marked_rows(session)
        places = np.column_stack([inputs[rows], on_linear(targets[rows])])
        self._marks.draw(data, rows, places, [theme.muted])
        self._marks.draw_ring(session.pattern)
        self._draw_cursor()
        layers = session.network.layers
        return f"{layers[-1].unit_names[output]} over {layers[0].unit_names[0]}"


class ScatterView(ComparisonView):
    """Each pattern's output over its target; on the diagonal they agree."""

    title = "Target and output"
    shortest = 1 / 8

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(session, parent, square=True)
        self.chart.setAccessibleName("Output over target")

    def draw(self, session: Session, output: int) -> str:
        """Draw diagonal and patterns; return the subtitle."""
        self._output = output
        data, theme = session.dataset, appearance.theme
        rows = marked_rows(session)
        targets, outputs = on_linear(data.targets[rows, output]), self._outputs(rows)
        ends = np.concatenate([targets, outputs[np.isfinite(outputs)]])
        low, high = float(ends.min()), float(ends.max())
        margin = _MARGIN * (high - low)  # or marks at the ends would be cut in half
        both = calm_range(self._ranges[0], low - margin, high + margin)
        self._ranges = (both, both)
        self.chart.show_range(both, both)
        self._curve.setPen(line(theme.muted, 1, Qt.PenStyle.DashLine))
        self._curve.setData(np.array(both), np.array(both))
        self._marks.draw(data, rows, np.column_stack([targets, outputs]), [theme.accent])
        self._marks.draw_ring(session.pattern)
        self.chart.readout.legend = []
        if len(data.held_out):
            self.chart.readout.legend = [Key("test □", theme.muted)]
        self._draw_cursor()
        if len(rows) == data.n_patterns:
            return "output over target"
        return f"output over target · {format_count(len(rows))} of {format_count(data.n_patterns)}"
