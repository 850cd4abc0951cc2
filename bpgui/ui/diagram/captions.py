"""The row below the units: the layers' names, and the round buttons that change them."""

import itertools
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from bpgui.ui.diagram.geometry import ButtonSpot, CaptionSpot, LayerSpot, Measures

_HALF_CAPTION = 4.4
_LINE = 1.45


@dataclass(frozen=True)
class CaptionRow:
    """All captions and buttons."""

    captions: tuple[CaptionSpot, ...]
    buttons: tuple[ButtonSpot, ...]


def place_captions(spots: list[LayerSpot], measures: Measures, top: float) -> CaptionRow:
    """Place captions below `top`, and the buttons beside them or, where narrow, below them."""
    em = measures.em
    captions = []
    for spot in spots:
        x = spot.rect.center().x()
        line = QRectF(x - _HALF_CAPTION * em, top, 2 * _HALF_CAPTION * em, _LINE * em)
        captions.append(CaptionSpot(spot.layer, line, line.translated(0, _LINE * em)))
    centres = [spot.rect.center().x() for spot in spots]
    pitch = min(b - a for a, b in itertools.pairwise(centres))
    wide = pitch >= 14.5 * em
    beside, below = top + _LINE * em, top + 2.75 * _LINE * em
    buttons = [
        button
        for spot in spots[1:-1]
        for button in _unit_buttons(spot, measures, beside if wide else below, wide=wide)
    ]
    roomy = centres[-1] - centres[-2] >= 18 * em
    buttons.append(_layer_button(centres, measures, beside if roomy else below, roomy=roomy))
    return CaptionRow(tuple(captions), tuple(buttons))


def _unit_buttons(spot: LayerSpot, measures: Measures, y: float, *, wide: bool) -> list[ButtonSpot]:
    em = measures.em
    away = (4.6 if wide else 1.0) * em
    x, radius = spot.rect.center().x(), 0.78 * em
    return [
        ButtonSpot("remove unit", spot.layer, QPointF(x - away, y), radius),
        ButtonSpot("add unit", spot.layer, QPointF(x + away, y), radius),
    ]


def _layer_button(centres: list[float], measures: Measures, y: float, *, roomy: bool) -> ButtonSpot:
    em = measures.em
    x = (centres[-1] + centres[-2]) / 2
    if len(centres) == 2 or not roomy:
        x -= 1.2 * em
    text = QRectF(x + 1.15 * em, y - 0.8 * em, 2.9 * em, 1.6 * em)
    return ButtonSpot("add layer", len(centres) - 1, QPointF(x, y), 0.78 * em, text)
