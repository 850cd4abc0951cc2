"""A pattern drawn as the picture its inputs are the pixels of."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from bpgui.data.dataset import Dataset
from bpgui.ui.theme import Theme

_LEVELS = 256


def pixel_range(dataset: Dataset) -> tuple[float, float]:
    """Return the smallest and largest raw pixel of the first patterns."""
    sample = dataset.patterns.take(slice(0, 2000))
    return float(sample.min()), float(sample.max())


def thumbnail(
    pixels: NDArray[np.float64], shape: tuple[int, int], ends: tuple[float, float], theme: Theme
) -> QImage:
    """Return a picture with one dot a pixel, from the panel's colour up to the text's.

    Parameters
    ----------
    pixels
        (rows * columns,) raw inputs, row by row.
    shape
        (rows, columns).
    ends
        The values drawn in the panel's colour and in the text's.
    """
    low, high = ends
    share = np.clip((pixels - low) / (high - low if high > low else 1.0), 0.0, 1.0)
    rows, columns = shape
    levels = np.round(share * (_LEVELS - 1)).astype(np.uint8).tobytes()  # outlives the image
    image = QImage(levels, columns, rows, columns, QImage.Format.Format_Indexed8).copy()
    image.setColorTable([theme.blend(theme.text, i / (_LEVELS - 1)).rgb() for i in range(_LEVELS)])
    return image
