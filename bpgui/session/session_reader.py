"""Reading a session file back, with every number checked before it is used."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from bpgui.core.stages import PHASES
from bpgui.formats import strict_json as strict
from bpgui.formats.archive import Archive
from bpgui.session.carrying import fits
from bpgui.session.file_data import read_datasets
from bpgui.session.file_finding import ImportsIn
from bpgui.session.file_networks import read_networks
from bpgui.session.file_pools import pick, read_pool
from bpgui.session.file_samples import SamplesIn
from bpgui.session.file_tables import read_tables
from bpgui.session.file_timeline import Parts, TimelinesIn
from bpgui.session.file_values import read_selection, read_stop, read_walk
from bpgui.session.kept_runs import MOST_RUNS, KeptRun
from bpgui.session.saved_session import DATA_PLACES, DataPlace, SavedSession
from bpgui.session.session_file_error import SessionFileError
from bpgui.session.session_writer import FORMAT, VERSION
from bpgui.session.snapshot import Snapshot


def check_format(said: strict.Object) -> None:
    """Raise a SessionFileError unless this is a session file of a version this program knows."""
    if said.get("format") != FORMAT:
        raise SessionFileError(f"It does not say that it is a session: “format”: “{FORMAT}”.")
    version = strict.as_whole(said.get("version"), "“version”")
    if version > VERSION:
        program = strict.as_text(said.get("program", "a later bpgui"), "“program”")
        raise SessionFileError(
            f"It was written by {program:.40} in version {version} of the format, and this program "
            f"reads up to version {VERSION}: open it with that program or a later one."
        )
    if version < 1:
        raise SessionFileError(f"There is no version {version} of the format.")


class SessionReader:
    """Reads one session.

    Parameters
    ----------
    file
        To read from and to seek in.
    folder
        Where data are looked for that are not in it.
    pointed
        Files in which they are looked for before.
    on_way
        Called with the share that is done.
    """

    def __init__(
        self,
        file: BinaryIO,
        folder: Path | None,
        pointed: Sequence[Path],
        on_way: Callable[[float], object] | None,
    ) -> None:
        self._on_way, self._done, self._more = on_way, 0, 1
        self._folder, self._pointed = folder, pointed
        self._archive = Archive(file, self._on_bytes)
        self._said = self._archive.manifest
        check_format(self._said)
        self._archive.expect(
            strict.as_object(strict.member(self._said, "checksums", "The manifest"), "“checksums”")
        )

    def read(self) -> SavedSession:
        """Return all of it."""
        archive, said = self._archive, self._said
        vectors = read_pool(archive, "vectors", "f8")
        masks = read_pool(archive, "masks", "b1")
        said_tables = strict.as_list(strict.member(said, "tables", "The manifest"), "“tables”")
        said_imports = strict.as_list(said.get("imports", []), "“imports”")
        imports = ImportsIn(said_imports, said_tables, self._folder, self._pointed, self._on_bytes)
        self._more += imports.nbytes
        tables = read_tables(said_tables, archive, vectors, self._folder, imports, self._on_bytes)
        parts = Parts(
            vectors,
            [places.astype(np.intp) for places in read_pool(archive, "places", "i8")],
            read_networks(said, vectors, masks),
            read_datasets(said, vectors, masks, tables, imports.origins(tables.arrays)),
            SamplesIn(archive, vectors),
        )
        saved = _read_session(said, TimelinesIn(said, parts), vectors)
        reasons = dict.fromkeys(absent.why for absent in tables.absent.values())
        saved = replace(saved, warnings=tuple(reasons), unfound=imports.unfound())
        if self._on_way is not None:
            self._on_way(1.0)
        return saved

    def _on_bytes(self, count: int) -> None:
        self._done += count
        if self._on_way is not None:
            self._on_way(min(1.0, self._done / (self._archive.total + self._more)))


def _read_session(
    manifest: strict.Object, timelines: TimelinesIn, vectors: Sequence[np.ndarray]
) -> SavedSession:
    where = "“session”"
    said = strict.as_object(strict.member(manifest, "session", "The manifest"), where)

    def get(key: str) -> Any:  # noqa: ANN401 - any JSON
        return strict.member(said, key, where)

    snapshot = _read_snapshot(said, timelines, where)
    document = snapshot.document
    selection = read_selection(get("selection"), "“selection”")
    pattern = strict.as_whole(get("pattern"), "“pattern”")
    overlay = get("overlay")
    runs = strict.as_list(get("kept_runs"), "“kept_runs”")[-MOST_RUNS:]
    return SavedSession(
        document,
        snapshot.record,
        pick(timelines.settings, get("settings"), where),
        read_stop(get("stop"), "“stop”"),
        min(pattern, document.dataset.n_patterns - 1),
        selection if fits(selection, document.network) else None,
        overlay if overlay in PHASES else PHASES[0],
        read_walk(get("walk"), document, "“walk”"),
        tuple(_read_run(run, timelines, vectors) for run in runs),
        strict.as_object(manifest.get("window", {}), "“window”"),
        _read_place(said.get("data_place")),
    )


def _read_place(said: Any) -> DataPlace:  # noqa: ANN401 - any JSON
    return next((place for place in DATA_PLACES if place == said), "embedded")


def _read_snapshot(said: strict.Object, timelines: TimelinesIn, where: str) -> Snapshot:
    """Return document, record and settings, checked to belong together."""
    document = pick(timelines.documents, strict.member(said, "document", where), where)
    record = pick(timelines.segments, strict.member(said, "record", where), where)
    settings = pick(timelines.settings, strict.member(said, "settings", where), where)
    timelines.check_loss(settings, document)
    start = next((s.start for s in record.backwards() if s.start.updates <= document.updates), None)
    if start is None or start.network.n_parameters != document.network.n_parameters:
        raise SessionFileError("The moment that is shown is not in the history.")
    return Snapshot(document, record, settings)


def _read_run(value: Any, timelines: TimelinesIn, vectors: Sequence[np.ndarray]) -> KeptRun:  # noqa: ANN401
    where = "“kept_runs”"
    said = strict.as_object(value, where)
    snapshot = _read_snapshot(said, timelines, where)
    stop = strict.member(said, "stop", where)
    curves = [
        pick(vectors, strict.member(said, key, where), where)
        for key in ("sweeps", "loss", "test_loss")
    ]
    if len({curve.size for curve in curves}) != 1 or not curves[0].size:
        raise SessionFileError("The curve of a kept run is not whole.")
    settings = pick(timelines.settings, strict.member(said, "settings", where), where)
    return KeptRun(
        strict.as_text(strict.member(said, "name", where), where),
        replace(snapshot, stop=None if stop is None else read_stop(stop, where)),
        settings,
        curves[0],
        curves[1],
        curves[2],
        strict.as_truth(strict.member(said, "shown", where), where),
    )
