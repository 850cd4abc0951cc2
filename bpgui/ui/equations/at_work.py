"""Which equation is at work as the steps go, which are done, and where, in a few words."""

from dataclasses import dataclass
from typing import Literal

from bpgui.core.network import Network
from bpgui.core.stages import Stage, StageKind
from bpgui.session.walk import Walk
from bpgui.ui.equations.equation import PHASE, Key
from bpgui.ui.equations.meaning import Spot
from bpgui.ui.stages import pattern_phrase

State = Literal["idle", "soft", "later", "begun", "done", "lit"]
"""Nothing special; of the phase looked at; still to come; done in part; done; at work."""
_KIND: dict[Key, StageKind] = {
    "z": "z",
    "a": "a",
    "loss": "loss",
    "delta_out": "delta",
    "delta_hidden": "delta",
    "gradient": "gradient",
    "change": "change",
}


@dataclass(frozen=True)
class Work:
    """What an update is at: a walk inside it, or between two updates the phase looked at."""

    network: Network
    walk: Walk | None
    overlay: str

    @property
    def last(self) -> int:
        """The index of the output layer."""
        return len(self.network.layers) - 1

    @property
    def at_work(self) -> Key | None:
        """The equation that gave the number found last; None between two updates."""
        return None if self.walk is None else _key(self.walk.stage, self.last)

    @property
    def in_view(self) -> Key:
        """The equation to look at: the one at work, else the first of the phase."""
        first = next(key for key, phase in PHASE.items() if phase == self.overlay)
        return self.at_work or first

    def state(self, key: Key) -> State:
        """Return how an equation is to be shown."""
        walk = self.walk
        if walk is None:
            return "soft" if PHASE[key] == self.overlay else "idle"
        if key == self.at_work:
            return "lit"
        if walk.stage.kind == "present":
            return "soft" if PHASE[key] == "forward" else "later"
        if self._knows_all(walk, key):
            return "done"
        return "begun" if self._knows_some(walk, key) else "later"

    def where(self) -> str:
        """Say of which layer and pattern the number found last is; nothing between updates."""
        walk = self.walk
        if walk is None:
            return ""
        part, pattern = self.part(in_full=True), pattern_phrase(walk)
        if walk.stage.kind == "present":
            return f"{pattern}, presented"
        return f"{part}, {pattern}" if part else pattern

    def part(self, *, in_full: bool = False) -> str:
        """Say of which layer, or unit, the number found last is."""
        walk = self.walk
        if walk is None or walk.stage.kind == "present":
            return ""
        stage = walk.stage
        if stage.layer < 0:
            return "every weight" if stage.kind == "change" else ""
        if stage.kind == "gradient" and not walk.by_unit:
            return "every layer"
        layer = self.network.layers[stage.layer]
        if walk.by_unit and layer.units > 1:
            return f"{layer.unit_names[stage.unit]} of {layer.name}"
        return f"layer {layer.name}" if in_full else layer.name

    def spots(self, key: Key) -> tuple[Spot, ...]:
        """Return where an equation is at work; all its layers where it is not just at one."""
        walk = self.walk
        if walk is not None and key == self.at_work and walk.stage.layer > 0:
            stage = walk.stage
            if key != "gradient" or walk.by_unit:
                return (Spot(stage.layer, stage.unit if walk.by_unit else -1),)
        first = self.last if key in ("loss", "delta_out") else 1
        end = self.last if key == "delta_hidden" else self.last + 1
        return tuple(Spot(layer) for layer in range(first, end))

    def stages_until(self, key: Key) -> int:
        """Return after how many stages of its pattern a walk is at an equation; 0 for none."""
        walk = self.walk
        if walk is None or (key == "delta_hidden" and self.last == 1):
            return 0
        kind, stage = _KIND[key], walk.stage
        if kind in ("z", "a"):
            beside = stage.layer if stage.kind in ("z", "a") else self.last
            return walk.stages.after(kind, beside)
        if kind == "delta":
            return walk.stages.after(kind, self.last if key == "delta_out" else 1)
        return walk.stages.end_of_phase(PHASE[key])

    def _knows_all(self, walk: Walk, key: Key) -> bool:
        kind = _KIND[key]
        if kind in ("loss", "change"):
            return walk.knows(kind)
        if key == "delta_hidden" and self.last == 1:
            return False
        layer = self.last if key in ("z", "a", "delta_out") else 1
        return walk.knows(kind, layer)

    def _knows_some(self, walk: Walk, key: Key) -> bool:
        kind = _KIND[key]
        if kind in ("loss", "change") or (key == "delta_hidden" and self.last == 1):
            return False
        first = {"z": 1, "a": 1, "delta_hidden": self.last - 1}.get(key, self.last)
        return walk.known(kind, first) > 0


def _key(stage: Stage, last: int) -> Key | None:
    if stage.kind == "delta":
        return "delta_out" if stage.layer == last else "delta_hidden"
    return next((key for key, kind in _KIND.items() if kind == stage.kind), None)
