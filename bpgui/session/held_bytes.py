"""How much memory a snapshot adds to what another one holds already."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from bpgui.session.document import Document
from bpgui.session.timeline import Segment

if TYPE_CHECKING:
    from bpgui.session.snapshot import Snapshot


def added_bytes(before: Snapshot, after: Snapshot) -> int:
    """Return the size of the arrays that `after` holds and `before` does not."""
    pairs = list(_differing(after.record, before.record))
    known = {id(array) for array in _arrays_of_document(before.document)}
    for _, old in pairs:
        known |= {id(array) for array in _arrays_of_segment(old)}
    added = {id(array): array.nbytes for array in _arrays_of_document(after.document)}
    for new, _ in pairs:
        added |= {id(array): array.nbytes for array in _arrays_of_segment(new)}
    return sum(size for key, size in added.items() if key not in known)


def record_bytes(record: Segment) -> int:
    """Return the size of the arrays that a whole timeline holds."""
    arrays = {
        id(array): array.nbytes
        for segment in record.backwards()
        for array in _arrays_of_segment(segment)
    }
    return sum(arrays.values())


def _differing(one: Segment, other: Segment) -> Iterator[tuple[Segment | None, Segment | None]]:
    """Yield the newer segments of two timelines, up to where both go back to the same one."""
    first: Segment | None = one
    second: Segment | None = other
    while first is not second:
        if second is None or (first is not None and first.offset > second.offset):
            yield first, None
            first = first.earlier if first is not None else None
        elif first is None or second.offset > first.offset:
            yield None, second
            second = second.earlier
        else:
            yield first, second
            first, second = first.earlier, second.earlier


def _arrays_of_segment(segment: Segment | None) -> Iterator[np.ndarray]:
    if segment is None:
        return
    yield from _arrays_of_document(segment.start)
    for sample in segment.samples:
        if sample.parameters is not None and sample.velocity is not None:
            yield sample.parameters
            yield sample.velocity
    for mark in segment.marks:
        yield mark.parameters
        yield mark.velocity


def _arrays_of_document(document: Document) -> Iterator[np.ndarray]:
    yield document.network.parameters
    yield document.initial.parameters
    yield document.velocity
    yield document.dataset.targets
    yield from document.dataset.patterns.arrays()
