"""A panel that is made when it is first shown, so that the window starts without it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from bpgui.ui.focus import keep_focus_when_clicked
from bpgui.ui.panel import Panel
from bpgui.ui.plots.plot_panel import PlotPanel


class LatePanel(Panel):
    """Stands in the place of a panel that does not exist yet, and around it once it does.

    Parameters
    ----------
    title : str
        The heading as long as the panel is missing.
    create : callable
        Makes the panel.

    Signals
    -------
    picture_requested
        The person wants a picture of the plot in it: what writes one to a path.
    """

    picture_requested = Signal(object)

    def __init__(
        self, title: str, create: Callable[[], Panel], parent: QWidget | None = None
    ) -> None:
        super().__init__(title, parent=parent)
        self._create = create
        self._panel: Panel | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    @property
    def panel(self) -> Panel:
        """The panel itself, made now if it is not there."""
        if self._panel is None:
            self._panel = self._create()
            keep_focus_when_clicked(self._panel)
            self._panel.heading_changed.connect(self._on_heading_changed)
            self._on_heading_changed()
            if isinstance(self._panel, PlotPanel):
                ask = partial(self.picture_requested.emit, self._panel.save_picture)
                self._panel.save_requested.connect(ask)
            self._column.addWidget(self._panel)
        return self._panel

    @override
    def synchronize(self) -> None:
        if self._panel is not None:
            self._panel.synchronize()

    @override
    def set_seen(self, seen: bool) -> None:
        if self._panel is not None:
            self._panel.set_seen(seen)

    @override
    def refresh(self) -> None:
        if self._panel is not None:
            self._panel.refresh()

    def _on_heading_changed(self) -> None:
        panel = self.panel
        self.set_heading(panel.title, panel.subtitle)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        self.panel.show()
        super().showEvent(event)
