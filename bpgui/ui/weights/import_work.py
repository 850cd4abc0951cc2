"""The slow part of an import: reading the file, and setting it beside what is open."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from bpgui.core.network import Network
from bpgui.core.settings import TrainingSettings
from bpgui.formats.weights import WeightsFile, import_weights
from bpgui.session.background import Background, Report
from bpgui.session.document import Document
from bpgui.session.weights_taking import Offer
from bpgui.ui.diagram.matrix_image import Levels, weight_levels


@dataclass(frozen=True, eq=False)
class Finding:
    """A file beside what is open, and the pictures of both.

    Attributes
    ----------
    offer
        What can be taken of the file.
    theirs, ours
        By layer, which colour each weight of it has; None for the input layer.
    """

    offer: Offer
    theirs: tuple[Levels | None, ...]
    ours: tuple[Levels | None, ...]


class ImportWork(QObject):
    """Reads a weights file beside the window."""

    found = Signal(object)
    """A `Finding`."""
    failed = Signal(object)
    """The exception."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._reading = Background(self)
        self._reading.finished.connect(self.found)
        self._reading.failed.connect(self.failed)

    @property
    def busy(self) -> bool:
        """Whether a file is being read."""
        return self._reading.busy

    def read(self, path: Path, document: Document, settings: TrainingSettings) -> None:
        """Read a file for a document that stays as it is meanwhile."""

        def work(_report: Report) -> Finding:
            present = WeightsFile.of(document.network, document.dataset, settings)
            offer = Offer.of(import_weights(path, present), document, settings)
            matching = offer.matching
            return Finding(offer, _pictures(matching.theirs), _pictures(matching.ours))

        self._reading.start(work, at_once=False)

    def shut_down(self) -> None:
        """Drop what is under way."""
        self._reading.shut_down()


def _pictures(network: Network) -> tuple[Levels | None, ...]:
    layers = range(1, len(network.layers))
    return (None, *(weight_levels(network.matrix(k)) for k in layers))
