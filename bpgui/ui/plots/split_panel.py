"""What each update of the selected weight was made of: three parts, stacked over the sweeps."""

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QHideEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from bpgui.core.arrays import FloatArray
from bpgui.session.selection import ParameterSelection
from bpgui.session.session import Session
from bpgui.session.update_traces import Traces, UpdateTraces
from bpgui.ui.numbers import format_significant
from bpgui.ui.plots.axes import Axes
from bpgui.ui.plots.chart import Chart
from bpgui.ui.plots.displayed import on_linear
from bpgui.ui.plots.plot_panel import PlotPanel
from bpgui.ui.plots.present import format_sweep, present_sweep, went_back_to
from bpgui.ui.plots.ranges import Range, calm_end, calm_range
from bpgui.ui.plots.readout import Key
from bpgui.ui.plots.stacked_areas import StackedAreas
from bpgui.ui.plots.ticks import linear_ticks, whole_ticks
from bpgui.ui.plots.time_drag import TimeDrag
from bpgui.ui.theme import PARTS, appearance

_SHORTEST = 1 / 20
_SHORTEST_RUNNING = 1 / 8
_SWATCH = 8.0
_HINT = "Select a weight or a bias in the network: here is what each of its updates is made of."
_EMPTY = "Press Run: the parts of each update are stacked here, sweep upon sweep."
_TIP = (
    "What the update after each kept moment is made of, with the rates and the loss of the time: "
    "the gradient part −η ∂L/∂w, the momentum part α Δw′ and the decay part −λ w. "
    "The line is their sum. Drag to go to any sweep."
)
_SHARES = "Draw each part as a share of the three together"


class UpdateSplitPanel(PlotPanel):
    """Stacks gradient, momentum and decay part of the selected parameter's updates."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, "Update split", parent)
        self.redraw.shortest = _SHORTEST
        self._shares = False
        self._sweeps, self._parts = np.empty(0), np.empty((0, 3))
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
        """The selected parameter, if it exists."""
        selection, network = self.session.selection, self.session.network
        if isinstance(selection, ParameterSelection) and network.present[selection.index]:
            return selection.index
        return None

    def _create_widgets(self) -> None:
        self.chart = Chart(Axes(whole_ticks, linear_ticks), parent=self)
        self.chart.setAccessibleName("Parts of the updates over sweeps")
        self.chart.setToolTip(_TIP)
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
            self.traces.arrived,
        ):
            signal.connect(self.redraw.mark)
        self.chart.pointed.connect(self._on_chart_pointed)
        self.chart.menu_requested.connect(self._show_menu)
        self._chip.toggled.connect(self._on_chip_toggled)

    # ---- drawing ---------------------------------------------------------------------------

    @override
    def _draw(self) -> None:
        session, index = self.session, self.index
        self.redraw.shortest = _SHORTEST_RUNNING if session.running else _SHORTEST
        self.chart.readout.now = went_back_to(session)
        self._show_chip()
        if index is None or (session.newest_update == 0 and not session.running):
            self._draw_nothing(_HINT if index is None else _EMPTY)
            return
        self.chart.say("")
        if index != self._drawn_index:
            self._y_range, self._drawn_index = None, index
        if self.isVisible():
            self.traces.compute()
        else:
            self.redraw.mark()  # what is missing is computed when it is shown
        traces = self.traces.read(index)
        self.set_heading(subtitle=self._remark(index, traces))
        self._sweeps, self._parts = self._with_present(index, traces)
        self._draw_parts()
        self._draw_cursor()

    def _draw_nothing(self, sentence: str) -> None:
        self.chart.say(sentence)
        self.set_heading(subtitle="")
        self._sweeps, self._parts, self._drawn_index = np.empty(0), np.empty((0, 3)), None
        self._areas.clear()
        self.chart.readout.legend = []
        self._draw_cursor()

    def _with_present(self, index: int, traces: Traces) -> tuple[FloatArray, FloatArray]:
        """Return the finite rows; at the end of the history the last is of the update to come."""
        session, sweeps, parts = self.session, traces.sweeps, traces.parts
        if not session.running and session.updates >= session.newest_update:
            now = present_sweep(session)
            if len(sweeps) and sweeps[-1] >= now:
                sweeps, parts = sweeps[:-1], parts[:-1]
            sweeps = np.append(sweeps, now)
            parts = np.concatenate([parts, [self.traces.at_present(index)]])
        finite = np.isfinite(parts).all(axis=1)
        return sweeps[finite], on_linear(parts[finite])

    def _draw_parts(self) -> None:
        drawn = _shares_of(self._parts) if self._shares else self._parts
        sums = drawn.sum(axis=1)
        self._areas.draw(self._sweeps, drawn, sums)
        self._draw_legend()
        if self._shares:
            self._y_range = (-1.0, 1.0)
        elif len(drawn):
            low = float(np.minimum(drawn, 0.0).sum(axis=1).min())
            high = float(np.maximum(drawn, 0.0).sum(axis=1).max())
            self._y_range = calm_range(self._y_range, low, high)
        if self._y_range is not None:
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

    def _remark(self, index: int, traces: Traces) -> str:
        """Say which updates are shown, and what of them is missing or estimated."""
        name, settings = self.session.parameter_name(index), self.session.settings
        batch = settings.patterns_per_update(len(self.session.dataset.train))
        kind = {"pattern": "one pattern", "mini-batch": f"{batch:,} patterns"}.get(settings.update)
        told = [name, "update after each kept sweep" + (f" ({kind})" if kind else "")]
        if traces.estimated:
            told.append(f"≈ from {traces.seen:,} of {traces.of:,} patterns")
        if traces.missing:
            told.append(f"{traces.missing:,} to compute")
        if self.session.network.locked[index]:
            told.append("locked now")
        return " · ".join(told)

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
            if self._drag.active:
                sweep, parts = x, self.traces.at_present(index)
            else:
                at = int(np.abs(self._sweeps - x).argmin())
                sweep, parts = float(self._sweeps[at]), self._parts[at]
            readout.x, readout.anchor = sweep, (sweep, y)
            readout.text = _told(sweep, parts)
            height = float((_shares_of(parts[None]) if self._shares else parts[None]).sum())
            if np.isfinite(height):
                readout.dots = [(sweep, height, appearance.theme.text)]
        self.chart.annotate()

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
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.traces.stop()
        self.redraw.mark()


def _shares_of(parts: FloatArray) -> FloatArray:
    """Return parts (k, 3) divided by their sizes together; 0 where all are."""
    with np.errstate(all="ignore"):
        sizes = np.abs(parts).sum(axis=1, keepdims=True)
        return np.where(sizes > 0, parts / sizes, 0.0)


def _told(sweep: float, parts: FloatArray) -> str:
    """Return the parts at a sweep and their sum, in two lines."""
    values = map(float, parts)
    numbers = [f"{p} {format_significant(v, 3)}" for p, v in zip(PARTS, values, strict=True)]
    total = format_significant(float(parts.sum()), 3)
    return f"sweep {format_sweep(sweep)} · sum {total}\n{' · '.join(numbers)}"
