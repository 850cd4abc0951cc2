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


def test_that_of_several_remarks_those_are_shown_that_fit_as_a_whole(qtbot: QtBot) -> None:
    label = SteadyLabel("muted", elided=True)
    qtbot.addWidget(label)
    metrics = label._label.fontMetrics()
    text = "2 – 3 – 1 · 13 parameters · drag to pan, scroll to zoom"
    label.show_text(text)
    label.show()
    for shown in (text, "2 – 3 – 1 · 13 parameters · drag to pan", "2 – 3 – 1 · 13 parameters"):
        label.resize(metrics.horizontalAdvance(shown) + 2, 20)
        assert label._label.text() == shown
    label.show_text("A sentence, which is longer than there is room for it here")
    assert label._label.text().endswith("…")
