"""Icons are drawn in the colours of the theme, and follow it."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QImage
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from bpgui.ui.controls.icons import ThemedIcon, icon
from bpgui.ui.theme import DARK, LIGHT, appearance


def ink(picture: QIcon) -> str:
    """Return the colour of what is opaque in the icon."""
    image: QImage = picture.pixmap(QSize(32, 32)).toImage()
    colours = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    opaque = {colour.name() for colour in colours if colour.alpha() == 255}
    assert len(opaque) == 1
    return opaque.pop()


@pytest.mark.parametrize("name", ["reset", "back", "step", "run", "pause", "export", "chevron"])
def test_that_an_icon_is_drawn_in_the_colour_asked_for(name: str) -> None:
    assert ink(icon(name, "accent")) == LIGHT.accent.name()


def test_that_an_icon_follows_the_theme(qtbot: QtBot) -> None:
    button = QPushButton()
    qtbot.addWidget(button)
    ThemedIcon(button, "run")
    assert ink(button.icon()) == LIGHT.text.name()
    try:
        appearance.choose("dark")

        assert ink(button.icon()) == DARK.text.name()
    finally:
        appearance.choose("light")
