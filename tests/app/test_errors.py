import math
import sys
import threading
from collections.abc import Callable
from types import TracebackType

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from bpgui.app.error_dialog import ErrorDialog
from bpgui.app.window import MainWindow
from bpgui.core.trainer import Trainer


@pytest.fixture
def dialog(window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> ErrorDialog:
    """The window's error dialog, with the hooks installed, as in the program."""
    monkeypatch.setattr(sys, "excepthook", window.error_net._on_exception)
    monkeypatch.setattr(threading, "excepthook", window.error_net._on_thread_exception)
    dialog = window.error_net.dialog
    qtbot.addWidget(dialog)
    return dialog


def test_that_an_exception_in_a_slot_shows_one_dialog_with_details(
    dialog: ErrorDialog, window: MainWindow, qtbot: QtBot
) -> None:
    before = window.session.document

    def fail() -> None:
        raise RuntimeError("the sky is falling")

    window.error_net._on_exception(*_raised(fail))
    window.error_net._on_exception(*_raised(fail))
    qtbot.waitUntil(dialog.isVisible)
    assert dialog.details.count("the sky is falling") >= 1
    assert dialog.details.count("Traceback") == 1
    assert window.session.document is before
    dialog.close()


def test_that_the_details_can_be_copied(
    dialog: ErrorDialog, window: MainWindow, qtbot: QtBot
) -> None:
    window.error_net.tell("a traceback")
    qtbot.waitUntil(dialog.isVisible)
    dialog._on_copy_clicked()
    assert "a traceback" in QGuiApplication.clipboard().text()
    dialog.close()


def test_that_a_failing_worker_shows_the_dialog_and_keeps_the_weights(
    dialog: ErrorDialog, window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.runner.step("sweep")
    trained = window.session.network.parameters

    def fail(_trainer: Trainer, _updates: int) -> None:
        raise ArithmeticError("a broken kernel")

    with monkeypatch.context() as patch:
        patch.setattr(Trainer, "advance", fail)
        window.runner.run()
        qtbot.waitUntil(dialog.isVisible)
    assert "a broken kernel" in dialog.details
    assert not window.session.running
    assert (window.session.network.parameters == trained).all()
    dialog.close()
    window.runner.step("sweep")
    assert not (window.session.network.parameters == trained).all()


def test_that_divergence_restores_finite_weights_and_says_what_to_try(
    window: MainWindow, qtbot: QtBot
) -> None:
    session = window.session
    session.load_problem("sine")
    session.change_settings(learning_rate=50.0)
    window.runner.speed = math.inf
    window.runner.run()
    qtbot.waitUntil(lambda: not session.running)
    assert all(math.isfinite(w) for w in session.network.parameters)
    assert "smaller learning rate than 50" in window.notice.text
    assert window.notice.isVisible()


def test_that_a_refused_action_says_why(window: MainWindow) -> None:
    window.session.select(None)
    window.actions_by_key["remove"].trigger()
    assert "Select a connection" in window.notice.text


def test_that_a_panel_opened_meanwhile_does_not_cover_a_notice(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.notice.tell("Done.")

    window.workbench.show_dock("runs")

    def notice_on_top() -> bool:
        found = window.workbench.childAt(window.notice.geometry().center())
        return found is not None and window.notice.isAncestorOf(found)

    qtbot.waitUntil(notice_on_top)


def test_that_a_notice_without_a_problem_goes_by_itself(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bpgui.app.notice._SHOWN_FOR", 1)
    window.notice.tell("Done.")
    qtbot.waitUntil(lambda: not window.notice.isVisible())
    window.notice.tell("Not done.", problem=True)
    assert not [timer for timer in window.notice.findChildren(QTimer) if timer.isActive()]


def _raised(
    fail: Callable[[], None],
) -> tuple[type[BaseException], BaseException, TracebackType | None]:
    try:
        fail()
    except RuntimeError as error:
        return type(error), error, error.__traceback__
    raise AssertionError


def test_that_an_error_in_every_frame_shows_once_and_stops_no_other_panel(
    dialog: ErrorDialog, window: MainWindow, qtbot: QtBot
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a broken panel")

    clock, session = window.clock, window.session
    clock._refreshers = (fail, *clock._refreshers)
    window.runner.run()
    qtbot.waitUntil(dialog.isVisible)
    assert dialog.details.count("Traceback") == 1
    dialog.close()
    shown, frames = window.controls.sweep_value.number.text(), clock.frames
    qtbot.waitUntil(lambda: clock.frames > frames + 5)
    assert window.controls.sweep_value.number.text() != shown
    assert not dialog.isVisible()
    assert session.running
    clock._refreshers = clock._refreshers[1:]
    window.runner.pause()


def test_that_an_error_while_painting_leaves_the_window_usable(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("a broken painter")

    with monkeypatch.context() as patch, qtbot.captureExceptions() as caught:
        patch.setattr("bpgui.ui.diagram.drawing.paint_diagram", fail)
        window.runner.run()
        qtbot.waitUntil(lambda: len(caught) > 3)
    assert window.session.running
    frames = window.clock.frames
    qtbot.waitUntil(lambda: window.clock.frames > frames + 3)
    window.runner.pause()
    assert all(math.isfinite(w) for w in window.session.network.parameters)
