"""What units and parameters are called in headings and sentences."""

from bpgui.core.layer import SUBSCRIPTS, hidden_name, input_name, output_name
from bpgui.core.network import Network


def unit_phrase(network: Network, layer: int, unit: int) -> str:
    """Say which unit it is in words: "hidden unit 2", or the name it was given.

    >>> from bpgui.core import create_network
    >>> unit_phrase(create_network([2, 3, 1]), 1, 1)
    'hidden unit 2'
    """
    last = len(network.layers) - 1
    if not has_usual_name(network, layer, unit):
        return _quoted(network.layers[layer].unit_names[unit])
    if layer in (0, last):
        return f"{'input' if layer == 0 else 'output'} {unit + 1}"
    return f"hidden unit {unit + 1}" if last == 2 else f"unit {unit + 1} of hidden layer {layer}"


def has_usual_name(network: Network, layer: int, unit: int) -> bool:
    """Whether a unit has the name that it gets when nobody gives it one."""
    units, last = network.layers[layer], len(network.layers) - 1
    if layer == 0:
        usual = input_name(unit + 1)
    elif layer == last:
        usual = output_name(unit + 1, units.units)
    else:
        usual = hidden_name(layer, unit + 1, last - 1)
    return units.unit_names[unit] == usual


def parameter_symbol(network: Network, index: int) -> str:
    """Return the symbol of a weight, target unit first as in W a (w₁₂), or of a bias (b₁)."""
    address = network.address(index)
    if address.source_unit is None:
        return "b" + _subscript(address.unit + 1)
    first, second = address.unit + 1, address.source_unit + 1
    comma = "," if max(first, second) > 9 else ""
    return "w" + _subscript(first) + comma + _subscript(second)


def parameter_title(network: Network, index: int) -> str:
    """Return a heading for a parameter: "Weight w₁₂" or "Bias b₁"."""
    kind = "Bias" if network.address(index).source is None else "Weight"
    return f"{kind} {parameter_symbol(network, index)}"


def parameter_phrase(network: Network, index: int) -> str:
    """Say where a parameter belongs: "hidden unit 2 → output 1", "bias of output 1"."""
    address = network.address(index)
    target = unit_phrase(network, address.layer, address.unit)
    if address.source is None or address.source_unit is None:
        return f"of {target}"
    return f"{unit_phrase(network, address.source, address.source_unit)} → {target}"


def _quoted(given_name: str) -> str:
    """Return a name as it stands in a sentence: a number or a letter in quotation marks."""
    return f"“{given_name}”" if len(given_name) < 3 or given_name.isdigit() else given_name


def _subscript(number: int) -> str:
    return str(number).translate(SUBSCRIPTS)
