"""A display to measure on: the desktop's, one of its own from Xvfb, or none that is seen."""

import atexit
import os
import shutil
import subprocess
import time

_SCREEN = "1600x1000x24"


def require_display(*, offscreen: bool = False) -> str:
    """See to it that Qt finds a display, and return its name in words; before Qt is imported.

    Parameters
    ----------
    offscreen : bool
        Use Qt's own platform that shows nothing, whatever there is.
    """
    if not offscreen and not os.environ.get("DISPLAY") and shutil.which("Xvfb"):
        _start_xvfb()
    if offscreen or not os.environ.get("DISPLAY"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        return "offscreen"
    os.environ["QT_QPA_PLATFORM"] = "xcb"
    return f"X display {os.environ['DISPLAY']}"


def _start_xvfb() -> None:
    """Start Xvfb, and a window manager if there is one; both end with this process."""
    reader, writer = os.pipe()
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", _SCREEN, "-nolisten", "tcp"]
    _start(command, writer)
    os.close(writer)
    with os.fdopen(reader, encoding="ascii") as answer:
        number = answer.readline().strip()
    if not number:
        return
    os.environ["DISPLAY"] = f":{number}"
    manager = next(filter(shutil.which, ("openbox", "xfwm4", "metacity", "marco")), None)
    if manager is not None:
        _start([manager])
        time.sleep(0.5)


def _start(command: list[str], *kept: int) -> None:
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, stdout=quiet, stderr=quiet, pass_fds=kept)
    atexit.register(_end, process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait(timeout=10)
