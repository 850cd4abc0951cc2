"""A panel that is made when it is first shown, so that the window starts without it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from bpgui.ui.focus import keep_focus_when_clicked
from bpgui.ui.guarding import guarded
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
        self._veil: QLabel | None = None
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

    def veil(self, sentence: str) -> None:
        """Show a sentence in place of the panel; the panel again when it is empty."""
        if not sentence and self._veil is None:
            return
        if self._veil is None:
            self._veil = _label()
            self._column.addWidget(self._veil)
        self._veil.setText(sentence)
        self._veil.setVisible(bool(sentence))
        if self._panel is not None or (self.isVisible() and not sentence):
            self.panel.setHidden(bool(sentence))
            self._on_heading_changed()

    @property
    def veiled_by(self) -> str:
        """The sentence in place of the panel; empty while the panel is seen."""
        return "" if self._veil is None else self._veil.text()

    @override
    def synchronize(self) -> None:
        if self._panel is not None:
            self._panel.synchronize()

    @override
    def go_to(self, setting: str) -> None:
        self.panel.go_to(setting)

    @override
    def set_seen(self, seen: bool) -> None:
        if self._panel is not None:
            self._panel.set_seen(seen)

    @override
    def refresh(self) -> None:
        if self._panel is not None:
            self._panel.refresh()

    def _on_heading_changed(self) -> None:
        """Say what the panel says; behind a veil it draws nothing, so its remark may be old."""
        self.set_heading(self.panel.title, "" if self.veiled_by else self.panel.subtitle)

    @override
    @guarded
    def showEvent(self, event: QShowEvent) -> None:
        if not self.veiled_by:
            self.panel.show()
        super().showEvent(event)


def _label() -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setMargin(16)
    label.setProperty("role", "muted")
    return label
