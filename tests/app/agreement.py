"""Whether what the window shows agrees with its session: nothing stale, nothing given away."""

import time
from collections.abc import Iterator
from itertools import product

from PySide6.QtCore import QAbstractListModel, QObject, QTimer
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from bpgui.app.window import MainWindow
from bpgui.core.stages import Stages
from bpgui.session.selection import LayerSelection, ParameterSelection, UnitSelection
from bpgui.ui.diagram.check import read_check
from bpgui.ui.mathematics.formula_view import FormulaView
from bpgui.ui.pace import Pace
from bpgui.ui.plots.redraw import Redraw
from tests.benchmarks.event_loop import wait

PATIENCE = 90.0
"""Seconds in which a window that does not train comes to rest."""

_MOST = 30
"""Rows and columns of a table that are read."""


def disagreements(window: MainWindow) -> list[str]:
    """Return what is wrong at this moment, whatever is still to be drawn."""
    return [*_of_walk(window), *_of_selection(window)]


def wrong_at_rest(window: MainWindow) -> list[str]:
    """Let the window come to rest, and return all that is wrong then."""
    return [*stale(window), *given_away(window), *laid_over(window), *clipped(window)]


def stale(window: MainWindow) -> list[str]:
    """Let the window come to rest, and return what it shows otherwise once it is synchronized."""
    come_to_rest(window)
    before = texts(window)
    for panel in window.panels.values():
        panel.synchronize()
    window.synchronize()
    window.controls.synchronize()
    window.status_line.synchronize()
    come_to_rest(window)
    after = texts(window)
    changed = [widget for widget in {**before, **after} if before.get(widget) != after.get(widget)]
    return [f"{_path(w)}: {before.get(w)!r}, then {after.get(w)!r}" for w in changed]


def come_to_rest(window: MainWindow) -> None:
    """Wait until nothing is about to be drawn and nothing is computed beside the window."""
    deadline = time.monotonic() + PATIENCE
    while busy(window):
        assert time.monotonic() < deadline, busy(window)
        wait(0.01)
    wait(0.001)


def busy(window: MainWindow) -> list[str]:
    """Name what the window still has to do."""
    timers = [timer for timer in window.findChildren(QTimer) if timer.isActive()]
    owners = [owner for timer in timers if (owner := timer.parent()) is not None]
    waiting = [_name(owner) for owner in owners if _hurries(owner)]
    return [*waiting, *(["training"] if window.session.running else [])]


def texts(window: MainWindow) -> dict[QWidget, str]:
    """Return every text of what is in front; what the notice tells goes by itself."""
    behind = [panel for panel in window.panels.values() if not is_seen(panel)]
    found = {
        widget: _text_of(widget)
        for widget in window.findChildren(QWidget)
        if widget.isVisible() and "Notice" not in _path(widget)
    }
    return {
        widget: text
        for widget, text in found.items()
        if text and not any(panel.isAncestorOf(widget) for panel in behind)
    }


def is_seen(widget: QWidget) -> bool:
    """Whether any of a widget is on the screen, and not behind a tab or scrolled away."""
    return widget.isVisible() and not widget.visibleRegion().isEmpty()


def given_away(window: MainWindow) -> list[str]:
    """Return where a hidden number can be read all the same; at rest."""
    hidden = window.session.hidden
    return [
        f"{_path(view)} shows {region.of} as {region.span.text}"
        for view in window.findChildren(FormulaView)
        if hidden and is_seen(view) and "PredictPanel" not in _path(view)
        for region in view.regions
        if hidden.hides(region.of) and region.span.text.lstrip("−")[:1].isdecimal()
    ]


def clipped(window: MainWindow) -> list[str]:
    """Return the buttons whose words do not fit into them."""
    found = []
    for button in window.findChildren(QPushButton):
        words = button.text().replace("&", "")
        room = button.width() - button.fontMetrics().horizontalAdvance(words)
        if is_seen(button) and words and room < 0:
            found.append(f"{_path(button)} “{words}” lacks {-room} pixels")
    return found


# ---- inside --------------------------------------------------------------------------------


def _of_walk(window: MainWindow) -> Iterator[str]:
    session = window.session
    walk = session.walk
    if walk is None:
        return
    rows = session.batch_rows
    if walk.patterns != len(rows) or walk.row != int(rows[walk.cursor]):
        yield f"the walk {walk} is not of the next update, {rows.tolist()}"
    if walk.stages != Stages.of(session.network):
        yield "the walk is through another network"
    if window.runner.cursor != walk.cursor:
        yield "the runner is at another pattern than the walk"


def _of_selection(window: MainWindow) -> Iterator[str]:
    session, details = window.session, window.details
    selection, network = session.selection, session.network
    if isinstance(selection, ParameterSelection) and selection.index >= network.n_parameters:
        yield "a parameter is selected that is not there"
    if isinstance(selection, LayerSelection | UnitSelection) and selection.layer >= len(
        network.layers
    ):
        yield "a layer is selected that is not there"
    seen = [page for page in details._made if page.isVisibleTo(details)]
    if seen != [details.page]:
        yield f"the details show {seen} and not {details.page}"
    if (details.title, details.subtitle) != details.page.heading():
        yield f"the details are headed {details.title!r}, not {details.page.heading()}"


def laid_over(window: MainWindow) -> Iterator[str]:
    """Name what lies over the diagram though nothing open has laid it there; at rest."""
    session, panels = window.session, window.panels
    if read_check(session) is not None and not panels["gradient_check"].isVisible():
        yield "the check lies over the diagram without its panel"
    if session.hidden and not panels["predict"].isVisible():
        yield "numbers are hidden without a panel that asks for them"
    if session.hidden and session.running:
        yield "numbers are hidden while training runs"
    if session.trace is not None and not (
        panels["blame"].isVisible() or panels["equations"].isVisible()
    ):
        yield "a path is lit without a panel that lights it"


def _name(owner: QObject) -> str:
    """Name an owner of a timer with what it works for."""
    return f"{type(owner).__name__} of {type(owner.parent()).__name__}"


def _hurries(owner: object) -> bool:
    return isinstance(owner, Pace | Redraw) or type(owner).__name__ in (
        "Background",
        "Glide",
        "Journey",
        "Preparation",
    )


def _text_of(widget: QWidget) -> str:
    if isinstance(widget, QLabel | QLineEdit | QPushButton | FormulaView):
        return str(widget.text() if not isinstance(widget, FormulaView) else widget.text)
    if isinstance(widget, QComboBox):
        return str(widget.currentText())
    return _cells(widget) if isinstance(widget, QAbstractItemView) else ""


def _cells(view: QAbstractItemView) -> str:
    model = view.model()
    if model is None:
        return ""
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
    places = product(range(min(model.rowCount(), _MOST)), range(min(columns, _MOST)))
    return "|".join(str(model.index(row, column).data()) for row, column in places)


def _path(widget: QWidget) -> str:
    names: list[str] = []
    at: QWidget | None = widget
    while at is not None and at.parentWidget() is not None:
        name = at.accessibleName() or type(at).__name__
        if type(at) is not QWidget:
            names.append(name[:30])
        at = at.parentWidget()
    return "/".join(reversed(names[:4]))
