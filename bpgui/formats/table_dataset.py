"""From a table to a data set: targets chosen, text made into columns of 0 and 1."""

import re
from collections.abc import Sequence

import numpy as np

from bpgui.core.arrays import FloatArray
from bpgui.data.creation import create_dataset
from bpgui.data.dataset import Dataset, DatasetKind
from bpgui.data.rows import chunks_of, sealed
from bpgui.data.scaling import ScalingKind
from bpgui.formats.table import Table, TableError
from bpgui.formats.table_header import column_names

MOST_CLASSES = 200
MOST_INPUTS = 10_000
_FEW_ROWS = 20
_TARGET_NAME = re.compile(
    r"(y|targets?|class|labels?|species|outputs?|outcome|result)[ _]?[0-9₀-₉]*", re.IGNORECASE
)

Column = int | str


def guess_targets(table: Table) -> tuple[int, ...]:
    """Return the columns that are probably targets: at least one, and never all of several.

    Those named y, target, class, label, species and the like (y1, y2, … too), or else the last
    column that is not empty.
    """
    named = tuple(i for i, name in enumerate(table.names) if _TARGET_NAME.fullmatch(name.strip()))
    if named and (len(named) < table.n_columns or table.n_columns == 1):
        return named
    useful = [i for i in range(table.n_columns) if not _is_empty(table, i)]
    return (useful[-1],) if useful else (table.n_columns - 1,)


def dataset_from_table(  # noqa: PLR0913 - a choice each, nearly all with defaults
    table: Table,
    target_columns: Sequence[Column],
    *,
    ignore: Sequence[Column] = (),
    input_scaling: ScalingKind = "z-score",
    target_scaling: ScalingKind | None = None,
    test_fraction: float | None = None,
    seed: int = 0,
    treat_as_classes: bool = False,
) -> Dataset:
    """Make a data set of a table.

    Parameters
    ----------
    table
        As it was read.
    target_columns
        The columns to learn, by number (from 0) or name: one of text, or any of numbers.
    ignore
        Columns to leave out, likewise. All other columns are inputs; one of text becomes a column
        of 0 and 1 for each word, named "colour=red".
    input_scaling, target_scaling
        Kinds of scaling. None scales the targets of a regression to mean 0 and standard deviation
        1, and leaves classes as they are.
    test_fraction, seed
        The part held out for testing; None is a fifth, or nothing below 20 rows.
    treat_as_classes
        Whether a single target column of numbers stands for classes.

    Returns
    -------
    Dataset
        Its kind is "classes" for text with three or more words (one column of 0 and 1 a class) and
        for several columns of 0 and 1 with one 1 in each row; "binary" for text with two words
        (0 and 1, in alphabetical order) and for one column of 0 and 1; otherwise "regression".

    Raises
    ------
    TableError
        Where a cell that is needed is broken or empty.
    ValueError
        Where the choice of columns makes no sense.
    """
    targets = [_index(table, column) for column in target_columns]
    left_out = {_index(table, column) for column in ignore}
    _check_choice(table, targets, left_out)
    left_out |= {i for i in range(table.n_columns) if i not in targets and _is_empty(table, i)}
    inputs = [i for i in range(table.n_columns) if i not in left_out and i not in targets]
    if not inputs:
        raise ValueError("No column is left as an input; choose fewer targets.")
    x, input_names = _inputs(table, inputs)
    y, target_names, classes, kind = _targets(table, targets, as_classes=treat_as_classes)
    if target_scaling is None:
        target_scaling = "z-score" if kind == "regression" else "none"
    if test_fraction is None:
        test_fraction = 0.2 if table.n_rows >= _FEW_ROWS else 0.0
    return create_dataset(
        table.path.stem,
        x,
        y,
        input_names=input_names,
        target_names=target_names,
        classes=classes,
        kind=kind,
        input_scaling=input_scaling,
        target_scaling=target_scaling,
        source=table.path.name,
        test_fraction=test_fraction,
        seed=seed,
    )


def _index(table: Table, column: Column) -> int:
    if isinstance(column, str):
        if column in table.names:
            return table.names.index(column)
    elif 0 <= column < table.n_columns:
        return column
    raise ValueError(f"There is no column {column!r} in “{table.path.name}”.")


def _check_choice(table: Table, targets: list[int], left_out: set[int]) -> None:
    if not targets:
        raise ValueError("Choose at least one column as the target.")
    if len(set(targets)) < len(targets) or left_out & set(targets):
        raise ValueError("A column can be chosen only once, as a target or to be left out.")
    if len(targets) > 1 and any(table.kinds[index] == "text" for index in targets):
        raise ValueError("Choose one column of text as the target, or only columns of numbers.")


def _is_empty(table: Table, index: int) -> bool:
    return table.kinds[index] == "text" and not any(table.columns[index])


def _inputs(table: Table, columns: list[int]) -> tuple[FloatArray, tuple[str, ...]]:
    """Return the input columns side by side, (n, k), and their names."""
    parts: list[FloatArray] = []
    names: list[str] = []
    for index in columns:
        name = table.names[index]
        if table.kinds[index] == "number":
            parts.append(table.numbers(index)[:, np.newaxis])
            names.append(name)
            continue
        words = [word or "(empty)" for word in table.texts(index)]
        different = sorted(set(words))
        if len(different) > MOST_CLASSES:
            raise ValueError(
                f"“{name}” has {len(different):,} different texts, too many for an input; leave it "
                "out."
            )
        parts.append(_one_hot(words, different))
        names.extend(f"{name}={word}" for word in different)
    if len(names) > MOST_INPUTS:
        raise ValueError(
            f"These columns make {len(names):,} inputs, more than {MOST_INPUTS:,}; leave some out."
        )
    return _side_by_side(parts), column_names(names, len(names))


def _side_by_side(parts: list[FloatArray]) -> FloatArray:
    """Return all columns in one array that may be shared.

    It is filled some rows at a time: of very many, whole columns take several times as long, and
    keep the interpreter from everybody meanwhile.
    """
    joined = np.empty((len(parts[0]), sum(part.shape[1] for part in parts)))
    for rows in chunks_of(*joined.shape):
        np.concatenate([part[rows] for part in parts], axis=1, out=joined[rows])
    return sealed(joined)


def _targets(
    table: Table, columns: list[int], *, as_classes: bool
) -> tuple[FloatArray, tuple[str, ...], tuple[str, ...] | None, DatasetKind]:
    """Return the target columns, their names, the names of the classes, and the kind."""
    names = tuple(table.names[index] for index in columns)
    if len(columns) == 1 and (as_classes or table.kinds[columns[0]] == "text"):
        return _class_targets(table, columns[0])
    values = np.column_stack([table.numbers(index) for index in columns])
    is_bits = bool(np.isin(values, (0.0, 1.0)).all())
    if is_bits and len(columns) == 1:
        return values, names, None, "binary"
    if is_bits and (values.sum(axis=1) == 1).all():
        return values, names, names, "classes"
    return values, names, None, "regression"


def _class_targets(
    table: Table, index: int
) -> tuple[FloatArray, tuple[str, ...], tuple[str, ...], DatasetKind]:
    name = table.names[index]
    if index in table.missing and table.kinds[index] == "text":
        problem = "the cell is empty, and nothing can be learned from an empty target"
        remedy = "Fill it, or delete the row."
        raise TableError(table.path, table.missing[index], index + 1, problem, remedy, name=name)
    words = table.texts(index)
    number = table.kinds[index] == "number"
    classes = tuple(sorted(set(words), key=float if number else None))
    if len(classes) < 2:
        raise ValueError(f"“{name}” says “{classes[0]}” in every row: there is nothing to learn.")
    if len(classes) > MOST_CLASSES:
        raise ValueError(
            f"“{name}” has {len(classes):,} different values, too many for classes; choose another "
            "target."
        )
    one_hot = _one_hot(words, classes)
    if len(classes) == 2:
        return one_hot[:, 1:], (name,), classes, "binary"
    return one_hot, classes, classes, "classes"


def _one_hot(words: Sequence[str], different: Sequence[str]) -> FloatArray:
    """Return a row of 0 and one 1 for each word, (n, number of different words)."""
    place = {word: index for index, word in enumerate(different)}
    return np.asarray(np.eye(len(different))[[place[word] for word in words]])
