"""A whole session at one moment as an immutable value: what a session file holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from bpgui.core.settings import StopConditions, TrainingSettings
from bpgui.session.document import Document
from bpgui.session.kept_runs import KeptRun
from bpgui.session.selection import Selection
from bpgui.session.timeline import Record, begun, sample_of
from bpgui.session.walk import Walk

DataPlace = Literal["embedded", "beside", "referenced"]
"""Where data are written: into the session file, those of many patterns beside it, or nowhere.

What is referenced stays in the file that it was read from, where there is one.
"""
DATA_PLACES: tuple[DataPlace, ...] = get_args(DataPlace)


@dataclass(frozen=True, eq=False)
class SavedSession:
    """Everything of a session but its undo stack.

    It refers to the session's own immutable values, so that making one takes no time and it can be
    written by another thread while the session goes on.

    Attributes
    ----------
    document : Document
        Network, initial weights, velocity, data with split and scaling, the built-in problem.
    record : Record
        The timeline, with the settings and the kernel of each stretch.
    settings, stop
        In force now.
    pattern : int
        Row of the presented pattern.
    selection : Selection
        What is selected in the network.
    overlay : str
        The phase whose numbers the diagram shows.
    walk : Walk or None
        Where a learner stands inside the next update.
    kept_runs : tuple of KeptRun
        Runs to compare with.
    window : mapping
        What the window adds: any JSON object, such as ranges of plots and the diagram's layout.
    data_place : str
        Where the data go.
    warnings : tuple of str
        After reading: sentences on what could not be read; the file does not hold them.
    unfound : mapping of str to str
        After reading: the names of the files that the data were read from and that are not there
        as they were, and what is to be said of each in a sentence.
    """

    document: Document
    record: Record
    settings: TrainingSettings
    stop: StopConditions = field(default_factory=StopConditions)
    pattern: int = 0
    selection: Selection = None
    overlay: str = "forward"
    walk: Walk | None = None
    kept_runs: tuple[KeptRun, ...] = ()
    window: Mapping[str, Any] = field(default_factory=dict)
    data_place: DataPlace = "embedded"
    warnings: tuple[str, ...] = ()
    unfound: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def fresh(
        cls, document: Document, settings: TrainingSettings, losses: tuple[float, float]
    ) -> "SavedSession":
        """Return a session with a document and no history before it.

        Parameters
        ----------
        document, settings
            The moment.
        losses
            Over the training and the held-out patterns (NaN where none are).
        """
        return cls(document, begun(None, document, settings, sample_of(document, losses)), settings)
