"""Faults of libraries that the chosen versions must not have."""

import sys

import pytest
from PySide6.QtGui import QColor, QImage, QPainter


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")
def test_that_painting_loses_no_reference_to_none() -> None:
    # PySide6 6.12.0 drops one for nearly every call that returns nothing; some thousands later the
    # process aborts.
    image = QImage(8, 8, QImage.Format.Format_ARGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    before = sys.getrefcount(None)
    for _ in range(200):
        painter.drawLine(0, 0, 7, 7)
    after = sys.getrefcount(None)
    painter.end()
    assert abs(after - before) < 50
