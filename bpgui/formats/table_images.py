"""A folder of small pictures, one folder a class, as a table of pixels."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bpgui.formats.table_arrays import Part, pictures, table_of_parts
from bpgui.formats.table_content import MOST_CELLS, MOST_COLUMNS, Origin, Table, TableProblem
from bpgui.formats.table_file import OnRows

SUFFIXES = (".png", ".bmp", ".gif", ".jpg", ".jpeg")
_FORMATS = ("PNG", "BMP", "GIF", "JPEG")
_LARGEST_FILE = 16 * 2**20
_MOST_PICTURES = 200_000
_MOST_CLASSES = 200
_REMEDY = "Put the pictures of each class in a folder of its own, named for the class."
_GREY = ("1", "L", "LA", "I", "I;16", "I;16B", "F")


@dataclass(frozen=True)
class _Found:
    """A picture: its class, its file, and its size in rows and columns; whether it is coloured."""

    label: str
    path: Path
    size: tuple[int, int]
    coloured: bool


class _TooLargeError(ValueError):
    """A picture is refused for its size; `str()` of it goes on from its name."""


def read_image_folder(path: Path, part: str | None, on_rows: OnRows | None) -> Table:
    """Read a folder whose folders hold the pictures of one class each.

    Parameters
    ----------
    path
        The folder. If its folders hold the folders of the classes, as "train" and "test" do, they
        are the parts of the table.
    part
        Which of them; None is the first.
    on_rows
        As in `bpgui.formats.table.read_table`.

    Raises
    ------
    TableError
        If there are no such pictures. Those that cannot be read, or are of another size than most,
        are left out and named.
    """
    origin = Origin(path, "Pictures", unit="picture")
    parts = _parts(path, origin)
    if part is not None and part not in parts:
        raise origin.error(f"there is no folder “{part}” in “{path.name}”", "Choose another part.")
    chosen = part or (parts[0] if parts else "")
    origin = Origin(path, "Pictures", "picture", parts=parts, part=chosen)
    problems: list[TableProblem] = []
    found = list(_found(path / chosen, origin, problems, on_rows))
    if not found:
        if problems:
            raise origin.error(f"none of the pictures in “{path.name}” can be read", _REMEDY)
        raise origin.error(f"“{path.name}” holds no folders of pictures", _REMEDY)
    kept = _of_one_size(found, origin, problems)
    return _table(kept, origin, problems, on_rows)


def _parts(path: Path, origin: Origin) -> tuple[str, ...]:
    """Return the folders that hold folders of pictures, none if `path` itself does."""
    folders = _folders(path, origin)
    if any(_files(folder, origin) for folder in folders):
        return ()
    return tuple(
        folder.name
        for folder in folders
        if any(_files(inner, origin) for inner in _folders(folder, origin))
    )


def _folders(path: Path, origin: Origin) -> list[Path]:
    return [inner for inner in _listed(path, origin) if inner.is_dir()]


def _files(path: Path, origin: Origin) -> list[Path]:
    return [inner for inner in _listed(path, origin) if inner.suffix.lower() in SUFFIXES]


def _listed(path: Path, origin: Origin) -> list[Path]:
    try:
        return sorted(inner for inner in path.iterdir() if not inner.name.startswith("."))
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise origin.error(
            f"“{path.name}” cannot be opened: {reason}", "Choose another folder."
        ) from error


def _found(
    path: Path, origin: Origin, problems: list[TableProblem], on_rows: OnRows | None
) -> Iterator[_Found]:
    """Yield the pictures by class, from their headers alone."""
    count = 0
    for folder in _folders(path, origin):
        for file in _files(folder, origin):
            count += 1
            if count > _MOST_PICTURES:
                problem = f"“{path.name}” holds more than {_MOST_PICTURES:,} pictures"
                raise origin.error(problem, "Take a part of them.")
            try:
                with _opened(file) as image:
                    size, coloured = (image.height, image.width), image.mode not in _GREY
            except (OSError, ValueError, SyntaxError) as error:
                problems.append(_problem(file, _reason(error)))
                continue
            if on_rows is not None and count % 100 == 0:
                on_rows(0)
            yield _Found(folder.name, file, size, coloured)


def _opened(path: Path) -> Any:  # noqa: ANN401 - Pillow has types of its own
    from PIL import Image

    if path.stat().st_size > _LARGEST_FILE:
        raise _TooLargeError(f"is larger than {_LARGEST_FILE // 2**20} MB")
    try:
        return Image.open(path, formats=_FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _TooLargeError("has more pixels than are read") from error


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, _TooLargeError) else "cannot be read as a picture"


def _problem(path: Path, what: str) -> TableProblem:
    name = f"{path.parent.name}/{path.name}"
    return TableProblem(None, None, f"“{name}” {what}. It was left out.")


def _of_one_size(found: list[_Found], origin: Origin, problems: list[TableProblem]) -> list[_Found]:
    """Return the pictures of the size that most have."""
    rows, columns = Counter(picture.size for picture in found).most_common(1)[0][0]
    if rows * columns > MOST_COLUMNS:
        problem = f"the pictures have {columns} × {rows} pixels; at most {MOST_COLUMNS:,} are read"
        raise origin.error(problem, "Make them smaller, 28 × 28 for example.")
    kept: list[_Found] = []
    for picture in found:
        if picture.size == (rows, columns):
            kept.append(picture)
        else:
            high, wide = picture.size
            what = f"has {wide} × {high} pixels, where the others have {columns} × {rows}"
            problems.append(_problem(picture.path, what))
    if len(kept) * rows * columns > MOST_CELLS:
        problem = f"the pictures have more than {MOST_CELLS // 10**6} million pixels"
        raise origin.error(problem, "Take a part of them.")
    return kept


def _table(
    found: list[_Found], origin: Origin, problems: list[TableProblem], on_rows: OnRows | None
) -> Table:
    coloured = any(picture.coloured for picture in found)
    rows, columns = found[0].size
    if coloured and rows * columns * 3 > MOST_COLUMNS:
        coloured = False
    pixels = np.empty((len(found), rows, columns, 3 if coloured else 1), np.uint8)
    kept: list[str] = []
    for picture in found:
        try:
            pixels[len(kept)] = _pixels(picture, coloured=coloured)
        except (OSError, ValueError, SyntaxError):
            problems.append(_problem(picture.path, "cannot be read as a picture"))
            continue
        kept.append(picture.label)
        if on_rows is not None and len(kept) % 100 == 0:
            on_rows(len(kept))
    pixels = pixels[: len(kept)]
    if coloured and (pixels == pixels[..., :1]).all():
        pixels = pixels[..., :1]  # grey pictures in a format for coloured ones
    classes = tuple(sorted(set(kept)))
    if len(classes) > _MOST_CLASSES:
        raise origin.error(f"there are {len(classes):,} folders, too many for classes", _REMEDY)
    words = np.array(kept, dtype=object)[:, np.newaxis]
    label = Part(words, ("class",), "target", classes)
    return table_of_parts(origin, [pictures(pixels), label], on_rows, problems=problems)


def _pixels(picture: _Found, *, coloured: bool) -> np.ndarray:
    """Return the pixels of a picture, 0 to 255, (rows, columns, colours)."""
    with _opened(picture.path) as image:
        if (image.height, image.width) != picture.size:
            raise ValueError("The picture has changed.")
        if image.mode.startswith("I"):
            image.load()
            values = np.clip(np.asarray(image, np.float64) / 257, 0, 255).round()
            grey = values.astype(np.uint8)[..., np.newaxis]
            return np.repeat(grey, 3, axis=2) if coloured else grey
        values = np.asarray(image.convert("RGB" if coloured else "L"), np.uint8)
    return values if coloured else values[..., np.newaxis]
