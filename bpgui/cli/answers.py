"""The outputs of a network for the rows of a table, as lines of CSV."""

import csv
import io
import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from bpgui.cli.asked_rows import Rows
from bpgui.cli.refusal import Refusal
from bpgui.core.arrays import FloatArray
from bpgui.data.rows import chunks_of
from bpgui.formats.weights import WeightsFile
from bpgui.formats.whole_file import describe_failure, write_whole


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
    return _with_gaps(columns, asked, len(weights.target_names) + bool(weights.classes))


def _with_gaps(columns: list[Sequence[object]], asked: FloatArray, answers: int) -> str:
    """Return the lines, in which rows that lack an input have empty answers."""
    gaps = np.isnan(asked).any(axis=1)
    lines = list(zip(*columns, strict=True))
    for place in np.flatnonzero(gaps):
        kept = lines[place][: len(columns) - answers]
        lines[place] = (*map(_or_empty, kept), *[""] * answers)
    return "".join(map(_line, lines))


def _or_empty(value: object) -> object:
    return "" if isinstance(value, float) and math.isnan(value) else value


def _classes_said(outputs: FloatArray) -> list[int]:
    if outputs.shape[1] == 1:
        return [int(output >= 0.5) for output in outputs[:, 0]]
    return [int(place) for place in outputs.argmax(axis=1)]


def _line(cells: Sequence[object]) -> str:
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerow(cells)
    return file.getvalue()
