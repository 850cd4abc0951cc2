import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from bpgui.core.compiled import readiness
from bpgui.session.session import Session
from bpgui.ui.controls.computation_form import ComputationForm


@pytest.fixture
def form(qtbot: QtBot) -> ComputationForm:
    form = ComputationForm(Session())
    qtbot.addWidget(form)
    form.synchronize()
    form.show()
    return form


def test_that_kernel_and_precision_are_chosen(form: ComputationForm) -> None:
    session = form._session
    assert (form.kernel.currentText(), form.precision.currentText()) == ("automatic", "64 bits")
    form.kernel.setFocus()
    QTest.keyClick(form.kernel, Qt.Key.Key_End)
    assert session.settings.kernel == "numpy"
    QTest.keyClick(form.precision, Qt.Key.Key_Down)
    assert session.settings.precision == "single"


def test_that_choices_made_elsewhere_are_shown(form: ComputationForm) -> None:
    form._session.change_settings(kernel="compiled", precision="single")
    form.synchronize()
    assert (form.kernel.currentText(), form.precision.currentText()) == ("compiled", "32 bits")


def test_that_it_says_what_is_missing(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "is_installed", lambda: False)
    form = ComputationForm(Session())
    qtbot.addWidget(form)
    assert "numba" in form.kernel.toolTip()
