"""Where in the diagram an update is at work: which units, which connections, which way."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from bpgui.core.network import Network
from bpgui.session.walk import Walk
from bpgui.ui.diagram.geometry import Connections, Integers, MatrixSpot

Links = Literal["none", "into", "out of", "all"]


@dataclass(frozen=True)
class Wave:
    """The part of a network that found its numbers last.

    Attributes
    ----------
    backward
        Whether error signals run, from targets to sources; activations run the other way.
    layer, units
        The layer and those of its units that have a ring.
    links
        Which connections the wave runs along: "into" these units, "out of" them, "all" or "none".
    """

    backward: bool
    layer: int
    units: range
    links: Links

    def runs_along(self, connections: Connections) -> Integers:
        """Return which of the connections drawn as lines it runs along."""
        if self.links == "none":
            return np.zeros(0, np.intp)
        if self.links == "all":
            return np.arange(len(connections.index))
        into = self.links == "into"
        layer = connections.target if into else connections.source
        unit = connections.unit if into else connections.source_unit
        inside = (unit >= self.units.start) & (unit < self.units.stop)
        return np.flatnonzero((layer == self.layer) & inside)

    def runs_through(self, matrix: MatrixSpot) -> bool:
        """Whether it runs through a block of connections drawn as a picture."""
        layer = {"into": matrix.target, "out of": matrix.source}.get(self.links, -1)
        return self.links == "all" or layer == self.layer


def read_wave(network: Network, walk: Walk) -> Wave:
    """Return where the last stage of a walk was at work."""
    stage = walk.stage
    layer, units = walk.units_at_work
    last = len(network.layers) - 1
    if stage.kind in ("present", "loss"):
        layer = 0 if stage.kind == "present" else last
        units = range(network.layers[layer].units)
    links: Links = "none"
    if stage.kind == "z":
        links = "into"
    elif stage.kind == "delta":
        links = "out of"
    elif stage.kind == "gradient" and walk.by_unit:
        links = "into"
    elif stage.kind in ("gradient", "change"):
        layer, units, links = -1, range(0), "all"
    backward = stage.kind in ("delta", "gradient", "change")
    return Wave(backward, layer, units, links)
