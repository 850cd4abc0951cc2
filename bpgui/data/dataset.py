"""A data set: the patterns a network learns from, as one value that never changes."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from bpgui.core.arrays import BoolArray, FloatArray, IntArray, read_only
from bpgui.data.consistency import check_classes, check_shapes, check_values
from bpgui.data.scaling import Scaling, ScalingKind
from bpgui.data.split import draw_test

DatasetKind = Literal["classes", "regression", "binary"]


@dataclass(frozen=True, eq=False)
class Dataset:
    """Patterns and targets in the units of their source, with a split and a scaling.

    Usually made by `bpgui.data.creation.create_dataset`, which finds the names, split and scaling.
    All arrays are copied and made read-only; every edit returns a new value.

    Parameters
    ----------
    name
        Shown as the title of the data.
    inputs, targets
        (n, n_in) and (n, n_out) raw values, finite, n at least 1.
    input_names, target_names
        One a column.
    classes
        Names of the classes, or None. For the kind "classes", target column i is 1 where class i
        is right and 0 elsewhere. For the kind "binary", the single column is 0 for classes[0] and
        1 for classes[1].
    test
        (n,) True for the patterns held out from training.
    input_scaling, target_scaling
        Found from the training patterns. Targets of "classes" and "binary" stay as they are.
    image_shape
        (rows, columns) if the inputs are the pixels of a picture, row by row.
    source, note
        Where the data come from (authors, licence), and a remark for the user.
    kind
        What the targets are, which decides the fitting output and loss.
    split_fraction, split_seed
        How `test` was drawn.

    Raises
    ------
    ValueError
        With a sentence that names the pattern and column, or the shapes.
    """

    name: str
    inputs: FloatArray
    targets: FloatArray
    input_names: tuple[str, ...]
    target_names: tuple[str, ...]
    classes: tuple[str, ...] | None
    test: BoolArray
    input_scaling: Scaling
    target_scaling: Scaling
    image_shape: tuple[int, int] | None = None
    source: str = ""
    kind: DatasetKind = "regression"
    note: str = ""
    split_fraction: float = 0.0
    split_seed: int = 0

    def __post_init__(self) -> None:
        for field, dtype in (("inputs", np.float64), ("targets", np.float64), ("test", np.bool_)):
            object.__setattr__(self, field, read_only(getattr(self, field), dtype))
        check_shapes(self)
        check_values(self.inputs, self.input_names)
        check_values(self.targets, self.target_names)
        check_classes(self)

    @property
    def n_patterns(self) -> int:
        """The number of patterns, held-out ones included."""
        return int(self.inputs.shape[0])

    @property
    def n_inputs(self) -> int:
        """The number of input columns."""
        return int(self.inputs.shape[1])

    @property
    def n_outputs(self) -> int:
        """The number of target columns."""
        return int(self.targets.shape[1])

    @cached_property
    def x(self) -> FloatArray:
        """The scaled inputs, (n, n_in), read-only: what the network sees."""
        return _scaled(self.input_scaling, self.inputs, self.input_names)

    @cached_property
    def y(self) -> FloatArray:
        """The scaled targets, (n, n_out), read-only: what the network should answer."""
        return _scaled(self.target_scaling, self.targets, self.target_names)

    @cached_property
    def train(self) -> IntArray:
        """The row numbers of the training patterns, ascending; never empty."""
        return read_only(np.flatnonzero(~self.test), np.intp)

    @cached_property
    def held_out(self) -> IntArray:
        """The row numbers of the test patterns, ascending; empty without a split."""
        return read_only(np.flatnonzero(self.test), np.intp)

    @cached_property
    def x_train(self) -> FloatArray:
        """The scaled inputs of the training patterns, read-only."""
        return read_only(self.x[self.train], np.float64)

    @cached_property
    def y_train(self) -> FloatArray:
        """The scaled targets of the training patterns, read-only."""
        return read_only(self.y[self.train], np.float64)

    @cached_property
    def x_test(self) -> FloatArray:
        """The scaled inputs of the held-out patterns, read-only."""
        return read_only(self.x[self.held_out], np.float64)

    @cached_property
    def y_test(self) -> FloatArray:
        """The scaled targets of the held-out patterns, read-only."""
        return read_only(self.y[self.held_out], np.float64)

    def class_indices(self, values: ArrayLike) -> IntArray:
        """Return which class each row of targets or outputs says, (n, n_out) to (n,).

        The largest column of a classification; for a single column, 1 from one half up.
        """
        rows = np.asarray(values, dtype=np.float64)
        if self.n_outputs == 1:
            return (rows[:, 0] >= 0.5).astype(np.intp)
        return np.asarray(rows.argmax(axis=1), dtype=np.intp)

    def with_split(self, fraction: float, seed: int) -> Dataset:
        """Return these data with another part held out for testing, and the scaling found again.

        Parameters
        ----------
        fraction
            Of the patterns, from 0 to below 1. Rounded to whole patterns; at least one is held out
            if the fraction is not 0, and at least one is always left to train on.
        seed
            Same seed, same patterns.
        """
        test = draw_test(self.n_patterns, fraction, seed)
        split = dataclasses.replace(self, test=test, split_fraction=fraction, split_seed=seed)
        return split.with_scaling(self.input_scaling.kind, self.target_scaling.kind)

    def with_scaling(
        self, inputs: ScalingKind | None = None, targets: ScalingKind | None = None
    ) -> Dataset:
        """Return these data with scalings found again from the training patterns.

        Parameters
        ----------
        inputs, targets
            "none", "0-1" or "z-score"; None keeps the kind. The pixels of a picture
            share one range.

        Raises
        ------
        ValueError
            If targets that stand for classes are to be scaled.
        """
        target_kind = targets or self.target_scaling.kind
        if self.kind != "regression" and target_kind != "none":
            raise ValueError(
                "The targets stand for classes (0 and 1) and stay unscaled; "
                "only the targets of a regression can be scaled."
            )
        is_image = self.image_shape is not None
        return dataclasses.replace(
            self,
            input_scaling=Scaling.fit(
                inputs or self.input_scaling.kind, self.inputs[self.train], joint=is_image
            ),
            target_scaling=Scaling.fit(target_kind, self.targets[self.train]),
        )

    def with_input(self, row: int, column: int, raw: float) -> Dataset:
        """Return these data with one input cell changed; the scaling stays as it was found."""
        return dataclasses.replace(self, inputs=_with_cell(self.inputs, row, column, raw))

    def with_target(self, row: int, column: int, raw: float) -> Dataset:
        """Return these data with one target cell changed; the scaling stays as it was found.

        In a data set of the kind "classes", 1 makes that class the right one and takes it from the
        others, and no other number can be entered. A "binary" data set in which a target leaves
        0 to 1 becomes a "regression".
        """
        targets = _with_cell(self.targets, row, column, raw)
        if self.kind == "classes":
            if raw != 1 and raw != self.targets[row, column]:
                raise ValueError("Enter 1 for the class that is right; the others then become 0.")
            if raw == 1:
                targets[row] = 0.0
                targets[row, column] = 1.0
        if self.kind == "binary" and not 0 <= raw <= 1:
            return dataclasses.replace(self, targets=targets, kind="regression", classes=None)
        return dataclasses.replace(self, targets=targets)


def _scaled(scaling: Scaling, raw: FloatArray, names: tuple[str, ...]) -> FloatArray:
    scaled = scaling.apply(raw)
    check_values(scaled, names, " once scaled")
    return read_only(scaled, np.float64)


def _with_cell(values: FloatArray, row: int, column: int, raw: float) -> FloatArray:
    if not (0 <= row < values.shape[0] and 0 <= column < values.shape[1]):
        raise ValueError(f"There is no cell in row {row + 1}, column {column + 1} of these data.")
    edited = values.copy()
    edited[row, column] = raw
    return edited
