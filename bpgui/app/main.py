"""Start-up: from the command line to a painted window, and an orderly end."""

import sys
from pathlib import Path

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from bpgui import __version__
from bpgui.app.autosave import Timing
from bpgui.app.safekeeping import Safekeeping
from bpgui.app.settings import Preferences
from bpgui.app.signals import SignalWatch
from bpgui.app.window import MainWindow
from bpgui.resource import resource
from bpgui.training.kernel_preparation import KernelPreparation
from bpgui.ui.theme import dressed_later, prepare_application

_SECOND_THINGS = 500
"""Milliseconds after which what the first paint does not need is begun."""

_FRAME = (8, 40)
"""Pixels that a desktop's frame and title bar add to a window at most."""


def run(file: str | None = None, timing: Timing | None = None) -> int:
    """Open the window, with a file if one is given; return the exit status when it closes.

    Parameters
    ----------
    file
        What to open.
    timing
        How soon changes are in the autosave; the usual times by default.
    """
    application = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(application, QApplication):
        raise TypeError("bpgui needs a QApplication, and another kind of application exists.")
    application.setApplicationName("bpgui")
    application.setApplicationDisplayName("bpgui")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("bpgui")
    application.setWindowIcon(QIcon(str(resource("icons", "bpgui.svg"))))
    preferences = Preferences()
    prepare_application(application, preferences.appearance)
    with dressed_later(application):
        window = MainWindow(preferences)
    window.error_net.install()
    show(window, fresh=preferences.geometry.isEmpty())
    safekeeping = Safekeeping(window, timing=timing)
    signals = SignalWatch(safekeeping.leave_at_once)
    safekeeping.offer_lost()
    if file is not None:
        window.open_file(Path(file))
    kernel = KernelPreparation(window.status_line.kernel_prepared.emit)
    QTimer.singleShot(_SECOND_THINGS, kernel.start)
    status = application.exec()
    kernel.shut_down()
    window.error_net.remove()
    signals.remove()
    return status


def show(window: MainWindow, *, fresh: bool) -> None:
    """Show the window; where its first size leaves no room for its frame, as large as can be."""
    room = window.screen().availableSize() - QSize(*_FRAME)
    if fresh and (window.width() > room.width() or window.height() > room.height()):
        window.showMaximized()
    else:
        window.show()
