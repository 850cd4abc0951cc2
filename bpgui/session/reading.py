"""The reading side of a session: its signals, and what panels show."""

from operator import is_

import numpy as np
from PySide6.QtCore import QObject, Signal

from bpgui.core.arrays import FloatArray, IntArray
from bpgui.core.network import Network
from bpgui.core.passes import BackwardPass, ForwardPass
from bpgui.core.settings import Initialisation, StopConditions, TrainingSettings
from bpgui.data.dataset import Dataset
from bpgui.data.problems import PROBLEMS, problem_network
from bpgui.session.checking import Checking
from bpgui.session.document import Document
from bpgui.session.hiding import NOTHING, Hidden
from bpgui.session.history import History
from bpgui.session.inspection import (
    Inspection,
    estimates_losses,
    have_same_loss,
    losses_of,
)
from bpgui.session.quantity import Quantity
from bpgui.session.selection import Selection
from bpgui.session.timeline import Timeline, begun, sample_of
from bpgui.session.trace import Trace
from bpgui.session.walk import Walk


class Reading(QObject):
    """The open document with its settings, selection and timeline, to be read.

    Attributes
    ----------
    checking : Checking
        What the gradient check is about, and what it found.
    """

    network_changed = Signal()
    state_changed = Signal()
    dataset_changed = Signal()
    settings_changed = Signal()
    stop_changed = Signal()
    selection_changed = Signal()
    selection_repeated = Signal()
    """What is selected was selected again: somebody wants to see it."""
    pattern_changed = Signal()
    history_changed = Signal()
    overlay_changed = Signal()
    walk_changed = Signal()
    pointed_changed = Signal()
    trace_changed = Signal()
    hidden_changed = Signal()
    explanation_asked = Signal(object)
    opened = Signal(object)
    """Other data were opened with a network of their own; carries the document left for them."""
    running_changed = Signal()
    message = Signal(str)

    def __init__(self, problem: str = "xor", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.checking = Checking(self)
        self._running = False
        self._selection: Selection = None
        self._pattern = 0
        self._overlay = "forward"
        self._walk: Walk | None = None
        self._pointed: Quantity | None = None
        self._trace: Trace | None = None
        self._hidden = NOTHING
        self._stop = StopConditions()
        self._losses: tuple[float, float] | None = None
        self._losses_key: tuple[Network, Dataset, TrainingSettings] | None = None
        self._losses_of_key = (0.0, 0.0)
        chosen = PROBLEMS[problem]
        data = chosen.make()
        network = problem_network(chosen, data)
        self._settings = chosen.settings
        self._document = Document.fresh(network, data, chosen.initialisation, problem)
        self._inspection = Inspection(self._document, self._settings, 0)
        first = sample_of(self._document, self._computed_losses())
        self._timeline = Timeline(begun(None, self._document, self._settings, first))
        self._history = History(self._timeline)

    # ---- reading ---------------------------------------------------------------------------

    @property
    def document(self) -> Document:
        """The whole document, an immutable value."""
        return self._document

    @property
    def network(self) -> Network:
        """The network with its present weights."""
        return self._document.network

    @property
    def initial(self) -> Network:
        """The network with the weights that Reset brings back."""
        return self._document.initial

    @property
    def velocity(self) -> FloatArray:
        """The previous change of each parameter, shape (P,)."""
        return self._document.velocity

    @property
    def dataset(self) -> Dataset:
        """The data being learned."""
        return self._document.dataset

    @property
    def problem(self) -> str | None:
        """The key of the built-in problem, or None for the user's own data."""
        return self._document.problem

    @property
    def initialisation(self) -> Initialisation:
        """How initial weights are drawn."""
        return self._document.initialisation

    @property
    def settings(self) -> TrainingSettings:
        """The update rule and loss."""
        return self._settings

    @property
    def stop(self) -> StopConditions:
        """When a run stops by itself."""
        return self._stop

    @property
    def sweep(self) -> int:
        """Whole sweeps done."""
        return self._document.sweep

    @property
    def position(self) -> int:
        """Patterns of the present sweep already used."""
        return self._document.position

    @property
    def updates(self) -> int:
        """Updates done in all."""
        return self._document.updates

    @property
    def newest_update(self) -> int:
        """The number of updates at the end of the history, which ``go_to`` leaves as it is."""
        return max(self._timeline.newest, self._document.updates)

    @property
    def newest_sweep(self) -> int:
        """The sweep at the end of the history."""
        return max(self._timeline.last_sample.sweep, self._document.sweep)

    @property
    def oldest_update(self) -> int:
        """The number of updates at the start of the history, as far back as ``go_to`` reaches."""
        return self._timeline.oldest

    @property
    def oldest_sweep(self) -> int:
        """The sweep at the start of the history."""
        return self._timeline.oldest_sweep

    @property
    def loss(self) -> float:
        """The loss over the training patterns."""
        return self._computed_losses()[0]

    @property
    def test_loss(self) -> float | None:
        """The loss over the held-out patterns, or None where there are none."""
        value = self._computed_losses()[1]
        return None if not len(self.dataset.held_out) else value

    @property
    def estimates_loss(self) -> bool:
        """Whether ``loss`` and ``test_loss`` are estimates, from a part of very many patterns."""
        return self._losses is self._losses_of_key and estimates_losses(self._document)

    @property
    def pattern(self) -> int:
        """Row of the presented pattern in the data set."""
        return self._pattern

    @property
    def selection(self) -> Selection:
        """What is selected in the network."""
        return self._selection

    @property
    def overlay(self) -> str:
        """The phase of an update whose numbers the diagram shows, one of ``PHASES``."""
        return self._overlay

    @property
    def walk(self) -> Walk | None:
        """Where a learner stands inside the next update; None between two updates."""
        return self._walk

    @property
    def pointed(self) -> Quantity | None:
        """The number under the pointer, in a formula or in the diagram; both light it up."""
        return self._pointed

    @property
    def trace(self) -> Trace | None:
        """The path through the network that is lit in the diagram; one that fits the network."""
        trace = self._trace
        return trace if trace is None or trace.fits(self.network) else None

    @property
    def hidden(self) -> Hidden:
        """The numbers hidden from a learner who works one out; until the moment is another."""
        return self._hidden

    @property
    def running(self) -> bool:
        """Whether training is running."""
        return self._running

    @property
    def history(self) -> History:
        """Losses and parameters over the sweeps, for plots."""
        self._history.look_from(self._document.updates)
        return self._history

    @property
    def inspection(self) -> Inspection:
        """The passes of the present moment, computed when asked."""
        return self._inspection

    @property
    def forward(self) -> ForwardPass:
        """The forward pass of the presented pattern; arrays have one row."""
        return self._inspection.forward

    @property
    def backward(self) -> BackwardPass:
        """The backward pass of the presented pattern."""
        return self._inspection.backward

    @property
    def batch_backward(self) -> BackwardPass:
        """The backward pass over the batch of the next update."""
        return self._inspection.batch_backward

    @property
    def batch_rows(self) -> IntArray:
        """Rows of the data set that the next update uses."""
        return self._inspection.batch_rows

    @property
    def next_velocity(self) -> FloatArray:
        """The change, without decay, that the next update would make; shape (P,)."""
        return self._inspection.next_velocity

    def outputs(self, rows: IntArray) -> FloatArray:
        """Return the network's outputs for rows of the data set, shape (len(rows), outputs)."""
        return self._inspection.outputs(rows)

    def document_at(self, updates: int) -> Document:
        """Return the document as it was after so many updates, to the bit.

        Raises
        ------
        ValueError
            When the history does not hold that update.
        """
        if updates == self._document.updates:
            return self._document
        return self._timeline.document_at(updates)

    def _computed_losses(self) -> tuple[float, float]:
        if self._losses is None:
            self._losses = self._losses_at(self._document, self._settings)
        return self._losses

    def _losses_at(
        self,
        document: Document,
        settings: TrainingSettings,
        known: tuple[float, float] | None = None,
    ) -> tuple[float, float]:
        """Return the losses of a document, computed once for an edit and for what shows it.

        Not at all where they are known already.
        """
        key = (document.network, document.dataset, settings)
        if self._losses_key is None or not all(map(is_, key, self._losses_key)):
            known = known or self._noted_losses(document, settings)
            self._losses_key, self._losses_of_key = key, known or losses_of(document, settings)
        return self._losses_of_key

    def _noted_losses(
        self, document: Document, settings: TrainingSettings
    ) -> tuple[float, float] | None:
        """Return the losses that the history ends with, where only it can tell them."""
        if not document.dataset.absence:
            return None
        last = self._timeline.last_sample
        weights = last.parameters if last.updates == document.updates else None
        if weights is None or not np.array_equal(weights, document.network.parameters):
            return None
        same = have_same_loss(self._timeline.settings, settings)
        return (last.loss, last.test_loss) if same else None
