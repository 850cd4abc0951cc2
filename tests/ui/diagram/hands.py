"""Showing a diagram, and finding what to click on in it."""

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bpgui.session.session import Session
from bpgui.ui.diagram.panel import DiagramPanel
from bpgui.ui.diagram.view import DiagramView

PICTURED = (-0.61, 0.81, 0.52, 3.86, -4.04, -2.25, -4.45, 4.33, -2.51, -1.65, 4.98, 5.44, -1.54)
"""The parameters in the design picture, in the order of the vector."""
W23 = 10
"""The weight from h₂ to ŷ, selected in the picture."""
BIAS_OF_H2 = 5
NO_KEYS = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


def show(session: Session, qtbot: QtBot, width: int = 808, height: int = 514) -> DiagramPanel:
    panel = DiagramPanel(session)
    qtbot.addWidget(panel)
    panel.resize(width, height)
    with qtbot.waitExposed(panel):
        panel.show()
    panel.activateWindow()
    panel.view.setFocus()
    qtbot.waitUntil(panel.view.hasFocus)
    return panel


def place_of(view: DiagramView, rect: QRectF | None) -> QPoint:
    assert rect is not None
    return view.camera.to_screen(rect).center().toPoint()


def place_of_parameter(view: DiagramView, index: int) -> QPoint:
    return place_of(view, view.parameter_rect(index))


def place_of_unit(view: DiagramView, layer: int, unit: int) -> QPoint:
    return place_of(view, view.layout_shown.layers[layer].square(unit))


def place_of_button(view: DiagramView, action: str, layer: int) -> QPoint:
    for button in view.layout_shown.buttons:
        if (button.action, button.layer) == (action, layer):
            centre = button.centre
            return place_of(view, QRectF(centre.x() - 1, centre.y() - 1, 2, 2))
    raise AssertionError(f"no button to {action} in layer {layer}")


def drag(
    view: DiagramView,
    way: list[QPoint],
    *,
    modifiers: Qt.KeyboardModifier = NO_KEYS,
    let_go: bool = True,
) -> None:
    """Press at the first point, move through the others, and let go at the last."""
    _mouse(view, QEvent.Type.MouseButtonPress, way[0], modifiers)
    for point in way[1:]:
        _mouse(view, QEvent.Type.MouseMove, point, modifiers)
    if let_go:
        _mouse(view, QEvent.Type.MouseButtonRelease, way[-1], modifiers)


def drag_on(view: DiagramView, to: QPoint) -> None:
    """Move on with the button pressed."""
    _mouse(view, QEvent.Type.MouseMove, to, NO_KEYS)


def let_go(view: DiagramView, at: QPoint) -> None:
    """Let go of the button."""
    _mouse(view, QEvent.Type.MouseButtonRelease, at, NO_KEYS)


def hover(view: DiagramView, at: QPoint) -> None:
    position = QPointF(at)
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        position,
        view.mapToGlobal(position),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
        NO_KEYS,
    )
    QApplication.sendEvent(view, event)


def wheel(
    view: DiagramView, at: QPoint, clicks: int, modifiers: Qt.KeyboardModifier = NO_KEYS
) -> None:
    position = QPointF(at)
    event = QWheelEvent(
        position,
        view.mapToGlobal(position),
        QPoint(),
        QPoint(0, 120 * clicks),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view, event)


def picture_of(view: DiagramView) -> QImage:
    return view.grab().toImage()


def _mouse(
    view: DiagramView, kind: QEvent.Type, at: QPoint, modifiers: Qt.KeyboardModifier
) -> None:
    position = QPointF(at)
    held = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else LEFT
    button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else LEFT
    event = QMouseEvent(kind, position, view.mapToGlobal(position), button, held, modifiers)
    QApplication.sendEvent(view, event)
