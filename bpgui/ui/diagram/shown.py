"""What a diagram shows at one moment: the numbers of a session, and what is selected or hovered."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bpgui.core.network import Network
from bpgui.session.selection import LayerSelection, ParameterSelection, Selection, UnitSelection
from bpgui.session.session import Session
from bpgui.ui.diagram.geometry import Floats
from bpgui.ui.diagram.ghost import Ghost, read_ghost
from bpgui.ui.diagram.hits import Hit, ParameterHit, UnitHit
from bpgui.ui.numbers import MINUS, format_number, format_significant


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
        The desired outputs, (outputs,).
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
        """Return what the box of a connection says."""
        return compact(float(self.values[index]), 4 if self.shows_derivatives else 2)


def read_session(session: Session, hovered: Hit | None = None, *, focused: bool = False) -> Shown:
    """Return what a session shows now."""
    phase = session.overlay
    network = session.network
    values = network.parameters
    if phase == "gradient":
        values = session.backward.gradient
    elif phase == "update":
        values = session.inspection.explained_velocity
    delta = None
    if phase == "backward":
        delta = [row[0] for row in session.backward.delta]
    return Shown(
        network,
        [row[0] for row in session.forward.z],
        [row[0] for row in session.forward.a],
        delta,
        session.dataset.y[session.pattern],
        phase,
        values,
        session.selection,
        hovered,
        focused,
        ghost=read_ghost(session),
    )


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
