"""What keys do in the list of paths: up and down from path to path, along the numbers of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QKeyEvent

from bpgui.session.quantity import Quantity

if TYPE_CHECKING:
    from bpgui.ui.blame.path_list import PathList

_KEY = Qt.Key
_STEPS = {_KEY.Key_Up: -1, _KEY.Key_Down: 1, _KEY.Key_PageUp: -5, _KEY.Key_PageDown: 5}
_ENDS = {_KEY.Key_Home: 0, _KEY.Key_End: -1}
_ALONG = {_KEY.Key_Left: -1, _KEY.Key_Right: 1}
_ENTER = (_KEY.Key_Return, _KEY.Key_Enter)
_OWN = {*_STEPS, *_ENDS, *_ALONG, *_ENTER, _KEY.Key_Space}
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


class PathKeys:
    """The place of the keyboard in a list of paths: a row, and perhaps a number in it.

    Attributes
    ----------
    number
        The number that the keys are at, if they are at one.
    """

    def __init__(self, view: PathList) -> None:
        self._view = view
        self.number: Quantity | None = None

    def wants(self, event: QKeyEvent) -> bool:
        """Whether a key does something here, whatever it does elsewhere in the window."""
        if event.modifiers() not in _PLAIN:
            return False
        if event.key() == _KEY.Key_Escape:
            return self._view.kept is not None or self.number is not None
        return Qt.Key(event.key()) in _OWN and self._last >= 0

    def press(self, key: Qt.Key) -> None:
        """Do what a key does."""
        view, current = self._view, self._view.drawing.current
        if key in _STEPS or key in _ENDS:
            last = self._last
            place = range(last + 1)[_ENDS[key]] if key in _ENDS else current + _STEPS[key]
            self.go_to(max(0, min(place, last)))
            view.kept = view.paths.account.rows[view.drawing.current].trace
            if place > last:
                view.scrollToBottom()  # to the sentences below the paths
        elif key in _ALONG:
            self._go_along(_ALONG[key])
        elif key in _ENTER and self.number is not None:
            view.followed.emit(self.number)
        elif key == _KEY.Key_Escape:
            view.kept = None
            self._leave_number()
        elif current >= 0:
            view.keep(current)

    def enter(self) -> None:
        """Begin at the path that is lit, or at the first: the list has the focus now."""
        if self._last >= 0:
            self.go_to(max(0, self._view.paths.place_of(self._view.kept)))

    def leave(self) -> None:
        """Be nowhere any more."""
        self._view.drawing.current = -1
        self._leave_number()

    def settle(self) -> None:
        """Find a place among new rows: with the path that is lit, else where it was."""
        view, drawing = self._view, self._view.drawing
        if view.hasFocus():
            place = view.paths.place_of(view.kept)
            drawing.current = min(max(place if place >= 0 else drawing.current, 0), self._last)
        if drawing.factor >= 0:
            regions = drawing.regions(view.paths.index(drawing.current))
            if drawing.factor < len(regions):
                self.number = regions[drawing.factor].of
            else:
                self._leave_number()

    def go_to(self, place: int) -> None:
        """Go to a row."""
        view = self._view
        self._leave_number()
        view.drawing.current = place
        index = view.paths.index(place)
        view.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        view.scrollTo(index)
        view.setAccessibleDescription(str(index.data()))

    @property
    def _last(self) -> int:
        return len(self._view.paths.account.rows) - 1

    def _go_along(self, step: int) -> None:
        """Go to another number of the row."""
        view, drawing = self._view, self._view.drawing
        drawing.current = max(0, drawing.current)
        regions = drawing.regions(view.paths.index(drawing.current))
        if not regions:
            return
        start = drawing.factor if drawing.factor >= 0 else (-1, len(regions))[step < 0]
        drawing.factor = max(0, min(start + step, len(regions) - 1))
        region = regions[drawing.factor]
        self.number = region.of
        view.setAccessibleDescription(f"{region.span.text}: {view.describe(region.of)}")

    def _leave_number(self) -> None:
        self._view.drawing.factor = -1
        self.number = None
