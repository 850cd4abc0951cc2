"""Nothing is lost: the question on closing, autosave, and what a crash left, for one window.

A window works without it, as in tests and scripts; the program gives each of its windows one.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox

from bpgui.app.autosave import Autosave, Timing
from bpgui.app.autosave_failure import autosave_failure
from bpgui.app.recovery import LostSession, RecoveryFolder, lost_sessions, recovery_root
from bpgui.app.window import MainWindow

if TYPE_CHECKING:
    from bpgui.app.recovery_bar import RecoveryBar

_FORESEEN = (OSError, ValueError, MemoryError)
_LOGOUT_TAKES = 60_000
"""Milliseconds after which a log-out that did not come was called off."""


class Safekeeping(QObject):
    """Sees to it that closing, logging out and crashing lose nothing.

    Parameters
    ----------
    window : MainWindow
        What is kept safe.
    root : Path, optional
        The folder of all autosaves; the user's by default.
    timing : Timing
        How soon changes are in the autosave.
    """

    def __init__(
        self, window: MainWindow, root: Path | None = None, timing: Timing | None = None
    ) -> None:
        super().__init__(window)
        self._window = window
        self._root = recovery_root() if root is None else root
        self._question: QMessageBox | None = None
        self._is_decided = self._keeps = False
        self._recovered: list[LostSession] = []
        self._lost: list[LostSession] = []
        self.bar: RecoveryBar | None = None
        self.autosave = Autosave(
            window.session,
            window.save_state,
            self._capture,
            RecoveryFolder(self._root),
            timing or Timing(),
            self,
        )
        self._connect()

    def _connect(self) -> None:
        window = self._window
        window.may_close = self._may_close
        window.closing.connect(self._on_window_closing)
        window.save_state.changed.connect(self._on_save_state_changed)
        self.autosave.written.connect(self._discard_recovered)
        self.autosave.failed.connect(self._on_autosave_failed)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.commitDataRequest.connect(
                self._on_commit_data_request, Qt.ConnectionType.DirectConnection
            )

    def offer_lost(self) -> None:
        """Show what earlier instances left, if anything."""
        self._lost = lost_sessions(self._root)
        if not self._lost:
            return
        from bpgui.app.recovery_bar import RecoveryBar

        self.bar = RecoveryBar(self._lost, self._window)
        self.bar.recover_requested.connect(self._on_recover_requested)
        self.bar.discard_requested.connect(self._on_discard_requested)
        self._window.addToolBarBreak()
        self._window.addToolBar(self.bar)

    def leave_at_once(self) -> None:
        """Close without a question, as the system asked for it; the next start offers the rest."""
        self._keep_for_later()
        self._window.close()

    # ---- closing ---------------------------------------------------------------------------

    def _may_close(self) -> bool:
        """Whether the window may close now; if not, a question opens that may close it later."""
        if self._is_decided:
            return True
        if self._waits_for_file():
            return False
        if not self._window.save_state.modified:
            return True
        if self._question is None:
            self._question = self._window.files.sessions.leave(self._close)
            if self._question is not None:
                self._question.finished.connect(self._on_question_finished)
        return False

    def _waits_for_file(self) -> bool:
        """Whether a session is being written; once it is, the window closes."""
        window = self._window
        made = "files" in vars(window)  # as long as nobody has opened or saved, they are not
        return made and window.files.sessions.after_writing(window.close)

    def _close(self) -> None:
        self._is_decided = True
        self._window.close()

    def _keep_for_later(self) -> None:
        self._is_decided = True
        self.autosave.write_now()  # where that fails, the one before is kept
        self._keeps = self._window.save_state.modified

    def _on_question_finished(self) -> None:
        self._question = None

    def _on_window_closing(self) -> None:
        self.autosave.shut_down(keep=self._keeps)
        for lost in (*self._lost, *self._recovered):
            lost.release()

    def _on_commit_data_request(self) -> None:
        self._keep_for_later()
        QTimer.singleShot(_LOGOUT_TAKES, self, self._on_logout_called_off)

    def _on_logout_called_off(self) -> None:
        self._is_decided = self._keeps = False

    # ---- recovering ------------------------------------------------------------------------

    def _on_recover_requested(self, lost: LostSession) -> None:
        path = lost.about.path

        def on_recovered() -> None:
            self._let_go(lost)
            self._recovered.append(lost)
            self.autosave.write_soon()
            self._window.notice.tell(
                f"“{lost.about.name}” is as it was. It is not saved yet: Ctrl+S saves it."
            )

        belongs_to = None if path is None else Path(path)
        self._window.files.sessions.recover(lost.file, belongs_to, on_recovered)

    def _on_discard_requested(self, lost: LostSession) -> None:
        self._let_go(lost)
        lost.discard()

    def _let_go(self, lost: LostSession) -> None:
        self._lost.remove(lost)
        if self.bar is not None:
            self.bar.remove(lost)

    def _discard_recovered(self) -> None:
        """Remove what was recovered, now that it is in this instance's autosave, or saved."""
        for lost in self._recovered:
            lost.discard()
        self._recovered.clear()

    def _on_save_state_changed(self) -> None:
        if not self._window.save_state.modified:
            self._discard_recovered()

    def _capture(self) -> Callable[[Path], object]:
        saved = self._window.session.saved(self._window.view.stored())

        def write(path: Path) -> None:
            from bpgui.session.session_file import write_session

            write_session(saved, path, data="beside")

        return write

    def _on_autosave_failed(self, error: object) -> None:
        if isinstance(error, Exception) and not isinstance(error, _FORESEEN):
            raise error  # for the net that tells of errors nobody expected
        self._window.notice.tell(autosave_failure(error))
