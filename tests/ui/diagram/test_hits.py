"""What lies under a point of the diagram."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QSizeF

from bpgui.core.network import Network, create_network
from bpgui.ui.diagram.geometry import Layout, Measures
from bpgui.ui.diagram.hits import (
    ButtonHit,
    CaptionHit,
    ParameterHit,
    UnitHit,
    cell_rect,
    find_hit,
)
from bpgui.ui.diagram.layout import create_layout


@pytest.fixture
def network() -> Network:
    return create_network((2, 3, 1))


@pytest.fixture
def layout(network: Network, measures: Measures) -> Layout:
    return create_layout(network, measures, QSizeF(808, 514))


def test_that_every_label_line_and_bias_is_found(network: Network, layout: Layout) -> None:
    for k, index in enumerate(layout.connections.index):
        label = layout.label_rect(k).center()
        assert find_hit(layout, network, label) == ParameterHit(int(index), "label")
        start, end = layout.connections.lines[k]
        near_end = QPointF(*(start + 0.97 * (end - start)))
        assert find_hit(layout, network, near_end) == ParameterHit(int(index), "line")
    for layer, unit in ((1, 0), (1, 1), (1, 2), (2, 0)):
        found = find_hit(layout, network, layout.bias_rect(layer, unit).center())
        assert found == ParameterHit(network.bias_index(layer, unit), "bias")


def test_that_every_unit_caption_and_button_is_found(network: Network, layout: Layout) -> None:
    for spot in layout.layers:
        for unit in range(len(spot.centres)):
            assert find_hit(layout, network, spot.centre(unit)) == UnitHit(spot.layer, unit)
    for caption in layout.captions:
        found = find_hit(layout, network, caption.description.center())
        assert found == CaptionHit(caption.layer, "description")
        assert find_hit(layout, network, caption.name.center()) == CaptionHit(caption.layer, "name")
    assert {(b.action, b.layer) for b in layout.buttons} == {
        ("remove unit", 1),
        ("add unit", 1),
        ("add layer", 2),
    }
    for button in layout.buttons:
        found = find_hit(layout, network, button.centre)
        assert found == ButtonHit(button.action, button.layer)


def test_that_empty_ground_is_empty(network: Network, layout: Layout) -> None:
    corner = layout.bounds.topLeft() + QPointF(3, 3)

    assert find_hit(layout, network, corner) is None
    assert find_hit(layout, network, QPointF(-1e6, 1e6)) is None


def test_that_the_rim_of_a_unit_is_a_handle_except_at_outputs(
    network: Network, layout: Layout
) -> None:
    hidden, output = layout.layers[1], layout.layers[2]

    at_rim = hidden.centre(0) + QPointF(hidden.radius - 1, 0)
    assert find_hit(layout, network, at_rim) == UnitHit(1, 0, rim=True)
    at_rim = output.centre(0) + QPointF(output.radius - 1, 0)
    assert find_hit(layout, network, at_rim) == UnitHit(2, 0, rim=False)


def test_that_the_weight_of_a_cell_and_the_unit_of_a_grid_are_found(measures: Measures) -> None:
    network = create_network((64, 32, 10))
    layout = create_layout(network, measures, QSizeF(808, 514), (8, 8))
    rng = np.random.default_rng(3)

    for _ in range(50):
        unit, source_unit = int(rng.integers(32)), int(rng.integers(64))
        at = cell_rect(layout.matrices[0], network, unit, source_unit).center()
        index = network.weight_index(1, unit, 0, source_unit)
        assert find_hit(layout, network, at) == ParameterHit(index, "cell")
        at = layout.layers[0].square(source_unit).center()
        assert find_hit(layout, network, at) == UnitHit(0, source_unit)
