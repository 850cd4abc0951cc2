"""The widget of a chart's scene: an error while pyqtgraph paints is told, and stays in there."""

import pyqtgraph as pg
from PySide6.QtGui import QPaintEvent
from typing_extensions import override

from bpgui.ui.guarding import guarded


class GuardedView(pg.GraphicsView):  # type: ignore[misc]  # pyqtgraph is untyped
    """A view of pyqtgraph's whose painting is guarded."""

    @override
    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
