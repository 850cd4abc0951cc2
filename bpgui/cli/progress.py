"""The progress bar: one line on a terminal, written over and over, as wide as the terminal."""

import time

from bpgui.cli import wording
from bpgui.cli.terminal import Terminal

_BETWEEN_PAINTS = 0.1
_BAR = 30
_NARROWEST_BAR = 8
_CLEAR = "\r\x1b[K"
_BLUE, _PLAIN = "\x1b[34m", "\x1b[0m"


class Progress:
    """A bar with some words on both sides of it; nothing at all where nobody watches.

    Parameters
    ----------
    terminal
        Where it is shown.
    shown
        Whether to show it.
    """

    def __init__(self, terminal: Terminal, *, shown: bool) -> None:
        self._terminal = terminal
        self._shown = shown and terminal.shows_progress
        self._painted = -1.0
        self._has_line = False

    def show(self, share: float, before: str, after: str) -> None:
        """Paint the bar, if it is time to."""
        if self._is_due():
            self._paint(self._line(min(max(share, 0.0), 1.0), before, after))

    def wait(self, words: str) -> None:
        """Say what is waited for, at once."""
        if self._shown:
            self._paint(words[: self._terminal.width - 1])

    def count(self, words: str) -> None:
        """Say how far a work is whose end is not known, if it is time to."""
        if self._is_due():
            self.wait(words)

    def clear(self) -> None:
        """Take the line away."""
        if self._has_line:
            self._put(_CLEAR)
            self._has_line = False

    # ---- inside ----------------------------------------------------------------------------

    def _is_due(self) -> bool:
        return self._shown and time.monotonic() - self._painted >= _BETWEEN_PAINTS

    def _paint(self, line: str) -> None:
        self._painted = time.monotonic()
        self._put(_CLEAR + line)
        self._has_line = True

    def _line(self, share: float, before: str, after: str) -> str:
        """Return words, bar and words, the bar shortened or left out where there is no room."""
        width = self._terminal.width - 1
        percent = f"{share:4.0%}"
        room = width - len(before) - len(after) - len(percent) - 6
        if room < _NARROWEST_BAR:
            return f"{before} {percent}  {after}"[:width]
        return f"{before}  {self._bar(share, min(room, _BAR))} {percent}  {after}"

    def _bar(self, share: float, width: int) -> str:
        full = int(share * width)
        done, rest = ("━", "─") if self._is_unicode else ("#", "-")
        bar = done * full
        if self._terminal.has_colours:
            bar = f"{_BLUE}{bar}{_PLAIN}"
        return bar + rest * (width - full)

    @property
    def _is_unicode(self) -> bool:
        return (self._terminal.err.encoding or "").lower().replace("-", "") == "utf8"

    def _put(self, text: str) -> None:
        self._terminal.err.write(text)
        self._terminal.err.flush()


def remaining(share: float, seconds: float) -> str:
    """Return how long it takes yet, as far as that can be told."""
    if share < 0.01 or seconds < 1.0:
        return ""
    return f"{wording.duration(seconds / share - seconds)} left"
