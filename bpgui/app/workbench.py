"""The workbench: the docks and the arrangement that the picture of the window shows."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from PySide6.QtCore import QByteArray, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMainWindow, QTabBar, QTabWidget, QWidget
from typing_extensions import override

from bpgui.app.dock import Dock, drop_focus
from bpgui.app.late_docks import LATE_DOCKS
from bpgui.app.settings import LAYOUT_VERSION
from bpgui.ui.guarding import guarded
from bpgui.ui.panel import Panel
from bpgui.ui.theme import SPACING

_LEAST = {"data": 29, "details": 37, "output": 33}
"""Characters that a dock is wide at least, where its share of a small window would be less."""
_COLUMNS = (("data", 0.186), ("network", 0.574), ("details", 0.24))
_ROW = (("loss", 0.378), ("weight_changes", 0.378), ("output", 0.244))
_UPPER_SHARE = 0.71
_BESIDE = {late.name: late.beside for late in LATE_DOCKS}
"""Where docks have their place once they are opened. Before, they have none: Qt would leave an
empty bar of tabs over another dock."""


class Workbench(QMainWindow):
    """An inner window of docks only, so that a margin can stand around them.

    Parameters
    ----------
    panels : mapping of str to Panel
        "data", "network", "details", "loss", "weight_changes", "output", and the names of
        ``LATE_DOCKS``.
    """

    def __init__(self, panels: Mapping[str, Panel], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowFlags(Qt.WindowType.Widget)
        self.setContentsMargins(SPACING, SPACING, SPACING, SPACING)
        self.setDockNestingEnabled(True)
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        self.docks = {name: Dock(name, panel, self) for name, panel in panels.items()}
        self._restored = False
        for name in _BESIDE:
            toggle = self.docks[name].toggleViewAction()
            toggle.triggered.connect(lambda shown, name=name: self._on_toggled(name, shown))
        self._keep_least_widths()
        self._place()
        self._pictured = self.saveState(LAYOUT_VERSION)

    def reset_layout(self) -> None:
        """Put every dock where the picture has it.

        WORKAROUND: a state is restored, as a dock that was taken away leaves a place in the layout
        that is stored as that of an open dock. Qt 6.10; for as long as QLayout.takeAt of its dock
        areas puts a QPlaceHolderItem there.
        """
        drop_focus(self)
        for dock in self.docks.values():
            dock.setFloating(False)
            self.removeDockWidget(dock)
        self.restoreState(self._pictured, LAYOUT_VERSION)
        self._share_space()
        QTimer.singleShot(0, self._share_space)

    def restore_layout(self, state: QByteArray) -> bool:
        """Bring back a stored arrangement; False if it is not of these docks."""
        self._restored = not state.isEmpty() and self.restoreState(state, LAYOUT_VERSION)
        self._keep_tabs_whole()
        return self._restored

    def stored_layout(self) -> QByteArray:
        """Return the present arrangement."""
        return self.saveState(LAYOUT_VERSION)

    def show_dock(self, name: str) -> None:
        """Open a dock and bring it to the front of its tabs."""
        dock = self.docks[name]
        if self.dockWidgetArea(dock) is Qt.DockWidgetArea.NoDockWidgetArea:
            self.tabifyDockWidget(self.docks[_BESIDE[name]], dock)
        dock.show()
        dock.raise_()
        self._keep_tabs_whole()

    def _keep_tabs_whole(self) -> None:
        """Show the names on tabs in full; those without room are scrolled to."""
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        for bar in self.findChildren(QTabBar, options=direct):
            bar.setElideMode(Qt.TextElideMode.ElideNone)
            bar.setUsesScrollButtons(True)

    def _on_toggled(self, name: str, shown: bool) -> None:
        if shown:
            self.show_dock(name)

    def _place(self) -> None:
        top = Qt.DockWidgetArea.TopDockWidgetArea
        docks = self.docks
        self.addDockWidget(top, docks["data"])
        self.splitDockWidget(docks["data"], docks["loss"], Qt.Orientation.Vertical)
        for row in (_COLUMNS, _ROW):
            for (left, _), (right, _) in pairwise(row):
                self.splitDockWidget(docks[left], docks[right], Qt.Orientation.Horizontal)
        for name in dict((*_COLUMNS, *_ROW)):
            docks[name].show()
        for late in LATE_DOCKS:
            docks[late.name].close()

    def _keep_least_widths(self) -> None:
        """Keep the docks from getting narrower, also when the window shrinks later."""
        for name, characters in _LEAST.items():
            least = characters * self.fontMetrics().averageCharWidth()
            self.docks[name].keep_least_width(least)

    def _share_space(self) -> None:
        width, height = self.width(), self.height()
        for row in (_COLUMNS, _ROW):
            self.resizeDocks(
                [self.docks[name] for name, _ in row],
                self._widths(row, width),
                Qt.Orientation.Horizontal,
            )
        self.resizeDocks(
            [self.docks["network"], self.docks["loss"]],
            [round(_UPPER_SHARE * height), round((1 - _UPPER_SHARE) * height)],
            Qt.Orientation.Vertical,
        )

    def _widths(self, row: Sequence[tuple[str, float]], width: int) -> list[int]:
        """Return the widths of a row's docks; those without a least width give way."""
        character = self.fontMetrics().averageCharWidth()
        least = {name: _LEAST.get(name, 0) * character for name, _ in row}
        wanted = {name: max(round(share * width), least[name]) for name, share in row}
        excess = max(0, sum(wanted.values()) - width)
        giving = sum(share for name, share in row if not least[name])
        return [
            wanted[name] - (0 if least[name] else round(excess * share / giving))
            for name, share in row
        ]

    @override
    @guarded
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._restored and not event.oldSize().isValid():
            self._share_space()  # at once, so that the first paint has every panel in its place
