"""Training a problem as the window does, for tests of what comes out."""

import numpy as np

from bpgui.core.trainer import Trainer
from bpgui.data.dataset import Dataset
from bpgui.data.problems import Problem, problem_network


class Learned:
    """A problem after some sweeps with its own settings."""

    def __init__(self, problem: Problem, sweeps: int) -> None:
        self.dataset: Dataset = problem.make()
        network = problem_network(problem, self.dataset)
        trainer = Trainer(network, self.dataset.x_train, self.dataset.y_train, problem.settings)
        for _ in range(sweeps):
            trainer.advance(trainer.updates_left_in_sweep)
        self.outputs = trainer.outputs(self.dataset.x)

    @property
    def largest_error(self) -> float:
        """The largest distance of an output from its target, of all patterns."""
        return float(np.abs(self.outputs - self.dataset.y).max())

    def right(self, rows: np.ndarray) -> float:
        """Return the part of these patterns whose class is right."""
        wanted = self.dataset.class_indices(self.dataset.y[rows])
        return float(np.mean(self.dataset.class_indices(self.outputs[rows]) == wanted))

    def deviation(self, rows: np.ndarray) -> float:
        """Return the root mean square error of these patterns, in scaled units."""
        return float(np.sqrt(np.mean((self.outputs[rows] - self.dataset.y[rows]) ** 2)))
