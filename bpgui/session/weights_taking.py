"""What becomes of the open network and data when weights of a file are taken, before they are."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from bpgui.core.losses import LOSSES
from bpgui.core.network import Network
from bpgui.core.settings import TrainingSettings
from bpgui.data.dataset import Dataset
from bpgui.data.scaling import Scaling
from bpgui.formats.weights_file import WeightsFile
from bpgui.session.document import Document
from bpgui.session.inspection import losses_of
from bpgui.session.weights_matching import Matching
from bpgui.session.weights_ordering import in_order_of


@dataclass(frozen=True)
class Choice:
    """What of a file is wanted.

    Attributes
    ----------
    whole
        The network of the file; otherwise the weights that fit into the open one.
    scaling
        Whether the data are scaled as the file says.
    names
        Whether inputs, outputs and classes get the names of the file; of a whole network only.
    """

    whole: bool = True
    scaling: bool = True
    names: bool = False


@dataclass(frozen=True, eq=False)
class Offer:
    """A weights file beside an open document: what can be taken, and what would come of it.

    Attributes
    ----------
    weights
        What the file holds, with its inputs and classes in the order of the data.
    document, settings
        What is open.
    reordered
        What was put in the order of the data: "inputs", "outputs".
    matching
        Of the two networks.
    """

    weights: WeightsFile
    document: Document
    settings: TrainingSettings
    reordered: tuple[str, ...]
    matching: Matching

    @classmethod
    def of(cls, weights: WeightsFile, document: Document, settings: TrainingSettings) -> "Offer":
        """Set a file beside a document."""
        weights, reordered = in_order_of(document.dataset, weights)
        matching = Matching.of(weights.network, document.network)
        return cls(weights, document, settings, reordered, matching)

    # ---- what can be chosen ----------------------------------------------------------------

    @cached_property
    def obstacle(self) -> str:
        """Why the network of the file cannot take the place of the open one; empty if it can."""
        network, data = self.weights.network, self.document.dataset
        for what, theirs, ours in (
            ("input", network.n_inputs, data.n_inputs),
            ("output", network.n_outputs, data.n_outputs),
        ):
            if theirs != ours:
                return (
                    f"The network of the file has {_counted(theirs, what)}, and the data "
                    f"“{data.name}” have {ours:,}. To use all of it, open the data it was "
                    "trained on."
                )
        return ""

    @cached_property
    def has_other_scaling(self) -> bool:
        """Whether the file scales the data in another way, and the data can be scaled so."""
        data = self.document.dataset
        scaled = self._scaled(data)
        return scaled is not data

    @cached_property
    def has_other_names(self) -> bool:
        """Whether inputs, outputs or classes have other names in the file."""
        return not self.obstacle and self._named(self.document.dataset) is not None

    @property
    def taken(self) -> int:
        """How many weights and biases fit into the open network."""
        return len(self.matching.taken)

    def usual(self) -> Choice:
        """Return what most people want.

        Many files say nothing of scaling. Then the loss tells whether the network knows the data
        as they are or scaled.
        """
        choice = Choice(whole=not self.obstacle, scaling=self.has_other_scaling)
        ends = (self.weights.input_scaling, self.weights.target_scaling)
        if not choice.scaling or any(scaling.kind != "none" for scaling in ends):
            return choice
        kept = replace(choice, scaling=False)
        try:
            is_better = self.losses(kept)[1] < self.losses(choice)[1]
        except ValueError:  # targets that the loss does not admit, one way or the other
            return choice
        return kept if is_better else choice

    # ---- what comes of it ------------------------------------------------------------------

    def result(self, choice: Choice) -> tuple[Network, Dataset]:
        """Return the network and the data as they would be."""
        data = self.document.dataset
        if choice.scaling:
            data = self._scaled(data)
        if not choice.whole:
            return self.matching.merged(), data
        named = self._named(data) if choice.names else None
        if choice.names:
            return self.weights.network, named or data
        return _with_ends_of(self.document.network, self.weights.network), data

    def losses(self, choice: Choice) -> tuple[float, float]:
        """Return the loss of the training patterns as it is and as it would be."""
        network, data = self.result(choice)
        document = Document.fresh(network, data, self.document.initialisation)
        before = losses_of(self.document, self.settings)[0]
        return before, losses_of(document, self.settings_for(network))[0]

    def settings_for(self, network: Network) -> TrainingSettings:
        """Return the settings with a loss that these outputs admit."""
        if LOSSES[self.settings.loss].admits(network.layers[-1].activation):
            return self.settings
        return replace(self.settings, loss="half-squared-error")

    def _scaled(self, data: Dataset) -> Dataset:
        """Return the data scaled as the file says, as far as that fits; the same if it does."""
        ends = (
            ("input_scaling", self.weights.input_scaling, data.input_scaling, True),
            (
                "target_scaling",
                self.weights.target_scaling,
                data.target_scaling,
                data.kind == "regression",  # the targets of classes stay as they are
            ),
        )
        changes: dict[str, Any] = {
            field: theirs
            for field, theirs, ours, can in ends
            if can and theirs.columns == ours.columns and not _are_same(theirs, ours)
        }
        return replace(data, **changes) if changes else data

    def _named(self, data: Dataset) -> Dataset | None:
        """Return the data with the names of the file, or None where they have those."""
        weights = self.weights
        classes = weights.classes if data.classes is not None else None
        known = None if classes is None or len(classes) != len(data.classes or ()) else classes
        try:
            wanted = replace(
                data,
                input_names=weights.input_names,
                target_names=weights.target_names,
                classes=known or data.classes,
            )
        except ValueError:  # names that no data can have, such as the same twice
            return None
        fields = ("input_names", "target_names", "classes")
        same = all(getattr(wanted, field) == getattr(data, field) for field in fields)
        return None if same else wanted


def _with_ends_of(ours: Network, theirs: Network) -> Network:
    """Return a network with the names that the inputs and outputs of the open one have."""
    layers = list(theirs.layers)
    for place in (0, -1):
        layers[place] = replace(layers[place], unit_names=ours.layers[place].unit_names)
    return replace(theirs, layers=tuple(layers))


def _are_same(first: Scaling, second: Scaling) -> bool:
    return (
        first.kind == second.kind
        and np.array_equal(first.offset, second.offset)
        and np.array_equal(first.scale, second.scale)
    )


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
