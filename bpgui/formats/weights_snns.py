"""Weights as a network definition file of SNNS, the Stuttgart Neural Network Simulator.

JavaNNS and the R package RSNNS read them too. What SNNS has no words for (names in any script,
layers, scaling, softmax) stands in a remark at the end, which this program reads back.
"""

from collections.abc import Iterator

import numpy as np

from bpgui.core.network import Network
from bpgui.formats.c_text import identifier
from bpgui.formats.program_losses import locks_dropped
from bpgui.formats.snns_net import DESCRIPTION, LARGEST_NET, TITLE
from bpgui.formats.weights_description import encoded
from bpgui.formats.weights_error import WeightsError
from bpgui.formats.weights_file import WeightsFile
from bpgui.formats.weights_format import WeightsFormat
from bpgui.formats.weights_header import as_text, describe_all, scalings_of
from bpgui.formats.weights_snns_reader import from_snns

_PER_LINE = 4
"""Connections; SNNS wants lines of at most 250 characters."""
_CONTINUED = ",\n" + 16 * " "
_FURTHEST = 30_000
"""SNNS keeps the places of units in 16 bits."""
_FUNCTIONS = {"sigmoid": "Act_Logistic", "tanh": "Act_TanH"}


def to_snns(weights: WeightsFile) -> bytes:
    """Return an SNNS network definition file, version 1.4-3D.

    Raises
    ------
    WeightsError
        If a layer is one of ReLUs, which SNNS does not have, or the file would be larger than
        `LARGEST_NET`.
    """
    network = weights.network
    for layer in network.layers[1:]:
        if layer.activation == "relu":
            raise WeightsError(
                f"SNNS has no ReLU units, so “{layer.name}” cannot be said in a .net file. Choose "
                "another format."
            )
    text = "\n".join((*_head(weights), *_units(network), *_links(network), *_remark(weights)))
    data = encoded(text + "\n")
    if len(data) > LARGEST_NET:
        raise WeightsError(
            f"These weights make more than {LARGEST_NET // 2**20} MB of text; export them as .npz."
        )
    return data


def unit_name(name: str, taken: dict[str, int]) -> str:
    """Return a name that SNNS accepts and that no other unit has: a letter, letters, digits, _.

    Parameters
    ----------
    name
        In any script.
    taken
        The names given so far, and the number by which the next of its kind is told apart.
    """
    chosen = plain = identifier(name, "u")
    while chosen in taken:
        taken[plain] += 1
        chosen = f"{plain}_{taken[plain]}"
    taken[chosen] = 1
    return chosen


def _head(weights: WeightsFile) -> Iterator[str]:
    network = weights.network
    links = sum(
        int(network.present_block(k, s).sum())
        for k, layer in enumerate(network.layers)
        for s in layer.sources
    )
    yield f"{TITLE} V1.4-3D"
    yield "generated at an export by bpgui"
    yield f"""
network name : {identifier(weights.dataset_name, "network")}
source files :
no. of units : {sum(layer.units for layer in network.layers)}
no. of connections : {links}
no. of unit types : 0
no. of site types : 0


learning function : Std_Backpropagation
update function   : Topological_Order


unit default section :

act      | bias     | st | subnet | layer | act func     | out func
---------|----------|----|--------|-------|--------------|-------------
 0.00000 |  0.00000 | h  |      0 |     1 | Act_Logistic | Out_Identity
---------|----------|----|--------|-------|--------------|-------------

"""


def _units(network: Network) -> Iterator[str]:
    """Iterate over the lines of the units, their layers one above the other."""
    border = (
        f"----|----------|{'-' * 18}|---------|{'-' * 26}|----|-------------|{'-' * 22}|{'-' * 14}|"
    )
    yield "unit definition section :\n"
    yield (
        "no. | typeName | unitName         | act     | bias                     | st | position    "
        "| act func             | out func     | sites"
    )
    yield border + "-------"
    number, taken, last = 0, dict[str, int](), len(network.layers) - 1
    for k, layer in enumerate(network.layers):
        kind = "i" if k == 0 else "o" if k == last else "h"
        biases = network.biases(k)
        values = [0.0] * layer.units if biases is None else biases.tolist()
        for i, (name, bias) in enumerate(zip(layer.unit_names, values, strict=True)):
            number += 1
            place = f"{min(i + 1, _FURTHEST)},{2 * k},0"
            yield (
                f"{number:3} |          | {unit_name(name, taken):16} | 0.00000 | {bias!r:>24} | "
                f"{kind}  | {place:11} | {_function(network, k):20} | Out_Identity |"
            )
    yield border + "-------\n\n"


def _function(network: Network, k: int) -> str:
    """Return the activation function of a layer in SNNS, whose identity knows no bias."""
    layer = network.layers[k]
    plain = "Act_IdentityPlusBias" if k and layer.bias else "Act_Identity"
    return _FUNCTIONS.get(layer.activation, plain) if k else "Act_Identity"


def _links(network: Network) -> Iterator[str]:
    border = f"-------|------|{'-' * 108}"
    yield "connection definition section :\n"
    yield "target | site | source:weight"
    yield border
    first = np.cumsum([0, *(layer.units for layer in network.layers)]).tolist()
    for k, layer in enumerate(network.layers):
        for unit in range(layer.units):
            links = [
                f"{first[s] + source + 1}:{weight!r}"
                for s in layer.sources
                for source, (weight, there) in enumerate(
                    zip(
                        network.weights(k, s)[unit].tolist(),
                        network.present_block(k, s)[unit].tolist(),
                        strict=True,
                    )
                )
                if there
            ]
            if links:
                rows = _CONTINUED.join(_rows(links))
                yield f"{first[k] + unit + 1:6} |      | {rows}"
    yield border


def _rows(links: list[str]) -> Iterator[str]:
    return (", ".join(links[k : k + _PER_LINE]) for k in range(0, len(links), _PER_LINE))


def _remark(weights: WeightsFile) -> Iterator[str]:
    yield "\n# Names, layers and scaling, which SNNS leaves aside and bpgui reads:"
    yield DESCRIPTION + as_text({**describe_all(weights), **scalings_of(weights)})


def _losses(weights: WeightsFile) -> tuple[str, ...]:
    network = weights.network
    return tuple(
        sentence
        for sentence in (
            *locks_dropped(weights),
            _lost_scaling(weights),
            _lost_softmax(network),
            _lost_biases(network),
            _lost_digits(network),
        )
        if sentence
    )


def _lost_scaling(weights: WeightsFile) -> str:
    if weights.input_scaling.kind == weights.target_scaling.kind == "none":
        return ""
    return "SNNS takes and gives scaled numbers; only bpgui reads the scaling, from a remark."


def _lost_softmax(network: Network) -> str:
    if network.layers[-1].activation != "softmax":
        return ""
    return "SNNS has no softmax: its outputs are the pre-activations, the largest of which wins."


def _lost_biases(network: Network) -> str:
    absent = any(
        not network.as_matrix(network.present, k)[:, -1].all()
        for k, layer in enumerate(network.layers)
        if k and layer.bias
    )
    return "A removed bias becomes a bias of 0." if absent else ""


def _lost_digits(network: Network) -> str:
    with np.errstate(over="ignore", under="ignore"):
        single = network.parameters.astype(np.float32)
    if not np.isfinite(single).all():
        return "Weights beyond 3.4e38 are infinite for SNNS, which computes with 32-bit numbers."
    if (single != network.parameters).any():
        return "SNNS computes with 32-bit numbers, to about 7 digits; the file has all of them."
    return ""


FORMAT = WeightsFormat(
    key="snns",
    title="SNNS network",
    suffix=".net",
    description="For SNNS, JavaNNS and RSNNS: units and connections, to be trained on there.",
    write=to_snns,
    read_back=lambda data, given: from_snns(data, "weights.net", given),
    losses=_losses,
    read=from_snns,
    recognises=lambda data: data.lstrip()[: len(TITLE)] == TITLE.encode(),
)
