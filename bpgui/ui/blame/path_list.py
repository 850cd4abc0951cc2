"""The list of paths: hovering or choosing one lights it, its numbers can be pointed at."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QToolTip, QWidget
from typing_extensions import override

from bpgui.session.quantity import Quantity
from bpgui.session.trace import Trace
from bpgui.ui.blame.account import Account
from bpgui.ui.blame.path_delegate import PathDelegate
from bpgui.ui.blame.path_keys import PathKeys
from bpgui.ui.blame.path_model import PathModel
from bpgui.ui.guarding import guarded


class PathList(QListView):
    """Shows an account of blame.

    A click on a row keeps its path lit, another lets it go; Up and Down go from path to path, Left
    and Right along the numbers of one.

    Attributes
    ----------
    describe
        Says in words what a number is, for its tooltip.
    kept
        The path that stays lit when the pointer leaves.
    """

    lit_changed = Signal(object)
    """The `Trace` to light in the diagram, or None."""
    pointed = Signal(object)
    """The `Quantity` under the pointer or the keys, or None."""
    followed = Signal(object)
    """A `Quantity` was clicked."""

    def __init__(self, describe: Callable[[Quantity], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.describe = describe
        self.kept: Trace | None = None
        self._hovered: Trace | None = None
        self._mouse: QPointF | None = None
        self._pressed: tuple[int, Quantity | None] = (-1, None)
        self._of_mouse: Quantity | None = None
        self._pointed: Quantity | None = None
        self.paths = PathModel(self)
        self.drawing = PathDelegate(self.paths, self)
        self.keys = PathKeys(self)
        self.setModel(self.paths)
        self.setItemDelegate(self.drawing)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(2 * self.fontMetrics().height())
        self.setAccessibleName("Paths")

    def show_account(self, account: Account) -> None:
        """Show other rows; a path that is kept lit stays so as long as it is among them."""
        self.paths.show(account)
        self._lay_out()
        if self.paths.place_of(self.kept) < 0:
            self.kept = None
        self.keys.settle()
        self._hover()
        self._tell()

    def release(self) -> None:
        """Let go of every path and number: something else is asked about now."""
        self.kept = self._hovered = self._of_mouse = None
        self.keys.leave()
        self.drawing.forget_layout()
        self._tell()

    def restyle(self) -> None:
        """Lay everything out afresh, as with other fonts."""
        self._lay_out()
        self.scheduleDelayedItemsLayout()

    def keep(self, place: int) -> None:
        """Keep the path of a row lit, or let it go if it is."""
        trace = self.paths.account.rows[place].trace
        self.kept = None if trace == self.kept else trace
        self._hovered = None if self.kept is None else self._hovered
        self._tell()

    def light(self, quantity: Quantity | None) -> None:
        """Light up a number wherever it stands, or none."""
        self.drawing.pointed = quantity
        self.viewport().update()

    def place_of_number(self, place: int, number: int) -> QRectF:
        """Return where a number of a row is in the viewport."""
        index = self.paths.index(place)
        return self.drawing.region_rect(index, QRectF(self.visualRect(index)), number)

    def _lay_out(self) -> None:
        if self.drawing.lay_out(self.viewport().width()):
            self.scheduleDelayedItemsLayout()
        self.viewport().update()

    # ---- what is lit -----------------------------------------------------------------------

    def _tell(self) -> None:
        """Say what is lit, where that has changed, and paint it."""
        lit = self._hovered or self.kept
        if lit != self.drawing.lit:
            self.drawing.lit = lit
            self.lit_changed.emit(lit)
        pointed = self._of_mouse or self.keys.number
        if pointed != self._pointed:  # else what others point at would go out
            self._pointed = pointed
            self.pointed.emit(pointed)
        self.viewport().update()

    def _hover(self) -> None:
        place, of = self._under(self._mouse)
        row = self.paths.account.rows[place] if place >= 0 else None
        self._hovered, self._of_mouse = row.trace if row is not None else None, of
        shape = Qt.CursorShape.PointingHandCursor if of is not None else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def _under(self, point: QPointF | None) -> tuple[int, Quantity | None]:
        """Return the row at a point of the viewport, or -1, and the number there."""
        if point is None:
            return -1, None
        index = self.indexAt(point.toPoint())
        if not index.isValid() or self.paths.row(index) is None:
            return -1, None
        number = self.drawing.region_at(index, QRectF(self.visualRect(index)), point)
        return index.row(), self.drawing.regions(index)[number].of if number >= 0 else None

    # ---- what Qt calls ---------------------------------------------------------------------

    @override
    @guarded
    def event(self, event: QEvent) -> bool:
        is_override = event.type() is QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and self.keys.wants(event):
            event.accept()  # Space lights and Left goes to a number here
            return True
        return super().event(event)

    @override
    @guarded
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.keys.wants(event):
            self.keys.press(Qt.Key(event.key()))
            self._tell()
        else:
            event.ignore()

    @override
    @guarded
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._mouse = event.position()
        self._hover()
        self._tell()

    @override
    @guarded
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = self._under(event.position())
        else:
            event.ignore()

    @override
    @guarded
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        pressed, self._pressed = self._pressed, (-1, None)
        place, of = self._under(event.position())
        if (place, of) != pressed or place < 0:
            return
        if of is not None:
            self.followed.emit(of)
        else:
            self.keep(place)

    @override
    @guarded
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    @override
    @guarded
    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Leave:
            self._mouse = None
            self._hover()
            self._tell()
        elif event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place, of = self._under(QPointF(event.pos()))
            index = self.paths.index(place)
            whole = str(index.data(Qt.ItemDataRole.ToolTipRole)) if place >= 0 else ""
            text = self.describe(of) if of is not None else whole
            QToolTip.showText(event.globalPos(), text, self.viewport())
            return True
        return super().viewportEvent(event)

    @override
    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        if self._mouse is not None:
            self._mouse = QPointF(self.viewport().mapFromGlobal(self.cursor().pos()))
            self._hover()
            self._tell()

    @override
    @guarded
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    @override
    @guarded
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.keys.enter()
        self.viewport().update()

    @override
    @guarded
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.keys.leave()
        self._tell()

    @override
    @guarded
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._mouse = None
        self.release()

    @override
    def keyboardSearch(self, search: str) -> None:
        """Typed letters search nothing here."""
