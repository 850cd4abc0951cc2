"""The way from number to number: where one came from, and where a number is explained."""

from dataclasses import dataclass, field, replace

from bpgui.core.network import Network
from bpgui.session.quantity import Kind, Quantity
from bpgui.session.selection import LayerSelection, ParameterSelection, Selection, UnitSelection
from bpgui.ui.details.naming import parameter_symbol

_PHASES: dict[Kind, str] = {
    "z": "forward",
    "a": "forward",
    "slope": "backward",
    "target": "loss",
    "error": "loss",
    "loss": "loss",
    "dloss_da": "backward",
    "delta": "backward",
    "gradient": "gradient",
}
RATES: dict[Kind, str] = {"eta": "η", "alpha": "α", "decay": "λ"}
"""The numbers of the update rule that belong to no part of the network, each with its letter."""


@dataclass(frozen=True)
class Place:
    """What the details show: a selection, a pattern, a phase, and how far down the page.

    With a topic, the page of that number stands in place of the selection's.
    """

    selection: Selection
    pattern: int
    phase: str
    scroll: int = -1
    topic: Quantity | None = None


_SUMMED: dict[Kind, Kind] = {
    "z_terms": "z",
    "power_terms": "a",
    "loss_terms": "loss",
    "delta_terms": "delta",
    "slope_terms": "delta",
    "gradient_terms": "gradient",
}
"""The number that a sum is, or that it is a part of."""


def place_of(quantity: Quantity, present: Place) -> Place:
    """Return where a number is explained."""
    if quantity.kind in _SUMMED:
        number = replace(quantity, kind=_SUMMED[quantity.kind])
        return replace(place_of(number, present), topic=quantity)
    phase = _PHASES.get(quantity.kind, "update")
    pattern = quantity.pattern if quantity.pattern >= 0 else present.pattern
    if quantity.kind == "loss":
        return Place(None, pattern, phase)
    if quantity.index >= 0:
        return Place(ParameterSelection(quantity.index), pattern, phase)
    if quantity.kind in RATES:
        return Place(present.selection, pattern, phase, topic=Quantity(quantity.kind))
    if quantity.unit < 0:
        return Place(present.selection, pattern, phase)
    return Place(UnitSelection(quantity.layer, quantity.unit), pattern, phase)


def section_key(quantity: Quantity) -> str:
    """Return the section of a page that explains a number, where it is not that of its phase."""
    if quantity.kind == "loss":
        return "loss" if quantity.pattern >= 0 else "total"
    return quantity.kind


def place_name(network: Network, place: Place) -> str:
    """Return a short name of a place, for the link that leads back to it."""
    selection = place.selection
    if place.topic is not None:
        return RATES.get(place.topic.kind, "Terms")
    if isinstance(selection, ParameterSelection):
        return parameter_symbol(network, selection.index)
    if isinstance(selection, UnitSelection):
        return network.layers[selection.layer].unit_names[selection.unit]
    if isinstance(selection, LayerSelection):
        return network.layers[selection.layer].name
    return "Loss" if place.phase == "loss" else "Network"


@dataclass
class Trail:
    """The places gone through, as a browser keeps them: some behind, and after Back some ahead."""

    behind: list[Place] = field(default_factory=list)
    ahead: list[Place] = field(default_factory=list)

    def leave(self, here: Place) -> None:
        """Go on to a new place."""
        self.behind.append(here)
        self.ahead.clear()

    def back(self, here: Place) -> Place | None:
        """Return the place before, if there is one."""
        return _moved(here, self.behind, self.ahead)

    def forward(self, here: Place) -> Place | None:
        """Return the place that Back left, if there is one."""
        return _moved(here, self.ahead, self.behind)

    def clear(self) -> None:
        """Forget all places."""
        self.behind.clear()
        self.ahead.clear()


def _moved(here: Place, taken: list[Place], given: list[Place]) -> Place | None:
    if not taken:
        return None
    given.append(here)
    return taken.pop()
