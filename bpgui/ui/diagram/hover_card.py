"""The card beside the pointer that tells everything about a unit or a connection."""

from functools import partial

import numpy as np
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QWidget
from typing_extensions import override

from bpgui.core.activations import ACTIVATIONS
from bpgui.session.hiding import MARK
from bpgui.session.session import Session
from bpgui.ui.diagram.hits import ButtonHit, CaptionHit, Hit, ParameterHit, UnitHit
from bpgui.ui.diagram.shown import built_gradient
from bpgui.ui.guarding import guarded
from bpgui.ui.numbers import MINUS, format_significant
from bpgui.ui.theme import RADIUS, appearance, scaled_font

_MOST_TERMS = 4
_DISTANCE = 16


class HoverCard(QLabel):
    """A label that floats over the diagram and lets every click through."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._room = parent
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setMargin(8)
        self.hide()

    def show_at(self, point: QPoint, text: str) -> None:
        """Show a text beside a point of the parent, never outside the parent."""
        if text != self.text():
            self.setFont(scaled_font(0.95))
            self.setText(text)
            self.adjustSize()
        room = self._room.rect()
        rect = QRect(point + QPoint(_DISTANCE, _DISTANCE), self.size())
        if rect.right() > room.right():
            rect.moveRight(point.x() - _DISTANCE)
        if rect.bottom() > room.bottom():
            rect.moveBottom(point.y() - _DISTANCE)
        rect.moveLeft(max(2, min(rect.left(), room.right() - rect.width())))
        rect.moveTop(max(2, min(rect.top(), room.bottom() - rect.height())))
        self.move(rect.topLeft())
        self.show()
        self.raise_()

    @override
    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(appearance.theme.border, 1))
            painter.setBrush(appearance.theme.panel)
            painter.drawRoundedRect(
                self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS
            )
        super().paintEvent(event)


def describe(session: Session, hit: Hit) -> str:
    """Return what the card says about a part of the diagram; nothing about some."""
    if isinstance(hit, UnitHit):
        return describe_unit(session, hit.layer, hit.unit)
    if isinstance(hit, ParameterHit):
        return describe_parameter(session, hit.index)
    if isinstance(hit, CaptionHit) and hit.layer:
        layer = session.network.layers[hit.layer].name
        if hit.part == "description":
            return f"Click to choose the activation of {layer}, its biases and connections."
        return f"Double-click to rename {layer}; right-click for more."
    if isinstance(hit, ButtonHit):
        return _describe_button(session, hit)
    return ""


def _describe_alone(session: Session, layer: int, unit: int) -> str:
    """Return what is known of a unit where there is no pattern that it could compute with."""
    part, biases = session.network.layers[layer], session.network.biases(layer)
    lines = [f"{part.unit_names[unit]} · {part.name}"]
    if biases is not None:
        lines.append(f"b = {_number(float(biases[unit]))}")
    return "\n".join((*lines, "The patterns are not here, and so neither z nor a is known."))


def describe_unit(session: Session, layer: int, unit: int) -> str:
    """Return name, z as a sum, a, bias, delta and target of a unit."""
    if session.dataset.absence:
        return _describe_alone(session, layer, unit)
    network = session.network
    part = network.layers[layer]
    a = float(session.forward.a[layer][0, unit])
    hides = partial(session.hidden.hides_unit, layer=layer, unit=unit)
    if layer == 0:
        return (
            f"{part.unit_names[unit]} · {part.name}\na = {_number(a)} (input of the pattern)\n"
            "Drag from the dot at the rim to a later unit to connect them"
        )
    lines = [f"{part.unit_names[unit]} · {part.name} · {ACTIVATIONS[part.activation].label}"]
    walk = session.walk
    if walk is None or walk.knows("z", layer, unit):
        z = float(session.forward.z[layer][0, unit])
        lines.append(f"z = {_sum(session, layer, unit)} = {MARK if hides('z') else _number(z)}")
    if walk is None or walk.knows("a", layer, unit):
        lines.append(f"a = f(z) = {MARK if hides('a') else _number(a)}")
    biases = network.biases(layer)
    if biases is not None:
        lines.append(f"b = {_number(float(biases[unit]))}")
    if walk is None or walk.knows("delta", layer, unit):
        delta = _number(float(session.backward.delta[layer][0, unit]))
        lines.append(f"δ = ∂L/∂z = {MARK if hides('delta') else delta}")
    if layer == len(network.layers) - 1:
        lines.append(f"target y = {_number(float(session.dataset.y[session.pattern][unit]))}")
    lines.append("Right-click to rename, connect or remove")
    return "\n".join(lines)


def describe_parameter(session: Session, index: int) -> str:
    """Return where a weight or bias belongs, its exact value, gradient and last change."""
    network = session.network
    if not 0 <= index < network.n_parameters:
        return ""
    locked = " · locked, not trained" if network.locked[index] else ""
    return "\n".join(
        [
            f"{session.parameter_name(index)}{locked}",
            f"{_letter(session, index)} = {_number(float(network.parameters[index]), 8)}",
            f"gradient {_gradient(session, index)}",
            f"last change {_number(float(session.velocity[index]))}",
            "Click, then type a value; drag its number to sweep it",
            "Selected: ↑ ↓ or the wheel over its number change it",
        ]
    )


def _gradient(session: Session, index: int) -> str:
    """Return the gradient of a parameter; inside an update, as far as it is summed."""
    if session.hidden.hides_parameter("gradient", index):
        return MARK
    if session.dataset.absence:
        return "unknown: the patterns are not here"
    walk = session.walk
    value = float(session.backward.gradient[index])
    if walk is not None:
        value = float(built_gradient(session, walk)[index])
    return "not found yet" if np.isnan(value) and walk is not None else _number(value)


def _letter(session: Session, index: int) -> str:
    return "b" if session.network.address(index).source is None else "w"


def _describe_button(session: Session, hit: ButtonHit) -> str:
    if hit.action == "add layer":
        return "Insert a hidden layer before the output"
    layer = session.network.layers[hit.layer].name
    verb = "Add a unit to" if hit.action == "add unit" else "Remove the last unit of"
    return f"{verb} {layer}"


def _sum(session: Session, layer: int, unit: int) -> str:
    """Return z written out, such as "0.5·1 − 0.3·2 + 0.1"; shortened for many terms."""
    network = session.network
    terms: list[str] = []
    count = 0
    for source in network.sources(layer):
        weights = network.weights(layer, source)[unit]
        present = np.flatnonzero(network.present_block(layer, source)[unit])
        count += len(present)
        for k in present[: _MOST_TERMS - len(terms)].tolist():
            a = _number(float(session.forward.a[source][0, k]), 3)
            a = MARK if session.hidden.hides_unit("a", source, k) else a
            terms.append(f"{_number(float(weights[k]), 3)}·{f'({a})' if a[0] == MINUS else a}")
    if count > _MOST_TERMS:
        terms.append(f"… {count - _MOST_TERMS} more")
    biases = network.biases(layer)
    if biases is not None:
        terms.append(_number(float(biases[unit]), 3))
    return " + ".join(terms).replace(f"+ {MINUS}", f"{MINUS} ") or "0"


def _number(value: float, digits: int = 5) -> str:
    text = format_significant(value, digits)
    if "." in text and "·" not in text:
        text = text.rstrip("0").rstrip(".")
    return text
