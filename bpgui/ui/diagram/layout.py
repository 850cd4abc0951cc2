"""Composes a diagram from a network and the room there is for it."""

from PySide6.QtCore import QRectF, QSizeF

from bpgui.core.network import Network
from bpgui.ui.diagram.blocks import choose_blocks, matrix_size, place_matrices
from bpgui.ui.diagram.captions import CaptionRow, place_captions
from bpgui.ui.diagram.columns import column_height, create_columns, place_columns
from bpgui.ui.diagram.geometry import Connections, LayerSpot, Layout, MatrixSpot, Measures
from bpgui.ui.diagram.labels import place_labels, place_names
from bpgui.ui.diagram.routing import route


def create_layout(
    network: Network,
    measures: Measures,
    available: QSizeF,
    image_shape: tuple[int, int] | None = None,
) -> Layout:
    """Lay out a network.

    Parameters
    ----------
    network
        Only its topology and names count, never its numbers.
    measures
        The sizes of texts.
    available
        The room to fill, in pixels. A diagram that needs more becomes larger than that.
    image_shape
        (rows, columns) if the inputs are the pixels of a picture.
    """
    layout = _lay_out(network, measures, available, image_shape)
    too_wide = layout.bounds.width() / max(available.width(), 1.0)
    if too_wide > 1.05:  # it will be shrunk to fit, so there is more room in height
        higher = QSizeF(available.width(), available.height() * min(too_wide, 2.5))
        layout = _lay_out(network, measures, higher, image_shape)
    return layout


def _lay_out(
    network: Network, measures: Measures, available: QSizeF, image_shape: tuple[int, int] | None
) -> Layout:
    height = column_height(available, measures)
    columns = create_columns(network, measures, height, image_shape)
    blocks = choose_blocks(network, columns)
    widths = {
        target: matrix_size(
            network.layers[target].units, network.layers[source].units, measures, height
        ).width()
        for target, source in blocks.matrices
        if target - source == 1
    }
    spots = place_columns(network, columns, measures, available, widths)
    connections = route(network, blocks.lines, spots, measures)
    spots = place_names(spots, connections, measures)
    connections = place_labels(connections, spots, measures)
    top = _extent(spots, connections, [], measures).top()
    matrices = place_matrices(network, blocks, spots, measures, height, top)
    extent = _extent(spots, connections, matrices, measures)
    row = place_captions(spots, measures, extent.bottom() + 0.7 * measures.em)
    return Layout(
        measures,
        tuple(spots),
        connections,
        tuple(matrices),
        row.captions,
        row.buttons,
        _with_margin(extent, row, measures.em),
    )


def _with_margin(extent: QRectF, row: CaptionRow, margin: float) -> QRectF:
    bounds = extent
    for caption in row.captions:
        bounds = bounds.united(caption.name).united(caption.description)
    for button in row.buttons:
        r = button.radius
        bounds = bounds.united(QRectF(button.centre.x() - r, button.centre.y() - r, 2 * r, 2 * r))
    return bounds.adjusted(-margin, -margin, margin, margin)


def _extent(
    spots: list[LayerSpot],
    connections: Connections,
    matrices: list[MatrixSpot],
    measures: Measures,
) -> QRectF:
    """Return the rectangle around units with their texts, lines and matrices."""
    em = measures.em
    extent = QRectF()
    for spot in spots:
        above = measures.pill.height() + 0.6 * em if spot.layer and spot.pills else 0.3 * em
        below = measures.detail.height() + 0.3 * em if spot.layer and spot.details else 0.3 * em
        extent = extent.united(spot.rect.adjusted(-em, -above, em, below))
        for name in spot.names:
            extent = extent.united(name)
    last = spots[-1].rect
    extent = extent.united(last.adjusted(0, 0, 5.5 * em, 0))
    for path in connections.paths.values():
        extent = extent.united(path.boundingRect().adjusted(0, -0.9 * em, 0, 0.9 * em))
    for matrix in matrices:
        extent = extent.united(matrix.rect)
    return extent
