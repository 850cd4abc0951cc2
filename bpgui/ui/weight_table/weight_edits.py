"""Changing several weights of a session as one entry of its undo stack."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from bpgui.core.network import Network
from bpgui.session.session import Session

AT_ONCE = 200
"""Connections that are made, removed or locked at once, at most: each is a step of its own."""


@dataclass(frozen=True)
class Cell:
    """A connection into a unit, present or not, or the unit's bias (no source)."""

    layer: int
    unit: int
    source: int | None
    source_unit: int | None

    def parameter(self, network: Network) -> int | None:
        """Return the place in the parameter vector, None if the connection is absent."""
        if self.source is None or self.source_unit is None:
            index = network.bias_index(self.layer, self.unit)
        elif self.source not in network.sources(self.layer):
            return None
        else:
            index = network.weight_index(self.layer, self.unit, self.source, self.source_unit)
        return index if network.present[index] else None


def apply_values(session: Session, values: Mapping[Cell, float]) -> None:
    """Give cells their values; connections that are absent are made.

    Raises
    ------
    ValueError
        With a sentence; then nothing has changed.
    """
    network = session.network
    known = {cell: cell.parameter(network) for cell in values}
    weights = {index: values[cell] for cell, index in known.items() if index is not None}
    absent = [cell for cell, index in known.items() if index is None]
    _check_count(len(absent), "made")
    with one_entry(session, len(weights) + len(absent), f"Set {len(values)} weights"):
        if len(weights) == 1:
            session.set_parameter(*next(iter(weights.items())))
        elif weights:
            session.set_parameters(weights, f"Set {len(weights)} weights")
        for cell in absent:
            if cell.source is not None and cell.source_unit is not None:
                session.add_connection(
                    cell.layer, cell.unit, cell.source, cell.source_unit, values[cell]
                )


def remove_connections(session: Session, cells: Iterable[Cell]) -> None:
    """Remove the connections that are present.

    Raises
    ------
    ValueError
        With a sentence; then nothing has changed.
    """
    chosen = [cell for cell in cells if cell.parameter(session.network) is not None]
    if any(cell.source is None for cell in chosen):
        raise ValueError(
            "A single bias cannot be removed: set it to 0 and lock it, "
            "or switch off the biases of the layer."
        )
    _check_count(len(chosen), "removed")
    with one_entry(session, len(chosen), f"Remove {len(chosen)} connections"):
        for cell in chosen:
            if cell.source is not None and cell.source_unit is not None:
                session.remove_connection(cell.layer, cell.unit, cell.source, cell.source_unit)


def set_locked(session: Session, cells: Iterable[Cell], *, locked: bool) -> None:
    """Lock or unlock the parameters that are present and not so yet."""
    network = session.network
    found = (cell.parameter(network) for cell in cells)
    chosen = [i for i in found if i is not None and bool(network.locked[i]) != locked]
    _check_count(len(chosen), "locked" if locked else "unlocked")
    verb = "Lock" if locked else "Unlock"
    with one_entry(session, len(chosen), f"{verb} {len(chosen)} weights"):
        for index in chosen:
            session.set_locked(index, locked)


@contextmanager
def one_entry(session: Session, count: int, text: str) -> Iterator[None]:
    """Make `count` commands one entry of the undo stack; all are undone where one fails."""
    if count < 2:
        yield
        return
    with session.holding():
        session.undo_stack.beginMacro(text)
        try:
            yield
        except ValueError:
            session.undo_stack.endMacro()
            session.undo_stack.undo()
            raise
        session.undo_stack.endMacro()


def _check_count(count: int, what: str) -> None:
    if count > AT_ONCE:
        raise ValueError(
            f"At most {AT_ONCE} connections can be {what} at once; these are {count}: "
            "select fewer cells."
        )
