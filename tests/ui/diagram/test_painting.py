"""What is seen: colours by sign and activation, overlays, pictures, and the time it takes."""

import time
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bpgui.core.network import create_network
from bpgui.data.creation import create_dataset
from bpgui.session.selection import ParameterSelection, UnitSelection
from bpgui.session.session import Session
from bpgui.ui.diagram.hits import ParameterHit
from bpgui.ui.diagram.panel import DiagramPanel
from bpgui.ui.diagram.shown import compact, read_session
from bpgui.ui.diagram.view import DiagramView
from bpgui.ui.theme import appearance
from tests.timing import least
from tests.ui.diagram.hands import W23, picture_of, place_of_parameter, show


def colour_at(view: DiagramView, image: QImage, point: QPointF) -> QColor:
    seen = view.camera.to_screen(QRectF(point.x(), point.y(), 0, 0)).topLeft()
    return image.pixelColor(seen.toPoint())


def has_colour(view: DiagramView, image: QImage, rect: QRectF, colour: QColor) -> bool:
    seen = view.camera.to_screen(rect).toRect().intersected(image.rect())
    return any(
        image.pixelColor(x, y).rgb() == colour.rgb()
        for x in range(seen.left(), seen.right() + 1)
        for y in range(seen.top(), seen.bottom() + 1)
    )


def frame_time(view: DiagramView, session: Session, frames: int = 20) -> float:
    """Return the seconds a frame takes, forward pass included; the best of three."""
    times = []
    for _ in range(3):
        began = time.perf_counter()
        for _ in range(frames):
            session._moved()
            view.repaint()
        times.append((time.perf_counter() - began) / frames)
    return min(times)


def test_that_a_unit_is_filled_by_its_activation(view: DiagramView, session: Session) -> None:
    session.present(2)
    image = picture_of(view)
    spots = view.layout_shown.layers

    for layer, unit in ((0, 0), (0, 1), (1, 1), (2, 0)):
        value = float(session.forward.a[layer][0, unit])
        below_text = spots[layer].centre(unit) + QPointF(0, 0.7 * spots[layer].radius)
        expected = appearance.theme.activation_colour(value)
        assert colour_at(view, image, below_text).rgb() == expected.rgb()


def test_that_lines_have_the_colour_of_their_sign(view: DiagramView) -> None:
    image, connections = picture_of(view), view.layout_shown.connections

    for index, sign in ((W23, 1.0), (6, -1.0), (11, 1.0)):
        start, end = connections.lines[connections.by_index[index]]
        point = QPointF(*(start + 0.93 * (end - start)))
        expected = appearance.theme.connection_colour(sign)
        assert colour_at(view, image, point).rgb() == expected.rgb()


def test_that_the_selected_weight_has_a_violet_frame(view: DiagramView, session: Session) -> None:
    violet = appearance.theme.selection
    rect = (view.parameter_rect(W23) or QRectF()).adjusted(-3, -3, 3, 3)
    assert not has_colour(view, picture_of(view), rect, violet)

    session.select(ParameterSelection(W23))

    assert has_colour(view, picture_of(view), rect, violet)


def test_that_delta_shows_over_units_in_the_backward_phase(
    view: DiagramView, session: Session
) -> None:
    rects = [view.layout_shown.pill_rect(1, unit) for unit in range(3)]
    rects.append(view.layout_shown.pill_rect(2, 0))
    violet = appearance.theme.selection
    assert not any(has_colour(view, picture_of(view), rect, violet) for rect in rects)

    session.set_overlay("backward")

    assert all(has_colour(view, picture_of(view), rect, violet) for rect in rects)


def test_that_the_phases_put_their_numbers_on_the_connections(
    session: Session, view: DiagramView
) -> None:
    del view
    session.present(2)
    assert read_session(session).label(W23) == "4.98"
    session.set_overlay("gradient")
    assert read_session(session).label(W23) == "−0.0138"
    session.set_overlay("update")
    expected = compact(float(session.inspection.explained_velocity[W23]), 4)
    assert read_session(session).label(W23) == expected


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.123, "0.12"),
        (-99.999, "−100.00"),
        (-123.45, "−123.5"),
        (12345.6, "12346"),
        (1000000000.0, "1.0·10⁹"),
        (float("nan"), "NaN"),
        (float("-inf"), "−∞"),
    ],
)
def test_that_numbers_stay_short(value: float, text: str) -> None:
    assert compact(value, 2) == text


def test_that_numbers_that_are_none_are_painted(view: DiagramView, session: Session) -> None:
    vector = session.network.parameters.copy()
    vector[:3] = [np.nan, np.inf, -np.inf]
    session._document = session.document.__class__.fresh(
        session.network.with_parameters(vector), session.dataset, session.initialisation
    )
    session._moved()

    for phase in ("forward", "backward", "gradient"):
        session.set_overlay(phase)
        assert not picture_of(view).isNull()


def test_that_negative_weights_can_be_dashed(panel: DiagramPanel) -> None:
    plain = picture_of(panel.view)

    panel.negative_dashed = True

    assert picture_of(panel.view) != plain
    assert panel.negative_dashed
    panel.negative_dashed = False
    assert picture_of(panel.view) == plain


def test_that_the_dark_theme_is_followed(view: DiagramView, qtbot: QtBot) -> None:
    appearance.choose("dark")
    qtbot.waitUntil(view.isVisible)

    corner = picture_of(view).pixelColor(3, 3)
    appearance.choose("light")

    assert corner.rgb() == QColor("#1f2229").rgb()
    assert picture_of(view).pixelColor(3, 3).rgb() == QColor("#ffffff").rgb()


def test_that_the_picture_is_written_as_png_and_svg(panel: DiagramPanel, tmp_path: Path) -> None:
    panel.save_picture(tmp_path / "network.png")
    panel.save_picture(tmp_path / "network.svg")

    image = QImage(str(tmp_path / "network.png"))
    bounds = panel.view.layout_shown.bounds
    assert image.width() == pytest.approx(2 * bounds.width(), abs=3)
    svg = (tmp_path / "network.svg").read_text()
    assert "4.98" in svg
    assert "Hidden 1" in svg
    with pytest.raises(ValueError, match=r"\.png"):
        panel.save_picture(tmp_path / "network.gif")


def test_that_the_heading_tells_sizes_and_parameters(
    panel: DiagramPanel, session: Session, qtbot: QtBot
) -> None:
    assert panel.title == "Network"
    assert panel.subtitle.startswith("2 – 3 – 1 · 13 parameters · ")

    with qtbot.waitSignal(panel.heading_changed):
        session.add_unit(1)

    assert panel.subtitle.startswith("2 – 4 – 1 · 17 parameters · ")


@pytest.mark.alone
def test_that_a_frame_of_the_pictured_network_is_quick(view: DiagramView, session: Session) -> None:
    session.select(ParameterSelection(W23))
    session.set_overlay("backward")

    assert least(lambda: frame_time(view, session), enough=0.010) < 0.010


@pytest.mark.alone
def test_that_thousands_of_weights_do_not_hang(session: Session, qtbot: QtBot) -> None:
    rng = np.random.default_rng(0)
    targets = np.eye(10)[rng.integers(0, 10, 20)]
    data = create_dataset("big", rng.random((20, 784)), targets, image_shape=(28, 28))
    session.load_dataset(data)
    session.load_network(create_network((784, 128, 10)), data, "Open")
    panel = show(session, qtbot)
    view = panel.view
    session.select(UnitSelection(2, 3))

    assert len(view.layout_shown.matrices) == 2
    assert least(lambda: frame_time(view, session, frames=5), enough=0.050) < 0.050


def test_that_a_digit_can_be_seen_in_the_input_grid(session: Session, qtbot: QtBot) -> None:
    session.load_problem("digits")
    panel = show(session, qtbot)
    view = panel.view
    image, spot = picture_of(view), view.layout_shown.layers[0]
    values = session.forward.a[0][0]

    brightness = [colour_at(view, image, spot.centre(unit)).lightness() for unit in range(64)]

    assert np.corrcoef(values, brightness)[0, 1] < -0.95


def test_that_focus_is_visible(view: DiagramView, session: Session, qtbot: QtBot) -> None:
    session.select(ParameterSelection(W23))
    qtbot.waitUntil(view.hasFocus)
    with_focus = picture_of(view)

    view.clearFocus()

    assert picture_of(view) != with_focus
    view.setFocus(Qt.FocusReason.OtherFocusReason)


def test_that_the_absent_connections_of_a_selected_unit_are_dotted(
    view: DiagramView, session: Session
) -> None:
    session.remove_connection(2, 0, 1, 1)
    a, b = (view.layout_shown.layers[layer].centre(unit) for layer, unit in ((1, 1), (2, 0)))
    strip = QRectF(a.x() + 60, a.y() - 1, b.x() - a.x() - 120, 2)
    ground = appearance.theme.panel.rgb()

    def inked() -> int:
        image = picture_of(view).copy(view.camera.to_screen(strip).toRect())
        pixels = [image.pixel(x, y) for x in range(image.width()) for y in range(image.height())]
        return sum(pixel != ground for pixel in pixels)

    assert inked() == 0
    session.select(UnitSelection(1, 1))
    assert inked() > 20


def test_that_the_diagram_grows_with_the_font(view: DiagramView) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    before, font = view.layout_shown.measures.em, application.font()
    larger = QFont(font)
    larger.setPointSizeF(2 * font.pointSizeF())

    # Qt tells widgets by itself only while its loop runs.
    for chosen, em in ((larger, 2 * before), (font, before)):
        application.setFont(chosen)
        QApplication.sendEvent(view, QEvent(QEvent.Type.ApplicationFontChange))
        assert view.layout_shown.measures.em == em


def test_that_a_selected_bias_shows_where_there_is_no_room_for_all(
    session: Session, qtbot: QtBot
) -> None:
    session.load_problem("iris")
    panel = show(session, qtbot)
    view, index = panel.view, session.network.bias_index(1, 3)
    assert not view.layout_shown.layers[1].details
    rect = (view.parameter_rect(index) or QRectF()).adjusted(-3, -3, 3, 3)
    assert not has_colour(view, picture_of(view), rect, appearance.theme.selection)

    session.select(ParameterSelection(index))

    assert has_colour(view, picture_of(view), rect, appearance.theme.selection)
    found = view.hit_at(QPointF(place_of_parameter(view, index)))
    assert found == ParameterHit(index, "label")
