"""The fonts in which formulas are set, with the measures that their layout needs."""

from functools import cache

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF

from bpgui.ui.theme import scaled_font, tabular

_FAMILIES = ("STIX Two Text", "Cambria", "DejaVu Serif", "Liberation Serif", "Times New Roman")
_SIZE = 1.16
_LEVELS = (1.0, 0.74, 0.6)
_BIG = 1.6
_TALLEST, _DEEPEST = "(Δŷ1", "(py"


def math_font() -> QFont:
    """Return the serif font in which formulas are set."""
    font = tabular(scaled_font(_SIZE))
    font.setFamilies([*_installed(_FAMILIES), "serif", font.family()])
    font.setStyleHint(QFont.StyleHint.Serif)
    font.setKerning(False)  # so that a text is as wide as its characters, and figures never move
    return font


class Face:
    """One font with its measures, in pixels.

    Attributes
    ----------
    em
        The size of the font.
    ascent, descent
        How far letters, figures and brackets reach above and below the baseline.
    axis
        How far above the baseline the middle of a minus sign lies, and so the bar of a fraction.
    """

    def __init__(self, font: QFont) -> None:
        self.font = font
        self._metrics = QFontMetricsF(font)
        self._advances: dict[str, float] = {}
        self._overhangs: dict[str, float] = {}
        self.em = self._metrics.horizontalAdvance("0") / 0.6
        self.ascent = -self._metrics.tightBoundingRect(_TALLEST).top()
        self.descent = self._metrics.tightBoundingRect(_DEEPEST).bottom()
        self.axis = -self._metrics.tightBoundingRect("−").center().y()

    def width(self, text: str) -> float:
        """Return how far a text advances. Measured a character once: numbers change always."""
        advances = self._advances
        total = 0.0
        for character in text:
            advance = advances.get(character)
            if advance is None:
                advance = advances[character] = self._metrics.horizontalAdvance(character)
            total += advance
        return total

    def overhang(self, character: str) -> float:
        """Return how far the ink of a slanted character reaches beyond its advance."""
        found = self._overhangs.get(character)
        if found is None:
            beyond = self._metrics.tightBoundingRect(character).right() - self.width(character)
            found = self._overhangs[character] = max(0.0, beyond + 0.03 * self.em)
        return found

    def extent(self, text: str) -> tuple[float, float]:
        """Return how far the ink of a text reaches above and below the baseline."""
        bounds = self._metrics.tightBoundingRect(text)
        return -bounds.top(), bounds.bottom()


class Faces:
    """The faces of one size: upright and italic, for the line, its scripts, and theirs."""

    def __init__(self, font: QFont) -> None:
        self._upright = tuple(Face(_resized(font, share)) for share in _LEVELS)
        self._italic = tuple(Face(_slanted(_resized(font, share))) for share in _LEVELS)
        self._big = tuple(Face(_resized(font, share * _BIG)) for share in _LEVELS)

    def face(self, level: int, *, italic: bool = False) -> Face:
        """Return the face of a level: 0 for the line, 1 for scripts, 2 for scripts of scripts."""
        return (self._italic if italic else self._upright)[min(level, len(_LEVELS) - 1)]

    def big(self, level: int) -> Face:
        """Return the face of the sign of a sum."""
        return self._big[min(level, len(_LEVELS) - 1)]


def _resized(font: QFont, share: float) -> QFont:
    result = QFont(font)
    if font.pointSizeF() > 0:
        result.setPointSizeF(font.pointSizeF() * share)
    else:
        result.setPixelSize(max(1, round(font.pixelSize() * share)))
    return result


def _slanted(font: QFont) -> QFont:
    result = QFont(font)
    result.setItalic(True)
    return result


@cache
def _installed(families: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(family for family in families if QFontDatabase.hasFamily(family))


@cache
def faces_of(key: str) -> Faces:
    """Return the faces of a font by its key (`QFont.toString`): made once, shared by all."""
    font = QFont()
    font.fromString(key)
    font.setFamilies(math_font().families())
    font.setKerning(False)
    return Faces(tabular(font))


def present_faces() -> Faces:
    """Return the faces for the application's present font."""
    return faces_of(math_font().toString())
