"""Inside an update the details tell what is found so far, and nothing that comes later."""

from collections.abc import Iterator
from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from bpgui.core.network import Address, Network
from bpgui.core.stages import PHASES, StageKind
from bpgui.session.quantity import Kind, Quantity
from bpgui.session.selection import ParameterSelection, Selection, UnitSelection
from bpgui.session.session import Session
from bpgui.session.walk import Walk
from bpgui.training.runner import Runner
from bpgui.ui.details.details_panel import DetailsPanel
from bpgui.ui.details.page import Page
from bpgui.ui.details.section import Section
from bpgui.ui.details.to_come import TO_COME
from bpgui.ui.mathematics.formula import Span, live, plain, spans
from tests.ui.details.arithmetic import assert_recomputes
from tests.ui.details.conftest import Show

STAGE_OF: dict[Kind, StageKind] = {
    "z": "z", "a": "a", "slope": "a", "loss": "loss", "dloss_da": "loss", "delta": "delta",
    "change": "change", "updated": "change", "gradient_part": "change",
    "momentum_part": "change", "decay_part": "change", "whole_change": "change",
}  # fmt: skip


@pytest.fixture
def runner(session: Session) -> Iterator[Runner]:
    runner = Runner(session)
    yield runner
    runner.shutdown()


def weight(session: Session) -> int:
    return session.network.weight_index(2, 0, 1, 1)


def is_found(session: Session, walk: Walk, of: Quantity) -> bool:
    """Whether a number may be seen: it is found, given, or of a pattern that is done with."""
    if of.kind in ("parameter", "velocity", "target", "eta", "alpha", "decay"):
        return True
    if of.kind == "gradient":
        address = session.network.address(of.index)
        return walk.knows("gradient", address.layer, address.unit)
    if of.layer == 0:
        return True
    if of.pattern not in (-1, walk.row):
        return of.pattern in session.batch_rows[: walk.cursor]
    if STAGE_OF[of.kind] in ("loss", "change"):
        return walk.knows(STAGE_OF[of.kind])
    return walk.knows(STAGE_OF[of.kind], of.layer, of.unit)


def visible(page: Page) -> list[Section]:
    return [section for section in page.sections.values() if section.isVisibleTo(page)]


def numbers(section: Section) -> Iterator[Span]:
    """Yield the numbers a section shows; the rest of a long sum is one of them, of nothing."""
    for line in section.explanation.lines:
        yield from (span for span in spans(line) if span.kind == "live")


@pytest.mark.parametrize("grain", ["phase", "unit"])
@pytest.mark.parametrize("update", ["pattern", "sweep"])
def test_that_no_number_shows_before_it_is_found(
    session: Session, show: Show, runner: Runner, grain: str, update: str
) -> None:
    session.change_settings(update=update, reduction="mean")
    chosen: list[Selection] = [
        None,
        ParameterSelection(weight(session)),
        UnitSelection(1, 1),
        UnitSelection(2, 0),
        ParameterSelection(session.network.bias_index(1, 0)),
    ]
    panel = show(session)
    updates, seen = session.updates, 0
    runner.step(grain)
    while session.walk is not None and session.updates == updates:
        for selection in chosen if update == "pattern" or grain == "phase" else chosen[:2]:
            session.select(selection)
            assert session.walk is not None
            for section in visible(panel.page):
                for span in numbers(section):
                    assert span.of is not None
                    assert is_found(session, session.walk, span.of), (session.walk.stage, span)
                    seen += 1
                assert_recomputes(section.explanation)
        runner.step(grain)
    assert seen > 100


def test_that_what_is_to_come_is_told_by_its_formula(
    session: Session, show: Show, runner: Runner
) -> None:
    session.select(ParameterSelection(weight(session)))
    panel = show(session)
    sections = panel.parameter_page.sections

    for _ in range(4):  # the pattern, z and a of the hidden layer, z of the output
        runner.step("phase")

    assert plain(sections["forward"].explanation.lines[-1]) == "ŷ = σ(z) = 1/(1 + e^(−z))"
    assert plain(sections["forward"].explanation.lines[2]) == (
        "= " + plain(live(float(session.forward.z[2][0, 0])))
    )
    for name in ("forward", "loss", "backward", "gradient", "update"):
        assert sections[name].isVisible()
        assert sections[name].explanation.note == TO_COME
    assert sections["backward"].explanation.text == "δ = ∂L/∂ŷ · f′(z) = −(y − ŷ) · ŷ(1 − ŷ)"
    assert not panel.parameter_page.check_row.isVisible()
    assert not sections["split"].isVisible()


@pytest.mark.parametrize("reduction", ["sum", "mean"])
def test_that_the_gradient_of_a_batch_is_built_pattern_by_pattern(
    session: Session, show: Show, runner: Runner, reduction: str
) -> None:
    session.change_settings(update="sweep", reduction=reduction)
    index = weight(session)
    session.select(ParameterSelection(index))
    panel = show(session)
    section = panel.parameter_page.sections["gradient"]
    first = float(session.inspection.gradient_so_far(1)[index])
    runner.step("phase")
    session.show_phase("gradient")
    assert section.explanation.about == "1 of 4 patterns so far"

    runner.step("phase")

    assert section.explanation.note == (
        f"Still to come; the first of 4 patterns gives {plain(live(first))}."
    )
    session.show_phase("gradient")
    assert section.explanation.about == "2 of 4 patterns so far"
    so_far = float(session.inspection.gradient_so_far(2)[index])
    assert section.explanation.text.split("\n")[-1] == "= " + plain(live(so_far))
    assert assert_recomputes(section.explanation) == 1
    chip = panel.parameter_page.check_row.chip.text()
    assert chip.startswith("✓")
    assert float(chip.split()[1].replace("−", "-")) == pytest.approx(so_far, rel=1e-3)
    session.show_phase("update")
    assert section.explanation.about == f"{reduction} over 4 patterns"


def test_that_without_a_selection_each_number_is_explained_in_its_turn(
    session: Session, show: Show, runner: Runner
) -> None:
    panel = show(session)
    captions = []
    for _ in range(9):
        runner.step("phase")
        found = [each for each in panel.network_page.works if each.isVisible()]
        captions.append([section.explanation.caption for section in found])
        assert all(section.explanation.lines for section in found)

    assert captions[0] == ["The pattern: inputs and targets"]
    assert captions[1] == [f"Pre-activation of hidden unit {k}" for k in (1, 2, 3)]
    assert captions[2] == [f"Activation of hidden unit {k}" for k in (1, 2, 3)]
    assert captions[5] == ["Loss: half squared error"]
    assert captions[6] == ["Error signal of output 1"]
    assert len(captions[8]) == 3
    assert all(caption.startswith("Gradient: ") for caption in captions[8])
    session.walk_to(None)
    assert not panel.network_page.works[0].isVisible()
    assert panel.network_page.sections["loss"].isVisible()


def test_that_the_strip_tells_done_at_work_and_to_come_apart(
    session: Session, show: Show, runner: Runner
) -> None:
    panel = show(session)
    assert {panel.strip.state(phase) for phase in PHASES} == {""}
    plain_strip = panel.strip.grab().toImage()
    runner.step("phase")
    session.show_phase("backward")

    states = [panel.strip.state(phase) for phase in PHASES]

    assert states == ["done", "done", "at work", "to come", "to come"]
    assert panel.strip.buttons["loss"].toolTip().endswith("Done: its numbers are found.")
    assert panel.strip.buttons["update"].toolTip().endswith("Still to come.")
    assert panel.strip.grab().toImage() != plain_strip


def test_that_a_click_on_a_phase_goes_to_its_end(
    session: Session, show: Show, runner: Runner
) -> None:
    panel = show(session)
    runner.step("phase")

    QTest.mouseClick(panel.strip.buttons["gradient"], Qt.MouseButton.LeftButton)
    assert session.walk is not None
    assert session.walk.stage.kind == "gradient"
    QTest.keyClick(panel.strip.buttons["gradient"], Qt.Key.Key_Left)

    assert session.walk.stage.phase == "backward"
    assert panel.strip.buttons["backward"].isChecked()


def test_that_the_section_at_work_comes_into_view(
    session: Session, show: Show, runner: Runner, qtbot: QtBot
) -> None:
    session.select(ParameterSelection(weight(session)))
    panel = show(session)
    panel.resize(335, 420)
    runner.step("phase")
    sections = panel.parameter_page.sections
    for phase in PHASES:
        session.show_phase(phase)
        qtbot.waitUntil(partial(_is_seen, panel, sections[phase]))


def _is_seen(panel: DetailsPanel, section: Section) -> bool:
    region = section.visibleRegion().boundingRect()
    return region.height() >= min(section.height(), panel._scroll.viewport().height())


def test_that_many_patterns_are_added_up_without_looking_at_all(show: Show) -> None:
    session = Session("moons")
    session.change_settings(update="sweep", reduction="sum")
    session.select(ParameterSelection(0))
    panel = show(session)
    runner = Runner(session)
    runner.step("phase")
    session.show_phase("update")
    section = panel.parameter_page.sections["gradient"]

    count = len(session.batch_rows)
    assert section.explanation.about == f"sum over {count} patterns"
    assert f"({count - 2} more)" in section.explanation.text
    assert assert_recomputes(section.explanation) == 1
    assert np.isfinite(session.batch_backward.gradient[0])
    runner.shutdown()


def test_that_another_number_at_work_takes_only_the_room_it_needs(
    show: Show, runner: Runner, session: Session
) -> None:
    panel = show(session)
    work = panel.network_page.works[0]
    heights = []
    for _ in range(7):  # to the delta of the output, past fractions that need more room
        runner.step("phase")
        heights.append(work.formula.height())
    assert work.explanation.caption == "Error signal of output 1"
    assert heights[-1] < max(heights)
    work.settle()
    assert work.formula.height() == heights[-1]


def test_that_a_note_on_all_units_stands_once(show: Show) -> None:
    session = Session("iris")
    runner = Runner(session)
    panel = show(session)
    while session.walk is None or session.walk.stage.kind != "delta":
        runner.step("phase")
    notes = [section.explanation.note for section in panel.network_page.works]
    assert "softmax" in notes[0]
    assert notes[1:] == ["", ""]
    runner.shutdown()


def test_that_a_single_number_more_is_told_as_one(
    session: Session, show: Show, runner: Runner
) -> None:
    panel = show(session)
    while session.walk is None or session.walk.stage.kind != "gradient":
        runner.step("unit")
    shown = [section for section in panel.network_page.works if section.isVisible()]
    assert shown[-1].explanation.note.endswith("And one more: click it in the diagram.")


def test_that_a_step_of_a_unit_in_a_large_network_looks_at_its_own_weights_only(
    show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = Session("digits")
    panel = show(session)
    session.walk_to_end(by_unit=True)
    session.walk_back(by_unit=True)
    looked_at: list[int] = []
    address_of = Network.address

    def address(network: Network, index: int) -> Address:
        looked_at.append(index)
        return address_of(network, index)

    monkeypatch.setattr(Network, "address", address)
    session.walk_back(by_unit=True)
    monkeypatch.undo()

    assert session.walk is not None
    assert session.walk.stage.kind == "gradient"
    network, stage = session.network, session.walk.stage
    assert len(set(looked_at)) < 10
    places = [(network.address(k).layer, network.address(k).unit) for k in looked_at]
    assert set(places) == {(stage.layer, stage.unit)}
    shown = [section for section in panel.network_page.works if section.isVisible()]
    own = network.as_matrix(network.present, stage.layer)[stage.unit].sum()
    assert f"And {own - 3} more weights and biases" in shown[-1].explanation.note
