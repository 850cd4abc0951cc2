"""Exporting the history as an animation: what can be filmed, and where it goes."""

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from bpgui.app import file_dialogs
from bpgui.app.dock import Dock
from bpgui.app.notice import Notice
from bpgui.session.session import Session
from bpgui.ui.pace import Pace
from bpgui.ui.plots.plot_panel import PlotPanel
from bpgui.ui.time.film_sheet import FilmSheet

_WHOLE = "Whole window"
_DRAWINGS = 30
"""Drawings after each other that a plot of very many weights may need to show everything."""


def ask_animation(
    session: Session,
    window: QWidget,
    docks: Mapping[str, Dock],
    refresh: Callable[[], None],
    notice: Notice,
) -> FilmSheet | None:
    """Open the sheet in which an animation is chosen and made; None where there is no history.

    Parameters
    ----------
    session
        Whose history is filmed.
    window, docks
        What can be filmed: the window, and of the docks those that are seen.
    refresh
        Lets what is no dock catch up with the session.
    notice
        Where the outcome is told.
    """
    if session.control is not None:
        session.control.pause()
    if session.newest_update <= session.oldest_update:
        notice.tell("There is no history to show yet: press Space to train.")
        return None
    notice.hide()  # it would be in the pictures
    seen = [dock for dock in docks.values() if not dock.visibleRegion().isEmpty()]
    targets: dict[str, QWidget] = {_WHOLE: window} | {dock.windowTitle(): dock for dock in seen}

    def settle() -> None:
        refresh()
        for dock in seen:
            dock.panel.synchronize()
            for pace in dock.panel.findChildren(Pace):
                pace.hurry()
            for _ in range(_DRAWINGS):
                if not (isinstance(dock.panel, PlotPanel) and dock.panel.redraw.marked):
                    break
                dock.panel.synchronize()

    def tell(sentence: str, problem: bool) -> None:
        notice.tell(sentence, problem=problem)

    sheet = FilmSheet(session, targets, settle, _ask_path(window), window)
    sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    sheet.told.connect(tell)
    sheet.open()
    return sheet


def _ask_path(window: QWidget) -> Callable[[str, Callable[[Path], None]], None]:
    def ask(kind: str, then: Callable[[Path], None]) -> None:
        if kind == "gif":
            file_dialogs.ask_save_path(
                window, "Export animation", "animation.gif", "Animated GIF (*.gif)", then
            )
        else:
            file_dialogs.ask_folder(window, "Folder for the animation", then)

    return ask
