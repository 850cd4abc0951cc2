from pytestqt.qtbot import QtBot

from bpgui.ui.steady_label import SteadyLabel
from bpgui.ui.theme import scaled_font


def test_that_its_font_counts_under_a_style_sheet(qtbot: QtBot) -> None:
    label = SteadyLabel("muted")
    qtbot.addWidget(label)
    label.setStyleSheet("QLabel { font-weight: 600; }")
    label.show()
    label.setFont(scaled_font(2.0))
    assert label._label.font().pointSizeF() == scaled_font(2.0).pointSizeF()
