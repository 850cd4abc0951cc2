"""Numbers, networks and weights in words, as the commands print them."""

import math

from bpgui.core.network import Network


def counted(value: int, noun: str) -> str:
    """Return a number with what it counts: "1 pattern", "1,000 patterns"."""
    return f"{value:,} {noun}{'' if value == 1 else 's'}"


def shape(network: Network) -> str:
    """Return the units of the layers: "2–3–1"."""
    return "–".join(str(layer.units) for layer in network.layers)


def loss(value: float) -> str:
    """Return a loss with the digits that matter."""
    return f"{value:.4g}" if math.isfinite(value) else "not finite"


def duration(seconds: float) -> str:
    """Return a time as people say it: "0.42 s", "3:05 min", "2:00:07 h"."""
    if seconds < 60:
        return f"{seconds:.2g} s" if seconds < 10 else f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes}:{rest:02} min"
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02} h"


def parameter_name(network: Network, index: int) -> str:
    """Return what people call a parameter, such as "x₁ → h₂" or "bias of h₂"."""
    address = network.address(index)
    unit = network.layers[address.layer].unit_names[address.unit]
    if address.source is None or address.source_unit is None:
        return f"bias of {unit}"
    return f"{network.layers[address.source].unit_names[address.source_unit]} → {unit}"
