"""Which numbers can be asked about, and the question about one of them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

import numpy as np

from bpgui.session.quantity import Kind, Quantity
from bpgui.session.selection import LayerSelection, ParameterSelection, Selection, UnitSelection
from bpgui.ui.prediction.forward_questions import MOST_FACTORS, ask_a, ask_z
from bpgui.ui.prediction.gradient_questions import MOST_PATTERNS, ask_gradient
from bpgui.ui.prediction.hidden_signal_questions import ask_hidden_signal
from bpgui.ui.prediction.loss_questions import ask_error, ask_loss
from bpgui.ui.prediction.output_signal_questions import ask_output_signal
from bpgui.ui.prediction.question import Question
from bpgui.ui.prediction.scene import Scene
from bpgui.ui.prediction.update_questions import ask_change, ask_updated

KINDS: dict[Kind, str] = {
    "z": "pre-activation z",
    "a": "activation a",
    "error": "error y − ŷ",
    "loss": "loss L",
    "delta": "error signal δ",
    "gradient": "gradient ∂L/∂w",
    "change": "next change Δw",
    "updated": "new value of w",
}
"""The kinds of number that can be asked about, in the order of an update, and their names."""
_OF_UNIT = ("z", "a", "error", "delta")
_OF_PARAMETER = ("gradient", "change", "updated")
_MOST_TRIED = 12
"""Numbers of a kind that are drawn in search of one that is not 0."""
_TOO_LARGE = (
    "Some numbers of this network are too large to work with by hand: reset it, or undo what made "
    "them so."
)
_NOT_FINITE = "This number is not finite: nothing can be worked out here."
_MOST_LOOKED_AT = 400
"""Units or parameters of one kind among which a question is sought."""


def _ask_signal(scene: Scene, layer: int, unit: int) -> Question:
    if layer == scene.presented.last:
        return ask_output_signal(scene, unit)
    return ask_hidden_signal(scene, layer, unit)


_UNIT_QUESTIONS: dict[Kind, Callable[[Scene, int, int], Question]] = {
    "z": ask_z,
    "a": ask_a,
    "delta": _ask_signal,
    "error": lambda scene, _layer, unit: ask_error(scene, unit),
}
_PARAMETER_QUESTIONS: dict[Kind, Callable[[Scene, int], Question]] = {
    "gradient": ask_gradient,
    "change": ask_change,
    "updated": ask_updated,
}


def ask(scene: Scene, quantity: Quantity) -> Question:
    """Return the question about a number.

    Raises
    ------
    ValueError
        With a sentence, when it is no number to be worked out with pencil and paper.
    """
    problem = refusal(scene, quantity)
    if problem:
        raise ValueError(problem)
    if quantity.kind == "loss":
        return ask_loss(scene)
    if quantity.kind in _UNIT_QUESTIONS:
        return _UNIT_QUESTIONS[quantity.kind](scene, quantity.layer, quantity.unit)
    return _PARAMETER_QUESTIONS[quantity.kind](scene, quantity.index)


def refusal(scene: Scene, quantity: Quantity) -> str:
    """Say why a number cannot be asked about; nothing where it can."""
    if not scene.is_moderate:
        return _TOO_LARGE
    with np.errstate(all="ignore"):
        if quantity.kind in _OF_UNIT:
            return _refused_unit(scene, quantity)
        if quantity.kind == "loss":
            if not np.isfinite(scene.presented.backward.pattern_losses[0]):
                return _NOT_FINITE
            return _too_many(scene.network.n_outputs, "outputs")
        return _refused_parameter(scene, quantity)


def candidates(
    scene: Scene, kinds: Iterable[Kind], selection: Selection, rng: np.random.Generator | None
) -> Iterator[Quantity]:
    """Yield numbers of some kinds that can be asked about, of a selection or of the whole network.

    In the order of an update, or drawn one after another with a generator.
    """
    found = [quantity for kind in kinds for quantity in _of_kind(scene, kind, selection)]
    places = range(len(found)) if rng is None else rng.permutation(len(found)).tolist()
    for place in places:
        if not refusal(scene, found[place]):
            yield found[place]


def draw(
    scene: Scene,
    kinds: Sequence[Kind],
    selection: Selection,
    rng: np.random.Generator,
    avoid: Quantity | None = None,
) -> Question | None:
    """Return a question drawn at random, first its kind, then its number; None where none is.

    One whose answer is 0, which takes no working out, is drawn only where there is no other.

    Parameters
    ----------
    scene
        The moment.
    kinds
        Of which one is drawn.
    selection
        What the question is about; None for anything in the network.
    rng
        Draws.
    avoid
        The number asked before, which is asked again only if there is no other.
    """
    drawn = [kinds[place] for place in rng.permutation(len(kinds))]
    poorer: Question | None = None
    for kind in drawn:
        for quantity in islice(candidates(scene, [kind], selection, rng), _MOST_TRIED):
            question = ask(scene, quantity)
            if quantity != avoid and question.value != 0.0:
                return question
            if poorer is None or poorer.of == avoid:
                poorer = question
    return poorer


def _of_kind(scene: Scene, kind: Kind, selection: Selection) -> Iterator[Quantity]:
    if kind == "loss":
        if selection is None:
            yield Quantity("loss", pattern=scene.row)
    elif kind in _OF_UNIT:
        for layer, unit in _units(scene, kind, selection):
            yield Quantity.of_unit(kind, layer, unit, scene.row)
    else:
        for index in _parameters(scene, selection):
            yield Quantity.of_parameter(kind, index)


def _units(scene: Scene, kind: Kind, selection: Selection) -> Iterator[tuple[int, int]]:
    network, last = scene.network, scene.presented.last
    layers = range(last if kind == "error" else 1, last + 1)
    if kind == "delta":
        layers = range(last, 0, -1)
    if isinstance(selection, ParameterSelection):
        address = network.address(selection.index)
        if address.layer in layers:
            yield address.layer, address.unit
        return
    for layer in layers:
        if isinstance(selection, LayerSelection) and selection.layer != layer:
            continue
        for unit in range(min(network.layers[layer].units, _MOST_LOOKED_AT)):
            if not isinstance(selection, UnitSelection) or selection == UnitSelection(layer, unit):
                yield layer, unit


def _parameters(scene: Scene, selection: Selection) -> Iterator[int]:
    """Yield present parameters: the selected, those into the selected unit or layer, or all."""
    network = scene.network
    if isinstance(selection, ParameterSelection):
        yield selection.index
        return
    trainable = np.flatnonzero(network.trainable)
    if isinstance(selection, UnitSelection | LayerSelection):
        if not selection.layer:
            return
        span = network.span(selection.layer)
        trainable = trainable[(trainable >= span.start) & (trainable < span.stop)]
        if isinstance(selection, UnitSelection):
            units = [network.address(int(index)).unit for index in trainable]
            trainable = trainable[np.array(units, dtype=int) == selection.unit]
    if len(trainable) > _MOST_LOOKED_AT:
        step = len(trainable) // _MOST_LOOKED_AT
        trainable = trainable[::step]
    yield from trainable.tolist()


def _too_many(count: int, what: str) -> str:
    if count <= MOST_FACTORS:
        return ""
    return f"This is a sum over {count:,} {what}: too many to work out by hand."


def _refused_unit(scene: Scene, quantity: Quantity) -> str:
    evidence, network = scene.presented, scene.network
    layer, unit = quantity.layer, quantity.unit
    if layer == 0:
        return "An input is given by the pattern: there is nothing to work out."
    if quantity.kind == "error" and layer != evidence.last:
        return "Only an output has a target, and so an error."
    if not np.isfinite(evidence.z(layer, unit)) or not np.isfinite(evidence.delta(layer, unit)):
        return _NOT_FINITE
    count = 1
    if quantity.kind == "z":
        blocks = (network.present_block(layer, s)[unit] for s in network.sources(layer))
        count = sum(int(np.count_nonzero(block)) for block in blocks)
    elif quantity.kind == "delta" and layer < evidence.last:
        fed = (network.present_block(t, layer)[:, unit] for t in network.targets_of(layer))
        count = sum(int(np.count_nonzero(block)) for block in fed)
        if not count:
            return "Nothing receives from this unit, so it has no part in the error."
    elif network.layers[layer].activation == "softmax":
        count = network.layers[layer].units
    return _too_many(count, "connections" if count and layer < evidence.last else "terms")


def _refused_parameter(scene: Scene, quantity: Quantity) -> str:
    network, index = scene.network, quantity.index
    if not network.present[index]:
        return "This connection is absent."
    if network.locked[index]:
        return "This weight is locked: training leaves it as it is."
    if not np.isfinite(scene.batch.backward.gradient[index]):
        return _NOT_FINITE
    if quantity.kind == "gradient" and scene.batch.count > MOST_PATTERNS:
        return (
            f"An update uses {scene.batch.count:,} patterns: too many to add up by hand. "
            "Let the weights change after each pattern to be asked for a gradient."
        )
    return ""
