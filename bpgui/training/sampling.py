"""Which sweeps of a run are sampled.

That depends on the sweep and the sizes of network and data alone, never on how fast the machine
is, so that a repeated run has the same samples.
"""

from bpgui.core.network import Network
from bpgui.core.recordings import pattern_seconds
from bpgui.core.settings import TrainingSettings
from bpgui.data.dataset import Dataset
from bpgui.session.sample import LOSS_SAMPLES, stride_at

SHARE = 0.05
"""Of the time of a run, what its samples may take about."""
SECONDS_PER_SAMPLE, SECONDS_PER_UPDATE = 50e-6, 8e-6
LOSS_OF_PATTERN = 0.5
"""Of the time of a pattern in an update, what its loss takes."""
NOT_WORTH_SAVING = 200e-6
"""Seconds of a sample up to which every sweep is sampled at first."""
LONGEST_WAIT = 4.0
"""Seconds between two samples that a run may be expected to take; a loss a sweep is enough."""
SWEEPS_AT_EACH_STRIDE = 8


class Sampling:
    """The sweeps at whose ends the losses are computed.

    Where that takes long beside a sweep, the first sweeps are all sampled, then every second, and
    so on up to a power of two; from `LOSS_SAMPLES` on samples grow sparser in any case.
    """

    def __init__(self, network: Network, dataset: Dataset, settings: TrainingSettings) -> None:
        patterns, each = len(dataset.train), pattern_seconds(network)
        updates = -(-patterns // settings.patterns_per_update(patterns))
        sweep = SECONDS_PER_UPDATE * updates + patterns * each
        seen = patterns + len(dataset.held_out)
        sample = SECONDS_PER_SAMPLE + LOSS_OF_PATTERN * each * seen
        self._widest = 1
        if sample > NOT_WORTH_SAVING:
            while sample > SHARE * self._widest * sweep and 2 * self._widest * sweep < LONGEST_WAIT:
                self._widest *= 2

    def stride(self, sweep: int) -> int:
        """Return the distance in sweeps between the samples around `sweep`."""
        early = 1
        while 2 * early <= self._widest and sweep >= 2 * early * SWEEPS_AT_EACH_STRIDE:
            early *= 2
        return max(early, stride_at(sweep, LOSS_SAMPLES))

    def due_after(self, sweep: int) -> int:
        """Return the next sweep after `sweep` that is sampled."""
        stride = self.stride(sweep)
        return (sweep // stride + 1) * stride

    def is_due(self, sweep: int) -> bool:
        """Whether the end of `sweep` is sampled."""
        return sweep % self.stride(sweep) == 0
