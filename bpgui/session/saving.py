"""The part of a session that hands itself over as a value, and becomes what such a value says."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal

from bpgui.session.saved_session import DataPlace, SavedSession
from bpgui.session.timeline import Record, sample_of
from bpgui.session.travelling import Travelling


class Saving(Travelling):
    """A session that can be saved and restored."""

    data_place_changed = Signal()
    _data_place: DataPlace = "embedded"

    @property
    def data_place(self) -> DataPlace:
        """Where the inputs of many patterns are saved: "embedded" in the file, or "beside" it."""
        return self._data_place

    def set_data_place(self, place: DataPlace) -> None:
        """Choose where the inputs of many patterns are saved from now on."""
        if place != self._data_place:
            self._data_place = place
            self.data_place_changed.emit()

    def saved(self, window: Mapping[str, Any] | None = None) -> SavedSession:
        """Return the session as it is now, in no time; a training goes on.

        Of a running training, that is the moment last shown.

        Parameters
        ----------
        window
            What the window adds, a JSON object.
        """
        return SavedSession(
            self._document,
            self._closed_record(),
            self._settings,
            self._stop,
            self._pattern,
            self._selection,
            self._overlay,
            self._walk,
            self._kept_runs,
            {} if window is None else dict(window),
            self._data_place,
        )

    def restore(self, saved: SavedSession) -> None:
        """Become a saved session; a training ends first, and there is nothing to undo.

        Raises
        ------
        ValueError
            When its loss does not fit its outputs and targets; then everything is as it was.
        """
        self._check_loss(saved.settings, saved.document.network, saved.document.dataset)
        self._pause()
        self.journey.cancel()
        self.undo_stack.clear()
        self.walk_to(None)
        self.light(None)
        self.point_at(None)
        old = self._shown()
        self._document, self._settings, self._stop = saved.document, saved.settings, saved.stop
        self._timeline.restore(saved.record)
        self._pattern, self._selection = saved.pattern, saved.selection
        self._moved()
        self._announce(old)
        self._set_kept(saved.kept_runs)
        self._restore_look(saved)
        self.set_data_place(saved.data_place)

    def _restore_look(self, saved: SavedSession) -> None:
        """Stand inside the update where the learner stood, and show the same numbers."""
        if saved.walk is not None:
            self.walk_to(saved.walk)
        self.set_overlay(saved.overlay)

    def _closed_record(self) -> Record:
        """Return the timeline up to the present update, which a running training is ahead of."""
        record = self._timeline.capture()
        if record.newest >= self.updates:
            return record
        sample = sample_of(self._document, self.losses_seen)
        return replace(record, samples=(*record.samples, sample))
