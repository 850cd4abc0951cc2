"""Checking a whole network by mouse and keys, and finding planted bugs."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from bpgui.core.bugs import BUGS
from bpgui.core.gradient_check import central_difference
from bpgui.core.passes import backward, forward
from bpgui.session.selection import ParameterSelection
from bpgui.session.session import Session
from bpgui.ui.diagram.check import AGREES, read_check
from bpgui.ui.gradient_check.panel import GradientCheckPanel
from tests.ui.gradient_check.conftest import make_large

LEFT = Qt.MouseButton.LeftButton


def settle(panel: GradientCheckPanel, session: Session, qtbot: QtBot) -> None:
    """Wait until the check is about the present moment."""
    qtbot.waitUntil(
        lambda: session.checking.is_current(session) and not panel.redraw.marked, timeout=10_000
    )


def choose(box: QComboBox, name: str) -> None:
    """Choose by keys, as with the list open."""
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Home)
    while box.currentData() != name:
        before = box.currentIndex()
        QTest.keyClick(box, Qt.Key.Key_Down)
        assert box.currentIndex() > before, f"{name} is not listed"


def test_that_the_report_is_gradient_and_central_difference_of_all_patterns(
    panel: GradientCheckPanel, session: Session
) -> None:
    network, x, y = session.network, session.dataset.x_train, session.dataset.y_train
    gradient = backward(network, forward(network, x), y, session.settings).gradient
    answer = session.checking.answer
    assert answer is not None
    assert answer.report.indices.tolist() == list(range(network.n_parameters))
    np.testing.assert_allclose(answer.report.gradient, gradient, rtol=1e-12)
    for index, slope in enumerate(answer.report.slopes.tolist()):
        assert slope == central_difference(network, x, y, session.settings, index)
    assert panel.outcome.verdict.text().startswith("All 13 gradients agree; the worst is ")
    assert panel.outcome.verdict.property("role") == "good"
    assert panel.subtitle == "all 13 agree"


def test_that_a_step_typed_or_dragged_shows_truncation_and_rounding(
    panel: GradientCheckPanel, session: Session, qtbot: QtBot
) -> None:
    panel.step.setFocus()
    panel.step.selectAll()
    QTest.keyClicks(panel.step, "0.1")
    QTest.keyClick(panel.step, Qt.Key.Key_Return)
    settle(panel, session, qtbot)
    assert session.checking.step == 0.1
    assert "disagree" in panel.outcome.verdict.text()
    assert "truncation" in panel.outcome.remark.text()

    place = panel.curve.chart.axes.place(-12.8, 0.0).toPoint()
    QTest.mouseClick(panel.curve.chart.viewport, LEFT, pos=place)
    settle(panel, session, qtbot)
    assert session.checking.step == pytest.approx(10**-12.8, rel=0.1)
    assert "rounding" in panel.outcome.verdict.text()
    assert "rounding" in panel.outcome.remark.text()
    assert panel.step.text() != "10⁻⁵"


def test_that_a_step_that_makes_no_sense_is_refused_with_a_sentence(
    panel: GradientCheckPanel, session: Session
) -> None:
    panel.step.setFocus()
    panel.step.selectAll()
    QTest.keyClicks(panel.step, "2")
    QTest.keyClick(panel.step, Qt.Key.Key_Return)
    assert "The step must be from" in panel.step.problem
    assert session.checking.step == 1e-5


def test_that_the_curve_has_the_error_at_each_step(
    panel: GradientCheckPanel, session: Session, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: panel.curve.curve is not None)
    curve = panel.curve.curve
    assert curve is not None
    at = int(np.argmin(np.abs(np.log10(curve.steps) + 2)))
    x, y = session.dataset.x_train, session.dataset.y_train
    slope = central_difference(
        session.network, x, y, session.settings, curve.index, float(curve.steps[at])
    )
    size = max(abs(slope), abs(curve.gradient))
    assert curve.errors[at] == pytest.approx(abs(slope - curve.gradient) / size, rel=1e-9)
    names = {name: x for x, _, name in panel.curve.chart.readout.ends}
    assert names["rounding"] < -8 < -3 < names["truncation"]


def test_that_an_edit_and_other_patterns_are_checked_anew(
    panel: GradientCheckPanel, session: Session, qtbot: QtBot
) -> None:
    before = session.checking.answer
    session.set_parameter(3, 1.25)
    settle(panel, session, qtbot)
    assert session.checking.answer is not before
    panel.patterns.setFocus()
    QTest.keyClick(panel.patterns, Qt.Key.Key_Down)
    settle(panel, session, qtbot)
    answer = session.checking.answer
    assert answer is not None
    assert answer.question.rows.tolist() == [session.pattern]
    np.testing.assert_array_equal(answer.report.gradient, session.backward.gradient)


def test_that_a_click_on_a_row_selects_and_the_pointer_lights_the_weight(
    panel: GradientCheckPanel, session: Session, qtbot: QtBot
) -> None:
    table = panel.worst
    answer = session.checking.answer
    assert answer is not None
    worst = int(answer.report.indices[answer.report.ranking[0]])
    place = table.visualRect(table.rows.index(0, 0)).center()
    QTest.mouseMove(table.viewport(), place - QPoint(3, 0))
    QTest.mouseMove(table.viewport(), place)
    assert session.pointed is not None
    assert session.pointed.index == worst
    QTest.mouseClick(table.viewport(), LEFT, pos=place)
    assert session.selection == ParameterSelection(worst)
    qtbot.waitUntil(lambda: panel.curve.curve is not None and panel.curve.curve.index == worst)


@pytest.mark.parametrize("name", ["derivative", "sign", "bias", "outer"])
def test_that_a_planted_bug_is_caught_and_the_network_is_left_alone(
    panel: GradientCheckPanel, session: Session, qtbot: QtBot, name: str
) -> None:
    document, entries = session.document, session.undo_stack.count()
    gradient = session.backward.gradient.copy()
    choose(panel.bugs.choice, name)
    QTest.mouseClick(panel.bugs.plant, LEFT)
    settle(panel, session, qtbot)
    assert "disagree" in panel.outcome.verdict.text()
    assert panel.outcome.verdict.property("role") == "bad"
    assert panel.bugs.formula.isVisible()
    assert panel.bugs.formula.text.startswith("wrong ")
    assert panel.bugs.feedback.text() == BUGS[name].trace
    assert "not affected" in panel.bugs._banner.text()
    assert session.document is document
    assert session.undo_stack.count() == entries
    np.testing.assert_array_equal(session.backward.gradient, gradient)

    QTest.mouseClick(panel.bugs.remove, LEFT)
    settle(panel, session, qtbot)
    assert panel.outcome.verdict.text().startswith("All 13 gradients agree")


@pytest.mark.parametrize(("name", "words"), [("factor", "½"), ("transpose", "one row")])
def test_that_a_bug_without_effect_says_why(
    panel: GradientCheckPanel, session: Session, qtbot: QtBot, name: str, words: str
) -> None:
    choose(panel.bugs.choice, name)
    QTest.mouseClick(panel.bugs.plant, LEFT)
    settle(panel, session, qtbot)
    assert panel.outcome.verdict.text().startswith("All 13 gradients agree")
    assert panel.bugs.feedback.text().startswith("It does not show here.")
    assert words in panel.bugs.feedback.text()


def test_that_a_factor_lost_is_caught_once_the_loss_has_it(
    panel: GradientCheckPanel, session: Session, qtbot: QtBot
) -> None:
    session.change_settings(loss="squared-error")
    choose(panel.bugs.choice, "factor")
    QTest.mouseClick(panel.bugs.plant, LEFT)
    settle(panel, session, qtbot)
    QTest.mouseClick(panel.bugs.hint, LEFT)
    assert "Each of them is 0.50 times its central difference." in panel.bugs.feedback.text()


def test_that_a_surprise_is_guessed(
    panel: GradientCheckPanel, session: Session, qtbot: QtBot
) -> None:
    panel.resize(340, 420)
    QTest.mouseClick(panel.bugs.surprise, LEFT)
    settle(panel, session, qtbot)
    bug = session.checking.bug
    assert bug is not None
    assert "disagree" in panel.outcome.verdict.text()
    assert not panel.bugs.formula.isVisible()
    assert bug.label not in panel.bugs.feedback.text()

    wrong = "bias" if bug.name != "bias" else "sign"
    choose(panel.bugs.guess, wrong)
    QTest.mouseClick(panel.bugs.try_guess, LEFT)
    assert panel.bugs.feedback.text().startswith("No. ")
    assert session.checking.is_secret
    seen = panel.bugs.feedback.visibleRegion  # scrolled to, below what fits into the panel
    qtbot.waitUntil(lambda: seen().boundingRect() == panel.bugs.feedback.rect())

    choose(panel.bugs.guess, bug.name)
    QTest.mouseClick(panel.bugs.try_guess, LEFT)
    assert panel.bugs.feedback.text().startswith("Right: ")
    assert bug.trace in panel.bugs.feedback.text()
    assert panel.bugs.formula.isVisible()


def test_that_a_guess_with_the_same_numbers_is_as_good_as_right(
    panel: GradientCheckPanel, session: Session, qtbot: QtBot
) -> None:
    session.checking.plant(BUGS["factor"], secretly=True)  # has no effect with this loss
    settle(panel, session, qtbot)
    choose(panel.bugs.guess, "average")
    QTest.mouseClick(panel.bugs.try_guess, LEFT)
    assert panel.bugs.feedback.text().startswith("As good as right")


def test_that_the_surprises_are_all_bugs_that_show(
    panel: GradientCheckPanel, session: Session
) -> None:
    planted = set()
    for seed in range(40):
        panel.bugs.random = np.random.default_rng(seed)
        panel.bugs._surprise()
        bug = session.checking.bug
        assert bug is not None
        planted.add(bug.name)
    assert planted == {"derivative", "sign", "bias", "outer", "overwritten"}


def test_that_the_diagram_is_coloured_only_while_that_is_asked_for_and_seen(
    panel: GradientCheckPanel, session: Session
) -> None:
    assert not session.checking.coloured
    QTest.mouseClick(panel.outcome.coloured, LEFT)
    assert session.checking.coloured
    panel.set_seen(False)
    assert not session.checking.coloured
    panel.set_seen(True)
    assert session.checking.coloured
    panel.hide()
    assert not session.checking.coloured


def test_that_the_colours_do_not_flicker_while_a_weight_is_dragged(
    panel: GradientCheckPanel, session: Session
) -> None:
    QTest.mouseClick(panel.outcome.coloured, LEFT)
    for value in (0.5, 0.75, 1.0):
        session.set_parameter(3, value)
        check = read_check(session)  # as the diagram is painted
        assert check is not None
        assert check.verdict == AGREES
        assert session.checking.is_current(session)


def test_that_the_check_rests_while_training_runs(
    panel: GradientCheckPanel, session: Session, qtbot: QtBot
) -> None:
    before = session.checking.answer
    session.set_running(True)
    session.set_parameter(3, 1.25)
    qtbot.waitUntil(lambda: "rests" in panel.outcome.verdict.text())
    assert session.checking.answer is before
    assert not panel.outcome.check.isEnabled()
    session.set_running(False)
    settle(panel, session, qtbot)
    assert session.checking.answer is not before


def test_that_a_large_network_waits_is_checked_in_part_and_can_be_cancelled(
    panel: GradientCheckPanel, session: Session, qtbot: QtBot
) -> None:
    make_large(session)
    qtbot.waitUntil(lambda: "takes some seconds" in panel.outcome.verdict.text())
    QTest.mouseClick(panel.outcome.check, LEFT)
    qtbot.waitUntil(
        lambda: panel.outcome.progress.isVisible() and panel.outcome.check.text() == "Cancel"
    )
    QTest.mouseClick(panel.outcome.check, LEFT)
    qtbot.waitUntil(lambda: "takes some seconds" in panel.outcome.verdict.text())
    assert not session.checking.is_current(session)

    QTest.mouseClick(panel.outcome.check, LEFT)
    qtbot.waitUntil(lambda: session.checking.is_current(session), timeout=60_000)
    qtbot.waitUntil(lambda: panel.outcome.remark.text().startswith("Too many for all"))
    answer = session.checking.answer
    assert answer is not None
    assert not answer.report.disagreeing.any()
    assert (
        f"{len(answer.report.indices):,} of {session.network.n_connections:,}"
        in panel.outcome.remark.text()
    )
    assert panel.outcome.verdict.property("role") in ("good", "muted")


def test_that_a_hint_goes_with_the_errors_it_is_about(
    panel: GradientCheckPanel, session: Session, qtbot: QtBot
) -> None:
    QTest.mouseClick(panel.bugs.surprise, LEFT)
    settle(panel, session, qtbot)
    QTest.mouseClick(panel.bugs.hint, LEFT)
    assert panel.bugs.feedback.isVisible()
    session.set_parameter(3, 1.25)
    qtbot.waitUntil(lambda: not panel.bugs.feedback.isVisible())


def test_that_nothing_is_planted_where_nothing_would_show(
    panel: GradientCheckPanel, session: Session, qtbot: QtBot
) -> None:
    session.set_parameters(dict.fromkeys(range(13), 0.0), "Set all to 0")
    session.change_settings(margin=0.9)  # every output of 0.5 counts as right
    settle(panel, session, qtbot)
    QTest.mouseClick(panel.bugs.surprise, LEFT)
    assert session.checking.bug is None
    assert panel.bugs.feedback.text().startswith("No mistake would show here")


def test_that_other_data_are_not_kept_alive_by_an_answer(
    panel: GradientCheckPanel, session: Session, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: panel.curve.curve is not None)
    panel.hide()
    session.load_problem("moons")
    assert session.checking.answer is None
    assert panel.curve.curve is None
    panel.show()
    settle(panel, session, qtbot)


def test_that_a_check_that_fails_says_why_once(
    panel: GradientCheckPanel, session: Session, qtbot: QtBot
) -> None:
    session.load_problem("sine")
    settle(panel, session, qtbot)
    good = session.settings
    session._settings = replace(good, loss="cross-entropy")  # what the session itself refuses
    panel.redraw.mark()
    qtbot.waitUntil(
        lambda: "needs a sigmoid or softmax output layer" in panel.outcome.verdict.text()
    )
    qtbot.waitUntil(lambda: not panel.redraw.marked)
    assert panel.outcome.verdict.property("role") == "error"
    assert not panel.checker.busy
    session._settings = good
    panel.redraw.mark()
    qtbot.waitUntil(lambda: "agree" in panel.outcome.verdict.text())


def test_that_the_worst_are_reached_by_keys(panel: GradientCheckPanel, session: Session) -> None:
    panel.worst.setFocus()
    QTest.keyClick(panel.worst, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(panel.worst, Qt.Key.Key_Down)
    answer = session.checking.answer
    assert answer is not None
    second = int(answer.report.indices[answer.report.ranking[1]])
    assert session.pointed is not None
    assert session.pointed.index == second
    QTest.keyClick(panel.worst, Qt.Key.Key_Return)
    assert session.selection == ParameterSelection(second)


def test_that_the_worst_of_another_network_are_gone_before_anything_is_drawn(
    panel: GradientCheckPanel, session: Session, qtbot: QtBot
) -> None:
    panel.set_seen(False)  # behind another tab, where it draws nothing
    rows = panel.worst.rows
    assert rows.rowCount() > 3
    session.load_problem("worked-example")

    shown = [rows.index(place, 0).data() for place in range(rows.rowCount())]
    assert shown == []
    panel.set_seen(True)
    qtbot.waitUntil(lambda: rows.rowCount() == session.network.n_parameters)


def test_that_the_worst_of_another_network_are_gone_though_its_check_is_there_at_once(
    panel: GradientCheckPanel, session: Session, qtbot: QtBot
) -> None:
    qtbot.waitUntil(panel.outcome.coloured.isEnabled)
    QTest.mouseClick(panel.outcome.coloured, LEFT)
    assert session.checking.coloured
    rows = panel.worst.rows
    before = rows.answer
    session.load_problem("worked-example")

    assert session.checking.is_current(session)
    assert rows.answer is not before
    assert [rows.index(place, 0).data() for place in range(rows.rowCount())] == []


def test_that_locking_a_weight_leaves_the_worst_in_place(
    panel: GradientCheckPanel, session: Session
) -> None:
    before = panel.worst.rows.rowCount()
    session.set_locked(0, True)

    assert panel.worst.rows.rowCount() == before > 0
