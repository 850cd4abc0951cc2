"""What is brought back of a session, by undo and from a file: the document with its timeline."""

from dataclasses import dataclass

from bpgui.core.settings import StopConditions, TrainingSettings
from bpgui.session.document import Document
from bpgui.session.timeline import Record


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A document, the timeline that led to it, and perhaps what it was trained with.

    ``settings`` and ``stop`` are None where an undo command leaves them as they are: a change of
    the learning rate is not undone by undoing an edit made after it.
    """

    document: Document
    record: Record
    settings: TrainingSettings | None = None
    stop: StopConditions | None = None
