"""The undo commands: each keeps what was before and after as immutable values."""

from __future__ import annotations

import weakref
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QUndoCommand
from typing_extensions import override

from bpgui.core.arrays import IntArray
from bpgui.session.carrying import reversed_origin
from bpgui.session.held_bytes import added_bytes
from bpgui.session.snapshot import Snapshot

if TYPE_CHECKING:
    from bpgui.session.changing import Changing


class ChangeDocument(QUndoCommand):
    """Any change of the document, from one snapshot to another.

    Parameters
    ----------
    session : Changing
        What is changed.
    text : str
        What the menus call it, after "Undo" and "Redo".
    before, after : Snapshot
        The two sides.
    gesture : object or None
        Commands pushed one after the other with the same gesture are one entry.
    origin : ndarray of shape (P,) or None
        After a change of the topology, where each parameter stood before (-1: nowhere).
    """

    def __init__(
        self,
        session: Changing,
        text: str,
        before: Snapshot,
        after: Snapshot,
        gesture: object | None = None,
        origin: IntArray | None = None,
    ) -> None:
        super().__init__(text)
        kinds = (before.document.initialisation, after.document.initialisation)
        self._draws_weights = kinds[0] != kinds[1]
        self._origin = origin
        self._session_reference = weakref.ref(session)
        self.before = before
        self.after = after
        self.gesture = gesture
        self._size: int | None = None
        self._is_copy = False

    @property
    def size(self) -> int:
        """The bytes that the side after adds to the side before."""
        if self._size is None:
            self._size = added_bytes(self.before, self.after)
        return self._size

    def copied(self) -> ChangeDocument:
        """Return the same change for another stack, on which it is pushed without being made."""
        copy = ChangeDocument(
            self._session, self.text(), self.before, self.after, self.gesture, self._origin
        )
        copy._size, copy._is_copy = self.size, True
        return copy

    @override
    def id(self) -> int:
        return 1

    @override
    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, ChangeDocument) or self.gesture is None:
            return False
        if other.gesture is not self.gesture:
            return False
        self.after, self._size = other.after, None
        self.setText(other.text())
        if _is_step(other) and _leads_nowhere(self):
            self._vanish()
        return True

    @override
    def redo(self) -> None:
        if self._is_copy:
            self._is_copy = False
            return
        self._show(self.after, self._origin)

    @override
    def undo(self) -> None:
        origin = self._origin
        if origin is not None:
            origin = reversed_origin(origin, self.before.document.network.n_parameters)
        self._show(self.before, origin)

    @property
    def _session(self) -> Changing:
        """The session; weakly held, see ``bpgui.session.changing``."""
        session = self._session_reference()
        if session is None:
            raise RuntimeError("The session of this command is gone.")
        return session

    def _vanish(self) -> None:
        """Leave the stack after steps forward and back; the entry below keeps their history."""
        stack = self._session.undo_stack
        below = stack.command(stack.index() - 2) if stack.index() > 1 else None
        if isinstance(below, ChangeDocument):
            below.after = replace(below.after, record=self.after.record)
        self.setObsolete(True)

    def _show(self, snapshot: Snapshot, origin: IntArray | None) -> None:
        self._session.bring_back(snapshot, with_initialisation=self._draws_weights, origin=origin)


def _is_step(command: ChangeDocument) -> bool:
    """Whether a command leads to another moment of the training."""
    return command.before.document.updates != command.after.document.updates


def _leads_nowhere(command: ChangeDocument) -> bool:
    """Whether a command ends, to the bit, with the document that it began with."""
    before, after = command.before.document, command.after.document
    return (
        before.updates == after.updates
        and before.dataset is after.dataset
        and before.network.layers == after.network.layers
        and np.array_equal(before.network.parameters, after.network.parameters)
        and np.array_equal(before.velocity, after.velocity)
    )
