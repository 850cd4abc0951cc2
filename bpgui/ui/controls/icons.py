"""The program's icons: shapes shipped as SVG, drawn in a colour of the theme."""

from functools import cache

from PySide6.QtCore import QByteArray, QObject, QRectF, Qt
from PySide6.QtGui import QAction, QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton

from bpgui.resource import resource
from bpgui.ui.theme import appearance

_SIZES = (16, 32, 64)
_INK = "#000000"
"""The colour in the files, which the theme's takes the place of."""


def icon(name: str, role: str = "text") -> QIcon:
    """Return the icon of a file in ``resources/icons`` in a colour of the present theme.

    Parameters
    ----------
    name : str
        The file's name without suffix.
    role : str
        A colour of `bpgui.ui.theme.Theme`, by its name there.
    """
    colour: QColor = getattr(appearance.theme, role)
    return _icon(name, colour.name(), appearance.theme.muted.name())


class ThemedIcon(QObject):
    """Keeps the icon of a button or an action in a colour of the theme, whichever is shown."""

    def __init__(self, target: QAbstractButton | QAction, name: str, role: str = "text") -> None:
        super().__init__(target)
        self._target = target
        self._name = name
        self._role = role
        appearance.changed.connect(self._show)
        self._show()

    def set_name(self, name: str) -> None:
        """Show another icon."""
        if name != self._name:
            self._name = name
            self._show()

    def _show(self) -> None:
        self._target.setIcon(icon(self._name, self._role))


@cache
def _icon(name: str, colour: str, muted: str) -> QIcon:
    result = QIcon()
    for mode, ink in ((QIcon.Mode.Normal, colour), (QIcon.Mode.Disabled, muted)):
        shape = QSvgRenderer(QByteArray(_shape(name).replace(_INK, ink).encode()))
        for size in _SIZES:
            result.addPixmap(_pixmap(shape, size), mode)
    return result


@cache
def _shape(name: str) -> str:
    return resource("icons", f"{name}.svg").read_text(encoding="utf-8")


def _pixmap(shape: QSvgRenderer, size: int) -> QPixmap:
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    shape.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap
