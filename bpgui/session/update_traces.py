"""What the updates of a run were made of, over its kept moments; computed beside the window."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QObject, Signal

from bpgui.core.arrays import BoolArray, FloatArray
from bpgui.core.settings import TrainingSettings
from bpgui.core.trainer import TrainingState
from bpgui.core.update_rule import split_change
from bpgui.data.dataset import Dataset
from bpgui.session.background import Background, Report
from bpgui.session.excerpt import AT_ONCE, cost
from bpgui.session.inspection import Inspection
from bpgui.session.kept_moments import (
    KeptMoment,
    kept_moments,
    places_of,
    segment_at,
    settings_at,
)
from bpgui.session.sample import Sample
from bpgui.session.segment import Segment
from bpgui.session.session import Session

GRADIENT_BYTES = 24_000_000
"""Memory for the gradients of all moments, at most."""
MOST_MOMENTS = 1024
_FEWEST_MOMENTS = 4
_IN_ONE_GO = AT_ONCE // 2
"""Work (see `bpgui.session.excerpt`) between two deliveries in a run; a part is done at once."""
_FIXED_COST = AT_ONCE // 50
"""The same for a moment, however small its network."""


@dataclass(frozen=True, eq=False)
class Traces:
    """The parts of the update after each of k moments.

    Attributes
    ----------
    sweeps
        When, shape (k,), ascending.
    parts
        Gradient, momentum and decay part, shape (k, 3).
    seen, of
        Of how many patterns the largest gradient was computed, and of how many it is the
        gradient; fewer seen make it an estimate.
    missing
        How many moments are still to be computed.
    """

    sweeps: FloatArray
    parts: FloatArray
    seen: int
    of: int
    missing: int

    @property
    def estimated(self) -> bool:
        """Whether the gradients are estimates."""
        return self.seen < self.of


@dataclass(frozen=True, eq=False)
class _Known:
    """The gradient at a moment, shape (P,), and what it was computed with."""

    settings: TrainingSettings
    dataset: Dataset
    gradient: FloatArray
    seen: int
    of: int

    def fits(self, moment: KeptMoment) -> bool:
        """Whether it is still that of the moment."""
        same_data = self.dataset is moment.segment.start.dataset
        return same_data and (self.settings is moment.settings or self.settings == moment.settings)


class _Row(NamedTuple):
    """The parts of a parameter's update at a moment, (3,), and what they come from."""

    known: _Known
    place: int
    parts: FloatArray


class UpdateTraces(QObject):
    """Reads the parts of one parameter's updates, and computes what is missing.

    Signals
    -------
    arrived
        More is known than before.
    """

    arrived = Signal()

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._record: Segment | None = None
        self._moments: list[KeptMoment] = []
        self._known: dict[Sample, _Known] = {}
        self._rows: dict[Sample, _Row] = {}
        self.background = Background(self)
        self.background.finished.connect(self._on_background_finished)
        self.background.failed.connect(self._on_background_failed)

    def read(self, index: int) -> Traces:
        """Return what is known of a parameter of the network shown."""
        self._catch_up()
        record = self._session.history.record
        places = places_of(record, segment_at(record, self._session.updates), index)
        found = [(m, self._known.get(m.sample)) for m in self._moments if m.segment in places]
        known = [(m, k) for m, k in found if k is not None and k.fits(m)]
        rows = [self._row(m, k, places[m.segment]) for m, k in known]
        return Traces(
            np.array([m.sweep for m, _ in known]),
            np.array(rows).reshape(len(rows), 3),
            max((k.seen for _, k in known), default=0),
            max((k.of for _, k in known), default=0),
            len(found) - len(known),
        )

    def compute(self) -> None:
        """Compute a portion of what is missing, unless one is under way; ``arrived`` follows."""
        self._catch_up()
        if self.background.busy:
            return
        missing = [m for m in self._moments if not self._is_known(m)]
        if missing:
            each = _cost_of(missing[0])
            in_one_go = _IN_ONE_GO if self._session.running else 8 * _IN_ONE_GO
            portion = missing[: max(1, in_one_go // each)]
            at_once = len(missing) * each <= _IN_ONE_GO // 8
            self.background.start(lambda report: _computed(portion, report), at_once=at_once)

    def stop(self) -> None:
        """Compute no more; what is missing is computed when asked again."""
        self.background.shut_down()

    def at_present(self, index: int) -> FloatArray:
        """Return the parts of the update after the moment shown, shape (3,).

        In the history it is the update that was made, with the settings of the time; at its end
        it is the one that comes.
        """
        session, record = self._session, self._session.history.record
        inspection = session.inspection
        if session.updates < session.newest_update:
            settings = settings_at(record, session.updates)
            if settings != session.settings:
                inspection = Inspection(session.document, settings, session.pattern)
        state, trainable = session.document.training_state, session.network.trainable
        gradient = inspection.batch_backward.gradient
        return _parts(state, trainable, inspection.settings, index, gradient)

    def _catch_up(self) -> None:
        record = self._session.history.record
        if record is self._record:
            return
        self._record = record
        moments = kept_moments(record)
        affordable = GRADIENT_BYTES // (8 * max(1, record.start.network.n_parameters))
        most = max(_FEWEST_MOMENTS, min(MOST_MOMENTS, affordable))
        self._moments = _spread(moments, most)
        samples = {moment.sample for moment in self._moments}
        self._known = {s: known for s, known in self._known.items() if s in samples}
        self._rows = {s: row for s, row in self._rows.items() if s in samples}

    def _is_known(self, moment: KeptMoment) -> bool:
        known = self._known.get(moment.sample)
        return known is not None and known.fits(moment)

    def _row(self, moment: KeptMoment, known: _Known, place: int) -> FloatArray:
        row = self._rows.get(moment.sample)
        if row is None or row.known is not known or row.place != place:
            state, trainable = moment.state, moment.segment.start.network.trainable
            parts = _parts(state, trainable, moment.settings, place, known.gradient)
            row = self._rows[moment.sample] = _Row(known, place, parts)
        return row.parts

    def _on_background_finished(self, found: Sequence[tuple[KeptMoment, _Known]]) -> None:
        for moment, known in found:
            self._known[moment.sample] = known
        self.arrived.emit()

    def _on_background_failed(self, error: Exception) -> None:
        raise error


def _spread(moments: list[KeptMoment], most: int) -> list[KeptMoment]:
    """Return at most so many moments, and the last, a power of two apart as the samples are."""
    stride = 1
    while len(moments) > stride * most:
        stride *= 2
    return moments if stride == 1 else [*moments[:-1:stride], moments[-1]]


def _cost_of(moment: KeptMoment) -> int:
    network, patterns = moment.segment.start.network, len(moment.segment.start.dataset.train)
    batch = moment.settings.patterns_per_update(patterns)
    return _FIXED_COST + min(AT_ONCE, batch * cost(network))


def _computed(moments: list[KeptMoment], report: Report) -> list[tuple[KeptMoment, _Known]]:
    found = []
    for count, moment in enumerate(moments):
        report(count)
        inspection = Inspection(moment.document, moment.settings, 0)
        known = _Known(
            moment.settings,
            moment.segment.start.dataset,
            inspection.batch_backward.gradient,
            len(inspection.batch_excerpt),
            len(inspection.batch_rows),
        )
        found.append((moment, known))
    return found


def _parts(
    state: TrainingState,
    trainable: BoolArray,
    settings: TrainingSettings,
    index: int,
    gradient: FloatArray,
) -> FloatArray:
    """Return the parts of one parameter's next update, shape (3,); `gradient` is (P,)."""
    one = slice(index, index + 1)
    with np.errstate(all="ignore"):  # weights of a run that diverged
        split = split_change(
            state.parameters[one],
            state.velocity[one],
            gradient[one],
            trainable[one],
            settings,
            state.sweep,
        )
    return np.concatenate([split.gradient, split.momentum, split.decay])
