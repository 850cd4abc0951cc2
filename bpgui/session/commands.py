"""The undo commands: each keeps what was before and after as immutable values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QUndoCommand
from typing_extensions import override

from bpgui.core.settings import StopConditions, TrainingSettings
from bpgui.session.document import Document
from bpgui.session.timeline import Record

if TYPE_CHECKING:
    from bpgui.session.session import Session


@dataclass(frozen=True, eq=False)
class Snapshot:
    """What a command brings back.

    ``settings`` and ``stop`` are None where a command leaves them as they are: a change of the
    learning rate is not undone by undoing an edit made after it.
    """

    document: Document
    record: Record
    settings: TrainingSettings | None = None
    stop: StopConditions | None = None


class ChangeDocument(QUndoCommand):
    """Any change of the document, from one snapshot to another.

    Parameters
    ----------
    session : Session
        What is changed.
    text : str
        What the menus call it, after "Undo" and "Redo".
    before, after : Snapshot
        The two sides.
    gesture : object or None
        Commands pushed one after the other with the same gesture are one entry.
    """

    def __init__(
        self,
        session: Session,
        text: str,
        before: Snapshot,
        after: Snapshot,
        gesture: object | None = None,
    ) -> None:
        super().__init__(text)
        self._session = session
        self._before = before
        self._after = after
        self._gesture = gesture

    @override
    def id(self) -> int:
        return 1

    @override
    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, ChangeDocument) or self._gesture is None:
            return False
        if other._gesture is not self._gesture:
            return False
        self._after = other._after
        return True

    @override
    def redo(self) -> None:
        self._session.restore(self._after)

    @override
    def undo(self) -> None:
        self._session.restore(self._before)
