"""Which columns the pattern table has for a data set, and how their numbers are written.

The live columns (output, error) stand where a narrow panel shows them without scrolling: after
the targets as long as there are few inputs, before the inputs when there are many.
"""

import math
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache

import numpy as np
from numpy.typing import NDArray

from bpgui.data.dataset import Dataset
from bpgui.ui.numbers import format_number

FEW_INPUTS = 3
TEST_MARK = "t"
_MOST_SAMPLED = 2000
_SAMPLED_NUMBERS = 100_000
_EXPLAINED = "double-click to have the loss explained"


class Kind(Enum):
    """What the cells of a column show."""

    NUMBER = auto()
    SET = auto()
    PICTURE = auto()
    INPUT = auto()
    TARGET = auto()
    OUTPUT = auto()
    ERROR = auto()
    TARGET_CLASS = auto()
    OUTPUT_CLASS = auto()
    PROBABILITY = auto()
    VERDICT = auto()


LIVE = frozenset({Kind.OUTPUT, Kind.ERROR, Kind.OUTPUT_CLASS, Kind.PROBABILITY, Kind.VERDICT})
"""The kinds whose cells change while the network is trained."""
STRETCHING = LIVE - {Kind.VERDICT} | {Kind.TARGET_CLASS}
"""The kinds that share the width that is left over."""
EDITABLE = frozenset({Kind.INPUT, Kind.TARGET, Kind.TARGET_CLASS})
TEXTUAL = frozenset({Kind.SET, Kind.TARGET_CLASS, Kind.OUTPUT_CLASS})


@dataclass(frozen=True)
class Column:
    """One column of the pattern table.

    Parameters
    ----------
    kind
        What its cells show.
    title, tip
        The header and what it tells when pointed at.
    index
        The input, target or output it belongs to.
    decimals
        Of the numbers in it, always the same so that they do not jitter.
    widest
        The widest text expected, which gives the column its width.
    """

    kind: Kind
    title: str
    tip: str
    index: int = 0
    decimals: int = 0
    widest: str = ""


def pattern_columns(dataset: Dataset) -> tuple[Column, ...]:
    """Return the columns for a data set, in the order shown."""
    first = [Column(Kind.NUMBER, "#", "Pattern number", widest=str(dataset.n_patterns))]
    if dataset.test.any():
        first.append(Column(Kind.SET, "", "t: held out for testing", widest=TEST_MARK))
    if dataset.image_shape is not None:
        first.append(Column(Kind.PICTURE, "pattern", "The inputs as a picture", widest="pattern"))
    answers = _class_columns(dataset) if dataset.kind == "classes" else _value_columns(dataset)
    sample = dataset.patterns.take(slice(0, _sampled_rows(dataset.n_inputs)))
    inputs = _number_columns(Kind.INPUT, dataset.input_names, sample)
    if dataset.n_inputs <= FEW_INPUTS:
        return (*first, *inputs, *answers)
    return (*first, *answers, *inputs)


def _class_columns(dataset: Dataset) -> list[Column]:
    names = dataset.classes or dataset.target_names
    widest = max(names, key=len)
    return [
        Column(Kind.VERDICT, "", "Whether the network is right", widest="✓"),
        Column(Kind.TARGET_CLASS, "y", "Target: the right class", widest=widest),
        Column(Kind.OUTPUT_CLASS, "ŷ", "Output: the class with the largest output", widest=widest),
        Column(Kind.PROBABILITY, "p", "The largest output", decimals=2, widest="0.00"),
    ]


def _value_columns(dataset: Dataset) -> list[Column]:
    names, values = dataset.target_names, dataset.targets[: _sampled_rows(dataset.n_outputs)]
    decimals = _decimals_for(_largest(values), 3)
    largest = format_number(-max(_largest(values), 0.0), decimals)
    widest = "−" + largest.lstrip("−")
    columns = _number_columns(Kind.TARGET, names, values)
    # Sigmoid outputs have no sign.
    output = widest.lstrip("−") if dataset.kind == "binary" else widest
    columns += [
        Column(
            Kind.OUTPUT, _output_title(name, len(names)), f"Output for {name}", i, decimals, output
        )
        for i, name in enumerate(names)
    ]
    if len(names) == 1:
        error = Column(Kind.ERROR, "error", f"y − ŷ; {_EXPLAINED}", 0, decimals, widest)
    else:
        tip = f"The largest |y − ŷ| of the pattern; {_EXPLAINED}"
        error = Column(Kind.ERROR, "max error", tip, 0, decimals, widest)
    return [*columns, error]


def _number_columns(
    kind: Kind, names: tuple[str, ...], values: NDArray[np.float64]
) -> list[Column]:
    columns = []
    word = "Input" if kind is Kind.INPUT else "Target"
    lows, highs = values.min(axis=0).tolist(), values.max(axis=0).tolist()
    written = cache(format_number)  # the pixels of a picture have nearly all the same ends
    for index, (name, decimals) in enumerate(zip(names, _needed_decimals(values), strict=True)):
        ends = (written(end, decimals) for end in (lows[index], highs[index]))
        columns.append(Column(kind, name, f"{word} {name}", index, decimals, max(ends, key=len)))
    return columns


def _output_title(name: str, count: int) -> str:
    """Return ŷ, ŷ₂ for y₂, or ŷ before a name that is not a y."""
    if count == 1:
        return "ŷ"
    return "ŷ" + (name[1:] if name.startswith("y") and not name[1:].isalpha() else f" {name}")


def _needed_decimals(values: NDArray[np.float64]) -> list[int]:
    """Return, a column, the fewest decimals that write it in full, or as many as tell it apart."""
    largest = np.abs(values).max(axis=0).tolist()
    found = np.array([_decimals_for(end, 2) for end in largest])
    open_columns = np.arange(len(found))
    for decimals in range(int(found.max())):
        open_columns = open_columns[found[open_columns] > decimals]
        looked_at = values[:, open_columns]
        enough = (np.round(looked_at, decimals) == looked_at).all(axis=0)
        found[open_columns[enough]] = decimals
        open_columns = open_columns[~enough]
    return [int(decimals) for decimals in found]


def _decimals_for(largest: float, usual: int) -> int:
    """Return fewer decimals than usual for large numbers and more for small ones."""
    if not largest > 0:
        return usual
    exponent = math.floor(math.log10(largest))
    return min(8, max(0, usual - max(0, exponent) + max(0, -1 - exponent)))


def _largest(values: NDArray[np.float64]) -> float:
    return float(np.abs(values).max())


def _sampled_rows(columns: int) -> int:
    """Return how many rows are looked at to tell how the numbers of so many columns are written."""
    return max(50, min(_MOST_SAMPLED, _SAMPLED_NUMBERS // columns))
