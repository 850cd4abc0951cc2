"""Weights as tables for people: a table a layer, its units in rows, what feeds them in columns."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bpgui.core.arrays import FloatArray
from bpgui.data.scaling import Scaling
from bpgui.formats.program_losses import locks_dropped
from bpgui.formats.weights_error import WeightsError
from bpgui.formats.weights_file import WeightsFile

PRECISION = 1e-4
"""How far outputs may be off when they are computed from the printed numbers."""
MOST_NUMBERS = 200_000
_DIGITS = (6, 8, 10, 12, 15, 17)
"""Significant ones; 17 give every number back to the bit."""
_ROWS = 256

Cell = float | None


@dataclass(frozen=True)
class WeightTable:
    """One table.

    Attributes
    ----------
    title
        What it shows.
    heads
        Of the columns of numbers.
    names
        Of the rows.
    rows
        A number, or None where a connection is absent.
    """

    title: str
    heads: tuple[str, ...]
    names: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def tables_of(weights: WeightsFile) -> Iterator[WeightTable]:
    """Iterate over the tables of the layers, and those of the scaling where there is one.

    Raises
    ------
    WeightsError
        If there are more numbers than anybody would read.
    """
    network = weights.network
    if network.n_parameters > MOST_NUMBERS:
        raise WeightsError(
            f"{network.n_parameters:,} weights are too many for tables to read; export .csv."
        )
    for k, layer in enumerate(network.layers[1:], start=1):
        heads = [name for s in layer.sources for name in _heads(weights, k, s)]
        values, present = network.matrix(k).tolist(), network.as_matrix(network.present, k).tolist()
        yield WeightTable(
            f"{layer.name}: {layer.units} {'unit' if layer.units == 1 else 'units'}, "
            f"{layer.activation}",
            (*heads, *(("bias",) if layer.bias else ())),
            layer.unit_names,
            tuple(
                tuple(v if there else None for v, there in zip(*row, strict=True))
                for row in zip(values, present, strict=True)
            ),
        )
    for title, names, scaling in _scalings(weights):
        pairs = zip(scaling.offset.tolist(), scaling.scale.tolist(), strict=True)
        if scaling.kind != "none":
            yield WeightTable(title, ("offset", "scale"), names, tuple(pairs))


def enough_digits(weights: WeightsFile) -> int:
    """Return how many significant digits give the outputs back well within `PRECISION`."""
    rng = np.random.default_rng(1986)
    scaled = rng.uniform(-1.0, 1.5, (_ROWS, weights.network.n_inputs))
    with np.errstate(all="ignore"):
        inputs = weights.input_scaling.undo(scaled)
        wanted = weights.predict(inputs)
        size = np.maximum(np.abs(wanted), weights.target_scaling.scale)
        for digits in _DIGITS[:-1]:
            try:
                rounded = _rounded(weights, digits)
            except ValueError:  # a scale rounds beyond the largest number
                continue
            if not np.isfinite(rounded.network.parameters).all():
                continue
            found = rounded.predict(inputs)
            same = (found == wanted) | (np.isnan(found) & np.isnan(wanted))
            if (same | (np.abs(found - wanted) <= 0.1 * PRECISION * size)).all():
                return digits
    return _DIGITS[-1]


def from_cells(given: WeightsFile, cells: Sequence[Sequence[Sequence[Cell]]]) -> WeightsFile:
    """Return the weights and scalings of printed tables; the rest as given.

    Parameters
    ----------
    given
        The network whose tables these are.
    cells
        Of each table of `tables_of`, row by row.

    Raises
    ------
    WeightsError
        If they are tables of another shape.
    """
    wanted = list(tables_of(given))
    if len(cells) != len(wanted):
        raise WeightsError(f"The file has {len(cells)} tables, not {len(wanted)}.")
    for table, rows in zip(wanted, cells, strict=True):
        if [len(row) for row in rows] != [len(row) for row in table.rows]:
            raise WeightsError(f"The table “{table.title}” has another shape.")
    layers = len(given.network.layers) - 1
    flat = [cell for rows in cells[:layers] for row in rows for cell in row]
    present = np.array([cell is not None for cell in flat], dtype=np.bool_)
    values = np.array([0.0 if cell is None else cell for cell in flat])
    scalings = iter(cells[layers:])
    read = [
        scaling if scaling.kind == "none" else _scaling(scaling, next(scalings))
        for *_, scaling in _scalings(given)
    ]
    network = replace(given.network, parameters=values, present=present)
    return replace(given, network=network, input_scaling=read[0], target_scaling=read[1])


def table_losses(weights: WeightsFile) -> tuple[str, ...]:
    """Return what tables for people do not say."""
    if weights.network.n_parameters > MOST_NUMBERS:  # which is refused before long
        return ()
    digits = enough_digits(weights)
    if digits == _DIGITS[-1] or _same_numbers(weights, _rounded(weights, digits)):
        return locks_dropped(weights)
    rounded = f"Numbers are rounded to {digits} significant digits, for reading."
    return (rounded, *locks_dropped(weights))


def explained(weights: WeightsFile, digits: int) -> str:
    """Return a sentence on how the tables are to be read."""
    scaled = any(scaling.kind != "none" for *_, scaling in _scalings(weights))
    return (
        "A unit takes the sum of its sources times its weights, and its bias, and applies the "
        "activation function. An empty cell is a connection that is absent."
        + (
            " The network sees (x - offset) / scale of an input, and its output y means y * scale "
            "+ offset."
            if scaled
            else ""
        )
        + f" Numbers have {digits} significant digits."
    )


def _heads(weights: WeightsFile, k: int, s: int) -> tuple[str, ...]:
    """Return the names of the units of a source, with its own where the layer has several."""
    source = weights.network.layers[s]
    if len(weights.network.layers[k].sources) == 1:
        return source.unit_names
    return tuple(f"{source.name}: {name}" for name in source.unit_names)


def _scalings(
    weights: WeightsFile,
) -> tuple[tuple[str, tuple[str, ...], Scaling], tuple[str, tuple[str, ...], Scaling]]:
    return (
        ("Scaling of the inputs", weights.input_names, weights.input_scaling),
        ("Scaling of the outputs", weights.target_names, weights.target_scaling),
    )


def _scaling(given: Scaling, rows: Sequence[Sequence[Cell]]) -> Scaling:
    offset, scale = (np.array([row[column] or 0.0 for row in rows]) for column in (0, 1))
    try:
        return replace(given, offset=offset, scale=scale)
    except ValueError as error:
        raise WeightsError(f"A table of scaling: {error}") from error


def _same_numbers(a: WeightsFile, b: WeightsFile) -> bool:
    return np.array_equal(a.network.parameters, b.network.parameters) and all(
        np.array_equal(getattr(ours, what), getattr(theirs, what))
        for (*_, ours), (*_, theirs) in zip(_scalings(a), _scalings(b), strict=True)
        for what in ("offset", "scale")
    )


def _rounded(weights: WeightsFile, digits: int) -> WeightsFile:
    """Return a file with every number as it is printed."""

    def printed(values: FloatArray) -> FloatArray:
        return np.array([float(f"{value:.{digits}g}") for value in values.tolist()])

    scale: Callable[[Scaling], Scaling] = lambda scaling: replace(  # noqa: E731
        scaling, offset=printed(scaling.offset), scale=printed(scaling.scale)
    )
    network = weights.network.with_parameters(printed(weights.network.parameters))
    return replace(
        weights,
        network=network,
        input_scaling=scale(weights.input_scaling),
        target_scaling=scale(weights.target_scaling),
    )
