"""The base of every panel: a widget with a heading that its dock shows.

A panel draws no header of its own. It names what it shows in ``title`` and, muted at the right
of the header, in ``subtitle``; the main window's dock reads both.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from bpgui.ui.stored_view import StoredView


class Panel(QWidget):
    """A widget that shows one aspect of a session, with a heading."""

    heading_changed = Signal()

    def __init__(self, title: str, subtitle: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._subtitle = subtitle

    @property
    def title(self) -> str:
        """What the panel shows, in a word or two."""
        return self._title

    @property
    def subtitle(self) -> str:
        """A short muted remark at the right of the heading; may change while training runs."""
        return self._subtitle

    def set_heading(self, title: str | None = None, subtitle: str | None = None) -> None:
        """Change the heading; emits ``heading_changed`` when it differs."""
        heading = (
            self._title if title is None else title,
            self._subtitle if subtitle is None else subtitle,
        )
        if heading != (self._title, self._subtitle):
            self._title, self._subtitle = heading
            self.heading_changed.emit()

    def synchronize(self) -> None:
        """Show the session as it is now."""

    def go_to(self, setting: str) -> None:
        """Put the focus where something is set, if that is here."""

    def set_seen(self, seen: bool) -> None:
        """Take note of coming into sight or going behind another tab; a dock says so."""

    def stored_view(self) -> dict[str, object]:
        """Return how it is looked at, for a saved session: values that JSON knows."""
        return {}

    def restore_view(self, stored: StoredView) -> None:
        """Be looked at as when `stored` was; what is not understood or missing is as at first."""

    def refresh(self) -> None:
        """Catch up with a running training; called each frame, does nothing without news."""
