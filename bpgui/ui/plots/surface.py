"""The output of a two-input network over the plane of its inputs, as numbers and as a picture."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget
from typing_extensions import override

from bpgui.core.arrays import FloatArray
from bpgui.core.network import Network
from bpgui.core.passes import predict
from bpgui.data.dataset import Dataset
from bpgui.ui.guarding import guarded
from bpgui.ui.plots.ranges import Range
from bpgui.ui.theme import Theme

_SHADES = 256
_STRONGEST = 0.75  # share of the full colour at the ends of the scale, as units are filled


@dataclass(frozen=True)
class Levels:
    """The scale of an output: ``middle`` has no colour, ``middle ± reach`` the strongest."""

    middle: float
    reach: float

    def share(self, values: FloatArray) -> FloatArray:
        """Return -1 at the lowest level and below, 1 at the highest and above."""
        with np.errstate(all="ignore"):
            share: FloatArray = np.clip((values - self.middle) / self.reach, -1.0, 1.0)
        return share


def output_levels(network: Network, dataset: Dataset, output: int) -> Levels:
    """Return the scale of one output: around the decision for classes, else the output's range."""
    activation = network.layers[-1].activation
    if dataset.kind != "regression" or activation in ("sigmoid", "softmax"):
        return Levels(0.5, 0.5)
    if activation == "tanh":
        return Levels(0.0, 1.0)
    targets = dataset.y[:, output]
    low, high = float(targets.min()), float(targets.max())
    return Levels((low + high) / 2, max((high - low) / 2, 1e-9) if high > low else 1.0)


def sample_surface(
    network: Network, dataset: Dataset, output: int, across: Range, up: Range, count: int
) -> FloatArray:
    """Return one output at the centres of count x count cells, lowest x₂ first.

    Parameters
    ----------
    network, dataset : Network, Dataset
        The dataset's scaling stands between the raw ranges and the network.
    output : int
        Which output.
    across, up : (float, float)
        The raw ranges of the two inputs.
    count : int
        Cells a side.
    """
    centres = (np.arange(count) + 0.5) / count
    x1 = across[0] + centres * (across[1] - across[0])
    x2 = up[0] + centres * (up[1] - up[0])
    raw = np.empty((count * count, 2))
    raw[:, 0], raw[:, 1] = np.tile(x1, count), np.repeat(x2, count)
    with np.errstate(all="ignore"):
        outputs = predict(network, dataset.input_scaling.apply(raw))
    return outputs[:, output].reshape(count, count)


def palette(theme: Theme) -> NDArray[np.uint32]:
    """Return the colours from the lowest to the highest level as 0xffRRGGBB."""
    shares = np.linspace(-1.0, 1.0, _SHADES)
    return np.array([shade(theme, float(share)).rgb() for share in shares], dtype=np.uint32)


def shade(theme: Theme, share: float) -> QColor:
    """Return the colour of a level between -1 (negative) and 1 (positive)."""
    return theme.blend(theme.weight_colour(share), _STRONGEST * abs(share))


class SurfaceItem(QGraphicsItem):
    """A picture laid over a rectangle of the plot, smoothed between its pixels."""

    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()
        self._rect = QRectF(0, 0, 1, 1)
        self.setZValue(-10)

    def show_shares(
        self, shares: FloatArray, colours: NDArray[np.uint32], across: Range, up: Range
    ) -> None:
        """Show levels, (n, n) lowest row first, over ranges of the plot; NaN has no colour."""
        places = np.nan_to_num((shares + 1) * (0.5 * (_SHADES - 1)), nan=_SHADES / 2)
        pixels = np.ascontiguousarray(colours[places.astype(np.intp)])
        height, width = pixels.shape
        picture = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
        self._image = picture.copy()
        rect = QRectF(across[0], up[0], across[1] - across[0], up[1] - up[0])
        if rect != self._rect:
            self.prepareGeometryChange()
            self._rect = rect
        self.update()

    @property
    def image(self) -> QImage:
        """The picture as it is, lowest row first."""
        return self._image

    @override
    def boundingRect(self) -> QRectF:
        return self._rect

    @override
    @guarded
    def paint(
        self,
        painter: QPainter,
        _option: QStyleOptionGraphicsItem,
        _widget: QWidget | None = None,
    ) -> None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(self._rect, self._image)
