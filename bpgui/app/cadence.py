"""How often frames come: as often as the screen shows them, or less where training would suffer."""

FRAME = 16
"""Milliseconds between frames: 60 a second."""
LONGEST = 24
"""Milliseconds between frames at most, whatever they cost: 42 a second."""
SHARE = 0.25
"""The part of the time that frames may take from a training that stands still meanwhile."""
_WEIGHT = 0.1
_STEADY = 1.5


class Cadence:
    """Chooses the time between frames from what they cost of late.

    Attributes
    ----------
    interval : int
        Milliseconds from one frame to the next.
    """

    def __init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """Begin with the shortest interval."""
        self.interval = FRAME
        self._cost = 0.0

    def after(self, cost: float) -> int:
        """Return the interval after a frame whose work took so many milliseconds from training.

        It changes when it is off by more than a little, so that frames come evenly.
        """
        self._cost += _WEIGHT * (cost - self._cost)
        wanted = min(max(self._cost / SHARE, FRAME), LONGEST)
        if abs(wanted - self.interval) > _STEADY or wanted in (FRAME, LONGEST):
            self.interval = round(wanted)
        return self.interval
