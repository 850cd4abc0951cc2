"""What is to become of the columns of a table: roles, types, scaling, missing values."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from bpgui.data.scaling import ScalingKind
from bpgui.data.source_column import Holds, MissingRule, Role

RULES: dict[Holds, tuple[MissingRule, ...]] = {
    "number": ("leave out", "mean", "median", "most frequent", "constant"),
    "category": ("leave out", "class", "most frequent", "constant"),
}
"""What can be done about missing values in a column of each type."""


@dataclass(frozen=True)
class ColumnUse:
    """How one column is used.

    Parameters
    ----------
    role, holds, missing
        As in `bpgui.data.source_column.SourceColumn`.
    scaling
        Of numbers; a category becomes columns of 0 and 1, which stay so.
    constant
        What stands for missing values under the rule "constant", as it was typed.
    """

    role: Role = "input"
    holds: Holds = "number"
    scaling: ScalingKind = "z-score"
    missing: MissingRule = "leave out"
    constant: str = ""

    def changed(self, **changes: Any) -> ColumnUse:  # noqa: ANN401 - any field
        """Return the use with other fields, and a rule that fits the type.

        A category becomes a class of its own where it is missing, unless it is to be learned.
        """
        other = replace(self, **changes)
        same = (other.holds, other.role) == (self.holds, self.role) or other.holds == "number"
        if other.missing in RULES[other.holds] and (same or "missing" in changes):
            return other
        is_class = other.holds == "category" and other.role == "input"
        return replace(other, missing="class" if is_class else "leave out")


@dataclass(frozen=True)
class TablePlan:
    """How a table becomes a data set.

    Parameters
    ----------
    columns
        The use of each.
    test_fraction, seed
        The part held out for testing, and how it is drawn.
    without_copies
        Whether rows that say the same as an earlier one, in all columns used, are left out.
    """

    columns: tuple[ColumnUse, ...]
    test_fraction: float = 0.0
    seed: int = 0
    without_copies: bool = False

    def places(self, role: Role) -> tuple[int, ...]:
        """Return the columns with a role."""
        return tuple(place for place, use in enumerate(self.columns) if use.role == role)

    @property
    def used(self) -> tuple[int, ...]:
        """The columns that are not ignored."""
        return tuple(place for place, use in enumerate(self.columns) if use.role != "ignore")

    def with_uses(self, places: Collection[int], **changes: Any) -> TablePlan:  # noqa: ANN401
        """Return the plan with fields of some columns' uses changed; see `ColumnUse.changed`."""
        chosen = set(places)
        columns = (
            use.changed(**changes) if place in chosen else use
            for place, use in enumerate(self.columns)
        )
        return replace(self, columns=tuple(columns))
