"""Whether a window can open here, asked before Qt is.

Qt ends the process with an abort and a page of text when there is no display or when one of its
system libraries is missing. Asking first turns that into one sentence.
"""

import ctypes
import importlib.util
import os
import re
import socket
import sys
from pathlib import Path

# The Debian and Ubuntu package of each library that Qt's window needs and does not bring along.
_PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}

_ABSENT_LIBRARY = re.compile(r"(?P<name>lib\S+\.so[.\d]*): cannot open shared object file")


class DesktopMissingError(Exception):
    """No window can open here; the text says why and what to do."""


def require_desktop() -> None:
    """Return if a window can open here.

    Raises
    ------
    DesktopMissingError
        If there is no display to open it on, or a system library for it is missing.
    """
    if sys.platform in {"win32", "darwin"}:
        return
    wanted = _wanted_platforms()
    if wanted and not wanted & {"xcb", "wayland"}:
        return
    if "xcb" not in wanted and _wayland_answers():
        return
    if wanted != {"wayland"}:
        _require_x_libraries()
        if _x_answers():
            return
    raise DesktopMissingError(_no_display())


def missing_library(error: OSError | ImportError) -> str | None:
    """Say in a sentence which system library an error is about, or None if about none."""
    found = _ABSENT_LIBRARY.search(str(error))
    if found is None:
        return None
    library = found["name"]
    start = f"the window cannot open because the system library {library} is missing"
    if (package := _PACKAGES.get(library)) is None:
        return f"{start}; install the package of your system that provides it."
    return f"{start}; on Debian or Ubuntu type: sudo apt-get install {package}"


def _wanted_platforms() -> set[str]:
    """Read which of its platforms Qt was told to use; empty means it chooses."""
    choices = os.environ.get("QT_QPA_PLATFORM", "").split(";")
    return {choice.partition(":")[0].partition("-")[0] for choice in choices if choice}


def _no_display() -> str:
    if display := os.environ.get("DISPLAY"):
        reason = f"the display {display} (DISPLAY) does not answer"
    elif display := os.environ.get("WAYLAND_DISPLAY"):
        reason = f"the display {display} (WAYLAND_DISPLAY) does not answer"
    else:
        reason = "there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)"
    return f"{reason}; start bpgui from a terminal on a desktop, or through ssh -X."


def _wayland_answers() -> bool:
    name = os.environ.get("WAYLAND_DISPLAY", "")
    if not name:
        return False
    address = Path(os.environ.get("XDG_RUNTIME_DIR", "/")) / name
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(2)
        try:
            connection.connect(str(address))
        except OSError:
            return False
    return True


def _x_answers() -> bool:
    """Try DISPLAY as Qt will: through the same library, permission included."""
    if not os.environ.get("DISPLAY"):
        return False
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    failure = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return not failure


def _require_x_libraries() -> None:
    """Load Qt's X plugin, whose libraries Qt would otherwise miss only by aborting."""
    if not os.environ.get("DISPLAY"):
        return
    qt = importlib.util.find_spec("PySide6")
    for folder in (qt.submodule_search_locations or []) if qt else []:
        plugin = Path(folder, "Qt", "plugins", "platforms", "libqxcb.so")
        if plugin.is_file():
            _load(plugin)


def _load(library: Path) -> None:
    try:
        ctypes.CDLL(str(library))
    except OSError as error:
        if sentence := missing_library(error):
            raise DesktopMissingError(sentence) from error
