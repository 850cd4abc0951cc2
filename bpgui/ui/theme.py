"""Colours, pens and spacing: the one place where the look of the window is decided.

A colour has one meaning everywhere (diagram, curves, tables, surfaces): positive is blue,
negative is orange, selection and error signals are violet, a forward pass at work is blue-violet.
The pair stays apart for the common colour-vision deficiencies. Width grows with a weight's size.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import cache

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from bpgui.resource import resource
from bpgui.ui.style_sheet import style_sheet

SPACING = 8
"""Pixels between neighbours: docks, buttons, rows of a form."""
MARGIN = 12
"""Pixels from a panel's edge to what stands in it."""
RADIUS = 5
"""Corner radius of panels, buttons and fields, in pixels."""
FONT_FAMILY = "Inter"
PARTS = ("gradient", "momentum", "decay")
"""The parts of an update, in the order in which they are listed and stacked."""


@dataclass(frozen=True)
class Theme:
    """The colours of one appearance, each named for its role."""

    dark: bool
    window: QColor
    panel: QColor
    field: QColor
    chip: QColor
    grid: QColor
    border: QColor
    text: QColor
    muted: QColor
    accent: QColor
    on_accent: QColor
    positive: QColor
    negative: QColor
    negative_text: QColor
    selection: QColor
    on_selection: QColor
    wave: QColor
    highlight: QColor
    good: QColor
    bad: QColor

    def weight_colour(self, weight: float) -> QColor:
        """Return the full colour of a weight's sign; zero counts as positive."""
        return self.negative if weight < 0 else self.positive

    def number_colour(self, weight: float) -> QColor:
        """Return the colour of a weight's number: its sign's, dark or light enough to be read."""
        return self.negative_text if weight < 0 else self.positive

    def connection_colour(self, weight: float) -> QColor:
        """Return the softened colour in which a connection's line is drawn."""
        return self.blend(self.weight_colour(weight), 0.62)

    def activation_colour(self, activation: float, largest: float = 1.0) -> QColor:
        """Return the fill of a unit: from the panel's colour towards the sign's."""
        share = min(1.0, abs(activation) / largest) if largest > 0 else 0.0
        if not math.isfinite(share):
            share = 1.0
        return self.blend(self.weight_colour(activation), (0.72 if self.dark else 0.88) * share)

    def part_colour(self, part: str) -> QColor:
        """Return the fill of one of ``PARTS``; they differ in lightness, not only in hue.

        The gradient comes from the error signals and has their colour.
        """
        inks = {
            "gradient": (self.selection, 0.78),
            "momentum": (self.muted, 0.42),
            "decay": (self.text, 0.86),
        }
        return self.blend(*inks[part])

    def blend(self, colour: QColor, share: float) -> QColor:
        """Mix `share` of a colour into the panel's colour, giving an opaque colour."""
        return QColor(*_mix(_channels(colour), _channels(self.panel), share))

    def text_on(self, fill: QColor) -> QColor:
        """Return the text colour that reads best on a fill."""
        return max((DARK_INK, LIGHT_INK), key=lambda ink: contrast(ink, fill))


DARK_INK, LIGHT_INK = QColor("#1d2330"), QColor("#ffffff")


def contrast(first: QColor, second: QColor) -> float:
    """Return the contrast of two colours, from 1 to 21 (WCAG 2.2, contrast ratio)."""
    lower, higher = sorted((_luminance(first), _luminance(second)))
    return (higher + 0.05) / (lower + 0.05)


def _luminance(colour: QColor) -> float:
    """Return the relative luminance of a colour (WCAG 2.2), from 0 to 1."""
    channels = (colour.redF(), colour.greenF(), colour.blueF())
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


LIGHT = Theme(
    dark=False,
    window=QColor("#f4f5f7"),
    panel=QColor("#ffffff"),
    field=QColor("#ffffff"),
    chip=QColor("#eef1f6"),
    grid=QColor("#e9ebef"),
    border=QColor("#dfe2e8"),
    text=QColor("#1d2330"),
    muted=QColor("#666d7c"),
    accent=QColor("#2563c9"),
    on_accent=QColor("#ffffff"),
    positive=QColor("#2563c9"),
    negative=QColor("#e07b00"),
    negative_text=QColor("#b36100"),
    selection=QColor("#6d3fd1"),
    on_selection=QColor("#ffffff"),
    wave=QColor("#4a53d6"),
    highlight=QColor("#fff7d6"),
    good=QColor("#127a46"),
    bad=QColor("#b42318"),
)
DARK = Theme(
    dark=True,
    window=QColor("#16181d"),
    panel=QColor("#1f2229"),
    field=QColor("#16181d"),
    chip=QColor("#2a2f39"),
    grid=QColor("#282d36"),
    border=QColor("#333844"),
    text=QColor("#e8eaf0"),
    muted=QColor("#9aa1ae"),
    accent=QColor("#6ea2ff"),
    on_accent=QColor("#10131a"),
    positive=QColor("#6ea2ff"),
    negative=QColor("#ff9d3b"),
    negative_text=QColor("#ff9d3b"),
    selection=QColor("#b195ff"),
    on_selection=QColor("#16181d"),
    wave=QColor("#8f9dff"),
    highlight=QColor("#3a3416"),
    good=QColor("#4cc38a"),
    bad=QColor("#ff7b72"),
)


def weight_width(weight: float, largest: float = 5.0) -> float:
    """Return the line width in pixels of a weight: 1 for nothing, 6.5 for `largest` and beyond."""
    if not math.isfinite(weight):
        return 6.5
    return 1.0 + 5.5 * min(1.0, abs(weight) / max(largest, 1e-9))


class Appearance(QObject):
    """Which theme is shown: follows the desktop, or stays as set by hand.

    Widgets paint with ``appearance.theme`` and repaint on ``appearance.changed``.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.choice = "system"
        self.theme = LIGHT
        self._following = False

    def choose(self, choice: str) -> None:
        """Show "light" or "dark", or follow the desktop with "system"."""
        self.choice = choice
        if not self._following:
            QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_desktop_changed)
            self._following = True
        self._apply()

    def _on_desktop_changed(self) -> None:
        if self.choice == "system":
            self._apply()

    def _apply(self) -> None:
        dark = self.choice == "dark" or (self.choice == "system" and _desktop_is_dark())
        self.theme = DARK if dark else LIGHT
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.setPalette(_palette(self.theme))
            suffix = "dark" if dark else "light"
            arrow = resource("icons", f"chevron-{suffix}.svg").as_posix()
            check = resource("icons", f"check-{suffix}.svg").as_posix()
            sheet = style_sheet(_colour_names(self.theme), RADIUS, arrow, check)
            application.setStyleSheet(sheet)
        self.changed.emit()


appearance = Appearance()


@contextmanager
def dressed_later(application: QApplication) -> Iterator[None]:
    """Apply the style sheet at the end of a block in which a window with many widgets is made.

    Otherwise each has it applied again whenever it gets another parent, which takes longer.
    """
    sheet = application.styleSheet()
    application.setStyleSheet("")
    try:
        yield
    finally:
        application.setStyleSheet(sheet)


def prepare_application(application: QApplication, choice: str = "system") -> None:
    """Set style, fonts and colours; call once after the application is made."""
    application.setStyle("Fusion")
    font = QFont(application.font())
    font.setFamilies([load_fonts(), *font.families()])
    if font.pointSizeF() > 0:
        font.setPointSizeF(max(font.pointSizeF(), 9.0))
    application.setFont(tabular(font))
    appearance.choose(choice)


@cache
def load_fonts() -> str:
    """Load the fonts shipped with the program; return the family to use."""
    for weight in ("Regular", "Medium", "SemiBold", "Bold"):
        QFontDatabase.addApplicationFont(str(resource("fonts", f"Inter-{weight}.otf")))
    return FONT_FAMILY


def tabular(font: QFont) -> QFont:
    """Return the font with figures of equal width, so that changing numbers do not jitter."""
    result = QFont(font)
    result.setFeature(QFont.Tag("tnum"), 1)
    return result


def scaled_font(share: float = 1.0, *, bold: bool = False) -> QFont:
    """Return the application's font at a share of its size."""
    font = QFont(QApplication.font())
    if font.pointSizeF() > 0:
        font.setPointSizeF(font.pointSizeF() * share)
    else:
        font.setPixelSize(max(1, round(font.pixelSize() * share)))
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return font


def _desktop_is_dark() -> bool:
    return QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark


def _channels(colour: QColor) -> tuple[int, int, int]:
    return colour.red(), colour.green(), colour.blue()


def _mix(
    over: tuple[int, int, int], under: tuple[int, int, int], share: float
) -> tuple[int, int, int]:
    red, green, blue = (round(u + (o - u) * share) for o, u in zip(over, under, strict=True))
    return red, green, blue


def _colour_names(theme: Theme) -> dict[str, str]:
    values = ((field.name, getattr(theme, field.name)) for field in fields(theme))
    return {name: value.name() for name, value in values if isinstance(value, QColor)}


def _palette(theme: Theme) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for colour_role, colour in (
        (role.Window, theme.panel),
        (role.WindowText, theme.text),
        (role.Base, theme.panel),
        (role.AlternateBase, theme.chip),
        (role.Text, theme.text),
        (role.Button, theme.field),
        (role.ButtonText, theme.text),
        (role.BrightText, theme.bad),
        (role.ToolTipBase, theme.panel),
        (role.ToolTipText, theme.text),
        (role.PlaceholderText, theme.muted),
        (role.Highlight, theme.accent),
        (role.HighlightedText, theme.on_accent),
        (role.Accent, theme.accent),
        (role.Link, theme.accent),
        (role.Mid, theme.border),
        (role.Midlight, theme.chip),
        (role.Dark, theme.border),
        (role.Light, theme.panel),
        (role.Shadow, theme.border),
    ):
        palette.setColor(colour_role, colour)
    for disabled_role in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, disabled_role, theme.muted)
    return palette
