"""The menu of how the history is played: which way, how fast, over and over."""

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from bpgui.session.playback import WHOLE_RUN, Playback

SPEEDS = (None, 0.5, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1e3, 3e3, 1e4, 1e5, 1e6)
"""Sweeps a second, or None for the whole run in a fixed time."""


def speed_text(speed: float | None) -> str:
    """Return a speed in words."""
    if speed is None:
        return f"Whole run in {WHOLE_RUN:g} s"
    return (
        f"{speed:,g} sweep{'' if speed == 1 else 's'} a second"
        if speed < 1e4
        else (f"{speed:,.0f} sweeps a second")
    )


def short_speed_text(speed: float | None) -> str:
    """Return a speed in a few characters, for a small button."""
    if speed is None:
        return f"in {WHOLE_RUN:g} s"
    return f"{speed / 1000:g}k/s" if speed >= 1e4 else f"{speed:g}/s"


def fill_playback(playback: Playback, menu: QMenu) -> None:
    """List the directions, the loop and the speeds, those chosen checked."""
    ways = QActionGroup(menu)
    for text, backwards in (("&Forwards", False), ("&Backwards", True)):
        choose = partial(setattr, playback, "backwards", backwards)
        ways.addAction(_add(menu, text, playback.backwards is backwards, choose))
    _add(menu, "&Over and over", playback.loops, partial(setattr, playback, "loops",
                                                         not playback.loops))  # fmt: skip
    menu.addSeparator()
    speeds = QActionGroup(menu)
    for speed in SPEEDS:
        choose = partial(setattr, playback, "speed", speed)
        speeds.addAction(_add(menu, speed_text(speed), playback.speed == speed, choose))


def _add(menu: QMenu, text: str, checked: bool, choose: Callable[[], object]) -> QAction:
    action = menu.addAction(text)
    action.setCheckable(True)
    action.setChecked(checked)
    action.triggered.connect(lambda _checked: choose())
    return action
