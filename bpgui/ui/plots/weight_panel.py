"""The weights over the sweeps: every one of them, or the size of the change a layer."""

from typing import Literal, get_args

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from bpgui.core.arrays import FloatArray
from bpgui.session.selection import ParameterSelection
from bpgui.session.session import Session
from bpgui.ui.numbers import format_significant
from bpgui.ui.plots.axes import Axes
from bpgui.ui.plots.chart import Chart
from bpgui.ui.plots.displayed import evenly, on_linear, on_log
from bpgui.ui.plots.layer_curves import LayerCurves
from bpgui.ui.plots.plot_panel import PlotPanel
from bpgui.ui.plots.present import format_sweep, went_back_to, with_present
from bpgui.ui.plots.ranges import Range, calm_end, calm_range, log_range
from bpgui.ui.plots.summary_view import SummaryView
from bpgui.ui.plots.ticks import decade_ticks, linear_ticks, whole_ticks
from bpgui.ui.plots.time_drag import TimeDrag
from bpgui.ui.plots.weight_curves import WeightCurves
from bpgui.ui.stored_view import StoredView, stored_word
from bpgui.ui.theme import appearance

Mode = Literal["weights", "layers"]
MOST_CURVES = 300
"""Networks with more connections are drawn as bands and largest movers."""
_SHORTEST = 1 / 20  # seconds between two drawings of single curves; bands take longer to paint
_MODES = {"weights": "Each weight", "layers": "Size of the change a layer"}
_MOST_POINTS = 12_000  # of all curves together
_ASKED = "Predict asks for a number that could be read off here: it is drawn again afterwards."
_EMPTY = "Press Run: each weight draws its way over the sweeps here."


class WeightChangesPanel(PlotPanel):
    """Shows how the weights moved; a click on a curve selects its weight."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, "Weight changes", parent)
        self.redraw.shortest = _SHORTEST
        self._mode: Mode = "weights"
        self._y_range: Range | None = None
        self._cursor: tuple[float, float] | None = None
        self._pointed: int | None = None
        self._changes: tuple[FloatArray, FloatArray] = (np.empty(0), np.empty((0, 0)))
        self._create_widgets()
        self._connect()
        self._drag = TimeDrag(self.chart, session)
        self._drag.moved.connect(self._on_chart_pointed)
        self._draw()

    @property
    def mode(self) -> Mode:
        """Either "weights", or "layers" for the size of the last change a layer."""
        return self._mode

    @mode.setter
    def mode(self, mode: Mode) -> None:
        if mode not in get_args(Mode):
            raise ValueError(f"There is no mode “{mode}”: use one of {', '.join(get_args(Mode))}.")
        if mode != self._mode:
            self._mode = mode
            self.chart.axes.y_rule = decade_ticks if mode == "layers" else linear_ticks
            self._y_range = None
            self._weights.clear()
            self._layers.clear()
            self.chart.view_all()
            self._draw()

    @property
    def summarises(self) -> bool:
        """Whether the network is too large for a curve a weight."""
        return self.session.network.n_connections > MOST_CURVES

    def _create_widgets(self) -> None:
        self.chart = Chart(Axes(whole_ticks, linear_ticks), parent=self)
        self.chart.setAccessibleName("Weights over sweeps")
        self._weights = WeightCurves(self.chart)
        self._layers = LayerCurves(self.chart)
        self._summary = SummaryView(self._weights, self._layers)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.chart)
        self._chip = self.chips.add(
            "layers", "Draw the size of the last change a layer", checkable=True
        )

    def _connect(self) -> None:
        session = self.session
        for signal in (
            session.history_changed,
            session.network_changed,
            session.state_changed,
            session.selection_changed,
        ):
            signal.connect(self.redraw.mark)
        session.hidden_changed.connect(self._say)
        self.chart.pointed.connect(self._on_chart_pointed)
        self.chart.clicked.connect(self._on_chart_clicked)
        self.chart.menu_requested.connect(self._show_menu)
        self._chip.toggled.connect(self._on_chip_toggled)

    @override
    def stored_view(self) -> dict[str, object]:
        return {"mode": self._mode, **self.chart.stored_range()}

    @override
    def restore_view(self, stored: StoredView) -> None:
        self.mode = (
            "layers" if stored_word(stored, "mode", get_args(Mode)) == "layers" else "weights"
        )
        self.chart.restore_range(stored)

    # ---- drawing ---------------------------------------------------------------------------

    def _say(self) -> None:
        """Say why nothing is drawn, at once: the number asked for must not be seen for a frame."""
        empty = len(self.session.history.sweeps) < 2 and self.session.updates == 0
        self.chart.say(_ASKED if self._gives_away() else _EMPTY if empty else "")

    def _gives_away(self) -> bool:
        """Whether a learner is to work out a new value, and looks back on a run that had it."""
        session = self.session
        return session.hidden.hides_kind("updated") and session.updates < session.newest_update

    @override
    def _draw(self) -> None:
        self._say()
        self.chart.readout.now = went_back_to(self.session)
        self.redraw.shortest = _SHORTEST * (2 if self.summarises else 1)
        blocked = self._chip.blockSignals(True)
        self._chip.setChecked(self._mode == "layers")
        self._chip.blockSignals(blocked)
        if self._mode == "layers":
            self._draw_changes()
        elif self.summarises:
            self._draw_summary()
        else:
            self._draw_weights()
        self._draw_cursor()

    def _draw_weights(self) -> None:
        self.set_heading(subtitle="each weight over sweeps · selected in bold")
        network, history = self.session.network, self.session.history
        indices = np.flatnonzero(network.present)
        sweeps, values = history.parameters(indices)
        kept = evenly(len(sweeps), max(40, min(400, _MOST_POINTS // max(1, len(indices)))))
        newest = network.parameters[indices]
        sweeps, values = with_present(self.session, sweeps[kept], values[kept], newest)
        self._layers.clear()
        self._weights.draw(sweeps, values, indices, self._selected())
        finite = on_linear(values[np.isfinite(values)])
        if len(finite):
            self._follow(float(finite.min()), float(finite.max()))

    def _draw_summary(self) -> None:
        self.set_heading(subtitle=self._summary.subtitle(self.session))
        low, high, complete = self._summary.draw(self.session, self._selected())
        self._follow(*on_linear(np.array([low, high])).tolist())
        if not complete:
            self.redraw.mark()

    def _draw_changes(self) -> None:
        self.set_heading(subtitle="size of the change a layer (RMS) · log scale")
        history = self.session.history
        sweeps, changes = history.sweeps, history.changes
        kept = evenly(len(sweeps), 500)
        sweeps, changes = sweeps[kept], np.where(changes[kept] == 0, np.nan, changes[kept])
        self._changes = (sweeps, changes)
        drawn = on_log(changes)
        names = [layer.name for layer in self.session.network.layers[1:]]
        self._weights.clear()
        self._layers.draw(sweeps, drawn, names)
        finite = drawn[np.isfinite(drawn)]
        if len(finite):
            y = log_range(float(finite.min()), float(finite.max()))
            self.chart.show_range((0.0, calm_end(float(sweeps[-1]))), y)

    def _follow(self, low: float, high: float) -> None:
        self._y_range = calm_range(self._y_range, low, high)
        sweeps = self.session.history.sweeps
        last = max(float(sweeps[-1]) if len(sweeps) else 0.0, float(self.session.sweep))
        self.chart.show_range((0.0, calm_end(last)), self._y_range)

    def _selected(self) -> int | None:
        selection = self.session.selection
        return selection.index if isinstance(selection, ParameterSelection) else None

    # ---- the cursor ------------------------------------------------------------------------

    def _draw_cursor(self) -> None:
        readout = self.chart.readout
        readout.clear_cursor()
        self._pointed = None
        if self._cursor is not None:
            if self._drag.active:
                self._read_present(*self._cursor)
            elif self._mode == "layers":
                self._read_changes(*self._cursor)
            else:
                self._read_weight(*self._cursor)
        self.chart.annotate()

    def _read_present(self, x: float, y: float) -> None:
        """Tell of the moment to which a drag has led."""
        readout, session = self.chart.readout, self.session
        loss = format_significant(session.loss, 3)
        readout.text = f"sweep {format_sweep(x)} · loss {loss}"
        readout.x, readout.anchor = x, (x, y)
        selected = self._selected()
        if selected is not None and self._mode == "weights":
            value = float(session.network.parameters[selected])
            name = session.parameter_name(selected)
            readout.text += f" · {name} {format_significant(value, 3)}"
            readout.dots = [(x, value, appearance.theme.selection)]

    def _read_weight(self, x: float, y: float) -> None:
        readout = self.chart.readout
        found = self._weights.nearest(x, y)
        if found is not None:
            self._pointed, sweep, value = found
            name = self.session.parameter_name(self._pointed)
            readout.text = f"{name} · {format_significant(value, 3)} · sweep {sweep:,.0f}"
            colour = appearance.theme.weight_colour(value)
            if self._pointed == self._selected():
                colour = appearance.theme.selection
            readout.dots, readout.anchor = [(sweep, value, colour)], (sweep, value)
        elif self.summarises and (bands := self._summary.text_at(self.session, x)) is not None:
            readout.x, readout.text = bands
            readout.anchor = (bands[0], y)

    def _read_changes(self, x: float, y: float) -> None:
        sweeps, changes = self._changes
        if not len(sweeps):
            return
        at = int(np.abs(sweeps - x).argmin())
        readout, theme = self.chart.readout, appearance.theme
        parts = [f"sweep {sweeps[at]:,.0f}"]
        for layer, change in zip(self.session.network.layers[1:], changes[at], strict=False):
            if np.isfinite(change):
                parts.append(f"{layer.name} {format_significant(change, 3)}")
                readout.dots.append((sweeps[at], float(np.log10(change)), theme.text))
        readout.x, readout.anchor, readout.text = sweeps[at], (sweeps[at], y), " · ".join(parts)

    # ---- what the person does --------------------------------------------------------------

    @override
    def _shown_chart(self) -> Chart:
        return self.chart

    @override
    def _menu_actions(self, owner: QObject) -> list[QAction]:
        group = QActionGroup(owner)
        for mode, text in _MODES.items():
            action = QAction(text, group)
            action.setCheckable(True)
            action.setChecked(mode == self._mode)
            action.setData(mode)
        group.triggered.connect(self._on_mode_action_triggered)
        return group.actions()

    def _on_mode_action_triggered(self, action: QAction) -> None:
        self.mode = action.data()

    def _on_chip_toggled(self, on: bool) -> None:
        self.mode = "layers" if on else "weights"

    def _on_chart_pointed(self, point: tuple[float, float] | None) -> None:
        self._cursor = point
        self._draw_cursor()

    def _on_chart_clicked(self, point: tuple[float, float]) -> None:
        if self._mode == "weights":
            found = self._weights.nearest(*point)
            if found is not None:
                self.session.select(ParameterSelection(found[0]))
