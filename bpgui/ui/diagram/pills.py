"""The pills that show delta: over which units they stand, and which of them is under a point."""

from collections.abc import Iterator

from PySide6.QtCore import QPointF

from bpgui.session.quantity import Quantity
from bpgui.ui.diagram.geometry import Layout
from bpgui.ui.diagram.shown import Shown


def pill_units(layout: Layout, shown: Shown) -> Iterator[tuple[int, int]]:
    """Yield hidden and output units with a pill: all with room for one, the selected always."""
    if shown.delta is None:
        return
    chosen = chosen_units(shown)
    for spot in layout.layers[1:]:
        known = range(shown.known("delta", spot.layer))
        units = known if spot.pills else range(0)
        always = [unit for layer, unit in chosen if layer == spot.layer and unit in known]
        always = [unit for unit in always if unit not in units]
        for unit in [*units, *always]:
            yield spot.layer, unit


def pill_at(layout: Layout, shown: Shown, point: QPointF, pattern: int) -> Quantity | None:
    """Return the delta whose pill is under a point of the diagram."""
    for layer, unit in pill_units(layout, shown):
        if layout.pill_rect(layer, unit).contains(point):
            return Quantity.of_unit("delta", layer, unit, pattern)
    return None


def chosen_units(shown: Shown) -> list[tuple[int, int]]:
    """Return the selected unit, or the unit that the selected parameter leads into."""
    if shown.unit is not None:
        return [shown.unit]
    if shown.parameter is not None:
        address = shown.network.address(shown.parameter)
        return [(address.layer, address.unit)]
    return []
