"""The fonts of the diagram, and the sizes of its texts measured from them."""

from dataclasses import dataclass

from PySide6.QtCore import QSizeF
from PySide6.QtGui import QFont, QFontInfo, QFontMetricsF

from bpgui.ui.diagram.geometry import Measures
from bpgui.ui.theme import scaled_font, tabular


@dataclass(frozen=True)
class Fonts:
    """One font a kind of text. Sizes are in pixels, so that a picture on paper looks the same."""

    number: QFont
    small_number: QFont
    label: QFont
    selected_label: QFont
    detail: QFont
    name: QFont
    caption: QFont
    pill: QFont

    @classmethod
    def create(cls) -> "Fonts":
        """Return the fonts that go with the application's font."""
        return cls(
            number=_font(1.2, QFont.Weight.DemiBold),
            small_number=_font(0.95, QFont.Weight.DemiBold),
            label=_font(0.96, QFont.Weight.Medium),
            selected_label=_font(0.96, QFont.Weight.Bold),
            detail=_font(0.94, QFont.Weight.Normal),
            name=_font(1.05, QFont.Weight.Normal),
            caption=_font(1.0, QFont.Weight.DemiBold),
            pill=_font(0.98, QFont.Weight.DemiBold),
        )

    def measures(self) -> Measures:
        """Return the sizes that a layout needs."""
        em = float(QFontInfo(scaled_font()).pixelSize())
        label, detail, pill = (QFontMetricsF(f) for f in (self.label, self.detail, self.pill))
        return Measures(
            em=em,
            label=QSizeF(label.horizontalAdvance("−0.0000") + 0.5 * em, 1.75 * em),
            detail=QSizeF(detail.horizontalAdvance("z −00.00  b −00.00"), 1.35 * em),
            pill=QSizeF(pill.horizontalAdvance("δ −0.0000") + 1.7 * em, 1.65 * em),
            name_width=QFontMetricsF(self.name).horizontalAdvance,
        )


def _font(share: float, weight: QFont.Weight) -> QFont:
    font = tabular(scaled_font())
    font.setPixelSize(max(1, round(QFontInfo(font).pixelSize() * share)))
    font.setWeight(weight)
    return font
