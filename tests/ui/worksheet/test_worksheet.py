"""Worksheets: what they ask, that their keys recompute, and how they are exported by clicks."""

import re
from html import escape
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bpgui.formats.worksheet import worksheet_html
from bpgui.session.session import Session
from bpgui.ui.mathematics.digits import USUAL, digits
from bpgui.ui.mathematics.formula import plain
from bpgui.ui.numbers import format_number
from bpgui.ui.theme import prepare_application
from bpgui.ui.worksheet.contents import Draft, Options
from bpgui.ui.worksheet.picture import network_picture
from bpgui.ui.worksheet.sheet import WorksheetSheet
from tests.ui.details.arithmetic import computed
from tests.ui.plots.training import train
from tests.ui.worksheet.reading import articles, lines_of_numbers

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def _look(qapp: QApplication) -> None:
    prepare_application(qapp, "dark")


def opened(problem: str, sweeps: int = 3) -> Session:
    session = Session(problem)
    train(session, sweeps)
    return session


def page(draft: Draft) -> str:
    return worksheet_html(draft.worksheet(), questions=True, key=True)


# ---- the key --------------------------------------------------------------------------------


@pytest.mark.parametrize("problem", ["xor", "worked-example", "iris", "sine", "digits"])
@pytest.mark.parametrize("figures", [3, 6])
def test_that_every_equation_of_the_key_recomputes(problem: str, figures: int) -> None:
    assert_key_recomputes(opened(problem), figures)


@pytest.mark.parametrize("reduction", ["sum", "mean"])
def test_that_the_key_of_a_whole_sweep_recomputes(reduction: str) -> None:
    session = opened("xor")
    session.change_settings(update="sweep", reduction=reduction, decay=0.01)

    assert_key_recomputes(session, 5)
    draft = Draft.make(session, Options(questions=30))
    asked = next(each for each in draft.questions if each.of.kind == "gradient")
    assert "over the 4 patterns" in asked.text
    assert not draft.left_out


def assert_key_recomputes(session: Session, figures: int) -> None:
    draft = Draft.make(session, Options(questions=30, figures=figures, variant=2))
    answers = articles(page(draft), "a")
    assert len(answers) == len(draft.questions)
    checked = 0
    digits.choose(figures)
    try:
        for number, question in enumerate(draft.questions, start=1):
            lines = lines_of_numbers(answers[number])
            result = computed(lines[-1])
            assert result.low <= question.value <= result.high, question.text
            for above, below in pairwise(lines):
                if re.search(r"[^\W\de]|more|…", re.sub(r"exp|tanh|max|ln", "", above)):
                    continue  # a sum that is written out in part
                assert computed(above).meets(computed(below)), f"{above} is not {below}"
                checked += 1
    finally:
        digits.choose(USUAL)
    assert checked >= len(draft.questions) // 2


def test_that_a_wrong_key_would_be_noticed() -> None:
    draft = Draft.make(opened("worked-example"), Options(questions=40))
    html = page(draft)
    number = next(k for k, each in enumerate(draft.questions, 1) if each.of.kind == "delta")
    lines = lines_of_numbers(articles(html, "a")[number])

    assert not computed(lines[0]).meets(computed("0.5"))


# ---- what is on it --------------------------------------------------------------------------


def test_that_every_phase_is_asked_about_in_order() -> None:
    draft = Draft.make(opened("xor"), Options(questions=14))
    kinds = [question.of.kind for question in draft.questions]

    assert [part.title for part in draft.parts] == [
        "Forward pass", "Error and loss", "Backward pass", "Gradients", "Update",
    ]  # fmt: skip
    assert 14 <= len(kinds) <= 15
    assert set(kinds) == {"z", "a", "error", "loss", "delta", "gradient", "change", "updated"}


def test_that_a_variant_is_the_same_again_and_another_asks_other_things() -> None:
    session = opened("xor")
    one, again, other = (
        page(Draft.make(session, Options(variant=variant))) for variant in (1, 1, 2)
    )

    assert one == again
    assert one != other
    assert "Pattern 1" in one
    assert "Pattern 2" in other


@pytest.mark.parametrize("problem", ["xor", "digits"])
@pytest.mark.parametrize("variant", [1, 2, 3, 4])
def test_that_what_is_needed_is_printed_asked_or_given(problem: str, variant: int) -> None:
    draft = Draft.make(opened(problem, 0), Options(questions=7, variant=variant))
    questions = articles(page(draft), "q")
    asked = set()
    for number, question in enumerate(draft.questions, start=1):
        for factor in question.factors:
            printed = factor.of.kind in ("eta", "alpha")
            if problem == "xor":
                printed |= factor.of.kind in ("parameter", "target")
                printed |= factor.of.kind == "a" and factor.of.layer == 0
            given = f"{escape(factor.symbol)} = " in questions[number]
            assert printed or factor.of in asked or given, (question.text, factor)
        asked.add(question.of)


def test_that_formulas_can_be_left_out() -> None:
    session = opened("xor")
    with_them, without = (
        articles(page(Draft.make(session, Options(formulas=formulas))), "q")
        for formulas in (True, False)
    )

    assert all('class="rule"' in text for text in with_them.values())
    assert not any('class="rule"' in text for text in without.values())


def test_that_the_picture_is_light_and_leaves_the_asked_numbers_blank() -> None:
    draft = Draft.make(opened("xor"), Options(questions=53))
    picture = network_picture(draft)
    evidence = draft.scene.presented
    texts = re.findall(r"<text[^>]*>\s*([^<]*?)\s*</text>", picture)

    for layer in (1, 2):
        for a in evidence.forward.a[layer][0].tolist():
            assert format_number(a, 3) not in texts
    weight = float(evidence.network.parameters[0])
    assert any(format_number(weight, 2) in text for text in texts)
    assert "#ffffff" in picture
    assert "#1f2229" not in picture  # the dark theme's ground
    assert "▾" not in picture


def test_that_names_of_units_are_escaped_everywhere() -> None:
    session = opened("xor")
    session.rename_unit(1, 0, '<i>&"')
    draft = Draft.make(session, Options(questions=53))
    html = worksheet_html(draft.worksheet(network_picture(draft)), questions=True, key=True)

    assert "<i>" not in html
    assert "&lt;i&gt;&amp;" in html


def test_that_a_large_network_is_cut_to_what_can_be_worked_out() -> None:
    draft = Draft.make(opened("digits", 0), Options(questions=20))
    html = page(draft)

    assert not draft.is_whole
    assert "too large to be printed whole" in html
    assert "<table" not in html
    assert "an update uses 32 patterns" in html
    assert "gradient" not in {question.of.kind for question in draft.questions}
    assert all(question.of.kind != "z" for question in draft.questions)
    assert all(len(question.factors) <= 21 for question in draft.questions)


def test_that_a_network_without_a_question_is_refused_with_a_sentence() -> None:
    session = Session("sine")
    count = session.network.n_parameters
    session.set_parameters(dict.fromkeys(range(count), 1e308), "Make all weights huge")

    with pytest.raises(ValueError, match="no number that can be worked out by hand"):
        Draft.make(session, Options())


# ---- the sheet ------------------------------------------------------------------------------


def sheet_for(session: Session, qtbot: QtBot, path: Path) -> WorksheetSheet:
    sheet = WorksheetSheet(session, lambda then: then(path))
    qtbot.addWidget(sheet)
    with qtbot.waitExposed(sheet):
        sheet.open()
    return sheet


def test_that_a_worksheet_is_chosen_and_written_by_clicks(tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "class.html"
    sheet = sheet_for(opened("xor"), qtbot, path)
    sheet.questions.setFocus()
    sheet.questions.selectAll()
    QTest.keyClicks(sheet.questions, "8")
    sheet.keys.setCurrentIndex(1)
    assert sheet.summary.text().startswith(("8 questions", "9 questions"))

    with qtbot.waitSignal(sheet.told) as told:
        QTest.mouseClick(sheet.export_button, LEFT)

    assert "class-key.html" in told.args[0]
    html = path.read_text(encoding="utf-8")
    assert len(articles(html, "q")) in (8, 9)
    assert "<svg" in html
    assert len(articles((tmp_path / "class-key.html").read_text(encoding="utf-8"), "a")) in (8, 9)


def test_that_a_file_that_cannot_be_written_is_told_in_the_sheet(
    tmp_path: Path, qtbot: QtBot
) -> None:
    sheet = sheet_for(opened("xor"), qtbot, tmp_path / "missing" / "class.html")
    QTest.mouseClick(sheet.export_button, LEFT)

    assert sheet.isVisible()
    assert "there is no folder" in sheet.problem.text()
    sheet.reject()


def test_that_nothing_to_ask_disables_the_export(tmp_path: Path, qtbot: QtBot) -> None:
    session = Session("sine")
    count = session.network.n_parameters
    session.set_parameters(dict.fromkeys(range(count), 1e308), "Make all weights huge")
    sheet = sheet_for(session, qtbot, tmp_path / "class.html")

    assert not sheet.export_button.isEnabled()
    assert "worked out by hand" in sheet.problem.text()
    sheet.reject()


def test_that_the_window_keeps_its_digits(qtbot: QtBot, tmp_path: Path) -> None:
    sheet = sheet_for(opened("xor"), qtbot, tmp_path / "class.html")
    with qtbot.assertNotEmitted(digits.changed):
        sheet.figures.setValue(7)
        QTest.mouseClick(sheet.export_button, LEFT)

    assert digits.count == USUAL
    assert "0.25" in (tmp_path / "class.html").read_text(encoding="utf-8")
    question = Draft.make(opened("xor"), Options(figures=7)).questions[0]
    assert len(re.sub(r"\D", "", plain(question.lines[-1])).lstrip("0")) == 7
