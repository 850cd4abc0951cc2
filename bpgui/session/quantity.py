"""Which number is meant, of the many that one update of a network computes."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "any",
    "z",
    "a",
    "slope",
    "target",
    "error",
    "loss",
    "dloss_da",
    "delta",
    "parameter",
    "gradient",
    "velocity",
    "change",
    "updated",
    "gradient_part",
    "momentum_part",
    "decay_part",
    "whole_change",
    "eta",
    "alpha",
    "decay",
    "z_terms",
    "power_terms",
    "loss_terms",
    "delta_terms",
    "slope_terms",
    "gradient_terms",
]
SUMS: tuple[Kind, ...] = (
    "z_terms",
    "power_terms",
    "loss_terms",
    "delta_terms",
    "slope_terms",
    "gradient_terms",
)
"""What a sum is asked for by, for all its terms to be seen."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number: what kind it is, and of which part of the network.

    Attributes
    ----------
    kind
        Of a unit: "z", "a", its "slope" f'(z), its "target", its "error" y − ŷ,
        its "dloss_da" and "delta". Of a weight or bias: the "parameter" itself, its "gradient",
        its "velocity" (the previous change), its "change" in the next update, its "updated" value,
        the parts of the way there ("gradient_part", "momentum_part", "decay_part") and their sum,
        the "whole_change".
        Of either, "any" of these.
        Else the "loss", and the rates "eta", "alpha" and "decay".
        Of `SUMS` all terms are meant: of a unit those of its "z" and of its "delta", of a softmax
        output the powers of e below its fraction and the slopes of the loss that its error
        signal takes off; of a parameter those of its "gradient"; those of the "loss", over the
        outputs of a pattern or over all patterns.
    layer, unit
        The unit, both counted from 0; -1 where none is meant.
    index
        The place of the parameter in the network's vector; -1 where none is meant.
    pattern
        Row of the data set that the number is about; -1 where it is about no single one.
    """

    kind: Kind
    layer: int = -1
    unit: int = -1
    index: int = -1
    pattern: int = -1

    @classmethod
    def of_unit(cls, kind: Kind, layer: int, unit: int, pattern: int = -1) -> "Quantity":
        """Return a number of a unit."""
        return cls(kind, layer, unit, -1, pattern)

    @classmethod
    def of_parameter(cls, kind: Kind, index: int) -> "Quantity":
        """Return a number of a weight or bias."""
        return cls(kind, -1, -1, index)

    def matches(self, other: "Quantity | None") -> bool:
        """Whether another is the same number.

        Whatever the pattern where one names none, and whatever the kind where one is "any".
        """
        if other is None:
            return False
        if -1 not in (self.pattern, other.pattern) and self.pattern != other.pattern:
            return False
        of_same_kind = self.kind == other.kind or "any" in (self.kind, other.kind)
        mine = (self.layer, self.unit, self.index)
        return of_same_kind and mine == (other.layer, other.unit, other.index)
