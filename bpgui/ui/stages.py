"""The stages of an update in words: what was found last, and of which pattern."""

from bpgui.core.network import Network
from bpgui.session.walk import Walk
from bpgui.ui.numbers import format_count

_WORDS = {
    "present": "presented",
    "z": "forward, z of {part}",
    "a": "forward, a = f(z) of {part}",
    "loss": "loss",
    "delta": "backward, δ of {part}",
    "gradient": "gradient of every weight",
    "change": "update, the change of every weight",
}
_INTO_UNIT = "gradient of what leads into {part}"


def stage_phrase(network: Network, walk: Walk) -> str:
    """Say what was found last: "forward, z of Hidden 1", "backward, δ of h₂".

    >>> from bpgui.core import create_network
    >>> network = create_network([2, 3, 1])
    >>> stage_phrase(network, Walk.begun(network, 0, 4, 0, by_unit=False).at(4))
    'forward, z of Hidden'
    """
    stage = walk.stage
    words = _WORDS[stage.kind]
    if stage.kind == "gradient" and walk.by_unit:
        words = _INTO_UNIT
    if stage.layer < 0:
        return words
    layer = network.layers[stage.layer]
    return words.format(part=layer.unit_names[stage.unit] if walk.by_unit else layer.name)


def pattern_phrase(walk: Walk) -> str:
    """Say which pattern of the update's batch it is: "pattern 3 of 4"; of one, "pattern 3"."""
    if walk.patterns == 1:
        return f"pattern {format_count(walk.row + 1)}"
    return f"pattern {format_count(walk.cursor + 1)} of {format_count(walk.patterns)}"
