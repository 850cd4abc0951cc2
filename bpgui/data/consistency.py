"""What must hold in a data set, and the sentences for where it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import numpy as np

from bpgui.core.arrays import FloatArray, IntArray

if TYPE_CHECKING:
    from bpgui.data.dataset import Dataset
    from bpgui.data.rows import Rows


def check_shapes(dataset: Dataset) -> None:
    """Raise a ValueError where arrays, names, scalings, split and picture do not fit together."""
    inputs, targets = dataset.patterns, dataset.targets
    if len(inputs.shape) != 2 or targets.ndim != 2 or len(inputs) != len(targets):
        raise ValueError(
            "Inputs and targets are tables with one row a pattern, "
            f"but have the shapes {inputs.shape} and {targets.shape}."
        )
    if not (len(inputs) and inputs.shape[1] and targets.shape[1]):
        raise ValueError("A data set needs at least one pattern, one input and one target.")
    for what, columns, names, scaling in (
        ("input", inputs.shape[1], dataset.input_names, dataset.input_scaling),
        ("target", targets.shape[1], dataset.target_names, dataset.target_scaling),
    ):
        if not columns == len(names) == scaling.columns:
            raise ValueError(
                f"The data have {columns} {what} columns, "
                f"but {len(names)} {what} names and a scaling for {scaling.columns}."
            )
        if len(set(names)) < len(names) or not all(name.strip() for name in names):
            raise ValueError(f"Every {what} column needs a name of its own.")
    if dataset.test.shape != (len(inputs),) or dataset.test.all():
        raise ValueError("At least one pattern must be left to train on.")
    shape = dataset.image_shape
    if shape is not None and shape[0] * shape[1] != inputs.shape[1]:
        raise ValueError(
            f"A picture of {shape[0]} by {shape[1]} pixels does not have {inputs.shape[1]} inputs."
        )


def check_values(
    values: FloatArray, names: tuple[str, ...], when: str = "", rows: IntArray | None = None
) -> None:
    """Raise a ValueError that names the first cell that is not a finite number.

    `rows` tells which patterns the rows of `values` are, where they are not all.
    """
    finite = np.isfinite(values)
    if not finite.all():
        row, column = (int(index[0]) for index in np.nonzero(~finite))
        number = row if rows is None else int(rows[row])
        _refuse(float(values[row, column]), number, names[column], when)


def check_patterns(patterns: Rows, names: tuple[str, ...]) -> None:
    """Raise a ValueError as `check_values` does; what was looked at once is not again."""
    if patterns.first_broken is not None:
        row, column = patterns.first_broken
        _refuse(float(patterns.row(row)[column]), row, names[column])


def _refuse(value: float, row: int, name: str, when: str = "") -> NoReturn:
    raise ValueError(f"Pattern {row + 1}, “{name}”: {value} is not a finite number{when}.")


def check_classes(dataset: Dataset) -> None:
    """Raise a ValueError where the targets are not what the kind of the data promises."""
    if dataset.kind not in ("classes", "regression", "binary"):
        raise ValueError(f"There is no kind of data “{dataset.kind}”.")
    targets = dataset.targets
    if dataset.kind == "classes":
        if dataset.classes is None or len(dataset.classes) != targets.shape[1]:
            raise ValueError("A classification needs the name of a class for each target column.")
        one_hot = np.isin(targets, (0.0, 1.0)).all(axis=1) & (targets.sum(axis=1) == 1)
        if not one_hot.all():
            raise ValueError(
                f"Pattern {int(np.argmin(one_hot)) + 1}: exactly one class must have the target 1."
            )
    elif dataset.kind == "binary":
        if targets.shape[1] != 1 or (dataset.classes is not None and len(dataset.classes) != 2):
            raise ValueError("A binary task has one target column and, if named, two classes.")
        if not ((targets >= 0) & (targets <= 1)).all():
            raise ValueError("The targets of a binary task lie between 0 and 1.")
