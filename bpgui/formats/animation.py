"""Pictures that follow each other, as an animated GIF and as numbered PNG files.

A GIF has 256 colours for all its pictures. They are chosen from samples of the animation: rare
colours, such as that of a thin line, count for more than their share of the pixels, and no pixel
is dithered, so that flat areas stay flat and what did not move between two pictures costs nothing.
"""

import errno
import io
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from bpgui.formats.whole_file import describe_failure, write_whole

if TYPE_CHECKING:
    from PIL import Image

MOST_PIXELS = 600_000_000
"""Pixels of all pictures of a GIF together, which are in memory at once, a byte each."""
MOST_RATE = 50.0
"""Pictures a second: a GIF counts hundredths, and viewers slow down what shows less than two."""
_COLOURS = 255
"""Colours of the palette; one more stands for what has not changed."""
_BITS = 6
"""Bits of a colour's channel by which it is looked up."""


class AnimationError(ValueError):
    """The animation cannot be written; `str()` of it is a sentence for the user."""


class Picture(NamedTuple):
    """One picture.

    Attributes
    ----------
    width, height : int
        In pixels.
    rgb : bytes
        Three bytes a pixel, from the upper left on, row by row.
    """

    width: int
    height: int
    rgb: bytes


def write_animation(
    pictures: Iterable[Picture],
    samples: Sequence[Picture],
    *,
    rate: float,
    gif: str | os.PathLike[str] | None = None,
    folder: str | os.PathLike[str] | None = None,
) -> int:
    """Write pictures of one size, each file whole or none at all.

    Parameters
    ----------
    pictures
        In their order; asked for one after the other, and not kept. What this raises ends it, and
        leaves everything as it was.
    samples
        Some of them, from which the colours of a GIF are chosen.
    rate
        Pictures a second, up to ``MOST_RATE``.
    gif
        The file of an animated GIF, which begins again where it ends.
    folder
        Where ``frame-0001.png`` and so on go.

    Returns
    -------
    int
        How many pictures were written.

    Raises
    ------
    AnimationError
        When nothing was written, and why.
    """
    if not 0 < rate <= MOST_RATE:
        raise AnimationError(f"An animation shows up to {MOST_RATE:g} pictures a second.")
    frames = _Frames(None if folder is None else Path(folder))
    target = Path(folder or gif or "")
    try:
        passing = frames.noting(pictures)
        data = None if gif is None else _gif(passing, _Palette(samples), rate)
        for _ in passing:
            pass
        if frames.count == 0:
            raise AnimationError("An animation needs at least one picture.")
        if gif is not None and data is not None:
            target = Path(gif)
            write_whole(gif, data)
        frames.keep()
    except OSError as error:
        raise AnimationError(describe_failure(target, error)) from error
    finally:
        frames.clear()
    return frames.count


# ---- PNG ---------------------------------------------------------------------------------------


class _Frames:
    """Numbered PNG files, in a hidden folder until all are there."""

    def __init__(self, folder: Path | None) -> None:
        self.count = 0
        self._folder = folder
        self._part: Path | None = None

    def noting(self, pictures: Iterable[Picture]) -> Iterator[Picture]:
        """Yield the pictures, each once it is written."""
        if self._folder is not None:
            self._make_room(self._folder)
        for picture in pictures:
            if self._part is not None:
                file = io.BytesIO()
                _image(picture).save(file, "PNG")
                (self._part / _name(self.count)).write_bytes(file.getvalue())
            self.count += 1
            yield picture

    def keep(self) -> None:
        """Give the files their place."""
        if self._folder is not None and self._part is not None:
            for number in range(self.count):
                (self._part / _name(number)).replace(self._folder / _name(number))

    def clear(self) -> None:
        """Leave nothing unfinished behind."""
        if self._part is not None:
            shutil.rmtree(self._part, ignore_errors=True)

    def _make_room(self, folder: Path) -> None:
        if not folder.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))
        if next(folder.glob("frame-*.png"), None) is not None:
            raise AnimationError(
                f"“{folder}” already holds pictures of an animation: choose an empty folder, so "
                "that the two do not mix."
            )
        part = folder / f".bpgui-{secrets.token_hex(8)}.part"
        part.mkdir()
        self._part = part


def _name(number: int) -> str:
    return f"frame-{number + 1:04d}.png"


def _image(picture: Picture) -> "Image.Image":
    from PIL import Image

    return Image.frombytes("RGB", (picture.width, picture.height), picture.rgb)


# ---- GIF ---------------------------------------------------------------------------------------


def _gif(pictures: Iterator[Picture], palette: "_Palette", rate: float) -> bytes:
    """Return the bytes of an animated GIF."""
    first = next(pictures, None)
    if first is None:
        raise AnimationError("An animation needs at least one picture.")
    most, file = MOST_PIXELS // (first.width * first.height), io.BytesIO()
    ends = [round(100 * k / rate) for k in range(most + 2)]
    durations = [10 * (end - start) for start, end in pairwise(ends)]

    def rest() -> "Iterator[Image.Image]":
        for number, picture in enumerate(pictures, start=2):
            if number > most:
                raise AnimationError(
                    "A GIF of so many pictures of this size does not fit into memory: choose "
                    "fewer or smaller ones, or PNG frames."
                )
            yield palette.changes(picture)

    palette.changes(first).save(
        file,
        "GIF",
        save_all=True,
        append_images=rest(),
        duration=durations,
        loop=0,
        disposal=1,
        optimize=False,
        transparency=_COLOURS,
    )
    return file.getvalue()


class _Palette:
    """The colours of a GIF, and which of them stands for every colour."""

    def __init__(self, samples: Sequence[Picture]) -> None:
        counts = np.zeros(1 << 3 * _BITS)
        sums = np.zeros((len(counts), 3))
        for sample in samples:
            pixels = _pixels(sample)
            keys = _keys(pixels)
            counts += np.bincount(keys, minlength=len(counts))
            for channel in range(3):
                sums[:, channel] += np.bincount(keys, pixels[:, channel], minlength=len(counts))
        seen = np.flatnonzero(counts)
        means = sums[seen] / counts[seen, np.newaxis]
        self._colours = _chosen(means, counts[seen])
        self._nearest = _nearest(_every_colour(), self._colours)
        # A colour that was seen is its own nearest, though its place is looked up by a like one.
        self._nearest[seen] = _nearest(means, self._colours)
        self._shown: np.ndarray | None = None

    def changes(self, picture: Picture) -> "Image.Image":
        """Return a picture in these colours, see-through where it is as the one before."""
        from PIL import Image

        places = self._nearest[_keys(_pixels(picture))]
        drawn = places if self._shown is None else places.copy()
        if self._shown is not None:
            drawn[places == self._shown] = _COLOURS
        self._shown = places
        image = Image.frombytes("P", (picture.width, picture.height), drawn.tobytes())
        image.putpalette(self._colours.tobytes().ljust(3 * (_COLOURS + 1), b"\0"))
        return image


def _pixels(picture: Picture) -> "np.ndarray[tuple[int, int], np.dtype[np.uint8]]":
    return np.frombuffer(picture.rgb, dtype=np.uint8).reshape(-1, 3)


def _keys(pixels: "np.ndarray[tuple[int, int], np.dtype[np.uint8]]") -> np.ndarray:
    """Return where each pixel's colour is looked up, shape (pixels,)."""
    red, green, blue = ((pixels[:, k] >> (8 - _BITS)).astype(np.int32) for k in range(3))
    return (red << 2 * _BITS) | (green << _BITS) | blue


def _every_colour() -> np.ndarray:
    """Return a colour for every key, shape (keys, 3); black is black and white is white."""
    keys = np.arange(1 << 3 * _BITS)
    mask = (1 << _BITS) - 1
    channels = [(keys >> shift) & mask for shift in (2 * _BITS, _BITS, 0)]
    full = [(c << (8 - _BITS)) | (c >> (2 * _BITS - 8)) for c in channels]
    return np.stack(full, axis=1).astype(np.uint8)


def _nearest(colours: np.ndarray, table: np.ndarray) -> np.ndarray:
    """Return which colour of a table is nearest to each of the others, shape (colours,)."""
    entries = table.astype(np.float32)
    lengths = (entries**2).sum(axis=1)
    found = np.empty(len(colours), dtype=np.uint8)
    for first in range(0, len(colours), 1 << 13):  # so many at once fit into a few megabytes
        some = colours[first : first + (1 << 13)].astype(np.float32)
        found[first : first + len(some)] = (lengths - 2 * some @ entries.T).argmin(axis=1)
    return found


def _chosen(means: np.ndarray, counts: np.ndarray) -> "np.ndarray":
    """Return up to ``_COLOURS`` colours for those seen, shape (colours, 3).

    What covers much of the pictures is kept as it is; the others are gathered.
    """
    from PIL import Image

    exact = means.round().astype(np.uint8)
    if len(exact) <= _COLOURS:
        return exact
    order = np.argsort(-counts, kind="stable")
    kept, rest = exact[order[:64]], order[64:]
    often = 1 + np.log2(counts[rest]).astype(int)
    row = np.repeat(exact[rest], often, axis=0)
    image = Image.frombytes("RGB", (len(row), 1), row.tobytes())
    gathered = image.quantize(_COLOURS - len(kept), method=Image.Quantize.MEDIANCUT)
    table = gathered.getpalette() or []
    found = np.array(table, dtype=np.uint8).reshape(-1, 3)[: _COLOURS - len(kept)]
    return np.concatenate([kept, found])
