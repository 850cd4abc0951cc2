"""A chart: pyqtgraph's view with the window's look, its own axes, menu and cursor.

pyqtgraph has no types: its objects stay inside this module and the few that draw with it.
"""

from dataclasses import replace
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QApplication,
    QGraphicsItem,
    QLabel,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from bpgui.ui.guarding import guarded
from bpgui.ui.plots.axes import Axes, margins
from bpgui.ui.plots.curve import Curve
from bpgui.ui.plots.guarded_view import GuardedView
from bpgui.ui.plots.pixel_layer import PixelLayer
from bpgui.ui.plots.ranges import Range
from bpgui.ui.plots.readout import Readout
from bpgui.ui.plots.scrub_gesture import ScrubGesture
from bpgui.ui.stored_view import StoredView, stored_numbers
from bpgui.ui.theme import MARGIN, appearance


class Chart(QWidget):
    """A plot that follows its data until the person zooms or pans; a double click follows again.

    Attributes
    ----------
    outdated : bool
        While true, what is drawn belongs to another network or other data than there are now, and
        the mouse is not answered.

    Signals
    -------
    range_changed
        Something else is in sight.
    pointed
        The cursor is over (x, y), or None when it left the plot.
    clicked
        The left button was pressed and released at (x, y).
    menu_requested
        The menu is wanted at a global position.
    """

    range_changed = Signal()
    pointed = Signal(object)
    clicked = Signal(object)
    menu_requested = Signal(QPoint)

    def __init__(self, axes: Axes, *, square: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.axes = axes
        self.readout = Readout()
        self.follows = True
        self.outdated = False
        self._square = square
        self._wanted: tuple[Range, Range] = (axes.x, axes.y)
        self._pressed: QPointF | None = None
        self._saving = False
        self._scrub: ScrubGesture | None = None
        self._create_plot()
        self._lay_out()
        self._restyle()
        appearance.changed.connect(self._restyle)

    # ---- what is plotted -------------------------------------------------------------------

    def curve(self, *, z: float = 0.0, fades: bool = True) -> Any:  # noqa: ANN401 - no types
        """Add an empty curve, which may be faded beyond the present moment, and return it."""
        curve = Curve(lambda: self.readout.now if fades else None)
        curve.setZValue(z)
        self._view.addItem(curve, ignoreBounds=True)
        return curve

    def points(self, *, z: float = 0.0) -> Any:  # noqa: ANN401 - pyqtgraph is untyped
        """Add an empty set of points and return it."""
        points = pg.ScatterPlotItem(pxMode=True, antialias=True)
        points.setZValue(z)
        self._view.addItem(points, ignoreBounds=True)
        return points

    def enable_scrubbing(self) -> ScrubGesture:
        """Let the left button drag through time; with Shift, and the middle button, it pans."""
        gesture = ScrubGesture(self.axes, self.viewport)
        gesture.clicked.connect(self.clicked)
        self._scrub = gesture
        return gesture

    def add(self, item: QGraphicsItem) -> None:
        """Add an item in the coordinates of the plot."""
        self._view.addItem(item, ignoreBounds=True)

    def show_range(self, x: Range, y: Range) -> None:
        """Bring a range into sight, now or when the person wants to see everything again."""
        if (x, y) == self._wanted:
            return
        self._wanted = (x, y)
        if self.follows:
            self._apply_range()

    def view_all(self) -> None:
        """Follow the data again."""
        self.follows = True
        self._apply_range()

    def stored_range(self) -> dict[str, object]:
        """Return the range chosen by hand, for a saved session; nothing while it follows."""
        return {} if self.follows else {"range": [*self.axes.x, *self.axes.y]}

    def restore_range(self, stored: StoredView) -> None:
        """Show a range that was chosen by hand, or follow the data."""
        ends = stored_numbers(stored, "range", 4)
        if ends is None or not (ends[0] < ends[1] and ends[2] < ends[3]):
            self.view_all()
            return
        self.follows = False
        self._view.setRange(xRange=ends[:2], yRange=ends[2:], padding=0, disableAutoRange=True)

    def say(self, sentence: str) -> None:
        """Show a sentence in place of the plot; the plot again when it is empty."""
        self._label.setText(sentence)
        self._stack.setCurrentIndex(1 if sentence else 0)

    @property
    def sentence(self) -> str:
        """What stands in place of the plot; empty while the plot is seen."""
        return self._label.text() if self._stack.currentIndex() == 1 else ""

    def annotate(self) -> None:
        """Paint the annotations again, after a change of ``readout``."""
        self._above.update()

    def settle(self) -> None:
        """Let the window know what changed now; the scene would tell it after the frame."""
        QApplication.sendPostedEvents(self._plot.scene(), QEvent.Type.MetaCall.value)

    @property
    def viewport(self) -> QWidget:
        """The widget that receives the mouse."""
        viewport: QWidget = self._plot.viewport()
        return viewport

    @property
    def item_count(self) -> int:
        """How many items the scene has."""
        return len(self._plot.scene().items())

    def paint(self, painter: QPainter) -> None:
        """Paint the plot without cursor, for a picture of ``size()``."""
        area = QRectF(0, 0, self._plot.width(), self._plot.height())
        corner = self._plot.mapTo(self, QPoint(0, 0))
        self._saving = True
        scatters = [item for item in self._plot.scene().items() if isinstance(item, _SCATTER)]
        for item in scatters:
            item.setExportMode(True, {"antialias": True})
        try:
            self._plot.scene().render(painter, area.translated(corner), area)
        finally:
            for item in scatters:
                item.setExportMode(False)
            self._saving = False

    # ---- how it is made --------------------------------------------------------------------

    def _create_plot(self) -> None:
        # A view alone: the axes are painted here, and pyqtgraph's would take time to make.
        self._plot: Any = GuardedView(self)
        self._plot.setFrameShape(self._plot.Shape.NoFrame)
        self._plot.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._room: Any = pg.GraphicsLayout()
        self._plot.setCentralItem(self._room)
        self._view: Any = self._room.addViewBox(enableMenu=False)
        self._view.setDefaultPadding(0)
        self._view.disableAutoRange()
        self._view.sigRangeChanged.connect(self._on_range_changed)
        self._view.sigRangeChangedManually.connect(self._on_range_changed_manually)
        self._view.sigResized.connect(self._on_range_changed)
        self._below = PixelLayer(self._paint_below, -1000)
        self._above = PixelLayer(self._paint_above, 1000)
        for layer in (self._below, self._above):
            self._plot.scene().addItem(layer)
        self._apply_range()

    def _lay_out(self) -> None:
        self._label = QLabel(self)
        self._label.setProperty("role", "muted")
        self._label.setWordWrap(True)
        self._label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._label.setMargin(MARGIN)
        self._page = QWidget(self) if self._square else self._plot
        if self._square:  # the place of the plot is computed when the page is resized
            self._plot.setParent(self._page)
            self._page.installEventFilter(self)
        self._stack = QStackedLayout()
        self._stack.addWidget(self._page)
        self._stack.addWidget(self._label)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addLayout(self._stack)
        for watched in (self._plot, self._plot.viewport()):
            watched.installEventFilter(self)

    def _restyle(self) -> None:
        self._plot.setBackground(appearance.theme.panel)
        self._room.layout.setContentsMargins(*margins(self.axes.lines))
        self._below.update()
        self._above.update()

    def _apply_range(self) -> None:
        x, y = self._wanted
        self._view.setRange(xRange=x, yRange=y, padding=0, disableAutoRange=True)

    def _paint_below(self, painter: QPainter) -> None:
        self.axes.paint(painter)

    def _paint_above(self, painter: QPainter) -> None:
        readout = self.readout
        if self._saving:
            readout = replace(readout, text="", x=None, dots=[])
        readout.paint(painter, self.axes)

    # ---- what the person does --------------------------------------------------------------

    def _on_range_changed(self, *_: object) -> None:
        x, y = self._view.viewRange()
        self.axes.x, self.axes.y = (x[0], x[1]), (y[0], y[1])
        self.axes.plot = self._view.mapRectToScene(self._view.boundingRect())
        for layer in (self._below, self._above):
            layer.resize(self._plot.width(), self._plot.height())
        self.range_changed.emit()

    def _on_range_changed_manually(self, *_: object) -> None:
        self.follows = False

    def _on_mouse(self, event: QMouseEvent) -> bool:
        """Answer the mouse; return whether nobody else needs to."""
        if self.outdated:
            return False
        position, left = event.position(), Qt.MouseButton.LeftButton
        if event.type() == QEvent.Type.MouseButtonDblClick:
            self.view_all()
            return self._scrub is not None
        if self._scrub is not None and self._scrub.on_mouse(event):
            return True
        if event.type() == QEvent.Type.MouseMove:
            free = event.buttons() == Qt.MouseButton.NoButton
            inside = self.axes.plot.adjusted(-4, -4, 4, 4).contains(position)
            self.pointed.emit(self.axes.value(position) if free and inside else None)
        elif event.type() == QEvent.Type.MouseButtonPress and event.button() == left:
            self._pressed = position
        elif event.type() == QEvent.Type.MouseButtonRelease and event.button() == left:
            start, self._pressed = self._pressed, None
            near = QApplication.startDragDistance()
            if start is not None and (position - start).manhattanLength() < near:
                self.clicked.emit(self.axes.value(position))
        return False

    def _place_square(self) -> None:
        left, top, right, bottom = margins(self.axes.lines)
        width, height = self._page.width(), self._page.height()
        side = max(20.0, min(width - left - right, height - top - bottom))
        x = max(0.0, (width - side) / 2 - left)
        self._plot.setGeometry(round(x), 0, round(left + side + right), round(top + side + bottom))

    @override
    @guarded
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._page and event.type() == QEvent.Type.Resize and self._square:
            self._place_square()
        elif isinstance(event, QMouseEvent) and watched is self._plot.viewport():
            return self._on_mouse(event)
        elif event.type() == QEvent.Type.Leave:
            self.pointed.emit(None)
        elif event.type() == QEvent.Type.ContextMenu:
            if watched is self._plot.viewport():
                self.menu_requested.emit(event.globalPos())  # type: ignore[attr-defined]
            return True
        elif event.type() == QEvent.Type.KeyPress and _is_key(event, Qt.Key.Key_Home):
            self.view_all()
            return True
        elif event.type() == QEvent.Type.KeyPress and _is_key(event, Qt.Key.Key_Escape):
            return self._scrub is not None and self._scrub.on_escape()
        return False

    @override
    @guarded
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._restyle()


_SCATTER: Any = pg.ScatterPlotItem


def _is_key(event: QEvent, key: Qt.Key) -> bool:
    return isinstance(event, QKeyEvent) and event.key() == key


def line(colour: QColor, width: float = 1.0, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """Return a pen whose width is in pixels whatever the scale of the plot."""
    pen = QPen(colour, width, style)
    pen.setCosmetic(True)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen
