"""The progress bar of a training: sweeps, losses, and the time that is left."""

import math
import time

from bpgui.cli import wording
from bpgui.cli.course import Course
from bpgui.cli.progress import Progress, remaining
from bpgui.cli.task import Task
from bpgui.cli.terminal import Terminal
from bpgui.session.document import Document


class TrainingBar:
    """A bar with the losses beside it; nothing where nobody watches."""

    def __init__(self, terminal: Terminal, *, shown: bool) -> None:
        self._progress = Progress(terminal, shown=shown)
        self._first, self._goal, self._began = 0, 1, 0.0

    def wait(self, words: str) -> None:
        """Say what is waited for before the training begins."""
        self._progress.wait(words)

    def read(self, rows: int) -> None:
        """Say how many rows are read."""
        self._progress.count(f"Reading the data: {rows:,} rows …")

    def begin(self, task: Task, course: Course) -> None:
        """Start at the document's sweep."""
        self._progress.clear()
        self._first = course.document.sweep
        self._goal = max(task.sweeps, 1)
        self._began = time.monotonic()

    def move(self, document: Document, losses: tuple[float, float]) -> None:
        """Show how far it is."""
        done = document.sweep - self._first
        share = done / self._goal
        words = [f"loss {wording.loss(losses[0])}"]
        if not math.isnan(losses[1]):
            words.append(f"test {wording.loss(losses[1])}")
        if left := remaining(share, time.monotonic() - self._began):
            words.append(left)
        last = self._first + self._goal
        self._progress.show(share, f"Sweep {document.sweep:,} of {last:,}", "  ".join(words))

    def clear(self) -> None:
        """Take it away."""
        self._progress.clear()
