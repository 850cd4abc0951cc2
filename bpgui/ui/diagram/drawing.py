"""The widget that draws a session's network: one paint event, no items."""

import dataclasses
import math
from pathlib import Path

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from bpgui.core.network import Network
from bpgui.session.session import Session
from bpgui.ui.diagram.camera import Camera
from bpgui.ui.diagram.canvas import Canvas
from bpgui.ui.diagram.fonts import Fonts
from bpgui.ui.diagram.geometry import Floats, Layout
from bpgui.ui.diagram.glance import Glance, glance_at
from bpgui.ui.diagram.hits import Hit
from bpgui.ui.diagram.layout import create_layout
from bpgui.ui.diagram.painter import paint_diagram
from bpgui.ui.diagram.selected import extra_labels
from bpgui.ui.diagram.shown import read_session
from bpgui.ui.diagram.wave_motion import WaveMotion
from bpgui.ui.guarding import guarded
from bpgui.ui.picture import save_picture
from bpgui.ui.plots.redraw import Redraw
from bpgui.ui.theme import appearance

_ZOOM_STEP = 1.25


class DiagramDrawing(QWidget):
    """Paints a session's network, fitted until it is zoomed or panned.

    What stands where is computed when the topology, the font or the size changes, never while
    numbers change or the pointer moves.

    Attributes
    ----------
    session
        What is shown.
    camera
        Zoom and position.
    layout_shown
        Where everything stands.
    negative_dashed
        Whether negative weights have dashed lines.
    hovered
        What is under the pointer.
    extra
        Places of the numbers that show only for the moment, by connection.
    redraw
        Says when a running training is followed.
    wave_motion
        Moves arrowheads along the connections at work.
    thread_shown
        A connection being drawn, from and to points of the diagram.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.camera = Camera()
        self.negative_dashed = False
        self.hovered: Hit | None = None
        self.extra: dict[int, Floats] = {}
        self.thread_shown: tuple[QPointF, QPointF] | None = None
        self._glance: Glance = ()
        self.redraw = Redraw(self, self._update_when_seen)
        self.wave_motion = WaveMotion(self)
        self._fonts = Fonts.create()
        self._laid_out: tuple[Network, Fonts, QSizeF, tuple[int, int] | None] | None = None
        self.layout_shown: Layout = self._create_layout()
        self.setMinimumSize(240, 180)
        session.network_changed.connect(self._on_session_network_changed)
        session.dataset_changed.connect(self._on_session_network_changed)
        session.state_changed.connect(self._on_session_state_changed)
        session.pattern_changed.connect(self._on_session_shown_changed)
        session.settings_changed.connect(self._on_session_shown_changed)
        session.overlay_changed.connect(self._on_session_shown_changed)
        session.walk_changed.connect(self._on_session_walk_changed)
        session.trace_changed.connect(self._on_session_shown_changed)
        session.pointed_changed.connect(self._on_session_shown_changed)
        session.checking.changed.connect(self._on_session_shown_changed)
        session.running_changed.connect(self._on_session_shown_changed)
        session.hidden_changed.connect(self._on_session_shown_changed)
        session.selection_changed.connect(self._on_session_selection_changed)
        appearance.changed.connect(self._on_appearance_changed)

    def synchronize(self) -> None:
        """Show the session as it is now."""
        self._relayout()

    def fit(self) -> None:
        """Show the whole diagram, laid out for the present size."""
        self.camera.is_moved = False
        self._relayout()

    def zoom_in(self) -> None:
        """Show the diagram larger."""
        self.zoom_at(self.middle, _ZOOM_STEP)

    def zoom_out(self) -> None:
        """Show the diagram smaller."""
        self.zoom_at(self.middle, 1 / _ZOOM_STEP)

    @property
    def middle(self) -> QPointF:
        """The middle of the widget."""
        return self.rect().toRectF().center()

    def save_picture(self, path: Path) -> None:
        """Write the whole diagram as PNG or SVG, chosen by the path's suffix."""
        bounds = self.layout_shown.bounds
        size = QSize(math.ceil(bounds.width()), math.ceil(bounds.height()))

        def paint(painter: QPainter) -> None:
            painter.translate(-bounds.topLeft())
            shown = dataclasses.replace(
                read_session(self.session), selection=None, trace=None, pointed=None
            )
            canvas = self._canvas(painter, 1.0, bounds)
            paint_diagram(canvas, self.layout_shown, shown, {}, buttons=False)

        save_picture(path, size, appearance.theme.panel, paint, "Network")

    def place_extra(self) -> None:
        """Find places for the numbers that show because of the selection or the pointer."""
        self.extra = extra_labels(self.layout_shown, self.session.selection, self.hovered)
        self.update()

    def moved(self) -> None:
        """Everything stands elsewhere in the widget now."""
        self.update()

    def zoom_at(self, point: QPointF, factor: float) -> None:
        """Zoom around a point of the widget."""
        self.camera.zoom_at(point, factor)
        self.moved()

    def _create_layout(self) -> Layout:
        network, shape = self.session.network, self.session.dataset.image_shape
        size, fonts = QSizeF(self.size()), self._fonts
        if self._laid_out is not None:
            was, *others = self._laid_out
            if was is network and others == [fonts, size, shape]:
                return self.layout_shown  # data and network are often announced together
        self._laid_out = (network, fonts, size, shape)
        return create_layout(network, fonts.measures(), size, shape)

    def _relayout(self) -> None:
        self.layout_shown = self._create_layout()
        if not self.camera.is_moved:
            self.camera.fit(self.layout_shown.bounds, QSizeF(self.size()))
        self.hovered = None
        self.place_extra()
        self.moved()

    def _canvas(self, painter: QPainter, zoom: float, visible: QRectF) -> Canvas:
        em = self.layout_shown.measures.em
        canvas = Canvas(painter, appearance.theme, self._fonts, em, zoom, visible)
        canvas.negative_dashed = self.negative_dashed
        canvas.wave_progress = self.wave_motion.progress
        return canvas

    def _paint(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), appearance.theme.panel)
        painter.setTransform(self.camera.transform, True)
        seen = self.rect().toRectF()
        visible = QRectF(
            self.camera.to_diagram(seen.topLeft()), self.camera.to_diagram(seen.bottomRight())
        )
        canvas = self._canvas(painter, self.camera.zoom, visible)
        shown = read_session(self.session, self.hovered, focused=self.hasFocus())
        self._glance = glance_at(self.layout_shown, shown)
        paint_diagram(canvas, self.layout_shown, shown, self.extra)
        if self.thread_shown is not None:
            width = 2.0 * canvas.em / 12
            painter.setPen(QPen(appearance.theme.selection, width, Qt.PenStyle.DashLine))
            painter.drawLine(*self.thread_shown)

    def _update_when_seen(self) -> None:
        """Paint again if that can be seen."""
        shown = read_session(self.session, self.hovered)
        if self._glance != glance_at(self.layout_shown, shown):
            self.update()

    def _on_session_network_changed(self) -> None:
        self._relayout()

    def _on_session_state_changed(self) -> None:
        if self.session.running:
            self.redraw.mark()
        else:
            self.update()

    def _on_session_shown_changed(self) -> None:
        self.update()

    def _on_session_walk_changed(self) -> None:
        self.wave_motion.follow(self.session.walk)
        self.update()

    def _on_session_selection_changed(self) -> None:
        self.place_extra()

    def _on_appearance_changed(self) -> None:
        self.update()

    # ---- Qt --------------------------------------------------------------------------------

    @override
    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:  # ended after an exception too, or Qt would crash
            self._paint(painter)

    @override
    @guarded
    def resizeEvent(self, event: QResizeEvent) -> None:
        if not self.camera.is_moved:
            self._relayout()

    @override
    @guarded
    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange):
            self._fonts = Fonts.create()
            self._relayout()
        super().changeEvent(event)

    @override
    def sizeHint(self) -> QSize:
        return QSize(808, 514)
