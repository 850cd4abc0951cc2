"""Draws a network of thousands of weights: bands a layer and the largest movers."""

import time

import numpy as np

from bpgui.core.arrays import FloatArray, IntArray
from bpgui.session.session import Session
from bpgui.ui.numbers import format_count, format_significant
from bpgui.ui.plots.displayed import evenly
from bpgui.ui.plots.layer_curves import LayerCurves
from bpgui.ui.plots.present import with_present
from bpgui.ui.plots.weight_curves import WeightCurves
from bpgui.ui.plots.weight_summary import BandCache, largest_movers

MOVERS = 20
_MOMENTS = 256  # at which bands and movers are drawn
_VALUES_AT_ONCE = 40_000  # parameters summarised in one frame
_SECONDS_BETWEEN = 0.4  # two choices of movers while training


class SummaryView:
    """Keeps what is known about the layers, and chooses the movers at a low rate."""

    def __init__(self, weights: WeightCurves, layers: LayerCurves) -> None:
        self._weights = weights
        self._layers = layers
        self._bands = BandCache()
        self._movers: IntArray = np.empty(0, dtype=np.intp)
        self._chosen_at = -1.0
        self._sweeps: FloatArray = np.empty(0)
        self._quantiles: FloatArray = np.empty((0, 0, 3))

    def draw(self, session: Session, selected: int | None) -> tuple[float, float, bool]:
        """Draw the session; return the smallest and largest value, and whether all is drawn."""
        complete = True
        now = time.perf_counter()
        fits = self._quantiles.shape[1] == len(session.network.layers) - 1
        if not (session.running and fits and now - self._chosen_at < _SECONDS_BETWEEN):
            self._chosen_at = now
            complete = self._choose(session)
        chosen = self._movers
        if selected is not None and selected not in chosen:
            chosen = np.append(chosen, selected)
        chosen = chosen[chosen < session.network.n_parameters]
        sweeps, values = session.history.parameters(chosen)
        kept = evenly(len(sweeps), _MOMENTS)
        newest = session.network.parameters[chosen]
        sweeps, values = with_present(session, sweeps[kept], values[kept], newest)
        self._weights.draw(sweeps, values, chosen, selected)
        ends = np.concatenate([values.ravel(), self._quantiles.ravel()])
        ends = ends[np.isfinite(ends)]
        return (float(ends.min()), float(ends.max()), complete) if len(ends) else (0, 1, complete)

    def subtitle(self, session: Session) -> str:
        """Say what is drawn."""
        count = format_count(session.network.n_connections)
        return f"{MOVERS} largest movers of {count} · bands 10–90 % a layer"

    def text_at(self, session: Session, x: float) -> tuple[float, str] | None:
        """Return the moment nearest to a sweep, and what the bands are there."""
        if not len(self._sweeps):
            return None
        at = int(np.abs(self._sweeps - x).argmin())
        lines = [f"sweep {self._sweeps[at]:,.0f}"]
        names = [layer.name for layer in session.network.layers[1:]]
        for name, quantiles in zip(names, self._quantiles[at], strict=False):
            low, middle, high = (format_significant(q, 3) for q in quantiles)
            lines.append(f"{name}: median {middle}, 10–90 % {low} … {high}")
        return float(self._sweeps[at]), "\n".join(lines)

    def _choose(self, session: Session) -> bool:
        network = session.network
        self._movers = largest_movers(network.parameters, session.initial.parameters, MOVERS)
        sweeps, states = session.history.parameters(None)
        kept = evenly(len(sweeps), _MOMENTS)
        self._sweeps, self._quantiles, complete = self._bands.update(
            network, sweeps, states, kept, _VALUES_AT_ONCE
        )
        names = [layer.name for layer in network.layers[1:]]
        low, middle, high = (self._quantiles[:, :, k] for k in range(3))
        self._layers.draw(self._sweeps, middle, names, (low, high))
        return complete
