"""Making a data set from plain numbers: names, split and scaling found."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from bpgui.core.arrays import FloatArray
from bpgui.core.layer import numbered
from bpgui.data.dataset import Dataset, DatasetKind
from bpgui.data.rows import Rows
from bpgui.data.scaling import Scaling, ScalingKind
from bpgui.data.source_column import SourceColumn
from bpgui.data.split import draw_test


def create_dataset(  # noqa: PLR0913 - named, and nearly all have defaults
    name: str,
    inputs: ArrayLike,
    targets: ArrayLike,
    *,
    input_names: Sequence[str] | None = None,
    target_names: Sequence[str] | None = None,
    classes: Sequence[str] | None = None,
    kind: DatasetKind = "regression",
    input_scaling: ScalingKind | Sequence[ScalingKind] = "none",
    target_scaling: ScalingKind | Sequence[ScalingKind] = "none",
    image_shape: tuple[int, int] | None = None,
    source: str = "",
    note: str = "",
    test_fraction: float = 0.0,
    seed: int = 0,
    columns: Sequence[SourceColumn] = (),
) -> Dataset:
    """Make a data set from raw numbers.

    Parameters
    ----------
    name, classes, kind, image_shape, source, note, columns
        As in `Dataset`.
    inputs, targets
        (n, n_in) and (n, n_out) finite numbers.
    input_names, target_names
        x₁, x₂ … and y (or y₁, y₂ …) if not given; target columns of classes take the class names.
    input_scaling, target_scaling
        Kinds, or one for each column, found from the training patterns.
    test_fraction, seed
        As in `Dataset.with_split`.

    Raises
    ------
    ValueError
        As in `Dataset`.

    Examples
    --------
    >>> data = create_dataset("Lengths", [[1.0], [3.0]], [[0.0], [1.0]], input_scaling="z-score")
    >>> data.input_names, data.target_names
    (('x₁',), ('y',))
    >>> data.x.tolist()
    [[-1.0], [1.0]]
    """
    x, y = (_as_rows(values) for values in (inputs, targets))
    if target_names is None and kind == "classes":
        target_names = classes
    unscaled = Dataset(
        name=name,
        patterns=Rows(x),
        targets=y,
        input_names=tuple(input_names or numbered_names("x", x.shape[1])),
        target_names=tuple(target_names or ("y",) * (y.shape[1] == 1))
        or numbered_names("y", y.shape[1]),
        classes=None if classes is None else tuple(classes),
        test=draw_test(len(x), test_fraction, seed),
        input_scaling=Scaling.identity(x.shape[1]),
        target_scaling=Scaling.identity(y.shape[1]),
        image_shape=image_shape,
        source=source,
        kind=kind,
        note=note,
        split_fraction=test_fraction,
        split_seed=seed,
        columns=tuple(columns),
    )
    return unscaled.with_scaling(input_scaling, target_scaling)


def numbered_names(letter: str, count: int) -> tuple[str, ...]:
    """Return names with subscripts, as in x₁, x₂, x₃."""
    return tuple(numbered(letter, number) for number in range(1, count + 1))


def _as_rows(values: ArrayLike) -> FloatArray:
    rows = np.asarray(values, dtype=np.float64)
    if rows.ndim != 2:
        raise ValueError(f"Patterns are rows and columns of numbers, not the shape {rows.shape}.")
    return rows
