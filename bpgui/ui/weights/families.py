"""Formats as the export sheet lists them: those that differ in the size of numbers are one."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from bpgui.formats.weights_format import WeightsFormat


@dataclass(frozen=True)
class Family:
    """One or more formats of the same kind of file.

    Attributes
    ----------
    title
        What the list calls it.
    formats
        In the order in which they are offered.
    """

    title: str
    formats: tuple[WeightsFormat, ...]

    def variant(self, place: int) -> str:
        """Return what tells a format from the others, such as "64-bit"."""
        title = self.formats[place].title
        return title.removeprefix(self.title).lstrip(", ") or title


def families_of(formats: Iterable[WeightsFormat]) -> tuple[Family, ...]:
    """Return the formats in their order; those whose keys begin alike ("onnx-…") are together."""

    def kind(form: WeightsFormat) -> str:
        return form.key.split("-", maxsplit=1)[0]

    found = []
    for _, members in groupby(formats, kind):
        group = tuple(members)
        title = group[0].title if len(group) == 1 else group[0].title.split(",", maxsplit=1)[0]
        found.append(Family(title, group))
    return tuple(found)
