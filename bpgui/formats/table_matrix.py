"""Columns side by side: the matrices of inputs and targets, with names, kinds and classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bpgui.core.arrays import FloatArray
from bpgui.data.dataset import DatasetKind
from bpgui.data.rows import chunks_of, sealed
from bpgui.data.scaling import ScalingKind
from bpgui.formats.table_facts import Categories
from bpgui.formats.table_header import column_names

MOST_CLASSES = 200
MOST_INPUTS = 10_000


@dataclass(frozen=True, eq=False)
class Column:
    """A column as it is used: no gaps, and only the rows that are kept.

    Attributes
    ----------
    name
        Of the column.
    values
        (n,) numbers, or categories.
    scaling
        Of the numbers.
    filled
        What stands for missing values, None if there were none.
    """

    name: str
    values: FloatArray | Categories
    scaling: ScalingKind
    filled: float | str | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """The categories; none for numbers."""
        return self.values.words if isinstance(self.values, Categories) else ()


@dataclass(frozen=True, eq=False)
class Matrix:
    """Columns of numbers, with a name and a scaling for each."""

    values: FloatArray
    names: tuple[str, ...]
    scalings: tuple[ScalingKind, ...]


def input_matrix(columns: Sequence[Column]) -> Matrix:
    """Return the inputs; categories are a column of 0 and 1 for each word, "colour=red".

    Raises
    ------
    ValueError
        If a column has too many different words, or all have together.
    """
    names: list[str] = []
    scalings: list[ScalingKind] = []
    for column in columns:
        if isinstance(column.values, Categories):
            _check_words(column, "texts", "an input; ignore it")
            names.extend(f"{column.name}={word}" for word in column.words)
            scalings.extend(["none"] * len(column.words))
        else:
            names.append(column.name)
            scalings.append(column.scaling)
    if len(names) > MOST_INPUTS:
        raise ValueError(
            f"These columns make {len(names):,} inputs, more than {MOST_INPUTS:,}; ignore some."
        )
    values = _side_by_side(columns, len(names))
    return Matrix(values, column_names(names, len(names)), tuple(scalings))


def target_matrix(
    columns: Sequence[Column],
) -> tuple[Matrix, tuple[str, ...] | None, DatasetKind]:
    """Return the targets, the names of the classes, and what kind of targets they are.

    Raises
    ------
    ValueError
        If there is nothing to learn, or too many classes.
    """
    if isinstance(columns[0].values, Categories):
        return _class_matrix(columns[0], columns[0].values)
    names: tuple[str, ...] = tuple(column.name for column in columns)
    values = _side_by_side(columns, len(columns))
    scalings = tuple(column.scaling for column in columns)
    is_bits = bool(np.isin(values, (0.0, 1.0)).all())
    if is_bits and len(columns) == 1:
        return Matrix(values, names, _unscaled(len(columns))), None, "binary"
    if is_bits and (values.sum(axis=1) == 1).all():
        return Matrix(values, names, _unscaled(len(columns))), names, "classes"
    return Matrix(values, names, scalings), None, "regression"


def _class_matrix(column: Column, found: Categories) -> tuple[Matrix, tuple[str, ...], DatasetKind]:
    classes = found.words
    if len(classes) < 2:
        raise ValueError(
            f"“{column.name}” says “{classes[0]}” in every row: there is nothing to learn."
        )
    _check_words(column, "values", "classes; choose another target")
    if len(classes) == 2:
        binary = sealed((found.codes == 1).astype(np.float64)[:, np.newaxis])
        return Matrix(binary, (column.name,), _unscaled(1)), classes, "binary"
    values = _side_by_side([column], len(classes))
    return Matrix(values, classes, _unscaled(len(classes))), classes, "classes"


def _unscaled(columns: int) -> tuple[ScalingKind, ...]:
    none: ScalingKind = "none"
    return (none,) * columns


def _check_words(column: Column, what: str, remedy: str) -> None:
    if len(column.words) > MOST_CLASSES:
        raise ValueError(
            f"“{column.name}” has {len(column.words):,} different {what}, too many for {remedy}."
        )


def _side_by_side(columns: Sequence[Column], width: int) -> FloatArray:
    """Return all columns in one array that may be shared.

    It is filled some rows at a time: of very many, whole columns take several times as long, and
    keep the interpreter from everybody meanwhile.
    """
    first = columns[0].values
    n_rows = len(first.codes if isinstance(first, Categories) else first)
    joined = np.empty((n_rows, width))
    for rows in chunks_of(n_rows, width):
        np.concatenate([_part(column, rows) for column in columns], axis=1, out=joined[rows])
    return sealed(joined)


def _part(column: Column, rows: slice) -> FloatArray:
    """Return some rows of a column, (m, 1), or of its categories, (m, number of words)."""
    if isinstance(column.values, Categories):
        codes = column.values.codes[rows, np.newaxis]
        return np.asarray(codes == np.arange(len(column.words)), dtype=np.float64)
    return column.values[rows, np.newaxis]
