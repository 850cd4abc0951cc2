"""Whose blame is asked for, and of which output's error."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bpgui.core.network import Network
from bpgui.core.path_search import Unit
from bpgui.core.paths import Entry
from bpgui.session.selection import ParameterSelection, Selection, UnitSelection
from bpgui.ui.details.evidence import Evidence
from bpgui.ui.details.naming import parameter_phrase, parameter_title, unit_phrase
from bpgui.ui.mathematics.formula import name, plain


@dataclass(frozen=True)
class Question:
    """What is asked about one network.

    Attributes
    ----------
    network
        Where it is asked.
    unit
        The unit whose error signal is written out, or into which the weight leads.
    parameter
        The weight or bias; None where the error signal itself is asked for.
    output
        The only output whose error is followed; None for all.
    """

    network: Network
    unit: Unit
    parameter: int | None = None
    output: int | None = None

    @classmethod
    def about(
        cls, selection: Selection, network: Network, output: int | None = None
    ) -> "Question | None":
        """Return the question about what is selected, if there is one."""
        if output is not None and output >= network.n_outputs:
            output = None
        if isinstance(selection, ParameterSelection) and network.present[selection.index]:
            at = network.address(selection.index)
            return cls(network, (at.layer, at.unit), selection.index, output)
        if isinstance(selection, UnitSelection) and selection.layer:
            return cls(network, (selection.layer, selection.unit), None, output)
        return None

    @cached_property
    def source(self) -> Unit | None:
        """The unit that the weight comes from; None for a bias and an error signal."""
        if self.parameter is None:
            return None
        at = self.network.address(self.parameter)
        return None if at.source is None or at.source_unit is None else (at.source, at.source_unit)

    @property
    def whose(self) -> str:
        """Say whose blame it is."""
        if self.parameter is None:
            return f"δ of {unit_phrase(self.network, *self.unit)}"
        title = parameter_title(self.network, self.parameter)
        comma = "," if self.source is not None else ""
        return f"{title}{comma} {parameter_phrase(self.network, self.parameter)}"

    def entry(self, evidence: Evidence) -> Entry:
        """Return where it enters the network, with what it passes on in the patterns."""
        a = np.ones(len(evidence.numbers))
        if self.parameter is None:
            return Entry(self.unit, a)
        if self.source is not None:
            layer, unit = self.source
            a = evidence.forward.a[layer][:, unit]
        share = evidence.share
        if evidence.settings.reduction == "sum":  # an estimate where not all patterns are seen
            share *= evidence.count / len(evidence.numbers)
        return Entry(self.unit, a, share)


def unit_name(network: Network, unit: Unit) -> str:
    """Return the name of a unit, cut short as in formulas."""
    layer, place = unit
    return plain(name(network.layers[layer].unit_names[place]))
