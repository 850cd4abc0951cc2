"""Reading weights from a table of one row a weight, whatever order its rows are in."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TextIO

import numpy as np

from bpgui.core.network import Network
from bpgui.formats import strict_json as strict
from bpgui.formats.weights_description import check_format
from bpgui.formats.weights_error import WeightsError, WeightsIncomplete, check_length
from bpgui.formats.weights_file import WeightsFile
from bpgui.formats.weights_header import LARGEST_HEADER, assemble_all, read_network

COLUMNS = ("layer", "unit", "source layer", "source unit", "value", "present", "locked")
LARGEST_CSV = 128 * 2**20
_MOST_COMMENTS = 1000
_SHORTEST_ROW = len("a,b,,bias,,0,0")
_NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,4})?\s*", re.IGNORECASE | re.ASCII)
_TRUTHS = {"yes": True, "no": False, "true": True, "false": False, "1": True, "0": False}
Key = tuple[str, str, str, str]


def from_csv(data: bytes, name: str) -> WeightsFile:
    """Return the weights file in a table.

    Parameters
    ----------
    data
        The file.
    name
        Of the file, for the sentences.

    Raises
    ------
    WeightsIncomplete
        If it has rows of weights but no line that says the rest, as older versions wrote it.
    WeightsError
        Wherever else it is not what `to_csv` writes; the sentence names the line and the layer.
    """
    lines, described = _opened(data, name)
    if described is None:
        next(_cells(lines, name))
        raise WeightsIncomplete(
            f"“{name}” has weights but does not say the activations and the scaling. Import it "
            "while a network with the same layers is open, which tells them."
        )
    entries = strict.parse_object(described, f"{name}: description")
    check_format(entries, name)
    network = read_network(entries, len(data) // _SHORTEST_ROW, name)
    return assemble_all(entries, _filled(network, lines, name))


def into_network(data: bytes, given: WeightsFile) -> WeightsFile:
    """Return what a table says, and what it does not say from a present file.

    Raises
    ------
    WeightsError
        If a row belongs to no weight of the network, or a weight has no row.
    """
    lines, described = _opened(data, "weights.csv")
    if described is not None:
        return from_csv(data, "weights.csv")
    return replace(given, network=_filled(given.network, lines, "weights.csv"))


def _opened(data: bytes, name: str) -> tuple[TextIO, str | None]:
    """Return the text after its comments, and the JSON among them."""
    check_length(data, name, LARGEST_CSV)
    try:
        text = io.StringIO(data.decode("utf-8-sig"), newline="")
    except UnicodeDecodeError:
        raise WeightsError(f"“{name}” is not text in UTF-8. Export the weights again.") from None
    described = None
    for _ in range(_MOST_COMMENTS):
        start = text.tell()
        line = text.readline(LARGEST_HEADER)
        if not line.startswith("#"):
            text.seek(start)
            return text, described
        if line[1:].lstrip().startswith("{") and described is None:
            described = line[1:].strip()
    raise WeightsError(f"“{name}” has more than {_MOST_COMMENTS:,} lines of comments.")


def _cells(lines: TextIO, name: str) -> Iterator[tuple[int, list[str], str]]:
    """Iterate over the rows after the header: line, cells, and the delimiter of the table."""
    start = lines.tell()
    header = lines.readline(4096)
    delimiter = next((mark for mark in ",;\t" if header.count(mark) == len(COLUMNS) - 1), "")
    lines.seek(start)
    if not delimiter:
        raise WeightsError(
            f"“{name}” is not a table of weights: its columns must be {', '.join(COLUMNS)}."
        )
    try:
        for number, row in enumerate(csv.reader(lines, delimiter=delimiter, strict=True)):
            if number == 0:
                if tuple(cell.strip().lower() for cell in row) != COLUMNS:
                    raise WeightsError(f"The columns of “{name}” must be {', '.join(COLUMNS)}.")
                yield 0, row, delimiter
            elif any(row):
                yield number, row, delimiter
    except csv.Error as error:
        raise WeightsError(f"“{name}” is not a table of weights: {error}.") from error


def _filled(network: Network, lines: TextIO, name: str) -> Network:
    """Return a network of these layers with the weights of the rows."""
    places = _places(network)
    values = np.zeros(network.n_parameters)
    present, locked = np.ones_like(values, np.bool_), np.zeros_like(values, np.bool_)
    rows = _cells(lines, name)
    next(rows)
    for number, row, delimiter in rows:
        where = f"“{name}”, row {number}"
        if len(row) != len(COLUMNS):
            raise WeightsError(f"{where}: {len(row)} cells where there are {len(COLUMNS)} columns.")
        index = _taken(places, (row[0], row[1], row[2], row[3]), where)
        present[index] = _truth(row[5], where, "present")
        locked[index] = _truth(row[6], where, "locked")
        if present[index]:
            values[index] = _number(row[4], delimiter, f"{where} (“{row[0]}”, “{row[1]}”)")
    _check_complete(network, places)
    return Network(network.layers, values, present, locked)


def keys_of(network: Network) -> Iterator[Key]:
    """Iterate over what the parameters are called: layer, unit, source layer and source unit."""
    layers = network.layers
    for layer in layers[1:]:
        sources = [(layers[s].name, unit) for s in layer.sources for unit in layers[s].unit_names]
        if layer.bias:
            sources.append(("", "bias"))
        for unit in layer.unit_names:
            for source, source_unit in sources:
                yield layer.name, unit, source, source_unit


def _places(network: Network) -> dict[Key, list[int]]:
    """Return where the parameters of each name lie, the last first; several where layers share it.

    A name that is no row's any more has an empty list.
    """
    places: dict[Key, list[int]] = {}
    for index, key in enumerate(keys_of(network)):
        places.setdefault(key, []).append(index)
    for waiting in places.values():
        waiting.reverse()
    return places


def _taken(places: dict[Key, list[int]], key: Key, where: str) -> int:
    """Return the place of a row's weight, which no other row may have."""
    waiting = places.get(key)
    if waiting:
        return waiting.pop()
    layer, unit, source, source_unit = key
    what = f"a weight from “{source_unit}” of “{source}”" if source else "a bias"
    if waiting is not None:
        raise WeightsError(f"{where}: “{unit}” of “{layer}” has {what} twice.")
    raise WeightsError(f"{where}: the network has no unit “{unit}” of “{layer}” with {what}.")


def _check_complete(network: Network, places: dict[Key, list[int]]) -> None:
    for (layer, unit, source, source_unit), waiting in places.items():
        if waiting:
            what = f"the weight from “{source_unit}” of “{source}”" if source else "the bias"
            missing = sum(len(rest) for key, rest in places.items() if key[0] == layer)
            raise WeightsError(
                f"“{layer}”: {missing:,} of the {network.n_parameters:,} weights have no row, "
                f"among them {what} into “{unit}”."
            )


def _number(cell: str, delimiter: str, where: str) -> float:
    text = cell if delimiter == "," else cell.replace(",", ".")
    if len(text) > 400 or not _NUMBER.fullmatch(text) or not np.isfinite(value := float(text)):
        raise WeightsError(f"{where}: “{cell[:30]}” is not a finite number.")
    return value


def _truth(cell: str, where: str, column: str) -> bool:
    truth = _TRUTHS.get(cell.strip().lower())
    if truth is None:
        raise WeightsError(f"{where}: “{column}” must be yes or no, not “{cell[:30]}”.")
    return truth
