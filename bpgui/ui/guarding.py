"""The fence around what Qt calls: an error in a handler is told at once and goes no further.

A handler (of an event, of painting) that raises while Python waits for a call of Qt's leaves its
error with PySide. PySide raises it again out of the next call that anyone makes, in the middle of
another widget, and loses a reference to each method that it looks up meanwhile, until the process
crashes (PySide 6.11). So every handler of the window's is guarded, and a test sees to it.
"""

import sys
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")


def guarded(handler: Callable[P, R]) -> Callable[P, R]:
    """Return a handler that tells of its errors with `sys.excepthook`, and then has done nothing.

    Parameters
    ----------
    handler : callable
        A method that Qt calls. After an error, one that returns a bool returns False: Qt goes on
        with the event as if it had not been handled.
    """
    unhandled = cast("R", False if handler.__annotations__.get("return") is bool else None)

    @wraps(handler)
    def guard(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return handler(*args, **kwargs)
        except Exception:  # noqa: BLE001 - of any kind: it must not reach PySide
            tell_error()
            return unhandled

    return guard


def tell_error() -> None:
    """Tell of the error at hand, as of one that nobody caught."""
    sys.excepthook(*sys.exc_info())
