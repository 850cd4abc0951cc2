"""A layer of a chart that is painted in pixels: below the curves or above them."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget
from typing_extensions import override

from bpgui.ui.guarding import guarded


class PixelLayer(QGraphicsItem):
    """An item as large as the view, painted by a function; the mouse does not see it.

    Parameters
    ----------
    paint
        Is called with a painter whose unit is the pixel of the view.
    z
        Above (positive) or below (negative) the plotted items.
    """

    def __init__(self, paint: Callable[[QPainter], None], z: float) -> None:
        super().__init__()
        self._paint = paint
        self._rect = QRectF(0, 0, 1, 1)
        self.setZValue(z)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def resize(self, width: float, height: float) -> None:
        """Cover a view of another size."""
        self.prepareGeometryChange()
        self._rect = QRectF(0, 0, width, height)

    @override
    def boundingRect(self) -> QRectF:
        return self._rect

    @override
    @guarded
    def paint(
        self,
        painter: QPainter,
        _option: QStyleOptionGraphicsItem,
        _widget: QWidget | None = None,
    ) -> None:
        self._paint(painter)
