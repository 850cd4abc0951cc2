"""The parts of the updates over the sweeps, as they are seen and by mouse."""

import math

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from bpgui.session import excerpt, update_traces
from bpgui.session.quantity import Quantity
from bpgui.session.selection import ParameterSelection, UnitSelection
from bpgui.session.session import Session
from bpgui.training.runner import Runner
from bpgui.ui.numbers import format_significant
from bpgui.ui.plots.split_panel import UpdateSplitPanel
from bpgui.ui.plots.stacked_areas import shares_of
from bpgui.ui.theme import PARTS, appearance
from tests.training.finishing import poll_until, run_sweeps
from tests.ui.plots.conftest import Show
from tests.ui.plots.mouse import drag, hover, pixel

INDEX = 10


@pytest.fixture
def session(session: Session) -> Session:
    session.change_settings(momentum=0.8, decay=0.002, update="sweep", learning_rate=0.3)
    session.select(ParameterSelection(INDEX))
    return session


@pytest.fixture
def panel(session: Session, show: Show, qtbot: QtBot) -> UpdateSplitPanel:
    run_sweeps(Runner(session), session, 40)
    panel = UpdateSplitPanel(session)
    show(panel)
    settle(panel, qtbot)
    return panel


def settle(panel: UpdateSplitPanel, qtbot: QtBot) -> None:
    """Wait until all is computed and drawn."""

    def is_settled() -> bool:
        index = panel.index
        known = index is None or not panel.traces.read(index).missing
        return known and not panel.redraw.marked and not panel.traces.background.busy

    qtbot.waitUntil(is_settled)


def net(panel: UpdateSplitPanel) -> tuple[list[float], np.ndarray]:
    x, y = panel._areas._sum.getData()
    return x.tolist(), y


# ---- session -> widget ----------------------------------------------------------------------


def test_that_an_empty_panel_says_how_to_fill_it(
    session: Session, show: Show, qtbot: QtBot
) -> None:
    panel = UpdateSplitPanel(session)
    show(panel)
    assert panel.chart.sentence.startswith("Press Run")
    session.select(None)
    qtbot.waitUntil(lambda: panel.chart.sentence.startswith("Select a weight"))
    session.select(ParameterSelection(INDEX))
    run_sweeps(Runner(session), session, 2)
    qtbot.waitUntil(lambda: not panel.chart.sentence)


def test_that_the_line_is_the_change_that_training_makes(
    session: Session, panel: UpdateSplitPanel
) -> None:
    sweeps, sums = net(panel)
    _, weights = session.history.parameters(np.array([INDEX]))

    assert sweeps == list(range(41))
    np.testing.assert_allclose(sums[:-1], np.diff(weights[:, 0]), rtol=1e-9, atol=1e-13)
    assert panel.subtitle == "h₂ → ŷ · update of each kept sweep"


def test_that_the_areas_reach_from_the_negative_parts_to_the_positive(
    panel: UpdateSplitPanel,
) -> None:
    heights = np.concatenate([area.getData()[1] for area in panel._areas._areas])
    parts = panel._parts

    assert heights.max() == pytest.approx(np.maximum(parts, 0).sum(axis=1).max())
    assert heights.min() == pytest.approx(np.minimum(parts, 0).sum(axis=1).min())


def test_that_every_part_is_seen_in_its_colour_and_named(panel: UpdateSplitPanel) -> None:
    seen = colours(panel.grab().toImage())

    for part in PARTS:
        assert appearance.theme.part_colour(part).name() in seen
    assert [key.text for key in panel.chart.readout.legend] == [*PARTS, "sum"]


def colours(image: QImage) -> set[str]:
    return {
        QColor(image.pixel(x, y)).name()
        for x in range(image.width())
        for y in range(image.height())
    }


def test_that_parts_are_named_inside_of_their_areas_and_beside_the_line(
    session: Session, panel: UpdateSplitPanel, qtbot: QtBot
) -> None:
    panel.shares = True
    panel.resize(900, 400)
    settle(panel, qtbot)
    labels = {text: (x, y) for x, y, text, _ in panel.chart.readout.labels}

    assert {"gradient", "momentum"} <= set(labels)
    for part, (x, y) in labels.items():
        row = shares_of(panel._parts)[round(x)]
        side = np.where(np.sign(row) == np.sign(y), row, 0.0)  # what stands on this side of 0
        number = PARTS.index(part)
        ends = side[:number].sum(), side[: number + 1].sum()
        assert min(ends) - 0.05 <= y <= max(ends) + 0.05
    session.go_to(8)
    settle(panel, qtbot)
    assert all(x <= 8 for x, *_ in panel.chart.readout.labels)


def test_that_parts_that_are_off_have_no_key(session: Session, show: Show, qtbot: QtBot) -> None:
    session.change_settings(momentum=0.0, decay=0.0)
    run_sweeps(Runner(session), session, 5)
    panel = UpdateSplitPanel(session)
    show(panel)
    settle(panel, qtbot)

    assert [key.text for key in panel.chart.readout.legend] == ["gradient", "sum"]


def test_that_another_selection_shows_its_own_parts(
    session: Session, panel: UpdateSplitPanel, qtbot: QtBot
) -> None:
    session.select(ParameterSelection(2))
    qtbot.waitUntil(lambda: panel.subtitle.startswith("bias") or panel.index == 2)
    settle(panel, qtbot)
    _, weights = session.history.parameters(np.array([2]))

    np.testing.assert_allclose(net(panel)[1][:-1], np.diff(weights[:, 0]), rtol=1e-9, atol=1e-13)


def test_that_a_unit_shows_the_parts_of_its_bias(
    session: Session, panel: UpdateSplitPanel, qtbot: QtBot
) -> None:
    session.select(UnitSelection(1, 2))
    qtbot.waitUntil(lambda: panel.subtitle.startswith("bias of h₃"))
    assert panel.index == session.network.bias_index(1, 2)
    session.select(UnitSelection(0, 0))
    qtbot.waitUntil(lambda: panel.chart.sentence.startswith("Select a weight"))
    session.change_settings(update="pattern")
    session.select(ParameterSelection(INDEX))
    settle(panel, qtbot)
    # All were made as sweeps, but for the one that comes.
    qtbot.waitUntil(lambda: panel.subtitle == "h₂ → ŷ · change over each kept sweep (1–4 updates)")


def test_that_an_edit_shows_as_a_jump_of_the_decay_part(
    session: Session, panel: UpdateSplitPanel, qtbot: QtBot
) -> None:
    session.set_parameter(INDEX, 9.0)
    run_sweeps(Runner(session), session, 5)
    settle(panel, qtbot)
    sweeps, decay = panel._sweeps.tolist(), panel._parts[:, 2]
    at = sweeps.index(40.0)

    assert sweeps[at : at + 2] == [40.0, 40.0]
    assert decay[at + 1] == pytest.approx(-0.002 * 9.0)
    assert abs(decay[at]) < 0.002 * 5
    session.undo()
    session.undo()
    settle(panel, qtbot)
    assert panel._sweeps.tolist() == list(range(41))


def test_that_changed_rates_change_the_update_to_come(
    session: Session, panel: UpdateSplitPanel, qtbot: QtBot
) -> None:
    before = panel._parts.copy()
    session.change_settings(learning_rate=0.6)
    settle(panel, qtbot)

    np.testing.assert_array_equal(panel._parts[:-1], before[:-1])
    assert panel._parts[-1, 0] == pytest.approx(2 * before[-1, 0])


def test_that_a_running_training_is_followed(
    session: Session, panel: UpdateSplitPanel, qtbot: QtBot
) -> None:
    runner = Runner(session)
    runner.speed = math.inf
    runner.run()
    poll_until(runner, lambda: session.sweep > 300)

    def is_followed() -> bool:
        runner.poll()
        return bool(panel._sweeps[-1] > 200)

    qtbot.waitUntil(is_followed, timeout=20_000)
    runner.pause()
    settle(panel, qtbot)

    assert panel._sweeps[-1] == session.sweep
    assert not panel.traces.background.busy


def test_that_topology_reset_and_other_data_are_survived(
    session: Session, panel: UpdateSplitPanel, qtbot: QtBot
) -> None:
    session.add_unit(1)
    settle(panel, qtbot)
    assert len(panel._sweeps) >= 41
    session.reset()
    qtbot.waitUntil(lambda: panel.chart.sentence.startswith("Press Run"))
    session.undo()
    settle(panel, qtbot)
    assert len(panel._sweeps) >= 41
    session.load_problem("iris")
    qtbot.waitUntil(lambda: panel.chart.sentence.startswith("Select a weight"))


def test_that_the_parts_do_not_give_away_a_hidden_number(
    session: Session, panel: UpdateSplitPanel, qtbot: QtBot
) -> None:
    session.hide(Quantity.of_parameter("updated", INDEX))
    qtbot.waitUntil(lambda: "yours to work out" in panel.chart.sentence)
    hover(panel.chart, 39.0, 0.0)
    assert not panel.chart.readout.text
    session.hide()
    qtbot.waitUntil(lambda: not panel.chart.sentence)


def is_found(session: Session) -> bool:
    return session.walk is None or session.walk.knows("change")


def test_that_an_update_in_whose_midst_one_stands_shows_when_it_is_found(
    session: Session, panel: UpdateSplitPanel, qtbot: QtBot
) -> None:
    runner = Runner(session)
    runner.step("phase")
    settle(panel, qtbot)
    assert session.walk is not None
    assert panel._sweeps.tolist() == list(range(40))
    while not is_found(session):
        runner.step("phase")
    settle(panel, qtbot)
    assert panel._sweeps.tolist() == list(range(41))
    runner.shutdown()


def test_that_no_line_leads_over_what_is_not_computed(
    panel: UpdateSplitPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = panel.traces._known
    for sample in [sample for sample in known if sample.sweep > 20]:
        del known[sample]
    monkeypatch.setattr(panel.traces, "compute", lambda: None)
    panel.synchronize()

    assert net(panel)[0] == list(range(21))
    assert panel.subtitle.endswith("20 to compute")


def test_that_estimates_say_so(
    session: Session, show: Show, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.load_problem("circle")
    session.change_settings(update="sweep")
    session.select(ParameterSelection(0))
    run_sweeps(Runner(session), session, 3)
    monkeypatch.setattr(excerpt, "AT_ONCE", 80 * excerpt.cost(session.network))
    monkeypatch.setattr(update_traces, "MOST_SECONDS", 0.0)
    panel = UpdateSplitPanel(session)
    show(panel)
    settle(panel, qtbot)

    assert f"≈ from 80 of {len(session.dataset.train)} patterns" in panel.subtitle


# ---- widget -> session ----------------------------------------------------------------------


def test_that_the_readout_tells_the_parts_and_their_sum(
    session: Session, panel: UpdateSplitPanel
) -> None:
    hover(panel.chart, 20, 0.0)
    first, second = panel.chart.readout.text.split("\n")
    gradient, momentum, decay = panel._parts[20]
    _, weights = session.history.parameters(np.array([INDEX]))

    assert panel.chart.readout.x == 20.0
    change = format_significant(weights[21, 0] - weights[20, 0], 3)
    assert first == f"sweep 20 → 21 · sum {change}"
    for value, text in zip((gradient, momentum, decay), second.split(" · "), strict=True):
        assert float(text.split(" ")[1].replace("−", "-")) == pytest.approx(value, rel=0.01)
    assert panel.chart.readout.dots[0][1] == pytest.approx(gradient + momentum + decay)


def test_that_a_low_panel_tells_the_parts_in_one_line(
    panel: UpdateSplitPanel, qtbot: QtBot
) -> None:
    panel.resize(300, 110)
    qtbot.waitUntil(lambda: panel.chart.axes.plot.height() < 100)
    hover(panel.chart, 20, 0.0)
    told, total = panel.chart.readout.text.split(" · ")[1].split(" = ")

    terms = told.replace("−", "-").replace("+ ", "+").replace("- ", "-").split(" ")
    assert [float(term) for term in terms] == pytest.approx(panel._parts[20], rel=0.01)
    assert float(total.replace("−", "-")) == pytest.approx(panel._parts[20].sum(), rel=0.01)


def test_that_the_legend_covers_no_part(panel: UpdateSplitPanel) -> None:
    highest = np.maximum(panel._parts, 0.0).sum(axis=1).max()
    axes = panel.chart.axes

    assert axes.place(0.0, highest).y() >= axes.plot.top() + 18


def test_that_a_drag_goes_through_time_and_tells_the_parts_there(
    session: Session, panel: UpdateSplitPanel, qtbot: QtBot
) -> None:
    chart, entries = panel.chart, session.undo_stack.count()
    middle = sum(chart.axes.y) / 2
    start, end = pixel(chart, 30, middle), pixel(chart, 12, middle)
    drag(chart, start, end, release=False)

    assert (session.sweep, session.position) == (12, 0)
    assert chart.readout.text.startswith("sweep 12 → 13 · sum")
    assert float(chart.readout.dots[0][1]) == pytest.approx(panel._parts[12].sum())
    QTest.mouseRelease(chart.viewport, Qt.MouseButton.LeftButton, pos=end)
    assert session.undo_stack.count() == entries + 1
    assert chart.readout.now == 12.0
    settle(panel, qtbot)
    assert panel._sweeps.tolist() == list(range(41))


def test_that_the_future_is_faded(session: Session, panel: UpdateSplitPanel, qtbot: QtBot) -> None:
    session.go_to(20)
    settle(panel, qtbot)
    image, ratio = panel.grab().toImage(), panel.devicePixelRatio()
    full = {appearance.theme.part_colour(part).name() for part in PARTS}

    def seen(first: float, last: float) -> set[str]:
        left, right = (
            panel.chart.viewport.mapTo(panel, pixel(panel.chart, x, 0.0)).x() for x in (first, last)
        )
        top = round(30 * ratio)  # below the legend
        part = image.copy(
            round(left * ratio), top, round((right - left) * ratio), image.height() - top
        )
        return colours(part) & full

    assert seen(1, 19)
    assert not seen(21, 39)


def test_that_shares_fill_the_height(panel: UpdateSplitPanel, qtbot: QtBot) -> None:
    button = next(b for b in panel.findChildren(QToolButton) if b.text() == "shares")
    panel.chips.set_wanted(True)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    settle(panel, qtbot)
    heights = np.stack([area.getData()[1] for area in panel._areas._areas])

    assert panel.shares
    assert heights.max() <= 1.0 + 1e-12
    assert panel.chart.axes.y == pytest.approx((-1.0, 1.5))
    sizes = np.abs(panel._parts).sum(axis=1)
    np.testing.assert_allclose(net(panel)[1], panel._parts.sum(axis=1) / sizes)
    hover(panel.chart, 20, 0.0)
    change = format_significant(float(panel._parts[20].sum()), 3)
    assert f"sum {change}" in panel.chart.readout.text


def test_that_a_hidden_panel_computes_nothing(
    session: Session, panel: UpdateSplitPanel, qtbot: QtBot
) -> None:
    panel.hide()
    run_sweeps(Runner(session), session, 20)
    panel.synchronize()
    assert panel.traces.read(INDEX).missing == 20
    panel.show()
    settle(panel, qtbot)
    assert panel._sweeps.tolist() == list(range(61))


def test_that_the_cursor_away_tells_nothing(panel: UpdateSplitPanel) -> None:
    hover(panel.chart, 20, 0.0)
    assert panel.chart.readout.text
    QTest.mouseMove(panel.chart.viewport, QPoint(1, 1))
    assert not panel.chart.readout.text
