"""What the network answers: a surface, a curve, a scatter or a confusion matrix."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import QAction, QActionGroup, QContextMenuEvent, QPainter
from PySide6.QtWidgets import QLabel, QMenu, QStackedLayout, QToolButton, QWidget
from typing_extensions import override

from bpgui.session.session import Session
from bpgui.ui.guarding import guarded
from bpgui.ui.plots.chart import Chart
from bpgui.ui.plots.comparison_view import CurveView, ScatterView
from bpgui.ui.plots.confusion_view import ConfusionView
from bpgui.ui.plots.output_view import OutputView
from bpgui.ui.plots.plot_panel import PlotPanel
from bpgui.ui.plots.surface_view import SurfaceView
from bpgui.ui.stored_view import StoredView, stored_count, stored_word

_KINDS: dict[str, Callable[[Session, QWidget], OutputView]] = {
    "surface": SurfaceView,
    "curve": CurveView,
    "scatter": ScatterView,
    "confusion": ConfusionView,
}
_ASKED = "Predict asks for a number that could be read off here: it is drawn again afterwards."


_ABSENT = "The patterns are in a file that is not here as it was."


def view_kind(session: Session) -> str:
    """Return which view suits a session: one of "surface", "curve", "scatter", "confusion"."""
    inputs, kind = session.network.n_inputs, session.dataset.kind
    if inputs == 2:
        return "surface"
    if kind != "regression":
        return "confusion"
    return "curve" if inputs == 1 else "scatter"


class OutputPanel(PlotPanel):
    """Shows outputs and targets in the way that suits the network and its data."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, "Output surface", parent)
        self._output = 0
        self._views: dict[str, OutputView] = {}
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(self._create_absence())
        self._create_chips()
        self._connect()
        self._draw()

    @property
    def output(self) -> int:
        """Which of several outputs is shown, counted from 0."""
        return min(self._output, self.session.network.n_outputs - 1)

    @output.setter
    def output(self, output: int) -> None:
        if not 0 <= output < self.session.network.n_outputs:
            raise ValueError(f"There is no output {output + 1}.")
        if output != self._output:
            self._output = output
            self._draw()

    @property
    def shows_test(self) -> bool:
        """Whether the confusion matrix counts the held-out patterns."""
        view = self._views.get("confusion")
        return isinstance(view, ConfusionView) and view.shows_test

    @shows_test.setter
    def shows_test(self, test: bool) -> None:
        view = self._views.get("confusion")
        if isinstance(view, ConfusionView) and view.shows_test != test:
            view.shows_test = test
            self._draw()

    @property
    def view(self) -> OutputView:
        """The view that suits the session, made when it is first needed."""
        kind = view_kind(self.session)
        if kind not in self._views:
            view = _KINDS[kind](self.session, self)
            self._views[kind] = view
            self._stack.addWidget(view.widget)
            if view.chart is not None:
                view.chart.menu_requested.connect(self._show_menu)
                view.chart.range_changed.connect(self.redraw.mark)
        return self._views[kind]

    @override
    def stored_view(self) -> dict[str, object]:
        chart = self.view.chart
        ranges = {} if chart is None else chart.stored_range()
        return {"output": self.output, "counted": "test" if self.shows_test else "train", **ranges}

    @override
    def restore_view(self, stored: StoredView) -> None:
        self._output = stored_count(stored, "output")
        chart = self.view.chart
        if chart is not None:
            chart.restore_range(stored)
        self.shows_test = stored_word(stored, "counted", ("train", "test")) == "test"
        self._draw()

    def _create_absence(self) -> QLabel:
        self.absence = QLabel(_ABSENT)
        self.absence.setProperty("role", "muted")
        self.absence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.absence.setWordWrap(True)
        return self.absence

    def _create_chips(self) -> None:
        self._output_chip = self.chips.add("", "Choose the output that is shown")
        self._output_chip.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._output_menu = QMenu(self._output_chip)
        self._output_chip.setMenu(self._output_menu)
        self._output_menu.aboutToShow.connect(self._on_output_menu_about_to_show)
        self._test_chip = self.chips.add("test", "Count the held-out patterns", checkable=True)

    def _connect(self) -> None:
        session = self.session
        for signal in (
            session.state_changed,
            session.network_changed,
            session.dataset_changed,
            session.pattern_changed,
            session.running_changed,
        ):
            signal.connect(self.redraw.mark)
        session.hidden_changed.connect(self._say)
        self._test_chip.toggled.connect(self._on_test_chip_toggled)

    @override
    def _draw(self) -> None:
        view = self.view
        is_absent = bool(self.session.dataset.absence)
        widget = self.absence if is_absent else view.widget
        if self._stack.currentWidget() is not widget:
            self._stack.setCurrentWidget(widget)
        self.redraw.shortest = view.shortest if self.session.running else 0.0
        subtitle = "" if is_absent else view.draw(self.session, self.output)
        self._say()
        self.set_heading(title=view.title, subtitle=subtitle)
        self._draw_chips()

    def _say(self) -> None:
        """Say why nothing is drawn, at once: the number asked for must not be seen for a frame."""
        chart = self.view.chart
        if chart is not None:
            chart.say(_ASKED if self._gives_away() else "")

    def _gives_away(self) -> bool:
        """Whether a learner is to work out an output, which could be read off here."""
        last = len(self.session.network.layers) - 1
        return self.session.hidden.hides_of_layer(("a", "error"), last)

    def _draw_chips(self) -> None:
        layer = self.session.network.layers[-1]
        matrix = isinstance(self.view, ConfusionView)
        self._output_chip.setVisible(layer.units > 1 and not matrix)
        self._output_chip.setText(layer.unit_names[self.output])
        self._test_chip.setVisible(matrix and len(self.session.dataset.held_out) > 0)
        blocked = self._test_chip.blockSignals(True)
        self._test_chip.setChecked(self.shows_test)
        self._test_chip.blockSignals(blocked)
        self.chips.settle()

    @override
    def _shown_chart(self) -> Chart | None:
        return self.view.chart

    @override
    def _picture_size(self) -> QSize:
        return self.view.widget.size()

    @override
    def _paint_picture(self, painter: QPainter) -> None:
        self.view.paint(painter)

    @override
    def _menu_actions(self, owner: QObject) -> list[QAction]:
        if isinstance(self.view, ConfusionView):
            return self._test_actions(owner)
        return self._output_actions(owner) if self.session.network.n_outputs > 1 else []

    def _test_actions(self, owner: QObject) -> list[QAction]:
        if not len(self.session.dataset.held_out):
            return []
        action = QAction("Count the held-out patterns", owner)
        action.setCheckable(True)
        action.setChecked(self.shows_test)
        action.toggled.connect(self._on_test_chip_toggled)
        return [action]

    def _output_actions(self, owner: QObject) -> list[QAction]:
        group = QActionGroup(owner)
        for k, name in enumerate(self.session.network.layers[-1].unit_names):
            action = QAction(name, group)
            action.setCheckable(True)
            action.setChecked(k == self.output)
            action.setData(k)
        group.triggered.connect(self._on_output_action_triggered)
        return group.actions()

    def _on_output_menu_about_to_show(self) -> None:
        for group in self._output_menu.findChildren(QActionGroup):
            group.deleteLater()
        self._output_menu.clear()
        self._output_menu.addActions(self._output_actions(self._output_menu))

    def _on_output_action_triggered(self, action: QAction) -> None:
        self.output = action.data()

    def _on_test_chip_toggled(self, on: bool) -> None:
        self.shows_test = on

    @override
    @guarded
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._show_menu(event.globalPos())
        event.accept()
