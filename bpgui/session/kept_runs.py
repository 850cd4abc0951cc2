"""Runs that are kept to compare others with: what they were trained with, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count

import numpy as np

from bpgui.core.arrays import FloatArray
from bpgui.core.settings import TrainingSettings
from bpgui.data.dataset import Dataset
from bpgui.session.document import Document
from bpgui.session.held_bytes import record_bytes
from bpgui.session.inspection import have_same_loss
from bpgui.session.snapshot import Snapshot
from bpgui.session.timeline import Record, begun, sample_of

MOST_RUNS = 20
"""Runs kept at most."""
KEPT_BYTES = 150_000_000
"""Memory for their histories together; of more, the oldest keep their curve and their end."""

_LOOKED_AT = 100_000


@dataclass(frozen=True, eq=False)
class KeptRun:
    """A run as it was when it was kept.

    Attributes
    ----------
    name
        What it is called.
    snapshot
        Its end and its history, with the settings then; what going back to it brings.
    sweeps, loss, test_loss
        Its curve, shape (k,) each; ``test_loss`` is NaN where nothing was held out.
    shown
        Whether its curve stays in the plot.
    """

    name: str
    snapshot: Snapshot
    settings: TrainingSettings
    sweeps: FloatArray
    loss: FloatArray
    test_loss: FloatArray
    shown: bool = True

    @property
    def document(self) -> Document:
        """The moment at which it was kept."""
        return self.snapshot.document

    @property
    def end(self) -> tuple[int, float, float]:
        """Its last sweep, and the losses there: training, held out (NaN where none were)."""
        last = self.snapshot.record.samples[-1]
        return last.sweep, last.loss, last.test_loss

    def compares_with(self, document: Document, settings: TrainingSettings) -> bool:
        """Whether its losses mean the same as those of another run: same data, same loss."""
        same_loss = have_same_loss(self.settings, settings)
        return same_loss and _are_same_data(self.document.dataset, document.dataset)

    def without_history(self) -> "KeptRun":
        """Return the run with its curve, but with its last losses and its weights alone."""
        _, *losses = self.end
        sample = sample_of(self.document, (losses[0], losses[1]))
        record = begun(None, self.document, self.settings, sample)
        return replace(self, snapshot=replace(self.snapshot, record=record))


def _are_same_data(one: Dataset, other: Dataset) -> bool:
    """Whether the same patterns are learned; inputs are looked at where that takes no time."""
    if one is other:
        return True
    shape = (one.n_inputs, one.n_outputs, one.n_patterns)
    if shape != (other.n_inputs, other.n_outputs, other.n_patterns):
        return False
    same = np.array_equal(one.train, other.train) and np.array_equal(one.targets, other.targets)
    some = np.arange(min(one.n_patterns, _LOOKED_AT // one.n_inputs))
    return same and np.array_equal(one.x_of(some), other.x_of(some))


def next_name(runs: Sequence[KeptRun]) -> str:
    """Return the first letter, or number after Z, that no run is called by."""
    taken = {run.name for run in runs}
    names = (chr(ord("A") + k) if k < 26 else str(k + 1) for k in count())
    return next(name for name in names if name not in taken)


def bounded(runs: Sequence[KeptRun], most_bytes: int = KEPT_BYTES) -> tuple[KeptRun, ...]:
    """Return the newest runs, with histories as far as memory for them goes."""
    kept: list[KeptRun] = []
    known: set[Record] = set()
    left = most_bytes
    for run in reversed(runs[-MOST_RUNS:]):
        record = run.snapshot.record
        left -= 0 if record in known else record_bytes(record)
        known.add(record)
        kept.append(run if left >= 0 or not kept else run.without_history())
    return tuple(reversed(kept))
