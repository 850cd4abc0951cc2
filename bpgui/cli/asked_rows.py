"""What a network is asked: rows of a table, with its columns in the order of the network's inputs.

Columns are found by their names; "colour=red" is 1 where the column "colour" says "red". What is
missing is filled as it was when the network was trained, where the weights say how.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from bpgui.cli import wording
from bpgui.cli.parsing import close_ones
from bpgui.cli.refusal import Refusal
from bpgui.cli.table_data import columns_of, open_table
from bpgui.cli.weights_source import WeightsSource, own_data
from bpgui.core.arrays import FloatArray
from bpgui.data.dataset import Dataset
from bpgui.data.problems import PROBLEMS
from bpgui.formats.table import Table
from bpgui.formats.table_facts import MISSING, ColumnFacts, categories_of, facts_of
from bpgui.formats.table_options import FIND_OUT, TableOptions
from bpgui.formats.weights import WeightsFile

_CLASSES_OF_MISSING = ("missing", "(missing)")


@dataclass(frozen=True, eq=False)
class Rows:
    """What a network is asked about.

    Attributes
    ----------
    inputs
        (n, inputs), in the units of the data; NaN where a row lacks one.
    targets
        Columns to stand beside the outputs, by their names: numbers or words.
    notes
        Sentences about rows that cannot be answered.
    """

    inputs: FloatArray
    targets: Mapping[str, Sequence[object]]
    notes: tuple[str, ...] = ()


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
    if data is None:
        return _rows_of(own_data(source))
    if data in PROBLEMS:
        return _rows_of_problem(source.weights, data)
    table = open_table(data, options)
    try:
        beside = _places_beside(source.weights, table, targets)
        asked = _Asked(table, source)
        inputs = asked.by_name() if asked.knows_names else asked.as_they_come(beside)
        columns = {table.names[place]: _cells(table, place) for place in beside}
        return Rows(inputs, columns, tuple(asked.notes(inputs)))
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


def _places_beside(
    weights: WeightsFile, table: Table, wanted: Sequence[str] | None
) -> tuple[int, ...]:
    """Return the columns to stand beside the outputs."""
    if wanted is not None:
        return columns_of(table, wanted)
    return tuple(i for i, name in enumerate(table.names) if name in weights.target_names)


def _cells(table: Table, place: int) -> Sequence[object]:
    column = table.columns[place]
    if isinstance(column, tuple):
        return column
    return ["" if math.isnan(value) else value for value in column.tolist()]


@dataclass
class _Asked:
    """The inputs of a network as a table has them."""

    table: Table
    source: WeightsSource
    unknown: list[str] = field(default_factory=list)

    @property
    def names(self) -> tuple[str, ...]:
        return self.source.weights.input_names

    @property
    def knows_names(self) -> bool:
        """Whether the table names any column that the network reads."""
        return self.table.header and any(self._place(name) is not None for name in self.names)

    def _place(self, name: str) -> int | None:
        """Return the column that an input is read from."""
        column, equals, _ = name.rpartition("=")
        for known in (name, *([column] if equals else ())):
            if known in self.table.names:
                return self.table.names.index(known)
        return None

    def by_name(self) -> FloatArray:
        """Return the inputs, (n, inputs), found by their names."""
        inputs = np.empty((self.table.n_rows, len(self.names)))
        categories: dict[int, list[int]] = {}
        for i, name in enumerate(self.names):
            place = self._place(name)
            if place is None:
                raise ValueError(
                    f"there is no column “{name}”, which the network reads."
                    f"{close_ones(name, list(self.table.names))}"
                )
            if name == self.table.names[place]:
                inputs[:, i] = self._numbers(place)
            else:
                categories.setdefault(place, []).append(i)
        for place, units in categories.items():
            inputs[:, units] = self._one_hot(place, [self._word(unit) for unit in units])
        return inputs

    def as_they_come(self, beside: Sequence[int]) -> FloatArray:
        """Return the inputs of a table that does not name them."""
        left = [place for place in range(self.table.n_columns) if place not in beside]
        if len(left) != len(self.names):
            raise ValueError(
                f"the network reads {len(self.names)} columns ({', '.join(self.names[:5])}"
                f"{' …' if len(self.names) > 5 else ''}), and none of that name is among the "
                f"{len(left)} here; name those to be left out with --targets."
            )
        return np.column_stack([self._numbers(place) for place in left])

    def _word(self, unit: int) -> str:
        return self.names[unit].rpartition("=")[2]

    def _filling(self, place: int) -> float | str | None:
        """Return what stood for missing values in training, where that is known."""
        columns = () if self.source.dataset is None else self.source.dataset.columns
        name = self.table.names[place]
        return next((column.filled for column in columns if column.name == name), None)

    def _numbers(self, place: int) -> FloatArray:
        """Return a column of numbers, NaN where there is none."""
        values = self.table.columns[place]
        if isinstance(values, tuple):
            name = self.table.names[place]
            raise ValueError(f"“{name}” is a column of text, where the network reads numbers.")  # noqa: TRY004 - a wrong column, not a wrong type
        filling = self._filling(place)
        if isinstance(filling, float):
            return np.where(np.isnan(values), filling, values)
        return values

    def _one_hot(self, place: int, words: list[str]) -> FloatArray:
        """Return columns of 0 and 1, (n, words); NaN in rows that say none of the words."""
        said = self._words(place)
        numbers = {word: k for k, word in enumerate(words)}
        for instead in (self._filling(place), *_CLASSES_OF_MISSING):
            if isinstance(instead, str) and instead in numbers:
                numbers.setdefault("", numbers[instead])
        codes = np.array([numbers.get(word, -1) for word in said], dtype=np.intp)
        known = np.eye(len(words))[codes]
        known[codes < 0] = np.nan
        self._note_unknown(place, [said[row] for row in np.flatnonzero(codes < 0)])
        return known

    def _words(self, place: int) -> list[str]:
        """Return the words of a column, "" where one is missing."""
        found = categories_of(self.table, self._facts[place], place)
        return ["" if code == MISSING else found.words[code] for code in found.codes.tolist()]

    @cached_property
    def _facts(self) -> tuple[ColumnFacts, ...]:
        return facts_of(self.table)

    def _note_unknown(self, place: int, words: Sequence[str]) -> None:
        strange = sorted({word for word in words if word})
        if strange:
            shown = ", ".join(f"“{word}”" for word in strange[:3])
            more = f" and {len(strange) - 3:,} more" if len(strange) > 3 else ""
            self.unknown.append(
                f"the network knows no {shown}{more} in “{self.table.names[place]}”."
            )

    def notes(self, inputs: FloatArray) -> Iterator[str]:
        """Yield what is to be said about rows that get no answer, or are not there."""
        table = self.table
        if table.n_left_out:
            yield (
                f"{_rows_have(table.n_left_out)} no line in the answer, and could not be read: "
                f"{table.problems[0].sentence}"
            )
        yield from self.unknown
        missing = np.flatnonzero(np.isnan(inputs).any(axis=1))
        if len(missing):
            yield (
                f"{_rows_have(len(missing))} an empty answer, since an input is missing; the "
                f"first is line {table.line_of(int(missing[0]))}."
            )


def _rows_have(count: int) -> str:
    return f"{wording.counted(count, 'row')} {'has' if count == 1 else 'have'}"
