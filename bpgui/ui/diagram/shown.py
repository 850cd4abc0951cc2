"""What a diagram shows at one moment: the numbers of a session, and what is selected or hovered."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bpgui.core.network import Network
from bpgui.core.stages import StageKind
from bpgui.session.hiding import MARK, NOTHING, Hidden
from bpgui.session.quantity import Kind, Quantity
from bpgui.session.selection import LayerSelection, ParameterSelection, Selection, UnitSelection
from bpgui.session.session import Session
from bpgui.session.trace import Trace
from bpgui.session.walk import Walk
from bpgui.ui.diagram.check import CheckShown, read_check
from bpgui.ui.diagram.geometry import Floats
from bpgui.ui.diagram.ghost import Ghost, read_ghost
from bpgui.ui.diagram.hits import Hit, ParameterHit, UnitHit
from bpgui.ui.diagram.wave import Wave, read_wave
from bpgui.ui.numbers import MINUS, format_number, format_significant

_LABEL_KINDS: dict[str, Kind] = {"gradient": "gradient", "update": "change"}
"""What the boxes on the connections say in the phases in which it is not the weight."""


@dataclass(frozen=True, eq=False)
class Shown:
    """Everything a painter needs to know beside layout and theme.

    Attributes
    ----------
    network
        With its present weights.
    z, a
        Of the presented pattern, one array (units,) a layer.
    delta
        Error signals, likewise, or None where the phase does not show them.
    targets
        The desired outputs, (outputs,); NaN where they are in a file that is not here.
    phase
        Whose numbers are shown: "forward", "loss", "backward", "gradient" or "update".
    values
        What the boxes on the connections say, (P,).
    selection, hovered
        The selected part of the network, and what is under the pointer.
    focused
        Whether the keyboard acts on the diagram.
    ghost
        What was before a weight was dragged, and what the gradient promised; None otherwise.
    walk
        Where a learner stands inside the update: numbers that are not found yet do not show. None
        where all of them show.
    trace
        A path that is lit; None otherwise.
    check
        What a gradient check found, while the diagram shows that; None otherwise.
    hidden, mark
        Numbers that a learner is to work out, and what stands in their places.
    pointed
        The number that is pointed at in a formula; None otherwise.
    is_computed
        Whether there is a pass to be shown; not where the patterns are in a file that is not here.
    """

    network: Network
    z: Sequence[Floats]
    a: Sequence[Floats]
    delta: Sequence[Floats] | None
    targets: Floats
    phase: str
    values: Floats
    selection: Selection = None
    hovered: Hit | None = None
    focused: bool = False
    ghost: Ghost | None = None
    walk: Walk | None = None
    trace: Trace | None = None
    check: CheckShown | None = None
    hidden: Hidden = NOTHING
    mark: str = MARK
    pointed: Quantity | None = None
    is_computed: bool = True

    @cached_property
    def wave(self) -> Wave | None:
        """Where the update is at work."""
        return None if self.walk is None else read_wave(self.network, self.walk)

    def known(self, kind: StageKind, layer: int) -> int:
        """Return of how many units of a layer, from the first on, a number is known."""
        if not self.is_computed:
            return 0
        if self.walk is None or layer == 0:
            return self.network.layers[layer].units
        return self.walk.known(kind, layer)

    @property
    def parameter(self) -> int | None:
        """The place of the selected weight or bias."""
        chosen = self.selection
        return chosen.index if isinstance(chosen, ParameterSelection) else None

    @property
    def unit(self) -> tuple[int, int] | None:
        """Layer and place of the selected unit."""
        chosen = self.selection
        return (chosen.layer, chosen.unit) if isinstance(chosen, UnitSelection) else None

    @property
    def layer(self) -> int | None:
        """The selected layer."""
        return self.selection.layer if isinstance(self.selection, LayerSelection) else None

    @property
    def hovered_parameter(self) -> int | None:
        """The weight or bias under the pointer."""
        return self.hovered.index if isinstance(self.hovered, ParameterHit) else None

    @property
    def lit_units(self) -> list[tuple[int, int]]:
        """The units whose own connections stand out: the selected and the hovered one."""
        units = [self.unit] if self.unit is not None else []
        if isinstance(self.hovered, UnitHit):
            units.append((self.hovered.layer, self.hovered.unit))
        return list(dict.fromkeys(units))

    @property
    def shows_derivatives(self) -> bool:
        """Whether the connections show something else than their weights."""
        return self.phase in ("gradient", "update")

    def label(self, index: int) -> str:
        """Return what the box of a connection says; a dot where it is not known yet."""
        if self.check is not None:
            return self.check.label(index)
        if np.isnan(self.values[index]):
            return "·"
        kind = _LABEL_KINDS.get(self.phase)
        if kind is not None and self.hidden.hides_parameter(kind, index):
            return self.mark
        return compact(float(self.values[index]), 4 if self.shows_derivatives else 2)


def read_session(session: Session, hovered: Hit | None = None, *, focused: bool = False) -> Shown:
    """Return what a session shows now."""
    phase, walk, is_computed = session.overlay, session.walk, not session.dataset.absence
    delta = None
    last = len(session.network.layers) - 1
    is_backward = phase == "backward" or (walk is not None and walk.known("delta", last) > 0)
    if is_computed and is_backward:
        delta = [row[0] for row in session.backward.delta]
    return Shown(
        session.network,
        [row[0] for row in session.forward.z],
        [row[0] for row in session.forward.a],
        delta,
        _targets(session),
        phase,
        _values(session),
        session.selection,
        hovered,
        focused,
        ghost=read_ghost(session),
        walk=walk if is_computed else None,
        trace=session.trace,
        check=read_check(session),
        hidden=session.hidden,
        pointed=_pointed(session),
        is_computed=is_computed,
    )


def _pointed(session: Session) -> Quantity | None:
    """Return the number that is pointed at, unless the diagram itself has the pointer."""
    pointed = session.pointed
    return None if pointed is None or pointed.kind == "any" else pointed


def _targets(session: Session) -> Floats:
    data = session.dataset
    targets = data.y[session.pattern]
    absent = data.patterns.absent
    return np.full_like(targets, np.nan) if absent and absent.is_origin else targets


def _values(session: Session) -> Floats:
    """Return what the boxes on the connections say, (P,)."""
    phase, walk = session.overlay, session.walk
    if phase in ("gradient", "update") and session.dataset.absence:
        return np.full(session.network.n_parameters, np.nan)
    if phase == "gradient":
        return session.backward.gradient if walk is None else built_gradient(session, walk)
    if phase == "update":
        return session.inspection.explained_velocity
    return session.network.parameters


def built_gradient(session: Session, walk: Walk) -> Floats:
    """Return the gradient as far as a walk has summed it over the batch, (P,); NaN before.

    What leads into a unit whose gradient is found counts the present pattern, the rest does not.
    """
    network, inspection = session.network, session.inspection
    found = inspection.gradient_so_far(walk.cursor + 1)
    if walk.knows("gradient", 1):
        return found
    before = inspection.gradient_so_far(walk.cursor)
    built = np.where(network.present, before, 0.0) if walk.cursor else np.full_like(found, np.nan)
    for layer in range(1, len(network.layers)):
        span, width = network.span(layer), network.matrix(layer).shape[1]
        known = slice(span.start, span.start + walk.known("gradient", layer) * width)
        built[known] = found[known]
    return built


def compact(value: float, decimals: int) -> str:
    """Format for a box of fixed width: fewer decimals for large numbers."""
    size = abs(value)
    if not np.isfinite(size) or size < 100:
        return format_number(value, decimals)
    if size < 1000:
        return format_number(value, 1)
    if size < 1e5:
        return format_number(value, 0)
    return format_significant(value, 2).replace("-", MINUS)
