"""Saving what a panel shows as a picture: PNG for slides, SVG for print.

The picture is painted by the same code as the screen, into a buffer, and reaches the disk whole
or not at all.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from bpgui.formats.whole_file import write_whole

PICTURE_FILTER = "PNG picture (*.png);;SVG drawing (*.svg)"
_PNG_SCALE = 2.0


def save_picture(
    path: Path,
    size: QSize,
    background: QColor,
    paint: Callable[[QPainter], None],
    title: str = "",
) -> None:
    """Paint into a PNG or SVG file, chosen by the path's suffix.

    Parameters
    ----------
    path : Path
        Ends in ``.png`` (twice the screen's resolution) or ``.svg``.
    size : QSize
        Size in logical pixels that `paint` expects.
    background : QColor
        Fills the picture before `paint` is called.
    paint : callable
        Draws with the painter it is given, in logical pixels.
    title : str
        Goes into the SVG's title.

    Raises
    ------
    ValueError
        When the suffix is neither ``.png`` nor ``.svg``.
    OSError
        When the file cannot be written; an older file of that name is then unchanged.
    """
    suffix = path.suffix.lower()
    if suffix not in (".png", ".svg"):
        raise ValueError(f"“{path.name}” ends in neither .png nor .svg: choose one of the two.")
    render = _render_png if suffix == ".png" else _render_svg
    write_whole(path, render(size, background, paint, title))


def svg_picture(
    size: QSize, background: QColor, paint: Callable[[QPainter], None], title: str
) -> str:
    """Return a picture as an SVG element that can stand inside of a page of HTML.

    The parameters are those of `save_picture`.
    """
    text = _render_svg(size, background, paint, title).decode("utf-8")
    return text[text.index("<svg") :].strip()


def _render_png(
    size: QSize, background: QColor, paint: Callable[[QPainter], None], title: str
) -> bytes:
    image = QImage(size * _PNG_SCALE, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(_PNG_SCALE)
    image.setText("Title", title)
    image.fill(background)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def _render_svg(
    size: QSize, background: QColor, paint: Callable[[QPainter], None], title: str
) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(size)
    generator.setViewBox(QRectF(0, 0, size.width(), size.height()))
    generator.setTitle(title)
    painter = QPainter(generator)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(QRectF(0, 0, size.width(), size.height()), background)
    paint(painter)
    painter.end()
    return bytes(buffer.data().data())
