"""What questions about error signals have in common: the slope of a unit, and slips with it."""

from collections.abc import Iterator

from bpgui.core.activations import ACTIVATIONS
from bpgui.session.quantity import Quantity
from bpgui.ui.details.evidence import Evidence
from bpgui.ui.details.naming import unit_phrase
from bpgui.ui.prediction.question import Factor, Mistake


def signal_factor(evidence: Evidence, layer: int, unit: int, place: int = 0) -> Factor:
    """Return the error signal of a unit for a pattern of the evidence as a factor."""
    name, row = evidence.network.layers[layer].unit_names[unit], evidence.numbers[place] - 1
    suffix = f" (pattern {row + 1})" if len(evidence.numbers) > 1 else ""
    of = Quantity.of_unit("delta", layer, unit, row)
    return Factor(f"δ of {name}{suffix}", float(evidence.backward.delta[layer][place, unit]), of)


def signal_text(evidence: Evidence, layer: int, unit: int) -> str:
    """Return the question in words."""
    phrase = unit_phrase(evidence.network, layer, unit)
    return f"What is the error signal δ of {phrase} for pattern {evidence.numbers[0]}?"


def slope_of(evidence: Evidence, layer: int, unit: int) -> float:
    """Return f'(z) of a unit for the first pattern."""
    f = ACTIVATIONS[evidence.network.layers[layer].activation]
    z, a = evidence.forward.z[layer][:1, unit], evidence.forward.a[layer][:1, unit]
    return float(f.derivative(z, a)[0])


def slips_of_slope(
    activation: str, before: float, a: float, z: float, symbol: str
) -> Iterator[Mistake]:
    """Yield the slips with a slope f'(z), by which `before` should have been multiplied."""
    names = {
        "sigmoid": f"The slope {symbol}(1 − {symbol})",
        "tanh": f"The slope 1 − {symbol}²",
        "relu": "The slope [z > 0], which is 1 or 0,",
    }
    if activation in names:
        yield Mistake(before, f"{names[activation]} is left out.")
    if activation == "sigmoid":
        yield Mistake(before * a, f"The factor 1 − {symbol} of the slope is left out.")
        yield Mistake(before * (1 - a), f"The factor {symbol} of the slope is left out.")
        yield Mistake(before * (1 - a * a), "That is the slope of a tanh; this is a sigmoid unit.")
        yield Mistake(before * z * (1 - z), f"z is used in the slope where {symbol} belongs.")
    if activation == "tanh":
        yield Mistake(before * (1 - a), f"{symbol} is not squared in the slope 1 − {symbol}².")
        yield Mistake(before * a * (1 - a), "That is the slope of a sigmoid; this is a tanh unit.")
        yield Mistake(before * (1 - z * z), f"z is used in the slope where {symbol} belongs.")


def slope_beside(activation: str, a: float, slope: float) -> float:
    """Return the slope that goes with an activation a little beside the true one."""
    return {"sigmoid": a * (1.0 - a), "tanh": 1.0 - a * a}.get(activation, slope)
