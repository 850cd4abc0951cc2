"""The font of what a plot paints, sized in pixels."""

from PySide6.QtGui import QFont, QFontInfo

from bpgui.ui.theme import scaled_font

TICKS = 0.82
"""Share of the application's font size in which ticks, legends and readouts are written."""


def pixel_font(share: float = TICKS) -> QFont:
    """Return the application's font at a share of its size, given in whole pixels.

    WORKAROUND: Qt writes a size in points into an SVG without its unit, so that viewers show the
    text a quarter too small; a size in pixels comes out right. Can go when QSvgGenerator converts.
    """
    font = scaled_font(share)
    pixels = QFontInfo(font).pixelSize()
    font.setPixelSize(max(7, pixels))
    return font
