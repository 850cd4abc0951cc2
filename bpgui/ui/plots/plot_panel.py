"""What the plots have in common: when they draw, their menu, their buttons, their pictures."""

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QEnterEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMenu, QToolButton, QWidget
from typing_extensions import override

from bpgui.session.session import Session
from bpgui.ui.guarding import guarded
from bpgui.ui.panel import Panel
from bpgui.ui.picture import save_picture
from bpgui.ui.plots.chart import Chart
from bpgui.ui.plots.redraw import Redraw
from bpgui.ui.theme import SPACING, appearance, scaled_font

_CHIP_HEIGHT = 20


class PlotPanel(Panel):
    """A panel with charts, drawn when the session has changed and its turn has come.

    A subclass says in ``_draw`` what to draw and in ``_shown_chart`` which chart is seen.

    Signals
    -------
    save_requested
        The person wants to save the picture; the window asks where to.
    """

    save_requested = Signal()

    def __init__(self, session: Session, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, "", parent)
        self.session = session
        self.redraw = Redraw(self, self._draw_present)
        self.chips = ChipRow(self)
        self._has_keyboard = False
        appearance.changed.connect(self.redraw.mark)
        session.network_changed.connect(self._on_session_replaced)
        session.dataset_changed.connect(self._on_session_replaced)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus_changed)

    @override
    def refresh(self) -> None:
        """Draw if something changed; called once a frame by the window."""
        if self.redraw.refresh() and (chart := self._shown_chart()) is not None:
            chart.settle()

    @override
    def synchronize(self) -> None:
        self.redraw.draw_now()

    def save_picture(self, path: Path) -> None:
        """Write what is seen to a .png or .svg file; errors as `bpgui.ui.picture`."""
        background = appearance.theme.panel
        save_picture(path, self._picture_size(), background, self._paint_picture, self.title)

    def menu(self) -> QMenu:
        """Return the context menu: what this plot offers, then what all do."""
        menu = QMenu(self)
        for action in self._menu_actions(menu):
            menu.addAction(action)
        if not menu.isEmpty():
            menu.addSeparator()
        chart = self._shown_chart()
        if chart is not None:
            view_all = menu.addAction("View all\tHome", chart.view_all)
            view_all.setEnabled(not chart.follows)
        menu.addAction("Save picture…", self.save_requested.emit)
        return menu

    def _show_menu(self, position: QPoint) -> None:
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(position)

    def _draw_present(self) -> None:
        self._draw()
        for chart in self.findChildren(Chart):
            chart.outdated = False

    def _draw(self) -> None:
        raise NotImplementedError

    def _shown_chart(self) -> Chart | None:
        raise NotImplementedError

    def _menu_actions(self, owner: QObject) -> list[QAction]:  # noqa: ARG002 - for subclasses
        return []

    def _picture_size(self) -> QSize:
        return self.size()

    def _paint_picture(self, painter: QPainter) -> None:
        chart = self._shown_chart()
        if chart is not None:
            chart.paint(painter)

    def _on_session_replaced(self) -> None:
        for chart in self.findChildren(Chart):
            chart.outdated = True
        self.redraw.mark()

    def _on_focus_changed(self, before: QWidget | None, now: QWidget | None) -> None:
        if before is None or now is None:
            return  # the window came or went
        clicked = QApplication.mouseButtons() != Qt.MouseButton.NoButton
        self._has_keyboard = self.isAncestorOf(now) and not clicked
        self.chips.set_wanted(self._has_keyboard or self.underMouse())

    @override
    @guarded
    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.chips.set_wanted(True)

    @override
    @guarded
    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.chips.set_wanted(self._has_keyboard)

    @override
    @guarded
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.chips.settle()


class ChipRow(QWidget):
    """Small buttons in the lower left corner, seen while the panel has the mouse or the keyboard.

    There they cover no curve that could be pointed at, only the end of an axis: whole numbers of
    it, as half a number looks broken.
    """

    def __init__(self, panel: QWidget) -> None:
        super().__init__(panel)
        self._panel = panel
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, _CHIP_HEIGHT // 2, SPACING, 0)
        self._row.setSpacing(SPACING // 2)
        self._count = 0
        self.hide()

    def add(self, text: str, tooltip: str, *, checkable: bool = False) -> QToolButton:
        """Add a button at the right and return it."""
        button = QToolButton(self)
        button.setProperty("role", "chip")
        button.setText(text)
        button.setToolTip(tooltip)
        button.setStatusTip(tooltip)
        button.setCheckable(checkable)
        button.setFont(scaled_font(0.85))
        button.setMaximumHeight(_CHIP_HEIGHT)
        self._row.addWidget(button)
        self._count += 1
        return button

    def set_wanted(self, wanted: bool) -> None:
        """Show the buttons, if there are any, or hide them."""
        self.setVisible(wanted and self._count > 0)
        self.settle()

    def settle(self) -> None:
        """Move to the corner of the panel as it is now."""
        self.adjustSize()
        self.move(SPACING // 2, self._panel.height() - self.height() - 2)
        self.raise_()

    @override
    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), appearance.theme.panel)
