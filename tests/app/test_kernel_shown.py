import pytest
from pytestqt.qtbot import QtBot

from bpgui.app.window import MainWindow
from bpgui.core.compiled import readiness
from bpgui.training.kernel_preparation import KernelPreparation


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


def test_that_the_compiled_kernel_is_shown_as_soon_as_a_run_would_use_it(
    window: MainWindow, qtbot: QtBot
) -> None:
    pytest.importorskip("numba")
    assert shown(window) == "NumPy kernel"
    preparation = KernelPreparation(window.status_line.kernel_prepared.emit)
    preparation.start()
    try:
        qtbot.waitUntil(lambda: shown(window) == "compiled kernel", timeout=60_000)
    finally:
        preparation.shut_down()
