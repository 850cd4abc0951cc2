"""From a table to a data set: roles, categories as columns of 0 and 1, missing values, copies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bpgui.core.arrays import BoolArray, FloatArray, IntArray, read_only
from bpgui.data.creation import create_dataset
from bpgui.data.dataset import Dataset
from bpgui.data.scaling import ScalingKind
from bpgui.data.source_column import SourceColumn
from bpgui.data.split import draw_test
from bpgui.formats.table import Table
from bpgui.formats.table_copies import copies_in
from bpgui.formats.table_facts import (
    MISSING,
    Categories,
    ColumnFacts,
    categories_of,
    facts_of,
    numbers_of,
)
from bpgui.formats.table_filling import filled_categories, filled_numbers
from bpgui.formats.table_guess import guess_plan, guess_targets
from bpgui.formats.table_matrix import MOST_CLASSES, Column, input_matrix, target_matrix
from bpgui.formats.table_origin import origin_of
from bpgui.formats.table_plan import ColumnUse, TablePlan

__all__ = ["MOST_CLASSES", "Made", "dataset_from_table", "guess_targets", "make_dataset"]

OnWay = Callable[[int], None]
Place = int | str


@dataclass(frozen=True, eq=False)
class Made:
    """A data set made of a table.

    Attributes
    ----------
    dataset
        What is to be learned.
    left_out
        The rows, counted from 0, that lack a value and were left out for it.
    lacking
        For each column with such rows: how many there are in it.
    copies
        How many rows say the same as an earlier one in all columns that are used.
    """

    dataset: Dataset
    left_out: IntArray
    lacking: dict[int, int]
    copies: int


def make_dataset(
    table: Table,
    facts: tuple[ColumnFacts, ...],
    plan: TablePlan,
    on_way: OnWay | None = None,
) -> Made:
    """Make a data set of a table as planned.

    Means and the like that stand for missing values, and scalings, are found from the rows that are
    trained on.

    Parameters
    ----------
    table, facts
        As read, and what `facts_of` found in it.
    plan
        What is to become of each column.
    on_way
        Called with the number of rows gone through, now and then; what it raises ends it.

    Raises
    ------
    ValueError
        With a sentence, where the choices make no sense.
    """
    inputs = [place for place in plan.places("input") if not facts[place].empty]
    targets = list(plan.places("target"))
    _check_choice(plan, inputs, targets)
    raw = {place: _raw(table, facts, plan, place) for place in (*inputs, *targets)}
    kept, lacking = _kept(plan, raw, table.n_rows)
    rows = np.flatnonzero(kept)
    _check_rows(table, rows, lacking)
    copies = copies_in([_hashable(values) for values in raw.values()], rows, on_way)
    if plan.without_copies:
        rows = rows[~copies]
    chosen = slice(None) if len(rows) == table.n_rows else rows
    train = ~draw_test(len(rows), plan.test_fraction, plan.seed)
    used = {
        place: _column(table.names[place], values, plan.columns[place], chosen, train,
                       listed=place in table.classes)
        for place, values in raw.items()
    }  # fmt: skip
    dataset = _assembled(table, plan, [used[i] for i in inputs], [used[i] for i in targets])
    source = (
        _source(table.names[place], use, used.get(place)) for place, use in enumerate(plan.columns)
    )
    left_out = read_only(np.flatnonzero(~kept), np.intp)
    dataset = replace(dataset, columns=tuple(source), origin=origin_of(table, plan, dataset))
    return Made(dataset, left_out, lacking, int(copies.sum()))


def dataset_from_table(  # noqa: PLR0913 - a choice each, nearly all with defaults
    table: Table,
    target_columns: Sequence[Place],
    *,
    ignore: Sequence[Place] = (),
    input_scaling: ScalingKind = "z-score",
    target_scaling: ScalingKind | None = None,
    test_fraction: float | None = None,
    seed: int = 0,
    treat_as_classes: bool = False,
) -> Dataset:
    """Make a data set of a table with the same choices for all columns.

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
        1. Columns of 0 and 1 made of words, and classes, stay as they are.
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
        Rows without a number that is needed, or without a target, are left out.

    Raises
    ------
    ValueError
        Where the choice of columns makes no sense.
    """
    targets = [_index(table, column) for column in target_columns]
    left_out = {_index(table, column) for column in ignore}
    if len(set(targets)) < len(targets) or left_out & set(targets):
        raise ValueError("A column can be chosen only once, as a target or to be left out.")
    facts = facts_of(table)
    plan = guess_plan(table, facts)
    numbers = [i for i, kind in enumerate(table.kinds) if kind == "number"]
    plan = plan.with_uses(numbers, holds="number")
    plan = plan.with_uses(range(table.n_columns), role="input", scaling=input_scaling)
    plan = plan.with_uses(left_out, role="ignore")
    plan = plan.with_uses(targets, role="target", scaling=target_scaling or "z-score",
                          missing="leave out")  # fmt: skip
    if treat_as_classes and len(targets) == 1:
        plan = plan.with_uses(targets, holds="category")
    fraction = plan.test_fraction if test_fraction is None else test_fraction
    return make_dataset(table, facts, replace(plan, test_fraction=fraction, seed=seed)).dataset


# ---- choosing --------------------------------------------------------------------------------


def _index(table: Table, column: Place) -> int:
    if isinstance(column, str):
        if column in table.names:
            return table.names.index(column)
    elif 0 <= column < table.n_columns:
        return column
    raise ValueError(f"There is no column {column!r} in “{table.path.name}”.")


def _check_choice(plan: TablePlan, inputs: list[int], targets: list[int]) -> None:
    if not targets:
        raise ValueError("Choose at least one column as the target.")
    if len(targets) > 1 and any(plan.columns[i].holds == "category" for i in targets):
        raise ValueError("Choose one category as the target, or only columns of numbers.")
    if not inputs:
        raise ValueError("No column is left as an input; choose fewer targets.")


# ---- rows ------------------------------------------------------------------------------------


def _raw(
    table: Table, facts: tuple[ColumnFacts, ...], plan: TablePlan, place: int
) -> FloatArray | Categories:
    read = categories_of if plan.columns[place].holds == "category" else numbers_of
    return read(table, facts[place], place)


def _kept(
    plan: TablePlan, raw: dict[int, FloatArray | Categories], n_rows: int
) -> tuple[BoolArray, dict[int, int]]:
    """Return which rows are kept, and how many rows lack a value for which they are left out."""
    kept = np.ones(n_rows, dtype=np.bool_)
    lacking: dict[int, int] = {}
    for place, values in raw.items():
        if plan.columns[place].missing != "leave out":
            continue
        gaps = values.codes == MISSING if isinstance(values, Categories) else np.isnan(values)
        count = int(gaps.sum())
        if count:
            lacking[place] = count
            kept &= ~gaps
    return kept, lacking


def _check_rows(table: Table, rows: IntArray, lacking: dict[int, int]) -> None:
    if len(rows):
        return
    worst = max(lacking, key=lacking.__getitem__)
    raise ValueError(
        f"No row is left: “{table.names[worst]}” has no value in {lacking[worst]:,} of "
        f"{table.n_rows:,} rows. Let something stand for missing values, or ignore the column."
    )


def _hashable(values: FloatArray | Categories) -> FloatArray:
    return values.codes.astype(np.float64) if isinstance(values, Categories) else values


# ---- columns ---------------------------------------------------------------------------------


def _column(
    name: str,
    values: FloatArray | Categories,
    use: ColumnUse,
    rows: IntArray | slice,
    train: BoolArray,
    *,
    listed: bool,
) -> Column:
    """Return a column as it is used; words that no row says are dropped, unless `listed`."""
    if isinstance(values, Categories):
        found, word = filled_categories(values, rows, train, use, name)
        return Column(name, found if listed else _said(found), use.scaling, word)
    numbers, number = filled_numbers(values[rows], train, use, name)
    return Column(name, numbers, use.scaling, number)


def _said(found: Categories) -> Categories:
    """Return the categories without words that no row says."""
    there = np.bincount(found.codes, minlength=len(found.words)) > 0
    if there.all():
        return found
    words = tuple(word for word, said in zip(found.words, there.tolist(), strict=True) if said)
    return Categories(words, (np.cumsum(there) - 1)[found.codes])


def _source(name: str, use: ColumnUse, column: Column | None) -> SourceColumn:
    if column is None:
        return SourceColumn(name, "ignore", use.holds, use.missing)
    return SourceColumn(name, use.role, use.holds, use.missing, column.filled, column.words)


def _assembled(
    table: Table, plan: TablePlan, inputs: list[Column], targets: list[Column]
) -> Dataset:
    x = input_matrix(inputs)
    y, classes, kind = target_matrix(targets)
    shape = table.image_shape
    is_picture = shape is not None and shape[0] * shape[1] == len(x.names) == len(inputs)
    return create_dataset(
        table.path.stem,
        x.values,
        y.values,
        input_names=x.names,
        target_names=y.names,
        classes=classes,
        kind=kind,
        input_scaling=x.scalings,
        target_scaling=y.scalings,
        image_shape=shape if is_picture else None,
        source=table.path.name,
        test_fraction=plan.test_fraction,
        seed=plan.seed,
    )
