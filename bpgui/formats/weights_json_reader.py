"""Reading weights back from JSON, checked number by number."""

from collections.abc import Sequence
from typing import Any

from bpgui.core.layer import Layer
from bpgui.core.network import Network
from bpgui.formats import strict_json as strict
from bpgui.formats.weights_description import assemble, check_format, read_scaling
from bpgui.formats.weights_error import WeightsError, check_length
from bpgui.formats.weights_file import WeightsFile
from bpgui.formats.weights_json_writer import LARGEST_JSON, source_keys
from bpgui.formats.weights_layers import (
    MOST_LAYERS,
    LayerRecord,
    check_sizes,
    make_layer,
    network_of,
)


def from_json(data: bytes, name: str) -> WeightsFile:
    """Return the weights file in a JSON file.

    Parameters
    ----------
    data
        The file.
    name
        Of the file, for the sentences.

    Raises
    ------
    WeightsError
        Wherever it is not what `to_json` writes; the sentence names the layer.
    """
    check_length(data, name, LARGEST_JSON)
    entries = strict.parse_object(data, name)
    check_format(entries, name)
    scalings = [read_scaling(entries, key) for key in ("input_scaling", "target_scaling")]
    layers = strict.as_many(
        strict.member(entries, "layers", f"“{name}”"), strict.as_object, "“layers”"
    )
    return assemble(entries, _read_network(layers), scalings)


def _read_network(layers: Sequence[strict.Object]) -> Network:
    if not 2 <= len(layers) <= MOST_LAYERS:
        raise WeightsError(f"A network has 2 to {MOST_LAYERS:,} layers, not {len(layers):,}.")
    heads = [_read_head(layer, number) for number, layer in enumerate(layers, start=1)]
    keys = source_keys([name for name, _ in heads])
    sources = [_read_sources(layer, index, keys) for index, layer in enumerate(layers)]
    units = [len(names) for _, names in heads]
    check_sizes(units, sources)
    made = [
        make_layer(
            head,
            strict.as_text(layer.get("activation", "linear"), f"The activation of “{head[0]}”"),
            source,
            bias=index > 0 and layer.get("biases") is not None,
        )
        for index, (head, layer, source) in enumerate(zip(heads, layers, sources, strict=True))
    ]
    # An input layer has no biases, but its value says so only by having no sources.
    first = make_layer(heads[0], "linear", (), bias=True)
    records = [_read_layer(layers[i], made[i], made, keys) for i in range(1, len(made))]
    return network_of(first, records)


def _read_head(layer: strict.Object, number: int) -> tuple[str, tuple[str, ...]]:
    """Return the name of a layer and those of its units."""
    where = f"Layer {number}"
    name = strict.as_text(strict.member(layer, "name", where), f"The name of layer {number}")
    where = f"Layer {number} (“{name}”)"
    names = strict.as_many(
        strict.member(layer, "unit_names", where), strict.as_text, f"{where}, “unit_names”,"
    )
    units = strict.as_whole(strict.member(layer, "units", where), f"{where}, “units”,")
    if units != len(names):
        raise WeightsError(f"{where} has {units} units but {len(names)} unit names.")
    return name, names


def _read_sources(layer: strict.Object, index: int, keys: Sequence[str]) -> tuple[int, ...]:
    if index == 0:
        return ()
    where = f"Layer {index + 1} (“{layer['name']}”), “weights”,"
    blocks = strict.as_object(strict.member(layer, "weights", where), where)
    for key in blocks:
        if key not in keys:
            raise WeightsError(f"{where} names a layer “{key}”, which there is not.")
    return tuple(sorted(keys.index(key) for key in blocks))


def _read_layer(
    entries: strict.Object, layer: Layer, layers: Sequence[Layer], keys: Sequence[str]
) -> LayerRecord:
    record = LayerRecord.empty(layer, sum(layers[source].units for source in layer.sources))
    column = 0
    for source in layer.sources:
        key, width = keys[source], layers[source].units
        where = f"“{layer.name}”, weights from “{layers[source].name}”"
        rows = strict.as_list(entries["weights"][key], where)
        _fill(record, rows, slice(column, column + width), where)
        pairs = strict.as_object(entries.get("locked_weights", {}), f"“{layer.name}”, locked")
        for pair in strict.as_list(pairs.get(key, []), where):
            unit, source_unit = _pair(pair, f"{where}, locked")
            if unit >= layer.units or source_unit >= width:
                raise WeightsError(f"{where}: no weight is at {[unit, source_unit]} to be locked.")
            record.locked[unit, column + source_unit] = True
        column += width
    if layer.bias:
        _read_biases(record, entries)
    return record


def _read_biases(record: LayerRecord, entries: strict.Object) -> None:
    where = f"“{record.layer.name}”, biases"
    biases = strict.as_list(entries["biases"], where)
    _fill(record, [[bias] for bias in biases], slice(-1, None), where)
    for unit in strict.as_many(entries.get("locked_biases", []), strict.as_whole, where):
        if unit >= record.layer.units:
            raise WeightsError(f"{where}: there is no unit {unit} to be locked.")
        record.locked[unit, -1] = True


def _fill(record: LayerRecord, rows: Sequence[Any], columns: slice, where: str) -> None:
    """Write rows of numbers and nulls into some columns of a record."""
    values, present = record.values[:, columns], record.present[:, columns]
    if len(rows) != len(values):
        raise WeightsError(f"{where}: {len(rows)} rows for a layer of {len(values)} units.")
    for unit, row in enumerate(rows):
        numbers = strict.as_list(row, f"{where}, row {unit + 1},")
        if len(numbers) != values.shape[1]:
            raise WeightsError(
                f"{where}, row {unit + 1}: {len(numbers)} numbers for {values.shape[1]} source "
                "units."
            )
        for column, number in enumerate(numbers):
            if number is None:
                present[unit, column] = False
            else:
                values[unit, column] = strict.as_number(
                    number, f"{where}, row {unit + 1}, number {column + 1},"
                )


def _pair(value: Any, where: str) -> tuple[int, int]:  # noqa: ANN401 - any JSON
    pair = strict.as_many(value, strict.as_whole, where)
    if len(pair) != 2:
        raise WeightsError(f"{where}: a weight is named by two numbers, its unit and source unit.")
    return pair[0], pair[1]
