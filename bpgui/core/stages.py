"""The stages of an update: what one pattern goes through, from its inputs to the gradients.

Which numbers come after which follows from the topology alone. The passes (`bpgui.core.passes`)
compute them all at once; whoever shows them one after the other counts the stages here.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from bpgui.core.network import Network

StageKind = Literal["present", "z", "a", "loss", "delta", "gradient", "change"]

PHASE_OF: dict[StageKind, str] = {
    "present": "forward",
    "z": "forward",
    "a": "forward",
    "loss": "loss",
    "delta": "backward",
    "gradient": "gradient",
    "change": "update",
}
"""The phase of an update that each kind of stage belongs to."""
PHASES = tuple(dict.fromkeys(PHASE_OF.values()))
"""The phases of an update, in their order."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One number found, or several of a kind that are found together.

    Attributes
    ----------
    kind
        The pattern "present"ed; "z", "a" or "delta" of a unit; the "loss"; the "gradient" of what
        leads into a unit; the "change" of every parameter that follows from the gradients of all
        patterns of the batch.
    layer, unit
        The unit, both counted from 0; -1 where none is meant.
    """

    kind: StageKind
    layer: int = -1
    unit: int = -1

    @property
    def phase(self) -> str:
        """The phase of the update: "forward", "loss", "backward", "gradient" or "update"."""
        return PHASE_OF[self.kind]


class Stages:
    """The stages of one pattern, unit by unit, and where those that go together end.

    Stages are counted from 1; after `count` of them all gradients of the pattern are known, and
    where it is the last of its batch, one more stage is the change.

    Parameters
    ----------
    units
        The number of units of each layer, the inputs first.
    """

    def __init__(self, units: tuple[int, ...]) -> None:
        self._stages: list[Stage] = []
        self._first: dict[tuple[StageKind, int], int] = {}
        self._ends: list[int] = []
        self._units = units
        layers = range(1, len(units))
        self._add([("present", -1)])
        for layer in layers:
            self._add([("z", layer)])
            self._add([("a", layer)])
        self._add([("loss", -1)])
        for layer in reversed(layers):
            self._add([("delta", layer)])
        self._add([("gradient", layer) for layer in reversed(layers)])
        self.count = len(self._stages)
        self._add([("change", -1)])

    @staticmethod
    def of(network: Network) -> "Stages":
        """Return the stages of a network."""
        return _stages(tuple(layer.units for layer in network.layers))

    def at(self, done: int) -> Stage:
        """Return the stage that was the last, after `done` of them."""
        return self._stages[done - 1]

    def known(self, kind: StageKind, layer: int, done: int) -> int:
        """Return of how many units of a layer a number is known after `done` stages."""
        return max(0, min(done - self._first[kind, layer], self._units[layer]))

    def after(self, kind: StageKind, layer: int = -1, unit: int = -1) -> int:
        """Return how many stages are done when a number is known; of a layer, all its units."""
        size = self._units[layer] if layer >= 0 else 1
        return self._first[kind, layer] + (size if unit < 0 else unit + 1)

    def following(self, done: int, *, by_unit: bool) -> int:
        """Return how many stages are done one step later: of a unit, or of a whole layer."""
        return done + 1 if by_unit else next(end for end in self._ends if end > done)

    def preceding(self, done: int, *, by_unit: bool) -> int:
        """Return how many stages were done one step earlier; 0 before the first."""
        if by_unit:
            return done - 1
        return max((end for end in self._ends if end < done), default=0)

    def end_of_phase(self, phase: str) -> int:
        """Return how many stages are done at the end of a phase."""
        return max(k for k, stage in enumerate(self._stages, start=1) if stage.phase == phase)

    def _add(self, groups: list[tuple[StageKind, int]]) -> None:
        """Add the stages of numbers that go together, a kind and a layer each."""
        for kind, layer in groups:
            self._first[kind, layer] = len(self._stages)
            units = range(self._units[layer]) if layer >= 0 else (-1,)
            self._stages.extend(Stage(kind, layer, unit) for unit in units)
        self._ends.append(len(self._stages))


@lru_cache(maxsize=8)
def _stages(units: tuple[int, ...]) -> Stages:
    return Stages(units)
