"""Text can be read in both appearances (WCAG 2.2, level AA: a contrast of 4.5)."""

from itertools import combinations

import pytest
from PySide6.QtGui import QColor

from bpgui.ui.theme import DARK, LIGHT, LIGHT_INK, PARTS, Theme, contrast

both = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])


def test_that_contrast_is_that_of_the_definition() -> None:
    assert contrast(LIGHT_INK, LIGHT_INK) == 1.0
    assert contrast(QColor("black"), LIGHT_INK) == pytest.approx(21)
    assert contrast(QColor("#767676"), LIGHT_INK) == pytest.approx(4.54, abs=0.005)


@both
@pytest.mark.parametrize("ground", ["window", "panel", "field", "chip", "highlight"])
@pytest.mark.parametrize("role", ["text", "muted", "accent", "selection", "bad", "good"])
def test_that_text_is_read_on_every_ground(theme: Theme, role: str, ground: str) -> None:
    assert contrast(getattr(theme, role), getattr(theme, ground)) >= 4.5


@both
def test_that_numbers_of_weights_are_read(theme: Theme) -> None:
    for weight in (-1.0, 1.0):
        assert contrast(theme.number_colour(weight), theme.panel) >= 4.5


@both
def test_that_numbers_are_read_in_units_of_any_activation(theme: Theme) -> None:
    for step in range(-20, 21):
        fill = theme.activation_colour(step / 20)
        # Of white and near-black, the better one is at least this good on any colour.
        assert contrast(theme.text_on(fill), fill) >= 3.9


@both
def test_that_the_parts_of_an_update_differ_in_lightness(theme: Theme) -> None:
    fills = [theme.panel, *(theme.part_colour(part) for part in PARTS)]
    for first, second in combinations(fills, 2):
        assert contrast(first, second) >= 1.6
