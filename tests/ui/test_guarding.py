import importlib
import inspect
import pkgutil
import re
import sys
from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from typing_extensions import override

import bpgui.app
import bpgui.ui
from bpgui.ui.guarding import guarded

HANDLER = re.compile(r"\w*Event|event|eventFilter|paint|focusNextPrevChild")


def classes_of_qt() -> Iterator[type]:
    """Every class of the window's that inherits one of Qt's."""
    for package in (bpgui.app, bpgui.ui):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            for _, found in inspect.getmembers(importlib.import_module(module.name)):
                if inspect.isclass(found) and issubclass(found, shiboken6.Object):
                    yield found


def is_called_by_qt(found: type, name: str) -> bool:
    """Whether a method has the name of one of Qt's (a chart's `paint` of its own has not)."""
    return any(name in vars(base) for base in found.__mro__ if base.__module__.startswith("PySide"))


def test_that_every_handler_is_guarded() -> None:
    handlers = {
        f"{found.__module__}.{found.__qualname__}.{name}": handler
        for found in classes_of_qt()
        if found.__module__.startswith("bpgui.")
        for name, handler in vars(found).items()
        if HANDLER.fullmatch(name) and is_called_by_qt(found, name)
    }
    assert len(handlers) > 100
    bare = [name for name, handler in handlers.items() if not hasattr(handler, "__wrapped__")]
    assert not bare


class Failing(QWidget):
    """Raises whenever it is painted."""

    @override
    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:
        raise RuntimeError("a broken painter")


class Counting(QWidget):
    """Counts how often it is painted."""

    painted = 0

    @override
    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:
        event.rect()  # a call of Qt's, out of which PySide would raise what a neighbour left
        self.painted += 1


def test_that_an_error_while_painting_does_not_reach_the_neighbours(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[object] = []
    monkeypatch.setattr(sys, "excepthook", lambda *error: told.append(error))
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    failing, counting = Failing(), Counting()
    for widget in (failing, counting):
        widget.setMinimumSize(20, 20)
        layout.addWidget(widget)
    method = vars(Counting)["paintEvent"]
    held = sys.getrefcount(method)

    window.grab()

    assert len(told) == 1
    assert counting.painted == 1
    assert sys.getrefcount(method) == held


def test_that_an_event_is_left_to_qt_when_its_handler_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "excepthook", lambda *_: None)

    class Filter(QObject):
        @override
        @guarded
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            raise RuntimeError("a broken filter")

    assert Filter().eventFilter(QObject(), QEvent(QEvent.Type.User)) is False
