"""The present moment of a session as evidence for explanations."""

from dataclasses import replace
from functools import cached_property

import numpy as np

from bpgui.core.arrays import FloatArray, IntArray
from bpgui.core.passes import backward, forward
from bpgui.core.stages import StageKind
from bpgui.session.excerpt import excerpt
from bpgui.session.inspection import Inspection
from bpgui.session.session import Session
from bpgui.session.walk import Walk
from bpgui.ui.details.evidence import Evidence
from bpgui.ui.details.sums import Terms
from bpgui.ui.details.total_loss import pattern_losses


class Moment:
    """What explanations need of one moment, computed when asked.

    Parameters
    ----------
    of : Session or Inspection
        A session is read at construction; later changes of it need another moment.
    """

    def __init__(self, of: Session | Inspection) -> None:
        self.inspection = of if isinstance(of, Inspection) else of.inspection
        self.walk: Walk | None = None if isinstance(of, Inspection) else of.walk
        self._so_far: dict[int, Evidence] = {}

    @property
    def velocity(self) -> FloatArray:
        """The previous change of each parameter, shape (P,)."""
        return self.inspection.document.velocity

    @property
    def sweep(self) -> int:
        """Whole sweeps done."""
        return self.inspection.document.sweep

    def is_of(self, session: Session) -> bool:
        """Whether a session is still at this moment."""
        return self.inspection is session.inspection and self.walk == session.walk

    def knows(self, kind: StageKind, layer: int = -1, unit: int = -1) -> bool:
        """Whether a number is found: all are, unless a learner stands inside the update."""
        return self.walk is None or (layer == 0 or self.walk.knows(kind, layer, unit))

    @cached_property
    def presented(self) -> Evidence:
        """The presented pattern."""
        inspection = self.inspection
        row = inspection.pattern
        data = inspection.document.dataset
        return Evidence(
            inspection.document.network,
            inspection.settings,
            (row + 1,),
            data.x_of(np.array([row])),
            data.y[row : row + 1],
            inspection.forward,
            inspection.backward,
        )

    @property
    def update(self) -> Evidence:
        """The patterns of the update that is explained.

        Where each pattern makes an update of its own it is the presented one, whose error signals
        are shown beside it; else the patterns that the next update uses.
        """
        return self.presented if self.inspection.one_by_one else self.batch

    @cached_property
    def pattern_losses(self) -> Terms | None:
        """The loss of each training pattern; None where not all can be looked at."""
        return pattern_losses(self.inspection)

    @property
    def condition(self) -> str:
        """What has to happen for the explained update to be the next; nothing if it is."""
        inspection = self.inspection
        row = inspection.pattern
        if not inspection.one_by_one or row in inspection.batch_rows:
            return ""
        kind = "test pattern" if inspection.document.dataset.test[row] else "pattern"
        return f"if {kind} {row + 1} were next"

    def so_far(self, patterns: int) -> Evidence:
        """Return the first so many patterns of the next update, and what they make of it."""
        if patterns >= len(self.inspection.batch_rows):
            return self.update
        if patterns not in self._so_far:
            rows = excerpt(self.inspection.batch_rows[:patterns], self.inspection.document.network)
            self._so_far[patterns] = self._first(patterns, rows)
        return self._so_far[patterns]

    def _first(self, patterns: int, rows: IntArray) -> Evidence:
        inspection = self.inspection
        data, network = inspection.document.dataset, inspection.document.network
        with np.errstate(all="ignore"):
            found = forward(network, data.x_of(rows))
            derivatives = backward(network, found, data.y[rows], inspection.settings)
        return Evidence(
            network,
            inspection.settings,
            tuple(int(row) + 1 for row in rows),
            data.x_of(rows),
            data.y[rows],
            found,
            replace(derivatives, gradient=inspection.gradient_so_far(patterns)),
            patterns,
            len(inspection.batch_rows),
        )

    @cached_property
    def batch(self) -> Evidence:
        """The patterns that the next update uses."""
        inspection = self.inspection
        rows = inspection.batch_excerpt
        if len(rows) == 1 and rows[0] == inspection.pattern:
            return self.presented
        data, network = inspection.document.dataset, inspection.document.network
        with np.errstate(all="ignore"):
            final = forward(network, data.x_of(rows))
        return Evidence(
            network,
            inspection.settings,
            tuple(int(row) + 1 for row in rows),
            data.x_of(rows),
            data.y[rows],
            final,
            inspection.batch_backward,
            len(inspection.batch_rows),
        )
