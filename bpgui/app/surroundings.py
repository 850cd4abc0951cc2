"""What those who open and write files need of the window around them."""

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from bpgui.app.notice import Notice
from bpgui.app.recent_files import RecentFiles
from bpgui.app.window_view import WindowView


@dataclass(frozen=True)
class Surroundings:
    """The window as files see it.

    Attributes
    ----------
    window : QWidget
        Parent of the dialogs.
    view : WindowView
        How it is looked at, which a saved session keeps.
    notice : Notice
        Where the outcome is told.
    recent : RecentFiles
        Remembers what was opened and saved.
    """

    window: QWidget
    view: WindowView
    notice: Notice
    recent: RecentFiles
