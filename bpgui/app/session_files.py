"""Session files: new, open, save, save as, revert, with the sentences that go with them."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMessageBox

from bpgui.app import file_dialogs, unsaved_question
from bpgui.app.data_place_words import where_data_are
from bpgui.app.file_work import FileWork, OnShare
from bpgui.app.save_state import Contents, SaveState
from bpgui.app.session_sizes import SMALL, bytes_to_read, bytes_to_write
from bpgui.app.surroundings import Surroundings
from bpgui.app.unfound_question import ask_about_unfound
from bpgui.formats.file_kind import SESSION_SUFFIX
from bpgui.formats.whole_file import describe_failure
from bpgui.session.saved_session import SavedSession
from bpgui.session.session import Session
from bpgui.session.session_file import read_session, write_session
from bpgui.ui.numbers import format_count

SESSION_FILTER = f"bpgui session (*{SESSION_SUFFIX})"

Then = Callable[[], None]
OnRead = Callable[[SavedSession], None]


class SessionFiles(QObject):
    """Opens and writes session files.

    Parameters
    ----------
    session : Session
        What is exchanged and written.
    state : SaveState
        Knows the file it is in.
    around : Surroundings
        The window.
    """

    def __init__(self, session: Session, state: SaveState, around: Surroundings) -> None:
        super().__init__(around.window)
        self._session, self._state, self._around = session, state, around
        self._work = FileWork(around.window)
        self._stamp: tuple[Path, tuple[int, int] | None] | None = None
        self._writes = False
        self._afterwards: Callable[[], object] | None = None

    def after_writing(self, then: Callable[[], object]) -> bool:
        """Do something once the file under way is written; False if none is being written."""
        waits = self._writes and self._work.busy
        self._afterwards = then if waits else None
        return waits

    # ---- in --------------------------------------------------------------------------------

    def new(self) -> None:
        """Begin again as at the first launch, after asking about unsaved changes."""
        self.leave(self._begin_anew)

    def open(self, path: Path) -> None:
        """Open a session, after asking about unsaved changes."""
        self.leave(lambda: self.read(path, lambda saved: self._adopt(saved, path)))

    def revert(self) -> None:
        """Go back to the saved file, after asking."""
        path = self._state.path
        if path is None:
            self._tell("This session was never saved: there is nothing to go back to.")
        elif not self._state.modified:
            self._tell(f"Nothing has changed since “{path.name}” was saved.")
        else:
            unsaved_question.ask_about_reverting(
                self._around.window,
                path.name,
                lambda: self.read(path, lambda saved: self._adopt(saved, path)),
            )

    def recover(self, source: Path, belongs_to: Path | None, then: Then) -> None:
        """Bring an autosave back, as unsaved changes of the file it belongs to."""

        def adopt(saved: SavedSession) -> None:
            if self._show(saved):
                self._begin(belongs_to, modified=True)
                then()

        self.leave(lambda: self.read(source, adopt))

    def read(self, path: Path, then: OnRead, pointed: tuple[Path, ...] = ()) -> None:
        """Read a session; the open one stays until all of it is there.

        `pointed` are files that the user says its data were read from.
        """
        if self.after_writing(lambda: self.read(path, then, pointed)):
            return
        if (size := bytes_to_read(path)) is None:
            self._tell(f"There is no file “{path}” any more.", problem=True)
            return

        def on_read(saved: object) -> None:
            if isinstance(saved, SavedSession) and saved.unfound:
                ask_about_unfound(
                    self._around.window,
                    path.name,
                    saved.unfound,
                    lambda chosen: self.read(path, then, (chosen, *pointed)),
                    lambda: then(saved),
                )
            elif isinstance(saved, SavedSession):
                then(saved)
                if pointed and self._state.path == path:  # where the data are is yet to be saved
                    self._state.settle(path, None)

        self._writes = False
        self._work.start(
            f"Opening “{path.name}”…",
            lambda on_share: read_session(path, on_share, pointed=pointed),
            on_read,
            lambda error: self._tell_failure(path, error),
            at_once=size <= SMALL,
            blocks=True,
        )

    def _adopt(self, saved: SavedSession, path: Path) -> None:
        if not self._show(saved):
            return
        self._begin(path)
        self._around.recent.add(path)
        sweep = format_count(self._session.sweep)
        more = saved.warnings or ("Space trains on from there.",)
        sentence = f"“{path.name}” is open at sweep {sweep}."
        self._tell(" ".join((sentence, *more)), problem=bool(saved.warnings))

    def _show(self, saved: SavedSession) -> bool:
        """Exchange what is shown; False, with a sentence, where it cannot be shown."""
        try:
            self._session.restore(saved)
        except ValueError as error:
            self._tell(str(error), problem=True)
            return False
        self._around.view.restore(saved.window)
        return True

    def _begin_anew(self) -> None:
        self._show(Session().saved())
        self._begin(None)

    def _begin(self, path: Path | None, *, modified: bool = False) -> None:
        self._state.begin(path, modified=modified)
        self._remember(path)

    # ---- out -------------------------------------------------------------------------------

    def leave(self, then: Then) -> QMessageBox | None:
        """Do what leaves the session, once unsaved changes are saved or given up.

        Returns
        -------
        QMessageBox or None
            The question that opened, or None where nothing had to be asked.
        """
        if not self._state.modified:
            then()
            return None
        return unsaved_question.ask_about_changes(
            self._around.window, self._state.name, lambda: self.save(then), then
        )

    def save(self, then: Then | None = None) -> None:
        """Write the session to its file, or ask for one; then go on, unless that fails."""
        path = self._state.path
        if path is None:
            self.save_as(then)
        elif self._is_foreign(path):
            unsaved_question.ask_about_overwriting(
                self._around.window,
                path,
                lambda: self.write(path, then),
                lambda: self.save_as(then),
            )
        else:
            self.write(path, then)

    def save_as(self, then: Then | None = None) -> None:
        """Ask for a file, and write the session there."""
        path = self._state.path
        data = file_dialogs.file_name(self._session.dataset.name)
        name = f"{data}{SESSION_SUFFIX}" if path is None else path.name
        file_dialogs.ask_save_path(
            self._around.window,
            "Save session",
            name,
            SESSION_FILTER,
            lambda chosen: self.write(chosen, then),
        )

    def write(self, path: Path, then: Then | None = None) -> None:
        """Write the session as it is now; a training goes on meanwhile."""
        saved, contents = self.saved(), Contents.of(self._session)
        home = self._state.home

        def work(on_share: OnShare) -> object:
            return write_session(saved, path, on_share)

        def on_written(unreferred: object) -> None:
            self._state.settle(path, contents, home)
            if home is self._state.home or (self._stamp is not None and self._stamp[0] == path):
                self._remember(path)
            self._around.recent.add(path)
            self._tell(f"The session is saved in “{path}”{where_data_are(saved, unreferred)}.")
            afterwards, self._afterwards = self._afterwards, None
            for act in (then, afterwards):
                if act is not None:
                    act()

        def on_failed(error: Exception) -> None:
            if path == self._state.path and not path.exists():  # then all of it would be lost
                self._state.settle(path, None)
            self._tell_failure(path, error)

        self._writes, self._afterwards = True, None
        self._work.start(
            f"Saving “{path.name}”…",
            work,
            on_written,
            on_failed,
            at_once=bytes_to_write(saved) <= SMALL,
            blocks=then is not None,
        )

    def saved(self) -> SavedSession:
        """Return the session at this moment, with how the window looks at it."""
        return self._session.saved(self._around.view.stored())

    def shut_down(self) -> None:
        """Drop what is under way."""
        self._work.shut_down()

    # ---- inside ----------------------------------------------------------------------------

    def _remember(self, path: Path | None) -> None:
        self._stamp = None if path is None else (path, _stamp(path))

    def _is_foreign(self, path: Path) -> bool:
        """Whether somebody else has written to the file since it was opened or saved here."""
        now = _stamp(path)
        known = self._stamp is not None and self._stamp[0] == path
        return known and now is not None and self._stamp != (path, now)

    def _tell(self, sentence: str, *, problem: bool = False) -> None:
        self._around.notice.tell(sentence, problem=problem)

    def _tell_failure(self, path: Path, error: Exception) -> None:
        if isinstance(error, OSError):
            self._tell(describe_failure(path, error), problem=True)
        elif isinstance(error, ValueError):
            self._tell(str(error), problem=True)
        elif isinstance(error, MemoryError):
            self._tell(f"“{path.name}” does not fit into memory.", problem=True)
        else:
            raise error


def _stamp(path: Path) -> tuple[int, int] | None:
    """Return what changes when a file is written; None where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
