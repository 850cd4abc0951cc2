"""bpgui itself, through the call that Run makes."""

from typing import Literal

import numpy as np

from bpgui.core.arrays import FloatArray
from bpgui.core.compiled import readiness
from bpgui.core.kernels import with_kernel
from bpgui.core.settings import TrainingSettings
from bpgui.core.trainer import Trainer
from tests.benchmarks.training.work import Training, Work


class Bpgui:
    """Bpgui with one of its kernels.

    Parameters
    ----------
    name
        The head of its column.
    kernel
        What `TrainingSettings.kernel` asks for.
    """

    package = "numba"

    def __init__(self, name: str, kernel: Literal["auto", "numpy", "compiled"]) -> None:
        self.name, self._kernel = name, kernel

    def is_installed(self) -> bool:
        """Whether the kernel is at hand."""
        return self._kernel != "compiled" or readiness.is_installed()

    def variant(self, work: Work) -> Work | None:
        """Return the work itself, or None where another kernel would serve than is asked for."""
        readiness.prepare()
        serving = with_kernel(self._settings(work), work.network).kernel
        return work if self._kernel in ("auto", serving) else None

    def prepare(self, work: Work) -> Training:
        """Make the trainer."""
        return _Training(work, self._settings(work))

    def _settings(self, work: Work) -> TrainingSettings:
        return TrainingSettings(
            learning_rate=work.learning_rate,
            momentum=work.momentum,
            update="mini-batch",
            batch_size=work.batch,
            loss=work.loss,
            kernel=self._kernel,
            precision="single" if work.single else "double",
        )


class _Training:
    def __init__(self, work: Work, settings: TrainingSettings) -> None:
        x, y = np.asarray(work.x, np.float64), np.asarray(work.y, np.float64)
        self._trainer = Trainer(work.network, x, y, settings)

    def advance(self, updates: int) -> None:
        self._trainer.advance(updates)

    def parameters(self) -> FloatArray:
        return self._trainer.state().parameters
