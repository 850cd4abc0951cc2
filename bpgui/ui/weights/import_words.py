"""Sentences of the import preview: what a file holds, and what will come of taking it."""

from bpgui.core.losses import LOSSES
from bpgui.core.network import Network
from bpgui.session.inspection import estimates_losses
from bpgui.session.weights_differences import differences
from bpgui.session.weights_taking import Choice, Offer
from bpgui.ui.numbers import format_count, format_counted, format_significant

_MOST_DIFFERENCES = 5


def facts_line(offer: Offer) -> str:
    """Return what a file holds, in a line."""
    weights = offer.weights
    parts = [
        sizes(weights.network),
        f"{format_count(weights.network.n_connections)} weights and biases",
    ]
    if weights.dataset_name:
        parts.append(f"trained on “{weights.dataset_name}”")
    return " · ".join(parts)


def sizes(network: Network) -> str:
    """Return the sizes of the layers: 2 – 3 – 1."""
    return " – ".join(format_count(layer.units) for layer in network.layers)


def notes(offer: Offer) -> list[str]:
    """Return what differs, layer by layer, and what was put in order."""
    found = list(differences(offer.matching))
    if len(found) > _MOST_DIFFERENCES:
        more = len(found) - _MOST_DIFFERENCES + 1
        found[_MOST_DIFFERENCES - 1 :] = [f"And {format_counted(more, 'difference')} more."]
    if offer.reordered:
        what = " and ".join(offer.reordered)
        found.append(
            f"The {what} stand in another order in the file: they are matched by their names."
        )
    found += _classes_note(offer)
    return found


def whole_text(offer: Offer) -> str:
    """Return what using the network of the file does."""
    if offer.obstacle:
        return offer.obstacle
    network, document = offer.weights.network, offer.document
    if offer.matching.same_topology:
        return "All weights become the file's. Training starts at sweep 0 again."
    return (
        f"{sizes(network)} takes the place of {sizes(document.network)}. Training starts at sweep "
        "0 again."
    )


def part_text(offer: Offer) -> str:
    """Return what taking only the weights that fit does."""
    there_are = offer.document.network.n_connections
    if not offer.taken:
        return "No weight of the file has a place in this network."
    if offer.taken == there_are:
        return f"All {format_count(there_are)} weights and biases; the history stays."
    return (
        f"{format_count(offer.taken)} of {format_count(there_are)} weights and biases; the others "
        "stay as they are, and so does the history."
    )


def scaling_text(offer: Offer) -> str:
    """Return how the file and the data scale their numbers."""
    weights, data = offer.weights, offer.document.dataset
    ends = [("Inputs", weights.input_scaling, data.input_scaling)]
    if data.kind == "regression":
        ends.append(("Targets", weights.target_scaling, data.target_scaling))
    said = []
    for what, theirs, ours in ends:
        if theirs.columns != ours.columns:
            continue
        if theirs.kind != ours.kind:
            said.append(f"{what}: {theirs.kind} in the file, {ours.kind} here.")
        elif not ((theirs.offset == ours.offset).all() and (theirs.scale == ours.scale).all()):
            said.append(f"{what}: {theirs.kind}, with other numbers in the file.")
    return " ".join(said)


def loss_line(offer: Offer, choice: Choice, losses: tuple[float, float]) -> str:
    """Return the loss on the open data before and after."""
    before, after = (format_significant(loss, 3) for loss in losses)
    count = format_counted(len(offer.document.dataset.train), "training pattern")
    network = offer.result(choice)[0]
    settings = offer.settings_for(network)
    changed = settings.loss != offer.settings.loss
    about = "about " if estimates_losses(offer.document) else ""
    unit = f", as {LOSSES[settings.loss].label.lower()}" if changed else ""
    return f"Loss on {count}: {about}{before} now, {about}{after} after the import{unit}"


def taken_line(name: str, offer: Offer, choice: Choice) -> str:
    """Return what was taken of a file."""
    if choice.whole:
        return f"The network of “{name}” is open."
    there_are = format_count(offer.document.network.n_connections)
    return f"{format_count(offer.taken)} of {there_are} weights and biases are those of “{name}”."


def _classes_note(offer: Offer) -> list[str]:
    """Return a remark where both name their classes and the names are not the same."""
    theirs, ours = offer.weights.classes, offer.document.dataset.classes
    if theirs is None or ours is None or theirs == ours or len(theirs) != len(ours):
        return []
    first = next(k for k, pair in enumerate(zip(theirs, ours, strict=True)) if pair[0] != pair[1])
    names = f"“{theirs[first]}” in the file and “{ours[first]}” here"
    return [f"Class {first + 1} is {names}: see to it that they mean the same."]
