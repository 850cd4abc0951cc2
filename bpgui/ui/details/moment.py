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
    session : Session
        Is read at construction; later changes of it need another moment.
    """

    def __init__(self, session: Session) -> None:
        self.inspection: Inspection = session.inspection

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
            data.x[row : row + 1],
            data.y[row : row + 1],
            inspection.forward,
            inspection.backward,
        )

    @cached_property
    def batch(self) -> Evidence:
        """The patterns that the next update uses."""
        inspection = self.inspection
        rows = inspection.batch_rows
        if len(rows) == 1 and rows[0] == inspection.pattern:
            return self.presented
        data, network = inspection.document.dataset, inspection.document.network
        with np.errstate(all="ignore"):
            final = forward(network, data.x[rows])
        return Evidence(
            network,
            inspection.settings,
            tuple(int(row) + 1 for row in rows),
            data.x[rows],
            data.y[rows],
            final,
            inspection.batch_backward,
        )
