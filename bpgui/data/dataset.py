"""A data set: the patterns a network learns from, as one value that never changes."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from bpgui.core.arrays import BoolArray, FloatArray, IntArray, read_only
from bpgui.data.consistency import check_classes, check_patterns, check_shapes, check_values
from bpgui.data.keeping import Keeping
from bpgui.data.origin import Origin
from bpgui.data.rows import Chosen, Rows, chunks_of, sealed
from bpgui.data.scaling import Scaling, ScalingKind
from bpgui.data.source_column import SourceColumn
from bpgui.data.split import draw_test

DatasetKind = Literal["classes", "regression", "binary"]
OnRows = Callable[[int], None]


@dataclass(frozen=True, eq=False)
class Dataset:
    """Patterns and targets in the units of their source, with a split and a scaling.

    Usually made by `bpgui.data.creation.create_dataset`, which finds the names, split and scaling.
    All arrays are read-only; every edit returns a new value, which shares with the old one what
    they have in common.

    Parameters
    ----------
    name
        Shown as the title of the data.
    patterns, targets
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
    columns
        What the columns of the table became that these data were read from; empty if from none.
    origin
        The file that they were read from; None if from none.

    Raises
    ------
    ValueError
        With a sentence that names the pattern and column, or the shapes.
    """

    name: str
    patterns: Rows
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
    columns: tuple[SourceColumn, ...] = ()
    origin: Origin | None = None

    def __post_init__(self) -> None:
        for field, dtype in (("targets", np.float64), ("test", np.bool_)):
            object.__setattr__(self, field, read_only(getattr(self, field), dtype))
        check_shapes(self)
        check_patterns(self.patterns, self.input_names)
        check_values(self.targets, self.target_names)
        check_classes(self)

    @property
    def n_patterns(self) -> int:
        """The number of patterns, held-out ones included."""
        return int(self.patterns.shape[0])

    @property
    def n_inputs(self) -> int:
        """The number of input columns."""
        return int(self.patterns.shape[1])

    @property
    def n_outputs(self) -> int:
        """The number of target columns."""
        return int(self.targets.shape[1])

    @property
    def inputs(self) -> FloatArray:
        """The raw inputs, (n, n_in), read-only; `patterns` gives some of many in less time."""
        return self._keeping.get("inputs", self.patterns.whole)

    @property
    def x(self) -> FloatArray:
        """The scaled inputs, (n, n_in), read-only: what the network sees; `x_of` gives some."""
        return self._keeping.get("x", lambda: self._gathered(np.arange(self.n_patterns)))

    @cached_property
    def y(self) -> FloatArray:
        """The scaled targets, (n, n_out), read-only: what the network should answer."""
        if self.target_scaling.kind == "none":
            return self.targets
        scaled = self.target_scaling.apply(self.targets)
        check_values(scaled, self.target_names, " once scaled")
        return sealed(scaled)

    @cached_property
    def y_ends(self) -> FloatArray:
        """The smallest and the largest scaled target, (2,)."""
        return np.array([self.y.min(), self.y.max()])

    def get_ready(self) -> None:
        """Find what is asked of the data when they are opened: of very many it takes a while."""
        for name in ("train", "held_out", "y_ends"):
            getattr(self, name)

    @cached_property
    def train(self) -> IntArray:
        """The row numbers of the training patterns, ascending; never empty."""
        return read_only(np.flatnonzero(~self.test), np.intp)

    @cached_property
    def held_out(self) -> IntArray:
        """The row numbers of the test patterns, ascending; empty without a split."""
        return read_only(np.flatnonzero(self.test), np.intp)

    @property
    def x_train(self) -> FloatArray:
        """The scaled inputs of the training patterns, read-only."""
        return self.gather_training()[0]

    @cached_property
    def y_train(self) -> FloatArray:
        """The scaled targets of the training patterns, read-only."""
        return self.y if len(self.train) == self.n_patterns else sealed(self.y[self.train])

    @property
    def x_test(self) -> FloatArray:
        """The scaled inputs of the held-out patterns, read-only."""
        return self._keeping.get("x_test", lambda: self._gathered(self.held_out))

    @cached_property
    def y_test(self) -> FloatArray:
        """The scaled targets of the held-out patterns, read-only."""
        return sealed(self.y[self.held_out])

    def x_of(self, rows: Chosen) -> FloatArray:
        """Return the scaled inputs of some patterns, (len(rows), n_in)."""
        if self.input_scaling.kind == "none":
            return self.patterns.take(rows)
        scaled = self.input_scaling.apply(self.patterns.take(rows))
        numbers = np.arange(*rows.indices(self.n_patterns)) if isinstance(rows, slice) else rows
        check_values(scaled, self.input_names, " once scaled", numbers)
        return scaled

    def gather_training(self, on_rows: OnRows | None = None) -> tuple[FloatArray, FloatArray]:
        """Return `x_train` and `y_train`; of very many patterns that takes a while.

        Parameters
        ----------
        on_rows
            Called with the number of patterns gathered, now and then; what it raises ends it.

        Raises
        ------
        ValueError
            If the inputs are in a file that could not be read.
        """
        self.check_presence()
        x = self._keeping.get("x_train", lambda: self._gathered(self.train, on_rows))
        return x, self.y_train

    def class_indices(self, values: ArrayLike) -> IntArray:
        """Return which class each row of targets or outputs says, (n, n_out) to (n,).

        The largest column of a classification; for a single column, 1 from one half up.
        """
        rows = np.asarray(values, dtype=np.float64)
        if self.n_outputs == 1:
            return (rows[:, 0] >= 0.5).astype(np.intp)
        return np.asarray(rows.argmax(axis=1), dtype=np.intp)

    def with_split(self, fraction: float, seed: int, on_rows: OnRows | None = None) -> Dataset:
        """Return these data with another part held out for testing, and the scaling found again.

        What stands for missing values stays, as `SourceColumn.filled` says: the data no longer say
        where it stands.

        Parameters
        ----------
        fraction
            Of the patterns, from 0 to below 1. Rounded to whole patterns; at least one is held out
            if the fraction is not 0, and at least one is always left to train on.
        seed
            Same seed, same patterns.
        on_rows
            As in `with_scaling`.
        """
        test = draw_test(self.n_patterns, fraction, seed)
        split = dataclasses.replace(self, test=test, split_fraction=fraction, split_seed=seed)
        return split.with_scaling(on_rows=on_rows)

    def with_scaling(
        self,
        inputs: ScalingKind | Sequence[ScalingKind] | None = None,
        targets: ScalingKind | Sequence[ScalingKind] | None = None,
        on_rows: OnRows | None = None,
    ) -> Dataset:
        """Return these data with scalings found again from the training patterns.

        Parameters
        ----------
        inputs, targets
            "none", "0-1" or "z-score", or one of these for each column; None keeps the kinds. The
            pixels of a picture share one range.
        on_rows
            Called with the number of patterns looked at, now and then; what it raises ends it.

        Raises
        ------
        ValueError
            If targets that stand for classes are to be scaled, or the inputs are not here.
        """
        input_kinds = _each(inputs or self.input_scaling.kinds, self.n_inputs)
        target_kinds = _each(targets or self.target_scaling.kinds, self.n_outputs)
        if {*input_kinds, *target_kinds} != {"none"}:
            self.check_presence()
        if self.kind != "regression" and set(target_kinds) != {"none"}:
            raise ValueError(
                "The targets stand for classes (0 and 1) and stay unscaled; "
                "only the targets of a regression can be scaled."
            )
        return dataclasses.replace(
            self,
            input_scaling=self._found_scaling(inputs or self.input_scaling.kinds, on_rows),
            target_scaling=Scaling.fit_mixed(target_kinds, lambda: (self.targets[self.train],)),
        )

    def with_input(self, row: int, column: int, raw: float) -> Dataset:
        """Return these data with one input cell changed; the scaling stays as it was found."""
        self.check_presence()
        patterns = self.patterns.with_cell(row, column, raw)
        if raw == self.patterns.row(row)[column]:
            return self
        return dataclasses.replace(self, patterns=patterns)

    def with_target(self, row: int, column: int, raw: float) -> Dataset:
        """Return these data with one target cell changed; the scaling stays as it was found.

        In a data set of the kind "classes", 1 makes that class the right one and takes it from the
        others, and no other number can be entered. A "binary" data set in which a target leaves
        0 to 1 becomes a "regression".
        """
        self.check_presence()
        targets = _with_cell(self.targets, row, column, raw)
        if raw == self.targets[row, column]:
            return self
        if self.kind == "classes":
            if raw != 1:
                raise ValueError("Enter 1 for the class that is right; the others then become 0.")
            targets[row] = 0.0
            targets[row, column] = 1.0
        if self.kind == "binary" and not 0 <= raw <= 1:
            return dataclasses.replace(
                self, targets=sealed(targets), kind="regression", classes=None
            )
        return dataclasses.replace(self, targets=sealed(targets))

    @property
    def absence(self) -> str:
        """A sentence on why the numbers are not here but in a file; empty where they are here."""
        return "" if self.patterns.absent is None else self.patterns.absent.why

    def check_presence(self) -> None:
        """Raise a ValueError if the numbers are in a file that could not be read."""
        if self.absence:
            raise ValueError(self.absence)

    # ---- inside ----------------------------------------------------------------------------

    @cached_property
    def _keeping(self) -> Keeping:
        return Keeping()

    def _found_scaling(
        self, kinds: ScalingKind | Sequence[ScalingKind], on_rows: OnRows | None
    ) -> Scaling:
        """Return the scaling of the inputs, of one kind or of one for each column."""

        def parts() -> Iterator[FloatArray]:
            return (self.patterns.take(rows) for rows in self._parts(self.train, on_rows))

        wanted = _each(kinds, self.n_inputs)
        if len(set(wanted)) > 1:
            return Scaling.fit_mixed(wanted, parts)
        joint = self.image_shape is not None
        return Scaling.fit_parts(wanted[0], parts, self.n_inputs, joint=joint)

    def _gathered(self, rows: IntArray, on_rows: OnRows | None = None) -> FloatArray:
        """Return the scaled inputs of ascending rows; nothing is copied where nothing differs."""
        if len(rows) == self.n_patterns and self.input_scaling.kind == "none":
            return self.inputs
        gathered = np.empty((len(rows), self.n_inputs))
        done = 0
        for part in self._parts(rows, on_rows):
            gathered[done : done + len(part)] = self.x_of(part)
            done += len(part)
        return sealed(gathered)

    def _parts(self, rows: IntArray, on_rows: OnRows | None) -> Iterator[IntArray]:
        """Yield some rows in parts, telling how many were gone through."""
        for part in chunks_of(len(rows), self.n_inputs):
            yield rows[part]
            if on_rows is not None:
                on_rows(part.stop)


def _each(kinds: ScalingKind | Sequence[ScalingKind], columns: int) -> tuple[ScalingKind, ...]:
    """Return a kind for each column."""
    return (kinds,) * columns if isinstance(kinds, str) else tuple(kinds)


def _with_cell(values: FloatArray, row: int, column: int, raw: float) -> FloatArray:
    if not (0 <= row < values.shape[0] and 0 <= column < values.shape[1]):
        raise ValueError(f"There is no cell in row {row + 1}, column {column + 1} of these data.")
    edited = values.copy()
    edited[row, column] = raw
    return edited
