"""Where everything stands: nothing overlaps, and large networks are laid out quickly."""

import timeit
from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QRectF, QSizeF

from bpgui.core.network import create_network
from bpgui.core.structure import remove_connection
from bpgui.ui.diagram.geometry import Layout, Measures
from bpgui.ui.diagram.layout import create_layout
from tests.timing import least

PICTURED = QSizeF(808, 514)
SMALL = QSizeF(560, 348)
TOPOLOGIES = [
    ((2, 3, 1), False),
    ((2, 1, 1), True),
    ((1, 1), False),
    ((2, 4, 4, 1), False),
    ((4, 8, 3), False),
    ((2, 8, 8, 8, 1), False),
    ((3, 3, 3, 2), True),
    ((2, 1, 1, 1, 1, 1, 1, 1), True),
    ((16, 16), False),
]


def label_boxes(layout: Layout) -> list[QRectF]:
    return [layout.label_rect(int(k)) for k in np.flatnonzero(layout.connections.labelled)]


def unit_boxes(layout: Layout) -> list[QRectF]:
    return [spot.square(unit) for spot in layout.layers for unit in range(len(spot.centres))]


def detail_boxes(layout: Layout) -> list[QRectF]:
    return [
        layout.detail_rect(spot.layer, unit)
        for spot in layout.layers[1:]
        if spot.details
        for unit in range(len(spot.centres))
    ]


@pytest.mark.parametrize("size", [PICTURED, SMALL], ids=["pictured", "small"])
@pytest.mark.parametrize(("sizes", "skip"), TOPOLOGIES, ids=str)
def test_that_labels_cover_neither_each_other_nor_units(
    sizes: tuple[int, ...], skip: bool, size: QSizeF, measures: Measures
) -> None:
    layout = create_layout(create_network(sizes, skip=skip), measures, size)
    labels = label_boxes(layout)

    for one, other in combinations(labels, 2):
        assert not one.intersects(other)
    for label in labels:
        for unit in unit_boxes(layout) + detail_boxes(layout):
            assert not label.intersects(unit)


@pytest.mark.parametrize(("sizes", "skip"), TOPOLOGIES, ids=str)
def test_that_units_and_their_details_do_not_overlap(
    sizes: tuple[int, ...], skip: bool, measures: Measures
) -> None:
    layout = create_layout(create_network(sizes, skip=skip), measures, PICTURED)
    units, details = unit_boxes(layout), detail_boxes(layout)

    for one, other in combinations(units + details, 2):
        assert not one.intersects(other)


@pytest.mark.parametrize(("sizes", "skip"), TOPOLOGIES, ids=str)
def test_that_everything_lies_within_the_bounds_and_captions_below_the_units(
    sizes: tuple[int, ...], skip: bool, measures: Measures
) -> None:
    layout = create_layout(create_network(sizes, skip=skip), measures, PICTURED)
    captions = [caption.name for caption in layout.captions]

    for box in unit_boxes(layout) + label_boxes(layout) + detail_boxes(layout) + captions:
        assert layout.bounds.contains(box)
    lowest = max(box.bottom() for box in unit_boxes(layout) + detail_boxes(layout))
    assert min(caption.top() for caption in captions) >= lowest
    for one, other in combinations(captions, 2):
        assert not one.intersects(other)


def test_that_the_pictured_network_has_room_for_everything(measures: Measures) -> None:
    layout = create_layout(create_network((2, 3, 1)), measures, PICTURED)

    assert layout.connections.labelled.all()
    assert layout.connections.label_scale == 1.0
    assert all(spot.numbers and spot.details and spot.pills for spot in layout.layers)
    assert layout.bounds.width() <= PICTURED.width()
    assert layout.bounds.height() <= PICTURED.height()
    texts = label_boxes(layout) + detail_boxes(layout)
    texts += [name for spot in layout.layers for name in spot.names]
    texts += [layout.pill_rect(1, unit) for unit in range(3)] + [layout.pill_rect(2, 0)]
    for one, other in combinations(texts, 2):
        assert not one.intersects(other)


def test_that_labels_stay_where_they_are_while_numbers_change(measures: Measures) -> None:
    network = create_network((4, 8, 3))
    other = network.with_parameters(np.linspace(-50, 50, network.n_parameters))

    before = create_layout(network, measures, PICTURED)
    after = create_layout(other, measures, PICTURED)

    np.testing.assert_array_equal(before.connections.labels, after.connections.labels)


def test_that_labels_stand_on_their_lines(measures: Measures) -> None:
    layout = create_layout(create_network((2, 4, 4, 1), skip=True), measures, PICTURED)

    for k in np.flatnonzero(layout.connections.labelled):
        line, label = layout.connections.lines[k], layout.connections.labels[k]
        a, b = line[:-1], line[1:]
        step = b - a
        share = np.clip(((label - a) * step).sum(1) / (step**2).sum(1), 0, 1)
        away = np.hypot(*(a + share[:, None] * step - label).T).min()
        assert away < 1e-6


def test_that_absent_connections_are_not_drawn(measures: Measures) -> None:
    network = remove_connection(create_network((2, 3, 1)), 1, 1, 0, 0).network

    connections = create_layout(network, measures, PICTURED).connections

    assert len(connections.index) == 8
    assert network.weight_index(1, 1, 0, 0) not in connections.by_index


def test_that_each_line_knows_its_parameter(measures: Measures) -> None:
    network = create_network((3, 4, 2), skip=True)

    connections = create_layout(network, measures, PICTURED).connections

    for k, index in enumerate(connections.index):
        address = network.address(int(index))
        assert (address.layer, address.unit) == (connections.target[k], connections.unit[k])
        assert (address.source, address.source_unit) == (
            connections.source[k],
            connections.source_unit[k],
        )


def test_that_skip_connections_bend_around_the_units_between(measures: Measures) -> None:
    layout = create_layout(create_network((2, 1, 1), skip=True), measures, PICTURED)
    connections, unit = layout.connections, layout.layers[1]

    skipping = np.flatnonzero(connections.target - connections.source > 1)

    assert len(skipping) == 2
    heights = []
    for k in skipping:
        assert k in connections.paths
        away = np.hypot(*(connections.lines[k] - unit.centres[0]).T)
        assert away.min() > unit.radius + 4
        heights.append(float(connections.labels[k][1]))
    assert abs(heights[0] - heights[1]) > 4 * measures.em


def test_that_many_units_stand_in_a_grid_shaped_as_the_picture(measures: Measures) -> None:
    layout = create_layout(create_network((64, 32, 10)), measures, PICTURED, (8, 8))

    assert layout.layers[0].grid == (8, 8)
    assert layout.layers[1].grid == (8, 4)
    assert layout.layers[2].grid is None
    assert [(m.target, m.source) for m in layout.matrices] == [(1, 0), (2, 1)]
    for matrix in layout.matrices:
        for spot in layout.layers:
            assert not matrix.rect.intersects(spot.rect)


def test_that_a_large_network_is_laid_out_quickly(measures: Measures) -> None:
    network = create_network((784, 128, 10), skip=True)
    create_layout(create_network((2, 2, 1)), measures, PICTURED)

    def laying_out() -> float:
        return timeit.timeit(lambda: create_layout(network, measures, PICTURED, (28, 28)), number=1)

    assert least(laying_out, enough=0.5) < 0.5
    layout = create_layout(network, measures, PICTURED, (28, 28))
    assert layout.layers[0].grid == (28, 28)
    assert len(layout.connections.index) == 0
    assert len(layout.matrices) == 3


def test_that_everything_grows_with_the_font(measures: Measures) -> None:
    large = Measures(
        2 * measures.em,
        measures.label * 2,
        measures.detail * 2,
        measures.pill * 2,
        lambda name: 2 * measures.name_width(name),
    )
    network = create_network((2, 3, 1))

    small_layout = create_layout(network, measures, PICTURED)
    large_layout = create_layout(network, large, PICTURED * 2)

    for small, big in zip(label_boxes(small_layout), label_boxes(large_layout), strict=True):
        assert big.width() == pytest.approx(2 * small.width())
        assert big.center().x() == pytest.approx(2 * small.center().x(), abs=1.0)
