"""The import preview: the file beside the open network, and what would come of each choice."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from bpgui.core.initialisation import initialise
from bpgui.core.network import create_network
from bpgui.core.settings import Initialisation
from bpgui.data.scaling import Scaling
from bpgui.formats.weights import WeightsFile, export_weights
from bpgui.session.session import Session
from bpgui.session.weights_taking import Choice
from bpgui.ui.numbers import format_significant
from bpgui.ui.weights.import_sheet import WeightsImportSheet
from bpgui.ui.weights.layers_model import FITTING, OUR_PICTURE, OURS, PICTURE, THEIRS
from tests.ui.weights.conftest import xor_weights

Preview = Callable[[WeightsFile], WeightsImportSheet]


@pytest.fixture
def session() -> Session:
    return Session()


@pytest.fixture
def preview(qtbot: QtBot, session: Session, tmp_path: Path) -> Iterator[Preview]:
    """Open the preview of a file of these weights beside a session, and wait until it is read."""
    sheets: list[WeightsImportSheet] = []

    def opened(weights: WeightsFile) -> WeightsImportSheet:
        path = tmp_path / "weights.json"
        export_weights(weights, path)
        sheet = WeightsImportSheet(path, session.document, session.settings)
        qtbot.addWidget(sheet)
        sheet.open()
        sheets.append(sheet)
        qtbot.waitUntil(lambda: not sheet.work.busy)
        return sheet

    yield opened
    for sheet in sheets:
        sheet.close()


def weights_of(*sizes: int, hidden: str = "sigmoid") -> WeightsFile:
    network = initialise(create_network(sizes, hidden=hidden), Initialisation(scale=1.0, seed=4))
    return WeightsFile(network, Scaling.identity(sizes[0]), Scaling.identity(sizes[-1]))


def column(sheet: WeightsImportSheet, number: int) -> list[str]:
    model = sheet.table.layers_model
    return [str(model.index(row, number).data()) for row in range(model.rowCount())]


def chosen(qtbot: QtBot, sheet: WeightsImportSheet) -> Choice:
    with qtbot.waitSignal(sheet.chosen) as blocker:
        QTest.keyClick(sheet, Qt.Key.Key_Return)
    assert blocker.args is not None
    assert isinstance(blocker.args[1], Choice)
    assert not sheet.isVisible()
    return blocker.args[1]


def test_that_layers_stand_beside_those_that_they_are_matched_with(preview: Preview) -> None:
    sheet = preview(weights_of(2, 5, 3, 1, hidden="tanh"))
    assert sheet.facts.text() == "2 – 5 – 3 – 1 · 37 weights and biases"
    assert column(sheet, THEIRS) == [
        "Input\n2 units",
        "Hidden 1\n5 units · tanh",
        "Hidden 2\n3 units · tanh",
        "Output\n1 unit · sigmoid",
    ]
    assert column(sheet, OURS)[1:3] == ["–\nno such layer", "Hidden 1\n3 units · sigmoid"]
    assert column(sheet, FITTING) == ["", "none", "3 of 9", "✓  all 4"]


def test_that_each_layer_has_a_picture_of_its_weights(preview: Preview) -> None:
    model = preview(weights_of(2, 5, 3, 1)).table.layers_model
    shapes = [
        None if levels is None else levels.shape
        for levels in (model.index(row, OUR_PICTURE).data(PICTURE) for row in range(4))
    ]
    assert shapes == [None, None, (3, 3), (1, 4)]


def test_that_a_mismatch_names_the_layer_in_a_sentence(preview: Preview) -> None:
    sheet = preview(weights_of(2, 8, 1))
    assert sheet.notes.isVisible()
    assert sheet.notes.text() == "Hidden 1 has 8 units in the file and 3 here."


def test_that_a_file_of_the_same_layers_has_nothing_to_remark(preview: Preview) -> None:
    sheet = preview(xor_weights())
    assert not sheet.notes.isVisible()
    assert not sheet.choices.scaling.isVisible()
    assert not sheet.choices.names.isVisible()


def test_that_the_loss_before_and_after_is_shown_for_each_choice(
    preview: Preview, session: Session
) -> None:
    sheet = preview(weights_of(2, 3, 1))
    offer = sheet.offer
    assert offer is not None
    before, whole = (format_significant(loss, 3) for loss in offer.losses(Choice(whole=True)))
    assert format_significant(session.loss, 3) == before
    assert sheet.loss.text() == (
        f"Loss on 4 training patterns: {before} now, {whole} after the import"
    )


def test_that_the_arrow_chooses_only_weights_that_fit(qtbot: QtBot, preview: Preview) -> None:
    sheet = preview(weights_of(2, 8, 1))
    assert sheet.choices.whole.isChecked()
    before = sheet.loss.text()
    QTest.keyClick(sheet.choices.whole, Qt.Key.Key_Down)
    assert sheet.choices.part.isChecked()
    assert sheet.loss.text() != before
    assert chosen(qtbot, sheet) == Choice(whole=False, scaling=False)


def test_that_scaling_is_offered_where_it_differs(qtbot: QtBot, preview: Preview) -> None:
    scaling = Scaling.fit("z-score", np.random.default_rng(0).normal(size=(5, 2)))
    sheet = preview(replace(xor_weights(), input_scaling=scaling))
    assert sheet.choices.scaling.isChecked()
    before = sheet.loss.text()
    QTest.keyClick(sheet.choices.scaling, Qt.Key.Key_Space)
    assert sheet.loss.text() != before
    assert not chosen(qtbot, sheet).scaling


def test_that_names_are_offered_with_the_whole_network_only(qtbot: QtBot, preview: Preview) -> None:
    sheet = preview(replace(xor_weights(), target_names=("odd",)))
    assert not sheet.choices.names.isChecked()
    QTest.keyClick(sheet.choices.names, Qt.Key.Key_Space)
    assert sheet.choices.choice.names
    QTest.keyClick(sheet.choices.part, Qt.Key.Key_Space)
    assert not sheet.choices.choice.names
    QTest.keyClick(sheet.choices.whole, Qt.Key.Key_Space)
    assert chosen(qtbot, sheet).names


def test_that_a_file_for_other_data_offers_the_rest(qtbot: QtBot, preview: Preview) -> None:
    sheet = preview(weights_of(4, 3, 1))
    assert not sheet.choices.whole.isEnabled()
    assert sheet.choices.part.isChecked()
    assert not chosen(qtbot, sheet).whole


def test_that_inputs_in_another_order_are_matched_by_name_and_it_is_said(
    preview: Preview, session: Session
) -> None:
    weights = xor_weights()
    layers = weights.network.layers
    turned = replace(
        weights.network,
        layers=(replace(layers[0], unit_names=layers[0].unit_names[::-1]), *layers[1:]),
    )
    sheet = preview(replace(weights, network=turned))
    assert "The inputs stand in another order in the file" in sheet.notes.text()
    assert sheet.offer is not None
    network, _ = sheet.offer.result(sheet.choices.choice)
    assert network.layers == session.network.layers
    assert np.array_equal(network.weights(1, 0), session.network.weights(1, 0)[:, ::-1])


def test_that_a_file_that_is_no_weights_is_a_sentence(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "notes.json"
    path.write_text('{"a": 1}', "utf-8")
    sheet = WeightsImportSheet(path, session.document, session.settings)
    qtbot.addWidget(sheet)
    sheet.open()
    qtbot.waitUntil(lambda: not sheet.work.busy)
    assert sheet.sentence.text().startswith("“notes.json”")
    assert not sheet.import_button.isEnabled()
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()
