"""The session: the one open document, read by widgets and changed through these verbs only.

Every verb is one entry of the undo stack and raises a ``ValueError`` with a sentence, leaving
everything as it was, when it cannot be done.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from bpgui.core.losses import LOSSES
from bpgui.core.network import Network
from bpgui.core.settings import StopConditions, TrainingSettings
from bpgui.data.dataset import Dataset
from bpgui.data.problems import PROBLEMS, problem_network
from bpgui.session.carrying import has_same_shape
from bpgui.session.document import Document
from bpgui.session.opening import Opening, opening_of
from bpgui.session.saving import Saving
from bpgui.session.what_if import WhatIf, begun_or_continued


class Session(Saving):
    """The open document with its settings, selection, undo stack and timeline."""

    _what_if: WhatIf | None = None

    @property
    def what_if(self) -> WhatIf | None:
        """The edit of one weight that led here, until something else changes."""
        edit = self._what_if
        if edit is not None and edit.leads_to(self._document, self._settings):
            return edit
        return None

    # ---- parameters ------------------------------------------------------------------------

    def set_parameter(self, index: int, value: float, gesture: object | None = None) -> None:
        """Give one weight or bias a value; a drag passes the same gesture each time."""
        if not np.isfinite(value):
            raise ValueError("A weight must be a finite number.")
        text = f"Set {self.parameter_name(index)}"
        with self.holding(entry=False):
            if self.network.parameters[index] == value and self.network.present[index]:
                return
            self._what_if = begun_or_continued(
                self._what_if, self._document, self._settings, index, gesture
            )
            self._change(text, lambda d: d.with_parameter(index, value), gesture=gesture)

    def set_parameters(self, values: Mapping[int, float], text: str) -> None:
        """Give many weights and biases values as one entry, as when a table is pasted."""
        indices = np.fromiter(values, dtype=np.intp, count=len(values))
        numbers = np.fromiter(values.values(), dtype=np.float64, count=len(values))
        if not np.isfinite(numbers).all():
            raise ValueError("A weight must be a finite number.")
        for index in values:
            self.network.address(index)
        if not self.network.present[indices].all():
            raise ValueError("One of these connections is absent; add it first.")
        with self.holding(entry=False):
            if (self.network.parameters[indices] != numbers).any():
                self._change(text, lambda d: d.with_parameters(indices, numbers))

    def set_locked(self, index: int, locked: bool) -> None:
        """Lock a parameter, so that training leaves it alone, or unlock it."""
        name = self.parameter_name(index)
        if not self.network.present[index]:
            raise ValueError(f"The connection {name} is absent; add it first.")
        if bool(self.network.locked[index]) != locked:
            verb = "Lock" if locked else "Unlock"
            self._change(f"{verb} {name}", lambda d: d.with_locked(index, locked))

    def parameter_name(self, index: int) -> str:
        """Return what people call a parameter, such as "x₁ → h₂" or "bias of h₂"."""
        network = self.network
        address = network.address(index)
        unit = network.layers[address.layer].unit_names[address.unit]
        if address.source is None or address.source_unit is None:
            return f"bias of {unit}"
        return f"{network.layers[address.source].unit_names[address.source_unit]} → {unit}"

    # ---- starting again --------------------------------------------------------------------

    def reset(self) -> None:
        """Go back to sweep 0 with the same initial weights; the history starts again."""
        self._change("Reset", Document.started_again, fresh=True)

    def new_weights(self, seed: int | None = None) -> None:
        """Draw initial weights afresh, with the next seed unless one is given."""
        initialisation = self.initialisation
        chosen = initialisation.seed + 1 if seed is None else seed
        drawn = replace(initialisation, seed=chosen)
        self._change(f"New weights, seed {chosen}", lambda d: d.with_new_weights(drawn), fresh=True)

    def load_problem(self, key: str) -> None:
        """Open a built-in problem with its network and settings."""
        problem = PROBLEMS.get(key)
        if problem is None:
            raise ValueError(f"There is no built-in problem “{key}”.")
        dataset = problem.make()
        network = problem_network(problem, dataset)
        document = Document.fresh(network, dataset, problem.initialisation, key)
        self._open(document, problem.settings)

    def load_dataset(self, dataset: Dataset) -> None:
        """Open the user's own data with a network and settings that suit them."""
        self.open_prepared(opening_of(dataset))

    def open_prepared(self, opening: Opening) -> None:
        """Open the user's own data that were prepared beside the window; as `load_dataset`."""
        self._open(opening.document, opening.settings, opening.losses)

    def replace_dataset(self, dataset: Dataset, text: str) -> None:
        """Exchange the data for an edited version with the same inputs and outputs.

        With other training patterns, an unfinished sweep starts anew.
        """
        shape = (dataset.n_inputs, dataset.n_outputs)
        if shape != (self.network.n_inputs, self.network.n_outputs):
            raise ValueError(
                f"The network has {self.network.n_inputs} inputs and {self.network.n_outputs} "
                f"outputs, the data {shape[0]} and {shape[1]}: open the data as new data."
            )
        self._change(text, lambda document: document.with_dataset(dataset))

    def load_network(self, network: Network, dataset: Dataset, text: str) -> None:
        """Go on with an imported network on data of its shape; the history starts again."""
        shape = (network.n_inputs, network.n_outputs)
        if shape != (dataset.n_inputs, dataset.n_outputs):
            raise ValueError(
                f"The weights are of a network with {shape[0]} inputs and {shape[1]} outputs; the "
                f"data “{dataset.name}” have {dataset.n_inputs} and {dataset.n_outputs}. "
                "Open the data they were trained on first."
            )
        settings = self.settings
        if not LOSSES[settings.loss].admits(network.layers[-1].activation):
            settings = replace(settings, loss="half-squared-error")
        problem = self.problem if dataset is self.dataset else None
        self._change(
            text,
            lambda d: Document.fresh(network, dataset, d.initialisation, problem),
            settings=settings,
            fresh=True,
        )
        self.select(None)

    def take_weights(self, network: Network, dataset: Dataset, text: str) -> None:
        """Give the weights other values, and the data perhaps another scaling, as one entry."""
        if not has_same_shape(network, self.network):
            raise ValueError("These weights are of a network with other layers.")
        vector = network.parameters
        if not np.isfinite(vector).all():
            raise ValueError("A weight must be a finite number.")

        def edit(document: Document) -> Document:
            taken = document.network.with_parameters(vector)
            return replace(document.with_dataset(dataset), network=taken)

        self._change(text, edit)

    def _open(
        self,
        document: Document,
        settings: TrainingSettings,
        losses: tuple[float, float] | None = None,
    ) -> None:
        with self.holding(entry=False):
            left = self._document
            self._change(
                f"Open {document.dataset.name}",
                lambda _: document,
                settings=settings,
                stop=StopConditions(),
                fresh=True,
                losses=losses,
            )
        self.opened.emit(left)
        self.select(None)
        self.present(0)
