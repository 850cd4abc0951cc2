"""A training from the first news to the files that were asked for, and the exit status."""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from bpgui.cli.course import Course, Ending
from bpgui.cli.refusal import Refusal, misuse
from bpgui.cli.task import Task
from bpgui.cli.terminal import READER_GONE, Terminal, silence
from bpgui.cli.weights_source import COMPARED
from bpgui.formats.weights import (
    ExportReport,
    WeightsFile,
    WeightsFormat,
    export_weights,
    format_for,
)
from bpgui.formats.whole_file import describe_failure
from bpgui.session.document import Document
from bpgui.session.sample import Sample
from bpgui.session.session_file import SavedSession, write_session


class News(Protocol):
    """Who is told of a training."""

    def begun(self, task: Task, course: Course) -> None:
        """Tell what is going to be trained."""

    def moved(self, document: Document, losses: tuple[float, float], samples: list[Sample]) -> None:
        """Tell how far it is."""

    def ended(self, course: Course, ending: Ending) -> None:
        """Tell what it has come to."""

    def saved(self, path: Path, unreferred: tuple[str, ...]) -> None:
        """Tell that the session was written, and why its data are in it where they should not."""

    def exported(self, report: ExportReport) -> None:
        """Tell that weights were written."""


class Errand:
    """Trains, and writes what was asked for however the training ended.

    Parameters
    ----------
    exports
        Where to write the weights.
    save
        Where to write the session, or None.
    refers
        Whether it is to name the file of its data instead of holding them.

    Raises
    ------
    Refusal
        At once, where a file could not be written after hours of training.
    """

    def __init__(self, exports: Sequence[Path], save: Path | None, *, refers: bool = False) -> None:
        if save is not None:
            check_folder(save)
        for path in exports:
            check_format(path)
            check_folder(path)
        self._exports, self._save, self._refers = exports, save, refers

    def run(self, task: Task, news: News, terminal: Terminal) -> int:
        """Run it and return the exit status."""
        course = Course(task)
        news.begun(task, course)
        try:
            ending = course.follow(news.moved)
            news.ended(course, ending)
            self._write(course, news)
        except OSError as error:  # the news cannot be told; the files are wanted all the same
            silence(terminal.out)
            self._write(course, news)
            if not isinstance(error, BrokenPipeError):
                raise
            return READER_GONE
        if ending.reason == "diverged":
            terminal.note(f"bpgui train: {ending.sentence}")
        return _status(ending)

    def _write(self, course: Course, news: News) -> None:
        """Write every file; one that fails does not keep the others from being written."""
        failures = []
        if self._save is not None:
            try:
                news.saved(self._save, write_session(self._session(course), self._save))
            except OSError as error:
                failures.append(describe_failure(self._save, error))
            except ValueError as error:
                failures.append(str(error))
        for path in self._exports:
            try:
                news.exported(_exported(course, path))
            except ValueError as error:
                failures.append(str(error))
        if failures:
            raise Refusal(" ".join(failures))

    def _session(self, course: Course) -> SavedSession:
        saved = course.saved()
        return replace(saved, data_place="referenced") if self._refers else saved


def _exported(course: Course, path: Path) -> ExportReport:
    """Write the weights, compared for patterns of the data."""
    data = course.document.dataset
    weights = WeightsFile.of(course.document.network, data, course.settings)
    return export_weights(weights, path, rows=data.patterns.take(slice(0, COMPARED)))


def check_format(path: Path, key: str | None = None) -> WeightsFormat:
    """Return the format that a file is to be written in; refuse an ending that none has."""
    try:
        return format_for(path, key)
    except ValueError as error:
        raise misuse(str(error)) from error


def check_folder(path: Path) -> None:
    """Refuse a file that cannot be written where it is wanted."""
    folder = path.absolute().parent
    if path.is_dir():
        raise Refusal(f"“{path}” is a folder; give the name of a file.")
    if not folder.is_dir():
        raise Refusal(f"there is no folder “{folder}” to write “{path.name}” to; make it first.")
    if not os.access(folder, os.W_OK):
        raise Refusal(f"writing to “{folder}” is not permitted; choose another folder.")


def _status(ending: Ending) -> int:
    if ending.signal is not None:
        return 128 + ending.signal
    return 1 if ending.reason == "diverged" else 0
