"""Everything that a window tells: what is painted, written, told by tips and by hovering."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from PySide6.QtCore import QAbstractItemModel, QEvent, QPointF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QLineEdit,
    QWidget,
)

from bpgui.app.window import MainWindow
from bpgui.core.stages import PHASES
from bpgui.session.quantity import SUMS, Quantity
from bpgui.session.selection import ParameterSelection, Selection, UnitSelection
from bpgui.ui.diagram.hover_card import describe_parameter, describe_unit
from bpgui.ui.mathematics.formula_view import FormulaView
from bpgui.ui.plots.chart import Chart

_NUMBER = re.compile(r"\d+(?:\.\d+)?(?:·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_FEWEST_DIGITS = 3
"""A number of fewer digits is too often another one that reads the same."""
_ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.EditRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
)
_POINTS = 5
_PHASES_OF_PAGES = ("forward", "loss", "backward")
"""The phases in which the pages of the details differ."""


def tells(text: str, value: float) -> bool:
    """Whether a text has a number that is a value, rounded, whatever its sign."""
    return any(_is(match[0], abs(value)) for match in _NUMBER.finditer(text))


def _is(shown: str, value: float) -> bool:
    mantissa, _, power = shown.partition("·10")
    if len(mantissa.replace(".", "").lstrip("0")) < _FEWEST_DIGITS:
        return False
    exponent = int(power.translate(_SUPERSCRIPTS)) if power else 0
    last = 10.0 ** (exponent - len(mantissa.partition(".")[2]))
    return abs(float(mantissa) * 10.0**exponent - value) <= 0.5000001 * last


@contextmanager
def painted() -> Iterator[list[str]]:
    """Collect every text that is painted meanwhile."""
    texts: list[str] = []
    draw = QPainter.drawText

    def noted(painter: QPainter, *arguments: Any) -> Any:  # noqa: ANN401
        texts.extend(each for each in arguments if isinstance(each, str))
        return draw(painter, *arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QPainter, "drawText", noted)
        yield texts


def written(part: QWidget) -> Iterator[tuple[str, str]]:
    """Yield what the widgets of a part say that are seen, and their tips and names."""
    for widget in part.findChildren(QWidget):
        if not widget.isVisible():
            continue
        where = type(widget).__name__
        for text in (
            widget.toolTip(),
            widget.statusTip(),
            widget.accessibleName(),
            widget.accessibleDescription(),
        ):
            yield where, text
        if isinstance(widget, QLabel | QLineEdit | QAbstractButton):
            yield where, widget.text()
        elif isinstance(widget, FormulaView):
            yield where, widget.text
        elif isinstance(widget, QAbstractItemView):
            yield from ((where, text) for text in _cells(widget.model()))


def _cells(model: QAbstractItemModel) -> Iterator[str]:
    for row in range(model.rowCount()):
        for column in range(model.columnCount()):
            for role in _ROLES:
                found = model.index(row, column).data(role)
                if isinstance(found, str):
                    yield found


def hovered(window: MainWindow) -> Iterator[tuple[str, str]]:
    """Yield what the cards of all units and weights say, and what plots say under the mouse."""
    session = window.session
    for layer, units in enumerate(session.network.layers):
        for unit in range(units.units):
            yield f"card of unit {layer} {unit}", describe_unit(session, layer, unit)
    for index in range(session.network.n_parameters):
        yield f"card of {index}", describe_parameter(session, index)
    for panel in (window.loss_panel, window.output_panel):
        for chart in panel.findChildren(Chart):
            if chart.isVisible() and not chart.sentence:
                yield from ((chart.accessibleName(), text) for text in _read(chart))


def _read(chart: Chart) -> Iterator[str]:
    """Yield what a plot says at places all over it, and take the mouse away again."""
    size = chart.viewport.size()
    for i in range(1, _POINTS):
        for j in range(1, _POINTS):
            place = QPointF(size.width() * i / _POINTS, size.height() * j / _POINTS)
            QTest.mouseMove(chart.viewport, place.toPoint())
            # The lines before say where the mouse is, which may be any number.
            yield chart.readout.text.rpartition("\n")[2]
    QApplication.sendEvent(chart.viewport, QEvent(QEvent.Type.Leave))


def selections(window: MainWindow) -> Iterator[Selection]:
    """Yield everything of the network that has a page, and nothing."""
    network = window.session.network
    yield None
    for layer, units in enumerate(network.layers):
        yield from (UnitSelection(layer, unit) for unit in range(units.units))
    yield from (ParameterSelection(index) for index in range(network.n_parameters))


def topics(window: MainWindow) -> Iterator[Quantity]:
    """Yield every page that is not of a selection."""
    yield from (Quantity(kind) for kind in ("eta", "alpha", "decay"))
    last, row = len(window.session.network.layers) - 1, window.session.pattern
    for kind in SUMS:
        layer = 1 if kind in ("z_terms", "delta_terms") else last
        yield Quantity(kind, layer, 0, 0, row)
    yield Quantity("loss_terms")


def told(window: MainWindow) -> Iterator[tuple[str, str]]:
    """Yield all that is told, in every phase and on every page; each text with where."""
    session, details = window.session, window.details
    for phase in PHASES:
        session.select(None)
        session.set_overlay(phase)
        QApplication.processEvents()
        with painted() as texts:
            window.grab()
        yield from ((f"{phase}, painted", text) for text in texts)
        yield from ((f"{phase}, {where}", text) for where, text in written(window))
        for selection in selections(window) if phase in _PHASES_OF_PAGES else ():
            session.select(selection)
            details.synchronize()
            yield from ((f"{phase}, {selection}, {where}", t) for where, t in written(details))
    for topic in topics(window):
        details.follow(topic)
        details.synchronize()
        yield from ((f"{topic}, {where}", text) for where, text in written(details))
    yield from hovered(window)
    yield "title", window.windowTitle()
