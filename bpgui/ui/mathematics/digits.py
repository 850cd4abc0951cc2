"""How many digits the numbers in explanations show: one choice for the whole window."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, Signal

FEWEST, MOST, USUAL = 2, 17, 4
"""Significant digits; 17 tell any two floating-point numbers apart."""


class Digits(QObject):
    """The chosen number of significant digits. What shows formulas refreshes on ``changed``."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._count = USUAL

    @property
    def count(self) -> int:
        """Significant digits of a number in a formula."""
        return self._count

    def choose(self, count: int) -> None:
        """Show so many digits from now on; the nearest number that is allowed."""
        count = max(FEWEST, min(count, MOST))
        if count != self._count:
            self._count = count
            self.changed.emit()

    @contextmanager
    def as_many(self, count: int) -> Iterator[None]:
        """Let formulas made in a block have so many digits, without a signal."""
        before, self._count = self._count, max(FEWEST, min(count, MOST))
        try:
            yield
        finally:
            self._count = before


digits = Digits()
