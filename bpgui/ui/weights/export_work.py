"""The slow part of an export: what the file would be, and its writing, beside the window."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from bpgui.core.arrays import FloatArray
from bpgui.formats.weights import ExportReport, WeightsError, export_weights
from bpgui.formats.weights_file import WeightsFile
from bpgui.formats.weights_format import WeightsFormat
from bpgui.formats.weights_preview import WeightsPreview, preview
from bpgui.session.background import Background, Report

SMALL_NETWORK = 2_000
"""Parameters up to which a draft is made without waiting whether another format is chosen."""
_CHOSEN_AFTER = 0.12
"""Seconds in which another format may be chosen, before the work on this one begins."""


@dataclass(frozen=True)
class Draft:
    """What a file of a format would be, with what it cannot express."""

    form: WeightsFormat
    preview: WeightsPreview
    losses: tuple[str, ...]
    companions: tuple[str, ...]


class ExportWork(QObject):
    """Makes drafts of one network in any format, and writes it.

    Parameters
    ----------
    weights : WeightsFile
        What is exported.
    stem : str
        What its files are called, without suffix.
    rows : callable
        Returns the raw inputs that the outputs are compared for.
    """

    drafted = Signal(object)
    """A `Draft`."""
    draft_failed = Signal(object)
    """The exception."""
    written = Signal(object)
    """An `ExportReport`."""
    write_failed = Signal(object)
    """The exception."""

    def __init__(
        self, weights: WeightsFile, stem: str, rows: Callable[[], FloatArray], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._weights, self._stem, self._rows = weights, stem, rows
        self._drafts: dict[str, Draft] = {}
        self._drafting, self._writing = Background(self), Background(self)
        self._drafting.finished.connect(self._on_drafting_finished)
        self._drafting.failed.connect(self.draft_failed)
        self._writing.finished.connect(self.written)
        self._writing.failed.connect(self.write_failed)

    @property
    def writing(self) -> bool:
        """Whether a file is being written."""
        return self._writing.busy

    def draft(self, form: WeightsFormat) -> None:
        """Make the draft of a format; one made before is there at once."""
        known = self._drafts.get(form.key)
        self._drafting.cancel()
        if known is not None:
            self.drafted.emit(known)
            return

        def work(_report: Report) -> Draft:
            beside = form.companions(self._weights, self._stem) if form.companions else {}
            shown = preview(self._weights, form)
            return Draft(form, shown, form.losses(self._weights), tuple(beside))

        small = self._weights.network.n_parameters <= SMALL_NETWORK
        # Never at once: the library of a format may take long to load.
        self._drafting.start(work, at_once=False, delay=0.0 if small else _CHOSEN_AFTER)

    def write(self, form: WeightsFormat, path: Path, *, companions: bool) -> None:
        """Write a file, read it back and compare."""

        def work(report: Report) -> ExportReport:
            if companions and form.companions is not None:
                _check_free(path.parent, form.companions(self._weights, path.stem))
            return export_weights(
                self._weights,
                path,
                form.key,
                companions=companions,
                rows=self._rows(),
                on_step=lambda: report(0),
            )

        self._writing.start(work, at_once=False)

    def cancel(self) -> None:
        """Write nothing after all, unless the bytes are on their way to the disk already."""
        self._writing.cancel()

    def shut_down(self) -> None:
        """Drop what is under way."""
        self._drafting.shut_down()
        self._writing.shut_down()

    def _on_drafting_finished(self, draft: Draft) -> None:
        self._drafts[draft.form.key] = draft
        self.drafted.emit(draft)


def _check_free(folder: Path, files: Mapping[str, bytes]) -> None:
    """Raise a WeightsError where a file that nobody was asked about would be lost.

    One that begins as the new one does was written by an earlier export.
    """
    for name, data in files.items():
        there = folder / name
        first = data.partition(b"\n")[0]
        if there.exists() and not _begins_with(there, first):
            raise WeightsError(
                f"Nothing was written: another file “{name}” is in this folder. Choose another "
                "name or folder, or leave it out."
            )


def _begins_with(path: Path, start: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(start)) == start
