"""What became of a column of the table that data were read from: kept with the data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Role = Literal["input", "target", "ignore"]
Holds = Literal["number", "category"]
MissingRule = Literal["leave out", "mean", "median", "most frequent", "constant", "class"]
_FOUND: tuple[MissingRule, ...] = ("mean", "median", "most frequent")
ROLES: tuple[Role, ...] = get_args(Role)
HOLDS: tuple[Holds, ...] = get_args(Holds)
MISSING_RULES: tuple[MissingRule, ...] = get_args(MissingRule)


@dataclass(frozen=True)
class SourceColumn:
    """One column of a table and its use.

    The scaling is not said here but in the data set's scalings, where it can change later.

    Parameters
    ----------
    name
        Of the column.
    role
        "input", "target" or "ignore".
    holds
        "number", or "category": one column of 0 and 1 for each of `words`.
    missing
        What became of rows without a value: "leave out" the row, put the "mean", the "median", the
        "most frequent" value or a "constant" in its place, or make it a "class" of its own.
    filled
        The number or word in place of missing values; None if there was none or none is put there.
        It was found from the rows that were to train on when the table was read, and stays when
        another part is held out: then it may have been found from rows that are tested on.
    words
        The categories, in the order of their columns.

    Raises
    ------
    ValueError
        If a role, type or rule is unknown.
    """

    name: str
    role: Role
    holds: Holds = "number"
    missing: MissingRule = "leave out"
    filled: float | str | None = None
    words: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for said, known in (
            (self.role, ROLES),
            (self.holds, HOLDS),
            (self.missing, MISSING_RULES),
        ):
            if said not in known:
                raise ValueError(f"A column cannot be “{said}”; choose one of {', '.join(known)}.")

    @property
    def filled_from_rows(self) -> bool:
        """Whether what stands for missing values was found from the rows to train on."""
        return self.filled is not None and self.missing in _FOUND
