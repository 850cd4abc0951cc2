"""The pace of a run: how many updates may be made by now."""

import math
import time


class Pace:
    """Spreads updates evenly over time.

    Parameters
    ----------
    speed : float
        Updates a second; infinity for as many as possible.
    """

    def __init__(self, speed: float) -> None:
        self.speed = speed
        self._due = time.perf_counter()

    def allowed(self) -> int | None:
        """Return how many updates are due now, or None for any number.

        A run that fell behind, because the machine is too slow for the speed, does not try to
        make up for more than a tenth of a second.
        """
        if math.isinf(self.speed):
            return None
        now = time.perf_counter()
        self._due = max(self._due, now - 0.1)
        return max(0, math.floor((now - self._due) * self.speed) + 1) if now >= self._due else 0

    def spend(self, updates: int) -> None:
        """Count updates that were made."""
        if not math.isinf(self.speed):
            self._due += updates / self.speed

    def delay(self) -> float:
        """Return the seconds until the next update is due."""
        return max(0.0, self._due - time.perf_counter())
