"""What every test stands on: no screen, no settings of the user's, nothing left over."""

import atexit
import gc
import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Before Qt and NumPy are imported, which read these once.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
if "UTF-8" not in "".join(os.environ.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG")):
    os.environ["LC_ALL"] = "C.UTF-8"  # Qt warns of any other, and a warning fails the test

_HOME = tempfile.TemporaryDirectory(prefix="bpgui-tests-", ignore_cleanup_errors=True)
atexit.register(_HOME.cleanup)
for _variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR"):
    _folder = Path(_HOME.name, _variable)
    _folder.mkdir(mode=0o700)
    os.environ[_variable] = str(_folder)

# The same examples in every run of a commit, so that it passes everywhere or nowhere;
# `--hypothesis-profile=thorough` looks for new ones, and longer. Time limits per example are for a
# quiet machine.
settings.register_profile(
    "ci",
    derandomize=True,
    deadline=None,
    max_examples=50,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "thorough", settings.get_profile("ci"), derandomize=False, max_examples=2000
)
settings.load_profile("ci")


@pytest.fixture(autouse=True)
def _no_collection_while_painting() -> Iterator[None]:
    """Collect garbage between tests only: a widget collected in its own paint event crashes."""
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(autouse=True)
def _nothing_is_left_over() -> Iterator[None]:
    """Fail a test that leaves a thread running or a window open (`qtbot.addWidget` closes one)."""
    threads_before = set(threading.enumerate())
    yield
    windows = _open_windows()
    _delete_what_was_closed()
    threads = [thread.name for thread in threading.enumerate() if thread not in threads_before]
    assert not windows, f"windows left open: {windows}"
    assert not threads, f"threads left running: {threads}"


def _open_windows() -> list[str]:
    """Close the windows that are still open, so that only their own test fails, and name them."""
    if "PySide6.QtWidgets" not in sys.modules:
        return []
    from PySide6.QtWidgets import QApplication

    windows = [window for window in QApplication.topLevelWidgets() if window.isVisible()]
    for window in windows:
        window.hide()
    return [f"{type(window).__name__} {window.windowTitle()!r}" for window in windows]


def _delete_what_was_closed() -> None:
    """Delete closed windows now: no event loop runs that would, and each style sheet restyles them.

    Otherwise they pile up until the garbage is collected, and tests get ten times as slow.
    """
    if "PySide6.QtWidgets" not in sys.modules:
        return
    from PySide6.QtCore import QCoreApplication, QEvent

    if QCoreApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture(autouse=True)
def _numpy_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    """See to it that the automatic choice of the kernel does not depend on earlier tests."""
    from bpgui.core.compiled import readiness

    monkeypatch.setattr(readiness, "_is_ready", threading.Event())
