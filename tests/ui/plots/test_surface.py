import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from bpgui.core.network import Network, create_network
from bpgui.data.creation import create_dataset
from bpgui.ui.plots.surface import (
    Levels,
    SurfaceItem,
    output_levels,
    palette,
    sample_surface,
    shade,
)
from bpgui.ui.theme import DARK, LIGHT, Theme


def plane(first: float, second: float) -> Network:
    """Return the network ŷ = first x₁ + second x₂."""
    network = create_network((2, 1), output="linear", bias=False)
    return network.with_parameters([first, second])


def test_that_rows_go_up_and_columns_across() -> None:
    data = create_dataset("square", [[0, 0], [1, 1]], [[0], [1]])
    values = sample_surface(plane(1.0, 100.0), data, 0, (0.0, 2.0), (0.0, 4.0), 2)
    assert values.tolist() == [[100.5, 101.5], [300.5, 301.5]]


def test_that_raw_coordinates_are_scaled_for_the_network() -> None:
    data = create_dataset("wide", [[100, 5], [200, 7]], [[0], [1]], input_scaling="0-1")
    values = sample_surface(plane(1.0, 10.0), data, 0, (100.0, 200.0), (5.0, 7.0), 1)
    assert values == pytest.approx(np.array([[5.5]]))


def test_that_classes_are_parted_at_one_half_and_regressions_in_their_middle() -> None:
    network = plane(1.0, 1.0)
    classes = create_dataset("two", [[0, 0], [1, 1]], [[0], [1]], kind="binary")
    assert output_levels(network, classes, 0) == Levels(0.5, 0.5)
    values = create_dataset("values", [[0, 0], [1, 1]], [[10], [30]])
    assert output_levels(network, values, 0) == Levels(20.0, 10.0)
    tanh = create_network((2, 1), output="tanh")
    assert output_levels(tanh, values, 0) == Levels(0.0, 1.0)


def test_that_equal_targets_leave_a_scale() -> None:
    same = create_dataset("same", [[0, 0], [1, 1]], [[4], [4]])
    levels = output_levels(plane(1.0, 1.0), same, 0)
    assert levels.share(np.array([3.0, 4.0, 99.0])).tolist() == [-1.0, 0.0, 1.0]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_that_high_is_blue_low_is_orange_and_the_middle_has_no_colour(theme: Theme) -> None:
    assert shade(theme, 0.0) == theme.panel
    assert shade(theme, 1.0) == theme.blend(theme.positive, 0.75)
    assert shade(theme, -1.0) == theme.blend(theme.negative, 0.75)


def test_that_shares_become_pixels_lowest_row_first(qtbot: QtBot) -> None:  # noqa: ARG001
    item = SurfaceItem()
    shares = np.array([[-1.0, 1.0], [0.0, np.nan]])
    item.show_shares(shares, palette(LIGHT), (0.0, 1.0), (0.0, 2.0))
    assert item.image.pixelColor(0, 0) == shade(LIGHT, -1.0)
    assert item.image.pixelColor(1, 0) == shade(LIGHT, 1.0)
    for column in (0, 1):
        middle = item.image.pixelColor(column, 1)
        assert abs(middle.red() - LIGHT.panel.red()) <= 2
    assert item.boundingRect().height() == 2.0
