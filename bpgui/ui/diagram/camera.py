"""Which part of the diagram is seen, and how large."""

from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QTransform

from bpgui.ui.stored_view import StoredView, stored_numbers

_LARGEST_FIT = 1.4
_LIMITS = (0.15, 40.0)


@dataclass
class Camera:
    """Maps the diagram's pixels to the widget's: ``screen = zoom * diagram + offset``.

    ``is_moved`` once the user has zoomed or panned: the diagram is then no longer fitted by itself.
    """

    zoom: float = 1.0
    offset: QPointF = field(default_factory=QPointF)
    is_moved: bool = False

    def fit(self, bounds: QRectF, size: QSizeF) -> None:
        """Show the whole diagram in the middle of a widget of this size."""
        if bounds.isEmpty() or size.isEmpty():
            return
        fitting = min(size.width() / bounds.width(), size.height() / bounds.height())
        self.zoom = min(fitting, _LARGEST_FIT)
        middle = QPointF(size.width() / 2, size.height() / 2)
        self.offset = middle - bounds.center() * self.zoom
        self.is_moved = False

    def zoom_at(self, point: QPointF, factor: float) -> None:
        """Zoom so that what is under a point of the widget stays there."""
        anchor = self.to_diagram(point)
        self.zoom = min(max(self.zoom * factor, _LIMITS[0]), _LIMITS[1])
        self.offset = point - anchor * self.zoom
        self.is_moved = True

    def pan(self, step: QPointF) -> None:
        """Move the diagram by so many pixels of the widget."""
        self.offset += step
        self.is_moved = True

    def stored(self, bounds: QRectF, size: QSizeF) -> dict[str, object]:
        """Return what is seen, for a saved session: nothing while the whole diagram is fitted."""
        if not self.is_moved or bounds.isEmpty():
            return {}
        middle = self.to_diagram(QPointF(size.width() / 2, size.height() / 2)) - bounds.center()
        return {"camera": [self.zoom, middle.x() / bounds.width(), middle.y() / bounds.height()]}

    def restore(self, stored: StoredView, bounds: QRectF, size: QSizeF) -> None:
        """Show what was seen, whatever the widget's size was then, or the whole diagram."""
        numbers = stored_numbers(stored, "camera", 3)
        if numbers is None or not _LIMITS[0] <= numbers[0] <= _LIMITS[1]:
            self.fit(bounds, size)
            return
        self.zoom, across, down = numbers
        middle = bounds.center() + QPointF(across * bounds.width(), down * bounds.height())
        self.offset = QPointF(size.width() / 2, size.height() / 2) - middle * self.zoom
        self.is_moved = True

    def reveal(self, rect: QRectF, size: QSizeF, margin: float) -> None:
        """Pan so that a rectangle of the diagram is seen, if it is not."""
        seen = self.to_screen(rect)
        room = QRectF(QPointF(), size).adjusted(margin, margin, -margin, -margin)
        if room.contains(seen) or not room.isValid():
            return
        x = max(room.left() - seen.left(), 0.0) or min(room.right() - seen.right(), 0.0)
        y = max(room.top() - seen.top(), 0.0) or min(room.bottom() - seen.bottom(), 0.0)
        self.pan(QPointF(x, y))

    def to_diagram(self, point: QPointF) -> QPointF:
        """Map a point of the widget to the diagram."""
        return (point - self.offset) / self.zoom

    def to_screen(self, rect: QRectF) -> QRectF:
        """Map a rectangle of the diagram to the widget."""
        size = rect.size() * self.zoom
        return QRectF(rect.topLeft() * self.zoom + self.offset, size)

    @property
    def transform(self) -> QTransform:
        """What a painter needs."""
        return QTransform(self.zoom, 0, 0, self.zoom, self.offset.x(), self.offset.y())
