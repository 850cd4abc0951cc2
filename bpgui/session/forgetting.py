"""What the undo stack holds in memory, and how its oldest entries are forgotten.

An entry of an edit is small, as its two sides share what did not change. Runs of large networks
and exchanged data are not: together the entries hold up to ``UNDO_BYTES``, and of more the oldest
are forgotten. The newest one always stays, so that the last change can be taken back.
"""

from collections.abc import Iterator

from PySide6.QtCore import QSignalBlocker
from PySide6.QtGui import QUndoCommand, QUndoStack

from bpgui.session.commands import ChangeDocument

UNDO_BYTES = 400_000_000
"""Memory that the entries of the undo stack may hold together."""
_SHARE_KEPT = 0.75
"""Of ``UNDO_BYTES``, once it is exceeded: so that this happens seldom."""


def forget_oldest(stack: QUndoStack, most: int | None = None) -> None:
    """Forget the oldest entries of a stack that holds more than `most` bytes.

    The newest entry stays, and the stack as it is while a macro is being composed or something has
    been taken back.
    """
    budget = UNDO_BYTES if most is None else most
    count = stack.count()
    if not stack.canUndo() or stack.index() != count:
        return
    sizes = [sum(change.size for change in _changes(stack.command(k))) for k in range(count)]
    if sum(sizes) <= budget:
        return
    first = count - 1
    left = _SHARE_KEPT * budget - sizes[first]
    while first > 0 and sizes[first - 1] <= left:
        first -= 1
        left -= sizes[first]
    if first:
        _keep_from(stack, first)


def _keep_from(stack: QUndoStack, first: int) -> None:
    """Replace the entries of a stack by copies of those from `first` on."""
    kept = []
    for k in range(first, stack.count()):
        command = stack.command(k)
        copies = [change.copied() for change in _changes(command)]
        kept.append((command.text(), command.childCount() > 0, copies))
    with QSignalBlocker(stack):
        stack.clear()
        for text, is_macro, changes in kept:
            if is_macro:
                stack.beginMacro(text)
            for change in changes:
                stack.push(change)
            if is_macro:
                stack.endMacro()


def _changes(command: QUndoCommand) -> Iterator[ChangeDocument]:
    """Yield the changes of an entry: itself, or those of a macro."""
    if isinstance(command, ChangeDocument):
        yield command
    for k in range(command.childCount()):
        yield from _changes(command.child(k))
