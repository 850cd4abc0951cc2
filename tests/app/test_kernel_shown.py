import pytest
from pytestqt.qtbot import QtBot

from bpgui.app.window import MainWindow
from bpgui.core.compiled import readiness


def shown(window: MainWindow) -> str:
    return window.status_line._kernel.text()


def run_a_little(window: MainWindow, qtbot: QtBot, kernel: str) -> None:
    """Run until the kernel that serves is shown."""
    window.runner.speed = 1e9
    window.runner.run()
    qtbot.waitUntil(lambda: window.session.updates > 50 and shown(window) == kernel)


def test_that_the_kernel_that_serves_is_shown(window: MainWindow, qtbot: QtBot) -> None:
    pytest.importorskip("numba")
    assert shown(window) == "NumPy kernel"
    run_a_little(window, qtbot, "NumPy kernel")
    assert readiness.prepare(apart=False)
    qtbot.waitUntil(lambda: window.session.updates > 500)
    assert shown(window) == "NumPy kernel"  # until the next run
    window.runner.pause()
    assert shown(window) == "compiled kernel"
    run_a_little(window, qtbot, "compiled kernel")
    window.session.change_settings(kernel="numpy")
    run_a_little(window, qtbot, "NumPy kernel")
    window.session.change_settings(precision="single")
    run_a_little(window, qtbot, "NumPy, 32 bits")
    window.runner.pause()
