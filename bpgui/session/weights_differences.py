"""How the network of a weights file differs from the open one, layer by layer, in sentences."""

from collections.abc import Iterator

import numpy as np

from bpgui.core.layer import Layer
from bpgui.core.network import Network
from bpgui.session.weights_matching import LayerPair, Matching


def differences(matching: Matching) -> tuple[str, ...]:
    """Return a sentence for everything that keeps the two networks from being the same."""
    found = [sentence for pair in matching.pairs for sentence in pair_differences(matching, pair)]
    return tuple(found)


def pair_differences(matching: Matching, pair: LayerPair) -> tuple[str, ...]:
    """Return the sentences on one layer; none where both networks have the same there."""
    theirs, ours = matching.theirs, matching.ours
    if pair.ours is None or pair.theirs is None:
        return (_alone(pair, theirs, ours),)
    return tuple(_compared(matching, pair.theirs, pair.ours))


def _alone(pair: LayerPair, theirs: Network, ours: Network) -> str:
    if pair.theirs is not None:
        layer = theirs.layers[pair.theirs]
        return f"{layer.name}, with {_units(layer)}, is in the file only."
    layer = ours.layers[pair.ours or 0]
    return f"{layer.name}, with {_units(layer)}, is in the network here only."


def _compared(matching: Matching, their_index: int, our_index: int) -> Iterator[str]:
    theirs, ours = matching.theirs.layers[their_index], matching.ours.layers[our_index]
    name = ours.name if ours.name == theirs.name else f"{ours.name} (“{theirs.name}” in the file)"
    if theirs.units != ours.units:
        yield f"{name} has {_units(theirs)} in the file and {ours.units:,} here."
    if not our_index:
        return
    if theirs.activation != ours.activation:
        yield f"{name} is {theirs.activation} in the file and {ours.activation} here."
    if theirs.bias != ours.bias:
        where = ("in the file", "here") if theirs.bias else ("here", "in the file")
        yield f"{name} has biases {where[0]} and none {where[1]}."
    yield from _compared_sources(matching, their_index, our_index, name)


def _compared_sources(
    matching: Matching, their_index: int, our_index: int, name: str
) -> Iterator[str]:
    theirs, ours = matching.theirs, matching.ours
    partners = {pair.theirs: pair.ours for pair in matching.pairs}
    if {partners[source] for source in theirs.sources(their_index)} != set(ours.sources(our_index)):
        yield (
            f"{name} receives from {_listed(theirs, their_index)} in the file and from "
            f"{_listed(ours, our_index)} here."
        )
    lacking = _lacking(matching, our_index)
    for count, has, lacks in zip(lacking, ("here", "the file"), ("the file", "here"), strict=True):
        if count:
            connections = "connection" if count == 1 else "connections"
            places = {"here": "the network here", "the file": "the file"}
            yield (
                f"{name} has {count:,} {connections} in {places[has]} that {places[lacks]} lacks."
            )


def _lacking(matching: Matching, layer: int) -> tuple[int, int]:
    """Return how many single connections only the open network has, and only the file's."""
    span = matching.ours.span(layer)
    origin = matching.origin[span]
    fits = origin >= 0
    here, there = matching.ours.present[span][fits], matching.theirs.present[origin[fits]]
    return int(np.count_nonzero(here & ~there)), int(np.count_nonzero(there & ~here))


def _listed(network: Network, layer: int) -> str:
    names = [network.layers[source].name for source in network.sources(layer)]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _units(layer: Layer) -> str:
    return "1 unit" if layer.units == 1 else f"{layer.units:,} units"
