"""The way to another moment of the history, beside the window where it is long."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from bpgui.core.trainer import TrainingState
from bpgui.session.background import Background
from bpgui.session.document import Document
from bpgui.session.timeline import Record, document_at, replay_seconds

PATIENCE = 0.25
"""Seconds that a journey may take, as far as is known, for the window to wait for its end."""

Arrive = Callable[[Document], None]


class Journey(QObject):
    """Finds the document of another moment; a longer way is gone in a thread.

    There is one journey at a time: another one, or `cancel`, ends it.

    Signals
    -------
    changed()
        One begins, ends, or is further than before.
    """

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._background = Background(self)
        self._background.finished.connect(self._on_background_finished)
        self._background.failed.connect(self._on_background_failed)
        self._background.progressed.connect(self._on_background_progressed)
        self._goal: int | None = None
        self._arrive: Arrive = _nowhere
        self._share = 0.0

    @property
    def goal(self) -> int | None:
        """Where a journey under way leads, as a number of updates; None while there is none."""
        return self._goal

    @property
    def share(self) -> float:
        """How much of the way is done, from 0 to 1."""
        return self._share

    def begin(
        self,
        record: Record,
        updates: int,
        arrive: Arrive,
        near: TrainingState | None = None,
        patience: float | None = None,
    ) -> None:
        """Go to a moment of a timeline and hand over its document, before returning if it is near.

        One that leads there already goes on.

        Parameters
        ----------
        record, updates
            The timeline and the moment.
        arrive
            Is given the document.
        near
            A state of that timeline that is known besides the kept ones.
        patience
            Seconds the window may wait, `PATIENCE` unless given.
        """
        if self._goal == updates:
            self._arrive = arrive
            return
        self.cancel()
        seconds = replay_seconds(record, updates, near)
        at_once = seconds <= (PATIENCE if patience is None else min(patience, PATIENCE))
        self._goal, self._arrive, self._share = updates, arrive, 0.0
        self._background.start(partial(_way, record, updates, near), at_once=at_once)
        if not at_once:
            self.changed.emit()

    def cancel(self) -> None:
        """Stay where one is."""
        if self._goal is not None and self._background.busy:
            self._background.cancel()
            self._end()

    def shut_down(self) -> None:
        """Stay, for good."""
        self.cancel()
        self._background.shut_down()

    def _end(self) -> None:
        self._goal, self._arrive = None, _nowhere
        self.changed.emit()

    def _on_background_finished(self, document: Document) -> None:
        arrive = self._arrive
        self._end()
        arrive(document)

    def _on_background_failed(self, error: Exception) -> None:
        self._end()
        raise error

    def _on_background_progressed(self, percent: int) -> None:
        self._share = percent / 100
        self.changed.emit()


def _way(
    record: Record, updates: int, near: TrainingState | None, report: Callable[[int], None]
) -> Document:
    return document_at(record, updates, lambda share: report(round(100 * share)), near)


def _nowhere(_document: Document) -> None:
    """Arrive nowhere."""
