"""The panel that asks what the loss would be if one weight, or two, were others."""

import numpy as np
from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from bpgui.session.selection import ParameterSelection
from bpgui.session.session import Session
from bpgui.ui.data.calm_fields import CalmComboBox
from bpgui.ui.guarding import guarded
from bpgui.ui.panel import Panel
from bpgui.ui.plots.displayed import LARGEST
from bpgui.ui.plots.redraw import Redraw
from bpgui.ui.theme import MARGIN, SPACING, appearance, scaled_font
from bpgui.ui.what_if.curve_view import CurveView
from bpgui.ui.what_if.landscape_work import LARGEST_WEIGHT
from bpgui.ui.what_if.map_view import MapView

_HINT = "Select a weight or a bias in the network: here is the loss for all its other values."
_TOO_LARGE = (
    "The loss or a weight is too large to be drawn: go back to an earlier sweep, or undo, and look "
    "there."
)
_NOTE = "The path is a projection: the other weights moved as well. Click to set both weights."
_ROOM_FOR_NOTE = 440
"""Height in pixels below which the note is only the tooltip of the map."""
_LEAST_LINES = 7
"""Lines of text that curve and map are high at least; in a low panel they scroll."""
_MOST_LISTED = 200
_AUTOMATIC = -1


class WhatIfPanel(Panel):
    """Curve and map of the loss around the present moment."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("What if", "", parent)
        self._session = session
        self._create_widgets()
        self._lay_out()
        self.redraw = Redraw(self, self._draw, 1 / 30)
        for signal in (
            session.state_changed,
            session.selection_changed,
            session.settings_changed,
            session.dataset_changed,
            session.running_changed,
            appearance.changed,
        ):
            signal.connect(self.redraw.mark)
        session.network_changed.connect(self._on_session_network_changed)
        self._fill()

    @override
    def synchronize(self) -> None:
        self.redraw.mark()

    @override
    def refresh(self) -> None:
        self.redraw.shortest = 0.3 if self._session.running else 1 / 30
        self.redraw.refresh()

    def _create_widgets(self) -> None:
        self.curve = CurveView(self._session, self)
        self.map = MapView(self._session, self)
        self._across = QLabel()
        self._across.setProperty("role", "muted")
        self._note = QLabel(_NOTE)
        self._note.setWordWrap(True)
        for label in (self._across, self._note):
            label.setProperty("role", "muted")
            label.setFont(scaled_font(0.88))
        self.wider = self._button("−", "Show a wider range of values", 2.0)
        self.closer = self._button("+", "Show a narrower range of values", 0.5)
        self.other = CalmComboBox()
        self.other.setAccessibleName("second weight")
        self.other.setToolTip("The weight on the vertical axis of the map")
        self.map.chart.setToolTip(_NOTE)
        self.other.activated.connect(self.redraw_soon)

    def redraw_soon(self) -> None:
        """Draw with another choice."""
        self.redraw.mark()

    def _button(self, text: str, tip: str, factor: float) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setFixedWidth(30)
        button.clicked.connect(lambda: self.curve.zoom(factor))
        return button

    def _lay_out(self) -> None:
        for view in (self.curve, self.map):
            view.chart.setMinimumHeight(_LEAST_LINES * self.fontMetrics().height())
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, SPACING, 0, SPACING)
        column.setSpacing(SPACING // 2)
        column.addLayout(_row(self._across, None, self.wider, self.closer))
        column.addWidget(self.curve.chart, 1)
        column.addLayout(_row(QLabel("and"), self.other))
        column.addWidget(self.map.chart, 1)
        column.addLayout(_row(self._note))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def _fill(self) -> None:
        """List the weights and biases that the second axis can have."""
        session = self._session
        chosen = self.other.currentData()
        blocker = QSignalBlocker(self.other)
        self.other.clear()
        self.other.addItem("the one that moved most", _AUTOMATIC)
        present = np.flatnonzero(session.network.present)[:_MOST_LISTED]
        for index in present.tolist():
            self.other.addItem(session.parameter_name(index), index)
        self.other.setCurrentIndex(max(0, self.other.findData(chosen)))
        blocker.unblock()
        self.redraw.mark()

    def _selected(self) -> int | None:
        chosen = self._session.selection
        if isinstance(chosen, ParameterSelection) and self._session.network.present[chosen.index]:
            return chosen.index
        return None

    def _second(self, first: int) -> int | None:
        """Return the chosen other parameter, or the one that moved most since the start."""
        chosen = self.other.currentData()
        if chosen not in (None, _AUTOMATIC, first):
            return int(chosen)
        network, initial = self._session.network, self._session.initial
        moved = np.where(network.present, 0.0, -1.0)
        if initial.n_parameters == network.n_parameters:
            moved += np.abs(network.parameters - initial.parameters)
        moved[first] = -2.0
        best = int(np.argmax(np.nan_to_num(moved)))
        return best if moved[best] >= 0.0 else None

    def _can_draw(self, indices: list[int]) -> bool:
        values = np.abs(self._session.network.parameters[indices])
        return bool((values <= LARGEST_WEIGHT).all() and abs(self._session.loss) <= LARGEST)

    def _draw(self) -> None:
        index = self._selected()
        second = None if index is None else self._second(index)
        sentence = _HINT
        if index is not None:
            drawn = [index] if second is None else [index, second]
            sentence = "" if self._can_draw(drawn) else _TOO_LARGE
        self.curve.chart.say(sentence)
        self.map.chart.say(" " if sentence else "")
        if index is None or sentence:
            for view in (self.curve, self.map):
                view.stop()
            self.set_heading(subtitle="")
            self._across.setText("")
            return
        name = self._session.parameter_name(index)
        self._across.setText(f"Loss over {name}")
        self.curve.index = index
        self.curve.draw()
        if second is not None:
            other = self._session.parameter_name(second)
            self.set_heading(subtitle=f"{name}, and {other} upwards")
            self.map.indices = (index, second)
            self.map.draw()

    def _on_session_network_changed(self) -> None:
        for view in (self.curve, self.map):
            view.forget()
        self._fill()

    @override
    @guarded
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._note.setVisible(self.height() >= _ROOM_FOR_NOTE)

    @override
    @guarded
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        for view in (self.curve, self.map):
            view.stop()
        self.redraw.mark()


def _row(*widgets: QWidget | None) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(MARGIN, 0, MARGIN, 0)
    for widget in widgets:
        if widget is None:
            row.addStretch(1)
        else:
            row.addWidget(widget)
    return row
