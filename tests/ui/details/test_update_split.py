"""The section on the parts of the next change, with its bar."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from bpgui.core.update_rule import UpdateSplit
from bpgui.session.selection import ParameterSelection, UnitSelection
from bpgui.session.session import Session
from bpgui.ui.details.split_bar import SplitBar
from bpgui.ui.theme import PARTS, appearance
from tests.ui.details.conftest import Show
from tests.ui.plots.training import train


def split(gradient: float, momentum: float, decay: float) -> UpdateSplit:
    return UpdateSplit(np.array([gradient]), np.array([momentum]), np.array([decay]))


@pytest.fixture
def bar(qtbot: QtBot) -> SplitBar:
    bar = SplitBar()
    qtbot.addWidget(bar)
    bar.resize(300, 44)
    return bar


# ---- session -> widget ----------------------------------------------------------------------


def test_that_a_weight_page_shows_the_parts_of_the_next_change(
    session: Session, show: Show
) -> None:
    session.change_settings(momentum=0.9, decay=0.01)
    train(session, 3)
    index = session.network.weight_index(2, 0, 1, 1)
    session.select(ParameterSelection(index))
    page = show(session).parameter_page
    explained = page.sections["split"].explanation

    assert page.sections["split"].isVisible()
    assert page.split_bar.isVisible()
    assert len(explained.lines) == 8
    gradient = session.backward.gradient[index]  # each pattern makes its own update
    assert page.split_bar.values == {
        "gradient": -0.25 * gradient,
        "momentum": 0.9 * session.velocity[index],
        "decay": -0.01 * session.network.parameters[index],
    }


def test_that_the_parts_are_what_the_next_update_does(session: Session, show: Show) -> None:
    session.change_settings(momentum=0.9, decay=0.01, update="sweep")
    train(session, 3)
    index = session.network.weight_index(1, 1, 0, 0)
    session.select(ParameterSelection(index))
    bar = show(session).parameter_page.split_bar
    promised, before = bar.change, session.network.parameters[index]
    train(session, 1)

    assert session.network.parameters[index] - before == pytest.approx(promised, rel=1e-9)


def test_that_a_unit_page_shows_the_parts_of_its_bias(session: Session, show: Show) -> None:
    train(session, 2)
    session.select(UnitSelection(1, 1))
    page = show(session).unit_page

    assert page.sections["split"].isVisible()
    assert "∂L/∂b" in page.sections["split"].explanation.text
    session.select(UnitSelection(0, 1))
    assert not page.sections["split"].isVisibleTo(page)


def test_that_a_locked_weight_shows_no_bar(session: Session, show: Show, qtbot: QtBot) -> None:
    session.select(ParameterSelection(3))
    page = show(session).parameter_page
    assert page.split_bar.isVisible()
    session.set_locked(3, locked=True)
    qtbot.waitUntil(lambda: not page.split_bar.isVisible())
    assert page.sections["split"].explanation.note.startswith("Locked")


# ---- widget -> session ----------------------------------------------------------------------


def test_that_pointing_at_a_factor_lights_it_up(session: Session, show: Show) -> None:
    session.change_settings(momentum=0.9)
    train(session, 3)
    session.select(ParameterSelection(4))
    panel = show(session)
    view = panel.parameter_page.sections["split"].formula
    panel._scroll.ensureWidgetVisible(view)
    region = next(r for r in view.regions if r.of.kind == "velocity")
    QTest.mouseMove(view, region.rect.center().toPoint())

    assert session.pointed is not None
    assert (session.pointed.kind, session.pointed.index) == ("velocity", 4)


def test_that_a_click_on_the_gradient_goes_to_its_explanation(
    session: Session, show: Show, qtbot: QtBot
) -> None:
    session.select(ParameterSelection(4))
    session.set_overlay("update")
    panel = show(session)
    view = panel.parameter_page.sections["split"].formula
    region = next(r for r in view.regions if r.of.kind == "gradient")
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=region.rect.center().toPoint())

    qtbot.waitUntil(lambda: session.overlay == "gradient")


# ---- the bar --------------------------------------------------------------------------------


def test_that_parts_of_one_sign_stand_beside_each_other(bar: SplitBar) -> None:
    bar.show_split(split(-2.0, 3.0, -4.0))

    assert bar.spans() == {
        "gradient": (0.0, -2.0 / 6.0),
        "momentum": (0.0, 3.0 / 6.0),
        "decay": (-2.0 / 6.0, -1.0),
    }
    assert bar.change == -3.0
    assert bar.text == "gradient −2.00, momentum 3.00, decay −4.00; sum −3.00"
    assert bar.accessibleDescription() == bar.text


def test_that_the_bar_is_painted_in_the_colours_of_the_parts(bar: SplitBar) -> None:
    bar.show_split(split(3.0, 3.0, -6.0))
    bar.show()
    image = bar.grab().toImage()
    ratio = image.devicePixelRatio()

    def ink(share: float) -> QColor:
        return image.pixelColor(round((150 + 150 * share) * ratio), round(9 * ratio))

    theme = appearance.theme
    assert ink(0.25) == theme.part_colour("gradient")
    assert ink(0.75) == theme.part_colour("momentum")
    assert ink(-0.5) == theme.part_colour("decay")


@pytest.mark.parametrize("value", [0.0, float("nan"), float("inf")])
def test_that_nothing_and_what_diverged_have_an_empty_bar(bar: SplitBar, value: float) -> None:
    bar.show_split(split(value, 0.0, 0.0))
    bar.show()
    colours = {pixel.name() for pixel in row(bar)}

    assert not colours & {appearance.theme.part_colour(part).name() for part in PARTS}
    bar.show_split(split(1.0, 0.0, 0.0))
    assert appearance.theme.part_colour("gradient") in row(bar)


def row(bar: SplitBar) -> list[QColor]:
    """Return the colours along the middle of the bar."""
    image = bar.grab().toImage()
    height = round(9 * image.devicePixelRatio())
    return [image.pixelColor(x, height) for x in range(image.width())]
