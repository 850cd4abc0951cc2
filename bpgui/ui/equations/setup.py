"""What the equations depend on: the topology and the settings, but no weight."""

from dataclasses import dataclass, field

import numpy as np

from bpgui.core.layer import Layer
from bpgui.data.dataset import Dataset
from bpgui.session.session import Session

_ADDS_UP = 1e-9


@dataclass(frozen=True)
class Setup:
    """Everything that decides how the equations are written.

    Attributes
    ----------
    layers
        The layers of the network, the inputs first.
    loss, reduction, margin
        As in the settings.
    batch
        How many patterns an update uses.
    eta, alpha, decay
        The rates in force.
    one_hot
        Whether the targets of every pattern add up to 1, as shares do.
    locked
        How many weights and biases are locked.
    """

    layers: tuple[Layer, ...]
    loss: str
    reduction: str = "sum"
    margin: float = 0.0
    batch: int = 1
    eta: float = 0.25
    alpha: float = 0.0
    decay: float = 0.0
    one_hot: bool = True
    locked: int = 0

    @property
    def last(self) -> int:
        """The index of the output layer."""
        return len(self.layers) - 1

    @property
    def outputs(self) -> int:
        """How many outputs there are."""
        return self.layers[-1].units

    @property
    def output_activation(self) -> str:
        """The activation of the outputs."""
        return self.layers[-1].activation

    @property
    def is_chain(self) -> bool:
        """Whether each layer receives from just the one before it."""
        return all(layer.sources == (before,) for before, layer in enumerate(self.layers[1:]))

    @property
    def has_biases(self) -> bool:
        """Whether any layer has biases."""
        return any(layer.bias for layer in self.layers[1:])

    def names_by_activation(self, first: int, last: int) -> dict[str, list[str]]:
        """Return the names of some of the layers, by what activation they have."""
        found: dict[str, list[str]] = {}
        for layer in self.layers[first : last + 1]:
            found.setdefault(layer.activation, []).append(layer.name)
        return found


@dataclass
class SetupReader:
    """Reads the setup of a session; looks through the targets of its data only once."""

    session: Session
    _dataset: Dataset | None = field(default=None, repr=False)
    _one_hot: bool = False

    def read(self) -> Setup:
        """Return the present setup."""
        session, settings = self.session, self.session.settings
        network, train = session.network, len(session.dataset.train)
        eta, alpha = settings.rates_at(session.sweep)
        return Setup(
            network.layers,
            settings.loss,
            settings.reduction,
            settings.margin,
            settings.patterns_per_update(train),
            eta,
            alpha,
            settings.decay,
            settings.margin == 0.0 and self._targets_add_up(),
            int(np.count_nonzero(network.locked & network.present)),
        )

    def _targets_add_up(self) -> bool:
        dataset = self.session.dataset
        if dataset is not self._dataset:
            self._dataset = dataset
            sums = dataset.y.sum(axis=1)
            self._one_hot = bool((np.abs(sums - 1.0) < _ADDS_UP).all())
        return self._one_hot
