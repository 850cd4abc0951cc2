"""What a number is, in words: the tooltip of a factor in a formula."""

from bpgui.core.network import Network
from bpgui.session.quantity import SUMS, Kind, Quantity
from bpgui.ui.details.naming import parameter_phrase, parameter_title, unit_phrase

_OF_UNIT: dict[Kind, str] = {
    "z": "Pre-activation z of {}",
    "a": "Activation of {}",
    "slope": "Slope f′(z) of {}",
    "target": "Target of {}",
    "error": "Error y − ŷ of {}",
    "dloss_da": "How the loss changes with the activation of {}",
    "delta": "Error signal δ of {}",
}
_OF_PARAMETER: dict[Kind, str] = {
    "parameter": "{}",
    "gradient": "Gradient of {}",
    "velocity": "Previous change of {}",
    "change": "Next change of {}",
    "updated": "New value of {}",
    "gradient_part": "Gradient part of the next change of {}",
    "momentum_part": "Momentum part of the next change of {}",
    "decay_part": "Decay part of the next change of {}",
    "whole_change": "Next change of {} with decay",
}
_OTHERS: dict[Kind, str] = {
    "loss": "Loss",
    "eta": "Learning rate η",
    "alpha": "Momentum α",
    "decay": "Weight decay λ",
}
_SUM = "What the other terms add up to: click to see all of them"


def quantity_phrase(network: Network, quantity: Quantity) -> str:
    """Say what a number is: "Error signal δ of output 1, pattern 3"."""
    if quantity.kind in SUMS:
        return _SUM
    phrase = _OTHERS.get(quantity.kind, "")
    if 0 <= quantity.index < network.n_parameters and quantity.kind in _OF_PARAMETER:
        title = parameter_title(network, quantity.index)
        if quantity.kind != "parameter":
            title = title[:1].lower() + title[1:]
        what = f"{title}, {parameter_phrase(network, quantity.index)}"
        phrase = _OF_PARAMETER[quantity.kind].format(what)
    elif _is_unit(network, quantity) and quantity.kind in _OF_UNIT:
        what = unit_phrase(network, quantity.layer, quantity.unit)
        words = "Value of {}" if quantity.layer == 0 else _OF_UNIT[quantity.kind]
        phrase = words.format(what)
    return f"{phrase}, pattern {quantity.pattern + 1}" if quantity.pattern >= 0 else phrase


def _is_unit(network: Network, quantity: Quantity) -> bool:
    layers = network.layers
    known = 0 <= quantity.layer < len(layers)
    return known and 0 <= quantity.unit < layers[quantity.layer].units
