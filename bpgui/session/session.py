"""The session: the one open document, read by widgets and changed through these verbs only.

Every verb is one entry of the undo stack and raises a ``ValueError`` with a sentence, leaving
everything as it was, when it cannot be done.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from bpgui.core import structure
from bpgui.core.losses import LOSSES
from bpgui.core.network import Network
from bpgui.core.settings import StopConditions, TrainingSettings
from bpgui.core.edit import Edit
from bpgui.data.dataset import Dataset
from bpgui.data.problems import PROBLEMS, Problem, problem_network
from bpgui.data.suggestion import suggested_problem
from bpgui.session.changing import Changing
from bpgui.session.document import Document
from bpgui.session.selection import (
    LayerSelection,
    ParameterSelection,
    Selection,
    UnitSelection,
)

NEW_UNIT_SCALE = 0.5
"""Connections of an added unit or layer are drawn from U(-scale, scale)."""


class Session(Changing):
    """The open document with its settings, selection, undo stack and timeline."""

    # ---- parameters ------------------------------------------------------------------------

    def set_parameter(self, index: int, value: float, gesture: object | None = None) -> None:
        """Give one weight or bias a value; a drag passes the same gesture each time."""
        if not np.isfinite(value):
            raise ValueError("A weight must be a finite number.")
        if self.network.parameters[index] == value and self.network.present[index]:
            return
        name = self.parameter_name(index)

        def edit(document: Document) -> Document:
            return replace(document, network=document.network.with_parameter(index, value))

        self._change(f"Set {name}", edit, gesture=gesture)

    def set_parameters(self, values: Mapping[int, float], text: str) -> None:
        """Give many weights and biases values as one entry, as when a table is pasted."""
        indices = np.fromiter(values, dtype=np.intp, count=len(values))
        numbers = np.fromiter(values.values(), dtype=np.float64, count=len(values))
        if not np.isfinite(numbers).all():
            raise ValueError("A weight must be a finite number.")
        if not self.network.present[indices].all():
            raise ValueError("One of these connections is absent; add it first.")

        def edit(document: Document) -> Document:
            parameters = document.network.parameters.copy()
            parameters[indices] = numbers
            return replace(document, network=document.network.with_parameters(parameters))

        self._change(text, edit)

    def set_locked(self, index: int, locked: bool) -> None:
        """Lock a parameter, so that training leaves it alone, or unlock it."""
        if bool(self.network.locked[index]) == locked:
            return

        def edit(document: Document) -> Document:
            velocity = document.velocity.copy()
            velocity[index] = 0.0
            velocity.setflags(write=False)
            return replace(
                document,
                network=document.network.with_locked(index, locked),
                initial=document.initial.with_locked(index, locked),
                velocity=velocity,
            )

        verb = "Lock" if locked else "Unlock"
        self._change(f"{verb} {self.parameter_name(index)}", edit)

    def parameter_name(self, index: int) -> str:
        """Return what people call a parameter, such as "x₁ → h₂" or "bias of h₂"."""
        network = self.network
        address = network.address(index)
        unit = network.layers[address.layer].unit_names[address.unit]
        if address.source is None or address.source_unit is None:
            return f"bias of {unit}"
        return f"{network.layers[address.source].unit_names[address.source_unit]} → {unit}"

    # ---- structure -------------------------------------------------------------------------

    def add_unit(self, layer: int) -> None:
        """Add a unit with small random weights to a hidden layer."""
        self._restructure(
            f"Add unit to {self.network.layers[layer].name}",
            lambda net: structure.add_unit(net, layer, rng=self._rng(), scale=NEW_UNIT_SCALE),
        )

    def remove_unit(self, layer: int, unit: int) -> None:
        """Remove a hidden unit with its connections."""
        name = self.network.layers[layer].unit_names[unit]
        self._restructure(
            f"Remove unit {name}", lambda net: structure.remove_unit(net, layer, unit)
        )

    def add_layer(self, before: int, units: int = 3, activation: str = "sigmoid") -> None:
        """Insert a hidden layer with small random weights before layer ``before``."""
        self._restructure(
            "Add layer",
            lambda net: structure.add_layer(
                net, before, units, activation, rng=self._rng(), scale=NEW_UNIT_SCALE
            ),
        )

    def remove_layer(self, layer: int) -> None:
        """Remove a hidden layer; those after it receive from those before it instead."""
        self._restructure(
            f"Remove {self.network.layers[layer].name}",
            lambda net: structure.remove_layer(net, layer, rng=self._rng(), scale=NEW_UNIT_SCALE),
        )

    def add_block(self, layer: int, source: int) -> None:
        """Connect every unit of ``layer`` with every unit of an earlier layer."""
        names = (self.network.layers[source].name, self.network.layers[layer].name)
        self._restructure(
            f"Connect {names[0]} with {names[1]}",
            lambda net: structure.add_block(
                net, layer, source, rng=self._rng(), scale=NEW_UNIT_SCALE
            ),
        )

    def remove_block(self, layer: int, source: int) -> None:
        """Remove all connections from ``source`` into ``layer``."""
        names = (self.network.layers[source].name, self.network.layers[layer].name)
        self._restructure(
            f"Disconnect {names[0]} from {names[1]}",
            lambda net: structure.remove_block(net, layer, source),
        )

    def add_connection(
        self, layer: int, unit: int, source: int, source_unit: int, value: float | None = None
    ) -> None:
        """Add one connection, which may skip layers; a small random weight without ``value``."""
        weight = value
        if weight is None:
            weight = float(self._rng().uniform(-NEW_UNIT_SCALE, NEW_UNIT_SCALE))
        self._restructure(
            "Add connection",
            lambda net: structure.add_connection(net, layer, unit, source, source_unit, weight),
        )

    def remove_connection(self, layer: int, unit: int, source: int, source_unit: int) -> None:
        """Remove one connection."""
        self._restructure(
            "Remove connection",
            lambda net: structure.remove_connection(net, layer, unit, source, source_unit),
        )

    def rename_unit(self, layer: int, unit: int, name: str) -> None:
        """Give a unit another name."""
        self._restructure(
            f"Rename {self.network.layers[layer].unit_names[unit]}",
            lambda net: structure.rename_unit(net, layer, unit, name),
        )

    def rename_layer(self, layer: int, name: str) -> None:
        """Give a layer another name."""
        self._restructure(
            f"Rename {self.network.layers[layer].name}",
            lambda net: structure.rename_layer(net, layer, name),
        )

    def set_activation(self, layer: int, activation: str) -> None:
        """Give a layer another activation; a loss that it does not admit gives way."""
        if self.network.layers[layer].activation == activation:
            return
        settings = None
        is_output = layer == len(self.network.layers) - 1
        if is_output and not LOSSES[self.settings.loss].admits(activation):
            settings = replace(self.settings, loss="half-squared-error")
            self.message.emit(
                f"Cross-entropy does not fit {activation} outputs: "
                "the loss is half squared error now."
            )
        self._restructure(
            f"Set activation of {self.network.layers[layer].name}",
            lambda net: structure.set_activation(net, layer, activation),
            settings,
        )

    def set_loss(self, loss: str) -> None:
        """Choose the loss; outputs that it does not admit become sigmoid, or softmax if many."""
        network = self.network
        if LOSSES[loss].admits(network.layers[-1].activation):
            self.change_settings(loss=loss)
            return
        activation = "softmax" if self.dataset.kind == "classes" else "sigmoid"
        LOSSES[loss].check_targets(self.dataset.y)
        self._restructure(
            f"Set loss and {activation} outputs",
            lambda net: structure.set_activation(net, len(net.layers) - 1, activation),
            replace(self.settings, loss=loss),
        )
        self.message.emit(
            f"{LOSSES[loss].label} needs {activation} outputs: the output layer uses them now."
        )

    def set_bias(self, layer: int, on: bool) -> None:
        """Give a layer biases, or take them away."""
        if self.network.layers[layer].bias == on:
            return
        verb = "Add" if on else "Remove"
        self._restructure(
            f"{verb} biases of {self.network.layers[layer].name}",
            lambda net: structure.set_bias(net, layer, on),
        )

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
        problem = PROBLEMS[key]
        self._open(problem, problem.make(), key)

    def load_dataset(self, dataset: Dataset) -> None:
        """Open the user's own data with a network and settings that suit them."""
        self._open(suggested_problem(dataset), dataset, None)

    def replace_dataset(self, dataset: Dataset, text: str) -> None:
        """Exchange the data for an edited version with the same inputs and outputs."""
        shape = (dataset.n_inputs, dataset.n_outputs)
        if shape != (self.network.n_inputs, self.network.n_outputs):
            raise ValueError(
                f"The network has {self.network.n_inputs} inputs and {self.network.n_outputs} "
                f"outputs, the data {shape[0]} and {shape[1]}: open the data as new data."
            )
        LOSSES[self.settings.loss].check_targets(dataset.y)
        self._change(text, lambda document: replace(document, dataset=dataset))

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
        self._change(
            text,
            lambda d: Document.fresh(network, dataset, d.initialisation, d.problem),
            settings=settings,
            fresh=True,
        )
        self.select(None)

    def _open(self, problem: Problem, dataset: Dataset, key: str | None) -> None:
        document = Document.fresh(problem_network(problem), dataset, problem.initialisation, key)
        self._change(
            f"Open {dataset.name}",
            lambda _: document,
            settings=problem.settings,
            stop=StopConditions(),
            fresh=True,
        )
        self.select(None)
        self.present(0)

    # ---- back in time ----------------------------------------------------------------------

    def go_to(self, updates: int, gesture: object | None = None) -> None:
        """Show the document as it was after so many updates; the later ones stay in reach."""
        with self.holding():
            updates = max(self.oldest_update, min(updates, self.newest_update))
            if updates == self.updates:
                return
            before = self._snapshot()
            document = self.document_at(updates)
            document = replace(document, initialisation=self.initialisation)
            after = replace(before, document=document)
            self._push(f"Go to update {updates}", before, after, gesture)

    # ---- inside ----------------------------------------------------------------------------

    def _restructure(
        self,
        text: str,
        make: Callable[[Network], Edit],
        settings: TrainingSettings | None = None,
    ) -> None:
        """Push a change of the topology that keeps every other parameter and its velocity."""
        with self.holding():
            edit = make(self.network)
            selection = self._carried_selection(edit)
            origin = edit.origin
            self._change(
                text,
                lambda d: d.restructured(edit, _initial_after(d, edit)),
                settings=settings,
                origin=origin,
            )
            self.select(selection)

    def _carried_selection(self, edit: Edit) -> Selection:
        chosen, network = self.selection, edit.network
        if isinstance(chosen, LayerSelection):
            return chosen if len(network.layers) == len(self.network.layers) else None
        if isinstance(chosen, UnitSelection) and _sizes(network) == _sizes(self.network):
            return chosen
        if isinstance(chosen, ParameterSelection):
            places = np.flatnonzero(edit.origin == chosen.index)
            if len(places) and network.present[places[0]]:
                return ParameterSelection(int(places[0]))
        elif isinstance(chosen, UnitSelection):
            name = self.network.layers[chosen.layer].unit_names[chosen.unit]
            if chosen.layer < len(network.layers):
                names = network.layers[chosen.layer].unit_names
                if name in names:
                    return UnitSelection(chosen.layer, names.index(name))
        return None

    def _rng(self) -> np.random.Generator:
        """A generator that gives the same additions at the same point of the same document."""
        return np.random.default_rng(
            [self.initialisation.seed, self.updates, self.network.n_parameters]
        )


def _sizes(network: Network) -> list[int]:
    return [layer.units for layer in network.layers]


def _initial_after(document: Document, edit: Edit) -> Network:
    """Return the initial weights of an edited network: old ones kept, new ones as they start."""
    network = edit.network
    was_present = np.append(document.network.present, False)[edit.origin]
    kept = was_present & network.present
    initial = np.append(document.initial.parameters, 0.0)[edit.origin]
    return network.with_parameters(np.where(kept, initial, network.parameters))
