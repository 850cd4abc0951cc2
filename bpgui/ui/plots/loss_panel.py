"""The loss over the sweeps, of the training patterns and of those held out."""

from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from bpgui.core.arrays import FloatArray
from bpgui.session.session import Session
from bpgui.ui.numbers import format_significant
from bpgui.ui.plots.axes import Axes
from bpgui.ui.plots.chart import Chart, line
from bpgui.ui.plots.displayed import on_linear, on_log, thinned
from bpgui.ui.plots.kept_curves import KeptCurves
from bpgui.ui.plots.plot_panel import PlotPanel
from bpgui.ui.plots.present import format_sweep, went_back_to, with_present
from bpgui.ui.plots.ranges import Range, calm_end, calm_range, log_range
from bpgui.ui.plots.readout import Key
from bpgui.ui.plots.ticks import decade_ticks, linear_ticks, whole_ticks
from bpgui.ui.plots.time_drag import TimeDrag
from bpgui.ui.stored_view import StoredView, stored_word
from bpgui.ui.theme import appearance

_POINTS_PER_PIXEL = 1
_ASKED = "Predict asks for a number that could be read off here: it is drawn again afterwards."
_EMPTY = "Press Run: the loss of each sweep appears here."


class LossPanel(PlotPanel):
    """Shows the loss of each sweep and its value under the cursor."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, "Loss", parent)
        self.redraw.shortest = 1 / 20
        self._log_scale = True
        self._sweeps = self._train = self._test = np.empty(0)
        self._cursor: tuple[float, float] | None = None
        self._y_range: Range | None = None
        self._create_widgets()
        self._connect()
        self._drag = TimeDrag(self.chart, session)
        self._drag.moved.connect(self._on_chart_pointed)
        self._draw()

    @property
    def log_scale(self) -> bool:
        """Whether the loss is drawn on a logarithmic axis."""
        return self._log_scale

    @log_scale.setter
    def log_scale(self, on: bool) -> None:
        if on != self._log_scale:
            self._log_scale = on
            self._y_range = None
            self.chart.axes.y_rule = decade_ticks if on else linear_ticks
            self.chart.view_all()
            self._draw()

    def _create_widgets(self) -> None:
        self.chart = Chart(Axes(whole_ticks, decade_ticks), parent=self)
        self.chart.setAccessibleName("Loss over sweeps")
        self._kept = KeptCurves(self.chart, self.session)
        self._test_curve = self.chart.curve(z=1)
        self._train_curve = self.chart.curve(z=2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.chart)
        self._chip = self.chips.add("log", "Draw the loss on a logarithmic axis", checkable=True)

    def _connect(self) -> None:
        session = self.session
        for signal in (session.history_changed, session.dataset_changed, session.state_changed):
            signal.connect(self.redraw.mark)
        session.kept_runs_changed.connect(self.redraw.mark)
        session.hidden_changed.connect(self._say)
        session.settings_changed.connect(self.redraw.mark)
        self.chart.pointed.connect(self._on_chart_pointed)
        self.chart.menu_requested.connect(self._show_menu)
        self._chip.toggled.connect(self._on_chip_toggled)

    @override
    def stored_view(self) -> dict[str, object]:
        return {"scale": "log" if self._log_scale else "linear", **self.chart.stored_range()}

    @override
    def restore_view(self, stored: StoredView) -> None:
        self.log_scale = stored_word(stored, "scale", ("log", "linear")) != "linear"
        self.chart.restore_range(stored)

    @override
    def _draw(self) -> None:
        self._read_history()
        with_test = bool(np.isfinite(self._test).any())
        self._draw_heading(with_test)
        self._say()
        theme = appearance.theme
        width = max(200, self.chart.width()) * _POINTS_PER_PIXEL
        shown = on_log if self._log_scale else on_linear
        self._draw_curve(self._train_curve, shown(self._train), width)
        self._train_curve.setPen(line(theme.accent, 2))
        self._draw_curve(self._test_curve, shown(self._test), width if with_test else 0)
        self._test_curve.setPen(line(theme.text, 1.5, Qt.PenStyle.DashLine))
        self._kept.draw(log_scale=self._log_scale, most=width)
        self._draw_range()
        self.chart.readout.legend = self._legend() if with_test else []
        self._draw_cursor()

    def _read_history(self) -> None:
        session, history = self.session, self.session.history
        rows = np.column_stack([history.loss, history.test_loss])
        sweeps = history.sweeps
        if not session.running:  # a step within a sweep shows at once
            test = session.test_loss
            newest = np.array([session.loss, np.nan if test is None else test])
            sweeps, rows = with_present(session, sweeps, rows, newest)
        self._sweeps, self._train, self._test = sweeps, rows[:, 0], rows[:, 1]
        self.chart.readout.now = went_back_to(session)

    def _say(self) -> None:
        """Say why nothing is drawn, at once: the number asked for must not be seen for a frame."""
        empty = "" if len(self._sweeps) > 1 or self._kept.runs else _EMPTY
        self.chart.say(_ASKED if self._gives_away() else empty)

    def _gives_away(self) -> bool:
        """Whether a learner is to work out the loss of the only pattern, which is drawn here."""
        session = self.session
        return session.hidden.hides_kind("loss") and len(session.dataset.train) == 1

    def _draw_heading(self, with_test: bool) -> None:
        data = "train and test" if with_test else "train"
        scale = "log scale" if self._log_scale else "linear scale"
        hint = " · drag to any sweep" if len(self._sweeps) > 1 else ""
        self.set_heading(subtitle=f"{data} · {scale}{hint}")
        blocked = self._chip.blockSignals(True)
        self._chip.setChecked(self._log_scale)
        self._chip.blockSignals(blocked)

    def _draw_curve(self, curve: Any, y: FloatArray, most: int) -> None:  # noqa: ANN401
        chosen = thinned(y, most) if most else np.empty(0, dtype=np.intp)
        curve.setData(self._sweeps[chosen], y[chosen], connect="finite")

    def _draw_range(self) -> None:
        values = np.concatenate([self._train, self._test, self._kept.losses()])
        values = values[~np.isnan(values)]
        if not len(values):
            return
        if self._log_scale:
            drawn = on_log(values)
            y = log_range(float(drawn.min()), float(drawn.max()))
        else:
            drawn = on_linear(values)
            y = calm_range(self._y_range, min(0.0, float(drawn.min())), float(drawn.max()))
        self._y_range = y
        self.chart.show_range(
            (0.0, calm_end(max(float(self._sweeps[-1]), self._kept.last_sweep))), y
        )

    def _legend(self) -> list[Key]:
        theme = appearance.theme
        return [Key("train", theme.accent), Key("test", theme.text, Qt.PenStyle.DashLine)]

    def _draw_cursor(self) -> None:
        readout = self.chart.readout
        readout.clear_cursor()
        if self._cursor is not None and len(self._sweeps) > 1:
            sweep, train, test = self._values_at(self._cursor[0])
            theme = appearance.theme
            readout.text = f"sweep {format_sweep(sweep)} · loss {format_significant(train, 3)}"
            if not np.isnan(test):
                readout.text += f" · test {format_significant(test, 3)}"
            readout.x, readout.anchor = sweep, (sweep, self._cursor[1])
            shown = on_log if self._log_scale else on_linear
            for value, colour in ((train, theme.accent), (test, theme.text)):
                y = float(shown(np.array([value]))[0])
                if np.isfinite(y):
                    readout.dots.append((sweep, y, colour))
        self.chart.annotate()

    def _values_at(self, x: float) -> tuple[float, float, float]:
        """Return sweep, loss and test loss at the cursor; of a drag, those of the moment shown."""
        if self._drag.active:
            test = self.session.test_loss
            return x, self.session.loss, np.nan if test is None else test
        at = int(np.abs(self._sweeps - x).argmin())
        return float(self._sweeps[at]), float(self._train[at]), float(self._test[at])

    @override
    def _shown_chart(self) -> Chart:
        return self.chart

    @override
    def _menu_actions(self, owner: QObject) -> list[QAction]:
        action = QAction("Logarithmic scale", owner)
        action.setCheckable(True)
        action.setChecked(self._log_scale)
        action.toggled.connect(self._on_chip_toggled)
        return [action]

    def _on_chart_pointed(self, point: tuple[float, float] | None) -> None:
        self._cursor = point
        self._draw_cursor()

    def _on_chip_toggled(self, on: bool) -> None:
        self.log_scale = on
