"""What every painter of the diagram paints with: a painter, the fonts, the colours of the theme."""

from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from bpgui.ui.diagram.fonts import Fonts
from bpgui.ui.theme import Theme

CENTRE = int(Qt.AlignmentFlag.AlignCenter)
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_UNCLIPPED = int(Qt.TextFlag.TextDontClip)


@dataclass
class Canvas:
    """A painter that knows the look of the diagram.

    Attributes
    ----------
    painter
        Already scaled and moved to the diagram's own pixels.
    theme, fonts
        Colours and fonts.
    em
        Size of the font in the diagram's pixels.
    zoom
        Screen pixels a diagram's pixel.
    visible
        The part of the diagram that is seen, in its own pixels.
    negative_dashed
        Whether negative weights have dashed lines.
    wave_progress
        How far arrowheads have travelled along the connections at work, from 0 to 1.
    """

    painter: QPainter
    theme: Theme
    fonts: Fonts
    em: float
    zoom: float
    visible: QRectF
    negative_dashed: bool = False
    wave_progress: float = 1.0
    _font: QFont | None = field(default=None, repr=False)

    def text(self, rect: QRectF, flags: int, text: str, font: QFont, colour: QColor) -> None:
        """Draw a line of text into a rectangle, which does not clip it."""
        if font is not self._font:
            self.painter.setFont(font)
            self._font = font
        self.painter.setPen(colour)
        self.painter.drawText(rect, flags | _UNCLIPPED, text)

    def patch(self, rect: QRectF) -> None:
        """Soften what lies below a text that lines may cross."""
        colour = QColor(self.theme.panel)
        colour.setAlphaF(0.78)
        self.painter.fillRect(rect, colour)

    def elided(self, text: str, font: QFont, width: float) -> str:
        """Return a name, shortened if it is wider than `width`."""
        if len(text) * 0.35 * self.em < width and len(text) < 6:
            return text
        return QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, width)

    def scaled_text(self, rect: QRectF, text: str, font: QFont, colour: QColor, s: float) -> None:
        """Draw a centred line of text at `s` times its size."""
        self.painter.save()
        self.painter.translate(rect.center())
        self.painter.scale(s, s)
        self.text(QRectF(-1, -1, 2, 2), CENTRE, text, font, colour)
        self.painter.restore()
        self._font = None

    def rounded(
        self, rect: QRectF, fill: QColor, edge: QColor | None, width: float, radius: float
    ) -> None:
        """Draw a rounded rectangle."""
        self.painter.setPen(QPen(edge, width) if edge is not None else Qt.PenStyle.NoPen)
        self.painter.setBrush(fill)
        self.painter.drawRoundedRect(rect, radius, radius)

    def disc(self, centre: QPointF, radius: float, fill: QColor) -> None:
        """Draw a filled circle without an edge."""
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(fill)
        self.painter.drawEllipse(centre, radius, radius)
