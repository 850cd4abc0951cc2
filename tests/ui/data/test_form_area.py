"""A form area scrolls only where there is no room for the form."""

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from bpgui.ui.data.form_area import FormArea


def test_that_the_bar_goes_when_there_is_room_again(qtbot: QtBot) -> None:
    content = QWidget()
    label = QLabel("Words that wrap at the width that is left for them. " * 8)
    label.setWordWrap(True)
    QVBoxLayout(content).addWidget(label)
    area = FormArea(content)
    qtbot.addWidget(area)
    area.resize(258, 80)
    with qtbot.waitExposed(area):
        area.show()
    assert area.verticalScrollBar().isVisible()

    area.resize(258, area.full_height(258))  # just enough without the bar, too little with it

    qtbot.waitUntil(lambda: not area.verticalScrollBar().isVisible())
