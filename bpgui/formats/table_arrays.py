"""From arrays of numbers to a table: a column each, pixels with their places for names."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bpgui.formats.table_building import check_width, no_rows, preview_size
from bpgui.formats.table_columns import ColumnKind
from bpgui.formats.table_content import (
    MOST_CELLS,
    MOST_PROBLEMS,
    DeclaredRole,
    Origin,
    Table,
    TableProblem,
)
from bpgui.formats.table_error import TableError
from bpgui.formats.table_file import OnRows
from bpgui.formats.table_header import column_names

MOST_CLASSES = 200
_FEW_CLASSES = 20
_COLOURS = ("red", "green", "blue")


@dataclass(frozen=True)
class Part:
    """Some columns of a table that are one array.

    Parameters
    ----------
    values
        (n, k) numbers or texts.
    names
        k names.
    role
        What the columns are, if that is known.
    classes
        The classes that a single column of words stands for.
    image_shape
        (rows, columns) if they are the pixels of pictures.
    """

    values: np.ndarray
    names: Sequence[str]
    role: DeclaredRole | None = None
    classes: tuple[str, ...] | None = None
    image_shape: tuple[int, int] | None = None


def part_of(
    origin: Origin, values: np.ndarray, name: str, role: DeclaredRole | None = None
) -> Part:
    """Return an array of any number of axes, the first of which counts the rows, as columns.

    Three axes are pictures, and so are four with one or three colours last (or second).

    Raises
    ------
    TableError
        If the array has no rows and columns of this kind.
    """
    if values.dtype.names is not None and values.ndim == 1:
        fields = [values[field] for field in values.dtype.names]
        return Part(_joined(fields), values.dtype.names, role)
    if values.ndim == 1:
        return Part(values[:, np.newaxis], (name,), role)
    if values.ndim == 2:
        names = (f"{name} {number}" for number in range(1, values.shape[1] + 1))
        return Part(values, tuple(names), role)
    if values.ndim == 4 and values.shape[1] in {1, 3} and values.shape[3] not in {1, 3}:
        values = np.moveaxis(values, 1, 3)
    if values.ndim == 3 or (values.ndim == 4 and values.shape[3] in {1, 3}):
        return pictures(values)
    shape = " × ".join(map(str, values.shape)) or "a single number"
    problem = f"“{name}” has the shape {shape}, which is neither rows and columns nor pictures"
    raise origin.error(problem, "Give it one row a pattern.")


def pictures(values: np.ndarray) -> Part:
    """Return pictures, (n, rows, columns) or (n, rows, columns, colours), as columns of pixels.

    The red, green and blue of coloured ones stand side by side, as pictures of their own.
    """
    if values.ndim == 3:
        values = values[..., np.newaxis]
    n, rows, columns, colours = values.shape
    pixels = np.moveaxis(values, 3, 2).reshape(n, rows * colours * columns)
    names = tuple(
        f"{_COLOURS[colour]} {row},{column}" if colours > 1 else f"{row},{column}"
        for row in range(1, rows + 1)
        for colour in range(colours)
        for column in range(1, columns + 1)
    )
    return Part(pixels, names, "input", image_shape=(rows, colours * columns))


def labels(values: np.ndarray, name: str, *, of_pictures: bool) -> Part | None:
    """Return whole numbers that stand for classes as a column of words, or None if they do not."""
    flat = values.reshape(-1) if values.ndim == 2 and values.shape[1] == 1 else values
    if flat.ndim != 1 or flat.dtype.kind not in "iuUS":
        return None
    different = np.unique(flat)
    most = MOST_CLASSES if of_pictures or flat.dtype.kind in "US" else _FEW_CLASSES
    bits = flat.dtype.kind in "iu" and set(different.tolist()) <= {0, 1}
    if len(different) > most or bits or len(different) < 2:
        return None
    classes = tuple(map(str, _texts(different)))
    words = np.array(_texts(flat), dtype=object)
    return Part(words[:, np.newaxis], (name,), "target", classes)


def table_of_parts(
    origin: Origin,
    parts: Sequence[Part],
    on_rows: OnRows | None,
    *,
    warnings: Sequence[str] = (),
    problems: Sequence[TableProblem] = (),
) -> Table:
    """Make a table of arrays side by side.

    Raises
    ------
    TableError
        If they are too many cells, none, or of different lengths.
    """
    n_rows = len(parts[0].values)
    width = sum(part.values.shape[1] for part in parts)
    check_width(origin, width)
    if not n_rows or not width:
        raise no_rows(origin)
    if n_rows * width > MOST_CELLS:
        problem = f"the table has more than {MOST_CELLS // 10**6} million cells"
        raise origin.error(problem, "Take a part of the rows.")
    columns = _Columns(origin, on_rows)
    names = column_names([name for part in parts for name in part.names], width)
    for part in parts:
        columns.add(part, names, n_rows, width)
    shapes = [part.image_shape for part in parts if part.image_shape is not None]
    others = sum(part.image_shape is None and part.role != "target" for part in parts)
    return Table(
        path=origin.path,
        format=origin.format,
        delimiter="",
        encoding="",
        decimal=".",
        header=False,
        names=names,
        kinds=tuple(columns.kinds),
        cells=tuple(zip(*columns.cells, strict=True)),
        n_rows=n_rows,
        columns=tuple(columns.values),
        broken=columns.broken,
        missing=columns.missing,
        warnings=tuple(warnings),
        parts=origin.parts,
        part=origin.part,
        image_shape=shapes[0] if len(shapes) == 1 and not others else None,
        roles=tuple(columns.roles),
        classes=columns.classes,
        problems=(*problems, *columns.problems[:MOST_PROBLEMS]),
        n_left_out=len(problems),
    )


class _Columns:
    """The columns of a table, gathered one after another."""

    def __init__(self, origin: Origin, on_rows: OnRows | None) -> None:
        self._origin, self._on_rows = origin, on_rows
        self.kinds: list[ColumnKind] = []
        self.values: list[np.ndarray | tuple[str, ...]] = []
        self.cells: list[tuple[str, ...]] = []
        self.roles: list[DeclaredRole | None] = []
        self.classes: dict[int, tuple[str, ...]] = {}
        self.broken: dict[int, TableError] = {}
        self.missing: dict[int, int] = {}
        self.problems: list[TableProblem] = []

    def add(self, part: Part, names: Sequence[str], n_rows: int, width: int) -> None:
        """Add the columns of an array."""
        # One after another they are read much faster from an array turned by itself.
        for values in np.ascontiguousarray(part.values.T):
            index = len(self.kinds)
            self.roles.append(part.role)
            if part.classes is not None:
                self.classes[index] = part.classes
            if values.dtype.kind in "fiub":
                self._add_numbers(values, names[index], width)
            else:
                self._add_texts(values, width)
            if self._on_rows is not None:
                self._on_rows(n_rows * (index + 1) // width)

    def _add_texts(self, values: np.ndarray, width: int) -> None:
        texts = _texts(values)
        self.kinds.append("text")
        self.values.append(texts)
        self.cells.append(texts[: preview_size(width)])
        if "" in texts:
            self.missing[len(self.kinds) - 1] = texts.index("") + 1

    def _add_numbers(self, values: np.ndarray, name: str, width: int) -> None:
        index = len(self.kinds)
        numbers = np.array(values, dtype=np.float64)
        self.kinds.append("number")
        # The shortest digits that are the number, as a float32 is written with few.
        self.cells.append(tuple(values[: preview_size(width)].astype("U32").tolist()))
        wrong = np.flatnonzero(~np.isfinite(numbers))
        if len(wrong):
            missing = np.flatnonzero(np.isnan(numbers))
            if len(missing):
                self.missing[index] = int(missing[0]) + 1
            self._note(index, name, wrong, numbers)
            numbers[wrong] = np.nan
        numbers.flags.writeable = False
        self.values.append(numbers)

    def _note(self, index: int, name: str, wrong: np.ndarray, numbers: np.ndarray) -> None:
        row = int(wrong[0])
        what = "the value is missing" if np.isnan(numbers[row]) else "the value is infinite"
        more = f" ({len(wrong) - 1:,} more such in this column)" if len(wrong) > 1 else ""
        remedy = f"Correct it{more}, or leave the column out."
        self.broken[index] = self._origin.error(what, remedy, row + 1, index + 1, name)
        infinite = wrong[np.isinf(numbers[wrong])]
        self.problems.extend(
            self._origin.problem(
                "the value is infinite", "It counts as missing.", int(row) + 1, index + 1, name
            )
            for row in infinite[:MOST_PROBLEMS]
        )


def _texts(values: np.ndarray) -> tuple[str, ...]:
    """Return the texts of an array, equal ones as one string."""
    if values.dtype.kind == "S":
        values = np.char.decode(values, "utf-8", "replace")
    if values.dtype.kind == "U" and values.size:
        values = _printable(values)
    same: dict[str, str] = {}
    return tuple(same.setdefault(text, text) for text in map(str, values.tolist()))


def _printable(values: np.ndarray) -> np.ndarray:
    """Return texts with a � for each code that is no letter, with which Python itself fails."""
    native = np.array(values, dtype=values.dtype.newbyteorder("="), order="C")
    codes = native.view(np.uint32)
    codes[(codes > 0x10FFFF) | ((codes >= 0xD800) & (codes <= 0xDFFF))] = ord("�")
    return native


def _joined(fields: list[np.ndarray]) -> np.ndarray:
    """Return fields of different types side by side; as they are where they are all numbers."""
    if all(field.dtype.kind in "fiub" for field in fields):
        return np.column_stack([field.astype(np.float64) for field in fields])
    return np.column_stack([np.array(_texts(field), dtype=object) for field in fields])
