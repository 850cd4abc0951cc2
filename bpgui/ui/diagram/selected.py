"""Where the selected part of a network is in the diagram, and what shows because of it."""

import numpy as np
from PySide6.QtCore import QRectF

from bpgui.core.network import Network
from bpgui.session.selection import LayerSelection, ParameterSelection, Selection, UnitSelection
from bpgui.session.session import Session
from bpgui.ui.diagram.geometry import Floats, Layout, box_around
from bpgui.ui.diagram.hits import CaptionHit, Hit, ParameterHit, UnitHit, cell_rect
from bpgui.ui.diagram.labels import place_around_unit


def parameter_rect(
    layout: Layout, network: Network, index: int, extra: dict[int, Floats]
) -> QRectF | None:
    """Return where the number of a parameter stands, or would stand."""
    connections = layout.connections
    if index in connections.by_index:
        k = connections.by_index[index]
        return box_around(extra.get(k, connections.labels[k]), layout.label_size)
    at = network.address(index)
    if at.source is None or at.source_unit is None:
        return layout.bias_rect(at.layer, at.unit)
    for matrix in layout.matrices:
        if (matrix.target, matrix.source) == (at.layer, at.source):
            cell = cell_rect(matrix, network, at.unit, at.source_unit)
            size, em = layout.label_size, layout.measures.em
            above = np.array([cell.center().x(), cell.top() - 0.4 * em - size.height() / 2])
            return box_around(above, size)
    return None


def floating_boxes(
    layout: Layout, network: Network, selection: Selection, extra: dict[int, Floats]
) -> dict[int, QRectF]:
    """Return the boxes of numbers that show only for the moment, by parameter."""
    size = layout.label_size
    boxes = {int(layout.connections.index[k]): box_around(at, size) for k, at in extra.items()}
    if isinstance(selection, ParameterSelection) and selection.index < network.n_parameters:
        rect = parameter_rect(layout, network, selection.index, extra)
        if rect is not None and selection.index not in layout.connections.by_index:
            boxes[selection.index] = rect
    return boxes


def extra_labels(layout: Layout, selection: Selection, hovered: Hit | None) -> dict[int, Floats]:
    """Return the places of the numbers that show only for the moment, by connection."""
    connections = layout.connections
    places: dict[int, Floats] = {}
    units = [(selection.layer, selection.unit)] if isinstance(selection, UnitSelection) else []
    if isinstance(hovered, UnitHit):
        units.append((hovered.layer, hovered.unit))
    for layer, unit in dict.fromkeys(units):
        if layer >= len(layout.layers) or unit >= len(layout.layers[layer].centres):
            continue
        chosen = connections.of_unit(layer, unit)
        hub = layout.layers[layer].centres[unit]
        placed = place_around_unit(connections, chosen, layout.layers, layout.measures, hub)
        places |= {k: at for k, at in placed.items() if not connections.labelled[k]}
    for part in (selection, hovered):
        if isinstance(part, (ParameterSelection, ParameterHit)):
            k = connections.by_index.get(part.index, -1)
            if k >= 0 and not connections.labelled[k]:
                places.setdefault(k, np.asarray(connections.labels[k]))
    return places


def selected_hit(
    layout: Layout, session: Session, extra: dict[int, Floats]
) -> tuple[Hit | None, QRectF | None]:
    """Return the selected part as if the pointer were over it, and where it is."""
    chosen = session.selection
    if isinstance(chosen, ParameterSelection):
        rect = parameter_rect(layout, session.network, chosen.index, extra)
        return ParameterHit(chosen.index, "label"), rect
    if isinstance(chosen, UnitSelection):
        return UnitHit(chosen.layer, chosen.unit), layout.layers[chosen.layer].square(chosen.unit)
    if isinstance(chosen, LayerSelection):
        return CaptionHit(chosen.layer, "description"), layout.captions[chosen.layer].description
    return None, None
