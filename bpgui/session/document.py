"""The document: everything that undo and redo bring back, as one immutable value."""

from dataclasses import dataclass, replace

import numpy as np

from bpgui.core.arrays import FloatArray, IntArray
from bpgui.core.edit import Edit
from bpgui.core.initialisation import initialise
from bpgui.core.network import Network
from bpgui.core.settings import Initialisation
from bpgui.core.trainer import TrainingState
from bpgui.data.dataset import Dataset


@dataclass(frozen=True, eq=False)
class Document:
    """A network in the middle of learning a data set.

    Attributes
    ----------
    network : Network
        Topology and present weights.
    initial : Network
        The same topology with the weights that Reset brings back.
    velocity : ndarray of shape (P,)
        The previous change of each parameter.
    sweep, position, updates : int
        Whole sweeps done, patterns of the present sweep already used, updates done in all.
    dataset : Dataset
        What is being learned.
    initialisation : Initialisation
        How `initial` was drawn.
    problem : str or None
        Key of the built-in problem, or None for the user's own data.
    """

    network: Network
    initial: Network
    velocity: FloatArray
    sweep: int
    position: int
    updates: int
    dataset: Dataset
    initialisation: Initialisation
    problem: str | None = None

    @classmethod
    def fresh(
        cls,
        network: Network,
        dataset: Dataset,
        initialisation: Initialisation,
        problem: str | None = None,
    ) -> "Document":
        """Return a document before its first update."""
        velocity = _zeros(network.n_parameters)
        return cls(network, network, velocity, 0, 0, 0, dataset, initialisation, problem)

    @property
    def training_state(self) -> TrainingState:
        """What the trainer needs to go on from here to the same bits."""
        return TrainingState(
            self.network.parameters, self.velocity, self.sweep, self.position, self.updates
        )

    def advanced(self, state: TrainingState) -> "Document":
        """Return the document as training has left it."""
        return replace(
            self,
            network=self.network.with_parameters(state.parameters),
            velocity=state.velocity,
            sweep=state.sweep,
            position=state.position,
            updates=state.updates,
        )

    def with_parameter(self, index: int, value: float) -> "Document":
        """Return the document with one weight or bias changed; its velocity stays."""
        return replace(self, network=self.network.with_parameter(index, value))

    def with_parameters(self, indices: IntArray, values: FloatArray) -> "Document":
        """Return the document with several weights and biases changed."""
        parameters = self.network.parameters.copy()
        parameters[indices] = values
        return replace(self, network=self.network.with_parameters(parameters))

    def with_locked(self, index: int, locked: bool) -> "Document":
        """Return the document with a parameter locked, which ends its motion, or unlocked."""
        velocity = self.velocity.copy()
        velocity[index] = 0.0
        return replace(
            self,
            network=self.network.with_locked(index, locked),
            initial=self.initial.with_locked(index, locked),
            velocity=_read_only(velocity),
        )

    def with_dataset(self, dataset: Dataset) -> "Document":
        """Return the document with other data; with other training patterns the sweep starts anew.

        An edited cell leaves the sweep where it is.
        """
        same_patterns = np.array_equal(dataset.train, self.dataset.train)
        return replace(self, dataset=dataset, position=self.position if same_patterns else 0)

    def restructured(self, edit: Edit, initial: Network) -> "Document":
        """Return the document with another topology; velocities of kept parameters stay."""
        return replace(
            self,
            network=edit.network,
            initial=initial,
            velocity=_read_only(edit.carry(self.velocity)),
        )

    def started_again(self) -> "Document":
        """Return the document at sweep 0 with its initial weights; locks and gaps stay."""
        return self.fresh(
            self._with_initial(self.initial), self.dataset, self.initialisation, self.problem
        )

    def with_new_weights(self, initialisation: Initialisation) -> "Document":
        """Return the document at sweep 0 with weights drawn afresh; locked ones keep theirs."""
        network = initialise(self.network, initialisation)
        return self.fresh(network, self.dataset, initialisation, self.problem)

    def _with_initial(self, initial: Network) -> Network:
        present = self.network.present
        return self.network.with_parameters(np.where(present, initial.parameters, 0.0))


def _zeros(size: int) -> FloatArray:
    return _read_only(np.zeros(size))


def _read_only(array: FloatArray) -> FloatArray:
    array.setflags(write=False)
    return array
