"""From single units and connections, as SNNS has them, to the layers of a network."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bpgui.core.arrays import IntArray
from bpgui.core.layer import Layer
from bpgui.core.network import Network
from bpgui.formats.snns_net import SnnsNet
from bpgui.formats.weights_error import WeightsError
from bpgui.formats.weights_layers import (
    MOST_LAYERS,
    LayerRecord,
    check_sizes,
    make_layer,
    network_of,
)

FUNCTIONS = {
    "Act_Logistic": ("sigmoid", True),
    "Act_LogisticTbl": ("sigmoid", True),
    "Act_TanH": ("tanh", True),
    "Act_IdentityPlusBias": ("linear", True),
    "Act_Identity": ("linear", False),
}
"""The activation of each function of SNNS, and whether it minds the bias; Act_Identity does not."""


def deduced(net: SnnsNet, name: str) -> Network:
    """Return the network of a file that says no layers.

    Units of one activation whose longest paths from the inputs are equally long make a layer; so
    connections go forwards only, and a layer receives from every layer that one of its units does.

    Raises
    ------
    WeightsError
        If the units do not make a feed-forward network with one layer of outputs.
    """
    _check(net, name)
    groups = _groups(net, name)
    place = Places.of(net, groups)
    titles = ["Input", *(f"Hidden {k}" for k in range(1, len(groups) - 1)), "Output"]
    functions = [FUNCTIONS[net.units[group[0]].function] for group in groups[1:]]
    sources = [(), *(place.sources(net, k) for k in range(1, len(groups)))]
    check_sizes([len(group) for group in groups], sources)
    layers = [
        make_layer((title, _unit_names(net, group)), activation, source, bias=bias)
        for title, group, (activation, bias), source in zip(
            titles, groups, [("linear", True), *functions], sources, strict=True
        )
    ]
    return filled(net, layers, groups, name)


@dataclass(frozen=True, eq=False)
class Places:
    """Where each unit of a file is in a network, (units,): its layer, and its row there."""

    layer: IntArray
    row: IntArray

    @classmethod
    def of(cls, net: SnnsNet, groups: Sequence[Sequence[int]]) -> "Places":
        """Return the places of the units when each group is a layer."""
        layer, row = (np.zeros(len(net.units), dtype=np.intp) for _ in range(2))
        for k, group in enumerate(groups):
            layer[group], row[group] = k, np.arange(len(group))
        return cls(layer, row)

    def sources(self, net: SnnsNet, k: int) -> tuple[int, ...]:
        """Return which layers feed layer k; the inputs, all connections absent, if none does."""
        found = np.unique(self.layer[net.sources[self.layer[net.targets] == k]])
        return tuple(found.tolist()) or (0,)


def filled(
    net: SnnsNet, layers: Sequence[Layer], groups: Sequence[Sequence[int]], name: str
) -> Network:
    """Return the network of these layers with the weights and biases of a file.

    Parameters
    ----------
    net
        The file.
    layers
        Of the network.
    groups
        Which units of the file make each layer.
    name
        Of the file, for the sentences.
    """
    place = Places.of(net, groups)
    records = []
    for k, layer in enumerate(layers[1:], start=1):
        widths = [layers[s].units for s in layer.sources]
        starts = dict(zip(layer.sources, np.cumsum([0, *widths]).tolist(), strict=False))
        record = LayerRecord.empty(layer, sum(widths))
        record.present[:, : sum(widths)] = False
        links = np.flatnonzero(place.layer[net.targets] == k)
        for s in np.unique(place.layer[net.sources[links]]).tolist():
            if s not in starts:
                raise WeightsError(
                    f"“{name}”: “{layer.name}” receives from “{layers[s].name}”, though the remark "
                    "that says the layers does not say so. Remove that remark."
                )
            some = links[place.layer[net.sources[links]] == s]
            at = place.row[net.targets[some]], starts[s] + place.row[net.sources[some]]
            record.values[at], record.present[at] = net.weights[some], True
        if layer.bias:
            record.values[:, -1] = [net.units[unit].bias for unit in groups[k]]
        records.append(record)
    return network_of(layers[0], records)


def _groups(net: SnnsNet, name: str) -> list[list[int]]:
    """Return which units make each layer: inputs, hidden units by depth, outputs."""
    depths = _depths(net, name).tolist()
    keys = [
        {"i": (0, 0, ""), "h": (1, depth, unit.function), "o": (2, 0, "")}[unit.kind]
        for unit, depth in zip(net.units, depths, strict=True)
    ]
    groups: dict[tuple[int, int, str], list[int]] = {}
    for n, key in enumerate(keys):
        groups.setdefault(key, []).append(n)
    if len(groups) > MOST_LAYERS:
        raise WeightsError(f"“{name}” has paths through more than {MOST_LAYERS:,} layers.")
    return [groups[key] for key in sorted(groups)]


def _check(net: SnnsNet, name: str) -> None:
    """Refuse what no layers can be made of."""
    outputs = [unit for unit in net.units if unit.kind == "o"]
    if not outputs or all(unit.kind != "i" for unit in net.units):
        what = "input" if outputs else "output"
        raise WeightsError(f"“{name}” has no {what} units.")
    for n, unit in enumerate(net.units):
        where = f"“{name}”, line {unit.line}: unit {n + 1}"
        if unit.kind != "i" and unit.function not in FUNCTIONS:
            raise WeightsError(
                f"{where} has the activation function {unit.function[:40]}; this program knows "
                f"{', '.join(FUNCTIONS)}."
            )
        if unit.kind == "o" and unit.function != outputs[0].function:
            raise WeightsError(f"{where} has another activation function than other outputs.")
    kinds = np.array([unit.kind for unit in net.units])
    wrong = np.flatnonzero((kinds[net.targets] == "i") | (kinds[net.sources] == "o"))
    if wrong.size:
        target, source = int(net.targets[wrong[0]]), int(net.sources[wrong[0]])
        raise WeightsError(
            f"“{name}”, line {net.units[target].line}: unit {target + 1} receives from unit "
            f"{source + 1}; an input receives from no unit, and an output feeds none."
        )


def _depths(net: SnnsNet, name: str) -> IntArray:
    """Return the connections on the longest path to each unit from the inputs."""
    order = np.argsort(net.sources, kind="stable")
    ends = np.cumsum(np.bincount(net.sources, minlength=len(net.units))).tolist()
    targets = net.targets[order]
    waiting = np.bincount(net.targets, minlength=len(net.units))
    depth = np.array([unit.kind != "i" for unit in net.units], dtype=np.intp)
    ready = np.flatnonzero(waiting == 0).tolist()
    done = 0
    while ready:
        source = ready.pop()
        done += 1
        fed = targets[ends[source - 1] if source else 0 : ends[source]]
        depth[fed] = np.maximum(depth[fed], depth[source] + 1)
        waiting[fed] -= 1
        ready.extend(fed[waiting[fed] == 0].tolist())
    if done < len(net.units):
        unit = int(np.argmax(waiting > 0))
        raise WeightsError(
            f"“{name}”, line {net.units[unit].line}: unit {unit + 1} receives, by way of others, "
            "from itself or from units that do; this program has no recurrent networks."
        )
    return depth


def _unit_names(net: SnnsNet, group: Sequence[int]) -> tuple[str, ...]:
    """Return different names for the units of a layer, their own wherever they have one."""
    given = [net.units[unit].name or f"unit {unit + 1}" for unit in group]
    if len(set(given)) == len(given):
        return tuple(given)
    return tuple(f"{name} ({unit + 1})" for name, unit in zip(given, group, strict=True))
