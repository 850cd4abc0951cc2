"""Numbers that are hidden from a learner who is to work one of them out."""

from collections.abc import Iterable
from dataclasses import dataclass

from bpgui.session.quantity import Kind, Quantity


@dataclass(frozen=True)
class Hidden:
    """What must not be seen for the time being: one number, and those that give it away."""

    numbers: tuple[Quantity, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is hidden."""
        return bool(self.numbers)

    def hides(self, quantity: Quantity | None) -> bool:
        """Whether a number is hidden."""
        return any(number.matches(quantity) for number in self.numbers)

    def hides_unit(self, kind: Kind, layer: int, unit: int, pattern: int = -1) -> bool:
        """Whether a number of a unit is hidden, for the presented pattern if no other is named."""
        return bool(self.numbers) and self.hides(Quantity.of_unit(kind, layer, unit, pattern))

    def hides_parameter(self, kind: Kind, index: int) -> bool:
        """Whether a number of a weight or bias is hidden."""
        return bool(self.numbers) and self.hides(Quantity.of_parameter(kind, index))

    def hides_of_layer(self, kinds: Iterable[Kind], layer: int) -> bool:
        """Whether any number of these kinds is hidden of a unit of a layer."""
        wanted = set(kinds)
        return any(number.kind in wanted and number.layer == layer for number in self.numbers)

    def hides_kind(self, kind: Kind) -> bool:
        """Whether any number of this kind is hidden."""
        return any(number.kind == kind for number in self.numbers)


NOTHING = Hidden()
MARK = "?"
"""What stands in the place of a hidden number."""
