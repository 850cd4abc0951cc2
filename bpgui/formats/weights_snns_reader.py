"""Reading weights from SNNS network definition files, of this program and of others."""

from collections.abc import Sequence
from dataclasses import replace

from bpgui.core.layer import Layer
from bpgui.core.network import Network
from bpgui.data.scaling import Scaling
from bpgui.formats import strict_json as strict
from bpgui.formats.snns_layers import FUNCTIONS, deduced, filled
from bpgui.formats.snns_net import SnnsNet, parse_net
from bpgui.formats.weights_description import check_format
from bpgui.formats.weights_error import WeightsError
from bpgui.formats.weights_file import WeightsFile
from bpgui.formats.weights_header import LARGEST_HEADER, assemble_all, read_layers

_STALE = "Remove that remark, and the layers are found from the connections."


def from_snns(data: bytes, name: str, given: WeightsFile | None = None) -> WeightsFile:
    """Return the network in an SNNS network definition file.

    Parameters
    ----------
    data
        The file.
    name
        Of the file, for the sentences.
    given
        Tells which weights are locked and which biases removed, which such files do not say.

    Raises
    ------
    WeightsError
        Wherever it is not such a file, or says what no network of this program is; the sentence
        names the line.
    """
    net = parse_net(data, name)
    if net.description is None:
        network = deduced(net, name)
        plain = Scaling.identity(network.n_inputs), Scaling.identity(network.n_outputs)
        return WeightsFile(network, *plain)
    if len(net.description) > LARGEST_HEADER:
        raise WeightsError(f"The remark at the end of “{name}” is too long. {_STALE}")
    entries = strict.parse_object(net.description, f"{name}: remark")
    check_format(entries, name)
    read = assemble_all(entries, _described(net, read_layers(entries), name))
    return read if given is None else _completed(read, given)


def _described(net: SnnsNet, layers: Sequence[Layer], name: str) -> Network:
    """Return the network whose layers the remark says, the units of one after the other."""
    if sum(layer.units for layer in layers) != len(net.units):
        raise WeightsError(
            f"“{name}” has {len(net.units):,} units, and the remark at its end says otherwise. "
            f"{_STALE}"
        )
    groups, first = [], 0
    for k, layer in enumerate(layers):
        groups.append(range(first, first + layer.units))
        first += layer.units
        for unit in groups[k]:
            _check(net, unit, layer if k else None, name)
    return filled(net, layers, groups, name)


def _check(net: SnnsNet, unit: int, layer: Layer | None, name: str) -> None:
    """Refuse a unit that computes another thing than its layer in the remark."""
    _, _, bias, kind, function = net.units[unit]
    same = kind == "i"
    if layer is not None:
        activation = "linear" if layer.activation == "softmax" else layer.activation
        found = FUNCTIONS.get(function)
        same = kind != "i" and found is not None and found[0] == activation
        # A layer with biases and a function that knows none, or the other way round, differ.
        same = same and found is not None and (found[1] if layer.bias else not (found[1] and bias))
    if not same:
        raise WeightsError(
            f"“{name}”, line {net.units[unit].line}: unit {unit + 1} is of the kind “{kind}” with "
            f"{function[:40]}, and the remark at the end says otherwise. {_STALE}"
        )


def _completed(read: WeightsFile, given: WeightsFile) -> WeightsFile:
    """Return what was read, with the locks and removed biases of the network it is of."""
    ours, theirs = read.network, given.network
    if ours.layers != theirs.layers:
        raise WeightsError("The layers of the file are not those of the network.")
    present = ours.present.copy()
    for k, layer in enumerate(ours.layers):
        if k and layer.bias:
            there = ours.as_matrix(present, k)
            given_there = theirs.as_matrix(theirs.present, k)[:, -1]
            there[:, -1] = given_there | (ours.matrix(k)[:, -1] != 0)
    return replace(read, network=replace(ours, present=present, locked=theirs.locked))
