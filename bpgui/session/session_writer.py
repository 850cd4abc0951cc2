"""Writing a session file: what the manifest says, and the arrays it refers to."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from bpgui import __version__
from bpgui.formats.archive_writer import ArchiveWriter
from bpgui.formats.table_origin import TableOrigin
from bpgui.session.file_data import DataOut
from bpgui.session.file_imports import ImportsOut
from bpgui.session.file_networks import NetworksOut
from bpgui.session.file_pools import Pool
from bpgui.session.file_tables import TablesOut
from bpgui.session.file_timeline import TimelinesOut
from bpgui.session.file_values import said_selection, said_settings, said_walk
from bpgui.session.kept_runs import KeptRun
from bpgui.session.saved_session import DataPlace, SavedSession
from bpgui.session.session_file_error import SessionFileError
from bpgui.session.session_info import said_info

FORMAT = "bpgui-session"
VERSION = 2
"""The newest version: that of sessions that refer to a file. All others are of the first."""


class SessionWriter:
    """Writes one session.

    Parameters
    ----------
    saved
        What to write.
    target
        The file it will be in; None where it will be in none.
    place
        Where the data go.
    on_way
        Called with the share that is done.

    Attributes
    ----------
    unreferred
        Why data are in the session that were to stay in their file, each without a full stop.
    """

    def __init__(
        self,
        saved: SavedSession,
        target: Path | None,
        place: DataPlace,
        on_way: Callable[[float], object] | None,
    ) -> None:
        self._on_way, self._done, self._total = on_way, 0, 1
        folder = None if target is None else target.absolute().parent
        beside = (folder, target.stem) if folder and target and place == "beside" else None
        self._vectors = Pool("vectors", "f8")
        self._masks = Pool("masks", "b1")
        self._places = Pool("places", "i8")
        networks = NetworksOut(self._vectors, self._masks)
        self._tables = TablesOut(self._vectors, beside)
        self._imports = ImportsOut(
            self._vectors,
            self._tables,
            folder,
            lambda _: self._on_bytes(0),
            refers=place == "referenced",
            tells_path=place != "embedded",
        )
        data = DataOut(self._vectors, self._masks, self._tables, self._imports)
        self._timelines = TimelinesOut(self._vectors, self._places, networks, data)
        session = self._said_session(saved)
        self._manifest = {
            "format": FORMAT,
            "version": VERSION if self._imports.refers else 1,
            "program": f"bpgui {__version__}",
            "summary": said_info(saved, "", VERSION),
            "session": session,
            **self._timelines.said(),
            **networks.said(),
            **data.said(),
            "window": dict(saved.window),
        }
        self.unreferred = self._reasons(saved) if place == "referenced" else ()
        pools = self._vectors.nbytes + self._masks.nbytes + self._places.nbytes
        self._total = pools + self._timelines.samples.nbytes + self._tables.nbytes + 1

    def _reasons(self, saved: SavedSession) -> tuple[str, ...]:
        own = saved.document.dataset.origin
        none = () if isinstance(own, TableOrigin) else ("they were read from no file",)
        return none + self._imports.reasons

    def write_beside(self) -> None:
        """Write what goes into files of its own."""
        self._tables.write_beside(self._on_bytes)

    def write(self, file: BinaryIO) -> None:
        """Write the archive."""
        if not self._written(file, compress=True):
            # Very regular data, which a reader would take for a bomb.
            file.seek(0)
            file.truncate()
            self._written(file, compress=False)
        if self._on_way is not None:
            self._on_way(1.0)

    def _written(self, file: BinaryIO, *, compress: bool) -> bool:
        with ArchiveWriter(file, self._on_bytes, compress=compress) as archive:
            for pool in (self._vectors, self._masks, self._places):
                pool.write(archive)
            self._timelines.samples.write(archive)
            self._tables.write(archive)
            try:
                return archive.finish({**self._manifest, "checksums": archive.checksums})
            except (TypeError, ValueError) as error:
                raise SessionFileError(
                    f"What the window adds to the session is no JSON: {error}."
                ) from error

    def _said_session(self, saved: SavedSession) -> dict[str, Any]:
        timelines = self._timelines
        return {
            "document": timelines.add_document(saved.document),
            "record": timelines.add_record(saved.record),
            "settings": timelines.add_settings(saved.settings),
            "stop": said_settings(saved.stop),
            "pattern": int(saved.pattern),
            "selection": said_selection(saved.selection),
            "overlay": saved.overlay,
            "data_place": saved.data_place,
            "walk": said_walk(saved.walk),
            "kept_runs": [self._said_run(run) for run in saved.kept_runs],
        }

    def _said_run(self, run: KeptRun) -> dict[str, Any]:
        timelines, snapshot = self._timelines, run.snapshot
        return {
            "name": run.name,
            "document": timelines.add_document(snapshot.document),
            "record": timelines.add_record(snapshot.record),
            "settings": timelines.add_settings(run.settings),
            "stop": None if snapshot.stop is None else said_settings(snapshot.stop),
            "sweeps": self._vectors.add(run.sweeps),
            "loss": self._vectors.add(run.loss),
            "test_loss": self._vectors.add(run.test_loss),
            "shown": bool(run.shown),
        }

    def _on_bytes(self, count: int) -> None:
        self._done += count
        if self._on_way is not None:
            self._on_way(min(1.0, self._done / self._total))
