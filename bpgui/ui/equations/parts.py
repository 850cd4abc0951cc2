"""What several equations have in common: sums, shares, and how layers are listed."""

from bpgui.ui.equations.letters import letter
from bpgui.ui.equations.setup import Setup
from bpgui.ui.mathematics.formula import (
    Formula,
    fraction,
    given,
    plain,
    summation,
    words,
)

_MOST_NAMES = 3


def share(setup: Setup) -> Formula:
    """Return what the sum over patterns is multiplied by."""
    if setup.reduction == "sum" or setup.batch == 1:
        return ()
    return (*fraction(words("1"), letter("n")), *words(" "))


def over(symbol: str) -> Formula:
    """Return the sign of a sum over an index."""
    return summation(letter(symbol))


def number(value: float) -> str:
    """Return a number that was set, as a note gives it."""
    return plain(given(value))


def listed(names: list[str]) -> str:
    """Return names of layers, of many only the first and the last."""
    if len(names) <= _MOST_NAMES:
        return ", ".join(names)
    return f"{names[0]}, …, {names[-1]}"
