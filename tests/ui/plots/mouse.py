"""Real clicks and moves at points of a chart."""

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from bpgui.ui.plots.chart import Chart


def pixel(chart: Chart, x: float, y: float) -> QPoint:
    """Return where a point of the plot is on its viewport."""
    return chart.axes.place(x, y).toPoint()


def click(chart: Chart, x: float, y: float) -> None:
    """Click with the left button."""
    QTest.mouseClick(
        chart.viewport,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        pixel(chart, x, y),
    )


def hover(chart: Chart, x: float, y: float) -> None:
    """Move the cursor there."""
    at = pixel(chart, x, y)
    QTest.mouseMove(chart.viewport, at - QPoint(2, 0))
    QTest.mouseMove(chart.viewport, at)


def drag(
    chart: Chart,
    start: QPoint,
    end: QPoint,
    held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    *,
    release: bool = True,
) -> None:
    """Press at one pixel of the viewport, move to another in steps, release."""
    viewport, left = chart.viewport, Qt.MouseButton.LeftButton
    QTest.mouseMove(viewport, start)
    QTest.mousePress(viewport, left, held, start)
    for step in range(1, 6):
        at = QPointF(start + (end - start) * (step / 5))
        place = QPointF(viewport.mapToGlobal(at.toPoint()))
        move = QMouseEvent(QEvent.Type.MouseMove, at, place, Qt.MouseButton.NoButton, left, held)
        QApplication.sendEvent(viewport, move)
    if release:
        QTest.mouseRelease(viewport, left, held, end)
