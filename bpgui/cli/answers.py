"""The outputs of a network for the rows of a table, as lines of CSV."""

import csv
import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bpgui.cli.parsing import close_ones
from bpgui.cli.refusal import Refusal
from bpgui.cli.table_data import columns_of, open_table
from bpgui.cli.weights_source import WeightsSource, own_data
from bpgui.core.arrays import FloatArray
from bpgui.data.dataset import Dataset
from bpgui.data.problems import PROBLEMS
from bpgui.data.rows import chunks_of
from bpgui.formats.table import Table
from bpgui.formats.table_options import FIND_OUT, TableOptions
from bpgui.formats.weights import WeightsFile
from bpgui.formats.whole_file import describe_failure, write_whole


@dataclass(frozen=True, eq=False)
class Rows:
    """What a network is asked about.

    Attributes
    ----------
    inputs
        (n, inputs), in the units of the data.
    targets
        Columns to stand beside the outputs, by their names: numbers or words.
    """

    inputs: FloatArray
    targets: dict[str, Sequence[object]]


def answers_csv(weights: WeightsFile, rows: Rows, *, inputs: bool) -> Iterator[str]:
    """Yield the answers as CSV, some rows at a time, after a header.

    Parameters
    ----------
    weights
        What answers.
    rows
        What it is asked about.
    inputs
        Whether the inputs stand before the answers.
    """
    yield _line(_header(weights, rows, inputs=inputs))
    count = len(rows.inputs)
    for part in chunks_of(count, weights.network.n_parameters + weights.network.n_inputs):
        yield _lines(weights, rows, part, inputs=inputs)


def write_answers(path: Path, parts: Iterator[str]) -> None:
    """Write them to a file, whole or not at all."""
    try:
        write_whole(path, "".join(parts).encode())
    except OSError as error:
        raise Refusal(describe_failure(path, error)) from error


# ---- the rows ------------------------------------------------------------------------------------


def rows_for(
    source: WeightsSource,
    data: str | None,
    targets: Sequence[str] | None,
    options: TableOptions = FIND_OUT,
) -> Rows:
    """Return what weights are asked about.

    Parameters
    ----------
    source
        The weights, with the data of a session.
    data
        A built-in problem or a table; None for the data of the session.
    targets
        Columns to stand beside the outputs; None for those that are named as the outputs.
    options
        How the table is written.

    Raises
    ------
    Refusal
        If there are no such data, or they do not fit.
    """
    weights = source.weights
    if data is None:
        return _rows_of(own_data(source))
    if data in PROBLEMS:
        return _rows_of_problem(weights, data)
    table = open_table(data, options)
    try:
        beside = _beside(weights, table, targets)
        return Rows(_inputs(weights, table, beside), {name: beside[name][1] for name in beside})
    except ValueError as error:
        raise Refusal(f"“{table.path.name}”: {error}") from error


def _rows_of_problem(weights: WeightsFile, key: str) -> Rows:
    dataset = PROBLEMS[key].make()
    if dataset.n_inputs != weights.network.n_inputs:
        raise Refusal(
            f"the network has {weights.network.n_inputs} inputs, and the problem “{key}” has "
            f"{dataset.n_inputs}."
        )
    return _rows_of(dataset)


def _rows_of(dataset: Dataset) -> Rows:
    if dataset.classes is not None:
        places = dataset.class_indices(dataset.targets)
        return Rows(dataset.inputs, {"class": [dataset.classes[place] for place in places]})
    columns = zip(dataset.target_names, dataset.targets.T.tolist(), strict=True)
    return Rows(dataset.inputs, dict(columns))


def _beside(
    weights: WeightsFile, table: Table, wanted: Sequence[str] | None
) -> dict[str, tuple[int, Sequence[object]]]:
    """Return the columns to stand beside the outputs, by name, with their places."""
    if wanted is not None:
        places = columns_of(table, wanted)
    else:
        places = tuple(
            place for place, name in enumerate(table.names) if name in weights.target_names
        )
    return {table.names[place]: (place, _cells(table, place)) for place in places}


def _cells(table: Table, place: int) -> Sequence[object]:
    column = table.columns[place]
    if isinstance(column, tuple):
        return column
    return ["" if math.isnan(value) else value for value in column.tolist()]


def _inputs(
    weights: WeightsFile, table: Table, beside: dict[str, tuple[int, Sequence[object]]]
) -> FloatArray:
    """Return the columns that the network reads, (n, inputs)."""
    names = weights.input_names
    found = [_input_column(table, name) for name in names]
    known = [column for column in found if column is not None]
    if len(known) == len(names):
        return np.column_stack(known)
    if known and table.header:
        lost = names[next(place for place, column in enumerate(found) if column is None)]
        raise ValueError(
            f"there is no column “{lost}”, which the network reads."
            f"{close_ones(lost, list(table.names))}"
        )
    left = [place for place in range(table.n_columns) if place not in _places(beside)]
    if len(left) != len(names):
        raise ValueError(
            f"the network reads {len(names)} columns ({', '.join(names[:5])}"
            f"{' …' if len(names) > 5 else ''}), and none of that name is among the "
            f"{len(left)} here; name those to be left out with --targets."
        )
    return np.column_stack([table.numbers(place) for place in left])


def _places(beside: dict[str, tuple[int, Sequence[object]]]) -> set[int]:
    return {place for place, _ in beside.values()}


def _input_column(table: Table, name: str) -> FloatArray | None:
    """Return the column of an input: of numbers, or of 0 and 1 for "colour=red"."""
    if name in table.names and table.kinds[table.names.index(name)] == "number":
        return table.numbers(table.names.index(name))
    column, equals, word = name.rpartition("=")
    if equals and column in table.names:
        words = table.texts(table.names.index(column))
        return np.array([(text or "(empty)") == word for text in words], dtype=np.float64)
    return None


# ---- the lines -----------------------------------------------------------------------------------


def _header(weights: WeightsFile, rows: Rows, *, inputs: bool) -> list[str]:
    return [
        *(weights.input_names if inputs else ()),
        *rows.targets,
        *(["class (output)"] if weights.classes else []),
        *(f"{name} (output)" for name in weights.target_names),
    ]


def _lines(weights: WeightsFile, rows: Rows, part: slice, *, inputs: bool) -> str:
    asked = rows.inputs[part]
    with np.errstate(all="ignore"):
        outputs = weights.predict(asked)
    columns: list[Sequence[object]] = [*(asked.T.tolist() if inputs else ())]
    columns += [column[part] for column in rows.targets.values()]
    if weights.classes:
        columns.append([weights.classes[place] for place in _classes_said(outputs)])
    columns += outputs.T.tolist()
    return "".join(map(_line, zip(*columns, strict=True)))


def _classes_said(outputs: FloatArray) -> list[int]:
    if outputs.shape[1] == 1:
        return [int(output >= 0.5) for output in outputs[:, 0]]
    return [int(place) for place in outputs.argmax(axis=1)]


def _line(cells: Sequence[object]) -> str:
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerow(cells)
    return file.getvalue()
