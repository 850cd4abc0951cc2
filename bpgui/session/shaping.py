"""The verbs that change the structure of a session's network."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from bpgui.core import structure
from bpgui.core.edit import Edit
from bpgui.core.losses import LOSSES
from bpgui.core.network import Network
from bpgui.core.settings import TrainingSettings
from bpgui.session.document import Document
from bpgui.session.walking import Walking

NEW_UNIT_SCALE = 0.5
"""Connections of an added unit or layer are drawn from U(-scale, scale)."""


class Shaping(Walking):
    """A session whose network can get another structure; all other parameters stay."""

    def add_unit(self, layer: int) -> None:
        """Add a unit with small random weights to a hidden layer."""
        self._restructure(
            f"Add unit to {self._layer_name(layer)}",
            lambda net: structure.add_unit(net, layer, rng=self._rng(), scale=NEW_UNIT_SCALE),
        )

    def remove_unit(self, layer: int, unit: int) -> None:
        """Remove a hidden unit with its connections."""
        name = self._unit_name(layer, unit)
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
            f"Remove {self._layer_name(layer)}",
            lambda net: structure.remove_layer(net, layer, rng=self._rng(), scale=NEW_UNIT_SCALE),
        )

    def add_block(self, layer: int, source: int) -> None:
        """Connect every unit of ``layer`` with every unit of an earlier layer."""
        names = (self._layer_name(source), self._layer_name(layer))
        self._restructure(
            f"Connect {names[0]} with {names[1]}",
            lambda net: structure.add_block(
                net, layer, source, rng=self._rng(), scale=NEW_UNIT_SCALE
            ),
        )

    def remove_block(self, layer: int, source: int) -> None:
        """Remove all connections from ``source`` into ``layer``."""
        names = (self._layer_name(source), self._layer_name(layer))
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
            f"Rename {self._unit_name(layer, unit)}",
            lambda net: structure.rename_unit(net, layer, unit, name),
        )

    def rename_layer(self, layer: int, name: str) -> None:
        """Give a layer another name."""
        self._restructure(
            f"Rename {self._layer_name(layer)}",
            lambda net: structure.rename_layer(net, layer, name),
        )

    def set_activation(self, layer: int, activation: str) -> None:
        """Give a layer another activation; a loss that it does not admit gives way."""
        name = self._layer_name(layer)
        if self.network.layers[layer].activation == activation:
            return
        is_output = layer == len(self.network.layers) - 1
        gives_way = is_output and not LOSSES[self.settings.loss].admits(activation)
        self._restructure(
            f"Set activation of {name}",
            lambda net: structure.set_activation(net, layer, activation),
            replace(self.settings, loss="half-squared-error") if gives_way else None,
        )
        if gives_way:
            self.message.emit(
                f"Cross-entropy does not fit {activation} outputs: "
                "the loss is half squared error now."
            )

    def set_loss(self, loss: str) -> None:
        """Choose the loss; outputs that it does not admit become sigmoid, or softmax if many.

        The choice alone is no undo entry, like all settings; with other outputs it is one.
        """
        chosen = replace(self.settings, loss=loss)
        if LOSSES[loss].admits(self.network.layers[-1].activation):
            self.set_settings(chosen)
            return
        activation = "softmax" if self.dataset.kind == "classes" else "sigmoid"
        self._restructure(
            f"Set loss and {activation} outputs",
            lambda net: structure.set_activation(net, len(net.layers) - 1, activation),
            chosen,
        )
        self.message.emit(
            f"{LOSSES[loss].label} needs {activation} outputs: the output layer uses them now."
        )

    def set_bias(self, layer: int, on: bool) -> None:
        """Give a layer biases, or take them away."""
        name = self._layer_name(layer)
        if self.network.layers[layer].bias == on:
            return
        verb = "Add" if on else "Remove"
        self._restructure(
            f"{verb} biases of {name}",
            lambda net: structure.set_bias(net, layer, on),
        )

    # ---- inside ----------------------------------------------------------------------------

    def _restructure(
        self,
        text: str,
        make: Callable[[Network], Edit],
        settings: TrainingSettings | None = None,
    ) -> None:
        """Push a change of the topology that keeps every other parameter and its velocity."""
        with self.holding(entry=False):
            edit = make(self.network)
            self._change(
                text,
                lambda document: document.restructured(edit, _initial_after(document, edit)),
                settings=settings,
                origin=edit.origin,
            )

    def _layer_name(self, layer: int) -> str:
        if not 0 <= layer < len(self.network.layers):
            raise ValueError(f"There is no layer {layer}; there are {len(self.network.layers)}.")
        return self.network.layers[layer].name

    def _unit_name(self, layer: int, unit: int) -> str:
        name = self._layer_name(layer)
        if not 0 <= unit < self.network.layers[layer].units:
            raise ValueError(f"{name} has no unit {unit + 1}.")
        return self.network.layers[layer].unit_names[unit]

    def _rng(self) -> np.random.Generator:
        """Return a generator that draws the same at the same point of the same document."""
        return np.random.default_rng(
            [self.initialisation.seed, self.updates, self.network.n_parameters]
        )


def _initial_after(document: Document, edit: Edit) -> Network:
    """Return the initial weights of an edited network: old ones kept, new ones as they start."""
    network = edit.network
    was_present = np.append(document.network.present, False)[edit.origin]
    kept = was_present & network.present
    initial = np.append(document.initial.parameters, 0.0)[edit.origin]
    return network.with_parameters(np.where(kept, initial, network.parameters))
