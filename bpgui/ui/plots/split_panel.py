"""What the selected weight's changes were made of: three parts, stacked over the sweeps."""

import math

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QHideEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from bpgui.core.arrays import FloatArray
from bpgui.session.selection import ParameterSelection, UnitSelection
from bpgui.session.session import Session
from bpgui.session.update_traces import Traces, UpdateTraces
from bpgui.ui.guarding import guarded
from bpgui.ui.plots.axes import Axes
from bpgui.ui.plots.chart import Chart
from bpgui.ui.plots.displayed import on_linear
from bpgui.ui.plots.plot_panel import PlotPanel
from bpgui.ui.plots.present import format_sweep, present_sweep, went_back_to
from bpgui.ui.plots.ranges import Range, calm_end, calm_range
from bpgui.ui.plots.readout import Key
from bpgui.ui.plots.split_wording import remark, sentence_instead, told, told_shortly
from bpgui.ui.plots.stacked_areas import StackedAreas, shares_of
from bpgui.ui.plots.ticks import unit_of, unit_ticks, whole_ticks
from bpgui.ui.plots.time_drag import TimeDrag
from bpgui.ui.theme import PARTS, appearance

_SHORTEST = 1 / 20
_SHORTEST_RUNNING = 1 / 8
_SWATCH = 8.0
_LEGEND, _LOW = 20.0, 110.0
"""Pixels: the height of the legend, and of a plot in which the readout has one line."""
_SHARES = "Draw each part as a share of the three together"


class UpdateSplitPanel(PlotPanel):
    """Stacks gradient, momentum and decay part of the selected parameter's changes.

    Each is the sum over the sweep that follows a kept moment, so that every pattern counts.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, "Update split", parent)
        self.redraw.shortest = _SHORTEST
        self._shares = False
        self._sweeps, self._parts = np.empty(0), np.empty((0, 3))
        self._whole = True
        self._cursor: tuple[float, float] | None = None
        self._y_range: Range | None = None
        self._drawn_index: int | None = None
        self.traces = UpdateTraces(session, self)
        self._create_widgets()
        self._connect()
        self._drag = TimeDrag(self.chart, session)
        self._drag.moved.connect(self._on_chart_pointed)
        self._draw()

    @property
    def shares(self) -> bool:
        """Whether each part is drawn as a share of the sizes of the three together."""
        return self._shares

    @shares.setter
    def shares(self, on: bool) -> None:
        if on != self._shares:
            self._shares = on
            self._y_range = None
            self.chart.view_all()
            self._draw()

    @property
    def index(self) -> int | None:
        """The selected weight or bias, of a unit its bias, if it exists."""
        selection, network = self.session.selection, self.session.network
        index = None
        if isinstance(selection, ParameterSelection):
            index = selection.index
        elif isinstance(selection, UnitSelection) and selection.layer > 0:
            biased = network.layers[selection.layer].bias
            index = network.bias_index(selection.layer, selection.unit) if biased else None
        return index if index is not None and network.present[index] else None

    def _create_widgets(self) -> None:
        self.chart = Chart(Axes(whole_ticks, unit_ticks, y_unit=unit_of), parent=self)
        self.chart.setAccessibleName("Parts of the changes over sweeps")
        self._areas = StackedAreas(self.chart)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.chart)
        self._chip = self.chips.add("shares", _SHARES, checkable=True)

    def _connect(self) -> None:
        session = self.session
        for signal in (
            session.history_changed,
            session.state_changed,
            session.settings_changed,
            session.selection_changed,
            session.running_changed,
            session.hidden_changed,
            session.walk_changed,
            self.traces.arrived,
        ):
            signal.connect(self.redraw.mark)
        self.chart.pointed.connect(self._on_chart_pointed)
        self.chart.range_changed.connect(self._areas.name_parts)
        self.chart.menu_requested.connect(self._show_menu)
        self._chip.toggled.connect(self._on_chip_toggled)

    # ---- drawing ---------------------------------------------------------------------------

    @override
    def _draw(self) -> None:
        session, index = self.session, self.index
        self.redraw.shortest = _SHORTEST_RUNNING if session.running else _SHORTEST
        self.chart.readout.now = went_back_to(session)
        self._show_chip()
        sentence = sentence_instead(session, index)
        if index is None or sentence:
            self._draw_nothing(sentence)
            return
        self.chart.say("")
        if index != self._drawn_index:
            self._y_range, self._drawn_index = None, index
        if self.isVisible():
            self.traces.compute()
        else:
            self.redraw.mark()  # what is missing is computed when it is shown
        traces = self.traces.read(index)
        self.set_heading(subtitle=remark(session, index, traces))
        self._sweeps, self._parts = self._rows(traces)
        self._whole = traces.whole
        self._draw_parts()
        self._draw_cursor()
        if len(self._sweeps) and not session.running:
            last = told(float(self._sweeps[-1]), self._parts[-1], whole=self._whole)
            self.chart.setAccessibleDescription(last.replace("\n", ", "))

    def _draw_nothing(self, sentence: str) -> None:
        self.chart.say(sentence)
        self.set_heading(subtitle="")
        self._sweeps, self._parts, self._drawn_index = np.empty(0), np.empty((0, 3)), None
        self._areas.clear()
        self.chart.readout.legend = []
        self._draw_cursor()

    def _rows(self, traces: Traces) -> tuple[FloatArray, FloatArray]:
        """Return the finite rows, and not what a learner inside an update has not found yet."""
        walk, shown = self.session.walk, np.isfinite(traces.parts).all(axis=1)
        if walk is not None and not walk.knows("change"):
            shown &= traces.sweeps < present_sweep(self.session)
        return traces.sweeps[shown], traces.parts[shown]

    def _draw_parts(self) -> None:
        drawn = shares_of(self._parts) if self._shares else on_linear(self._parts)
        sums = drawn.sum(axis=1)
        self._areas.draw(self._sweeps, drawn, sums)
        self._draw_legend()
        self._areas.name_parts()
        if len(drawn):
            low = float(np.minimum(drawn, 0.0).sum(axis=1).min())
            high = float(np.maximum(drawn, 0.0).sum(axis=1).max())
            self._follow(*((-1.0, 1.0) if self._shares else (low, high)))

    def _follow(self, low: float, high: float) -> None:
        """Bring all into sight, with room for the legend above."""
        height = self.chart.axes.plot.height()
        above = _LEGEND / max(3 * _LEGEND, height - _LEGEND) * (high - low)
        self._y_range = calm_range(self._y_range, low, high + above)
        last = max(float(self.session.newest_sweep), present_sweep(self.session))
        self.chart.show_range((0.0, calm_end(last)), self._y_range)

    def _draw_legend(self) -> None:
        theme = appearance.theme
        taking_part = (self._parts != 0).any(axis=0).tolist()
        keys = [
            Key(part, theme.part_colour(part), width=_SWATCH)
            for part, is_there in zip(PARTS, taking_part, strict=True)
            if is_there
        ]
        self.chart.readout.legend = [*keys, Key("sum", theme.text)] if keys else []

    def _show_chip(self) -> None:
        blocked = self._chip.blockSignals(True)
        self._chip.setChecked(self._shares)
        self._chip.blockSignals(blocked)

    # ---- the cursor ------------------------------------------------------------------------

    def _draw_cursor(self) -> None:
        readout = self.chart.readout
        readout.clear_cursor()
        if self._cursor is not None and len(self._sweeps) and (index := self.index) is not None:
            x, y = self._cursor
            sweep, parts = self._row_at(x, index)
            readout.x, readout.anchor = sweep, (sweep, y)
            readout.text = self._told(sweep, parts)
            height = self._height(parts)
            if math.isfinite(height):
                readout.dots = [(sweep, height, appearance.theme.text)]
        self.chart.annotate()

    def _row_at(self, x: float, index: int) -> tuple[float, FloatArray]:
        """Return the kept moment nearest to a sweep; during a drag, the one it has led to."""
        if self._drag.active:
            found = self.traces.at_present(index)
            return x, np.full(3, np.nan) if found is None else found
        at = int(np.abs(self._sweeps - x).argmin())
        return float(self._sweeps[at]), self._parts[at]

    def _told(self, sweep: float, parts: FloatArray) -> str:
        if not np.isfinite(parts).all():
            return f"sweep {format_sweep(sweep)}"
        if self.chart.axes.plot.height() < _LOW:
            return told_shortly(sweep, parts)
        return told(sweep, parts, whole=self._whole)

    def _height(self, parts: FloatArray) -> float:
        """Return where the line is at these parts."""
        shown = shares_of(parts[None])[0] if self._shares else parts
        return float(sum(shown.tolist()))

    # ---- what the person does --------------------------------------------------------------

    @override
    def _shown_chart(self) -> Chart:
        return self.chart

    @override
    def _menu_actions(self, owner: QObject) -> list[QAction]:
        action = QAction("Shares of the three together", owner)
        action.setCheckable(True)
        action.setChecked(self._shares)
        action.toggled.connect(self._on_chip_toggled)
        return [action]

    def _on_chart_pointed(self, point: tuple[float, float] | None) -> None:
        self._cursor = point
        self._draw_cursor()

    def _on_chip_toggled(self, on: bool) -> None:
        self.shares = on

    @override
    @guarded
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.traces.stop()
        self.redraw.mark()
