"""The present moment of a session as evidence for explanations."""

from functools import cached_property

import numpy as np

from bpgui.core.passes import forward
from bpgui.session.inspection import Inspection
from bpgui.session.session import Session
from bpgui.ui.details.evidence import Evidence


class Moment:
    """What explanations need of one moment, computed when asked.

    Parameters
    ----------
    of : Session or Inspection
        A session is read at construction; later changes of it need another moment.
    """

    def __init__(self, of: Session | Inspection) -> None:
        self.inspection = of if isinstance(of, Inspection) else of.inspection

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

    @property
    def condition(self) -> str:
        """What has to happen for the explained update to be the next; nothing if it is."""
        inspection = self.inspection
        row = inspection.pattern
        if not inspection.one_by_one or row in inspection.batch_rows:
            return ""
        kind = "test pattern" if inspection.document.dataset.test[row] else "pattern"
        return f"if {kind} {row + 1} were next"

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
