"""Weights as a table: one row a weight or bias."""

import csv
import io

from bpgui.formats.weights_description import encoded
from bpgui.formats.weights_file import WeightsFile

COLUMNS = ("layer", "unit", "source layer", "source unit", "value", "present", "locked")


def to_csv(weights: WeightsFile) -> bytes:
    """Return all weights and biases as CSV.

    The columns are `COLUMNS`. A bias has no source layer, and its source unit is "bias". An absent
    connection has no value. Scaling and activations are not said: JSON and NPZ do that.
    """
    network = weights.network
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for index, value in enumerate(network.parameters.tolist()):
        address = network.address(index)
        layer = network.layers[address.layer]
        source, source_unit = "", "bias"
        if address.source is not None and address.source_unit is not None:
            source = network.layers[address.source].name
            source_unit = network.layers[address.source].unit_names[address.source_unit]
        present = bool(network.present[index])
        writer.writerow(
            (
                layer.name,
                layer.unit_names[address.unit],
                source,
                source_unit,
                repr(value) if present else "",
                "yes" if present else "no",
                "yes" if network.locked[index] else "no",
            )
        )
    return encoded(file.getvalue())
