"""Reading and writing large files beside the window, with a bar and Cancel; small ones at once."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from bpgui.app.work_dialog import WorkDialog
from bpgui.session.background import Background, Report

OnShare = Callable[[float], None]
_DONE = 100


class FileWork(QObject):
    """Does one piece of work with a file at a time, and tells its outcome.

    Parameters
    ----------
    window : QWidget
        Over which the bar appears.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._work = Background(self)
        self._work.finished.connect(self._on_finished)
        self._work.failed.connect(self._on_failed)
        self._work.progressed.connect(self._on_progressed)
        self._dialog: WorkDialog | None = None
        self._then: Callable[[object], None] = _nothing
        self._otherwise: Callable[[Exception], None] = _nothing

    @property
    def busy(self) -> bool:
        """Whether a file is being read or written."""
        return self._work.busy

    def start(
        self,
        text: str,
        work: Callable[[OnShare], object],
        then: Callable[[object], None],
        otherwise: Callable[[Exception], None],
        *,
        at_once: bool,
        blocks: bool,
    ) -> None:
        """Do work in a thread, or before returning if it is short.

        Parameters
        ----------
        text
            What is being done, beside the bar.
        work
            Is given what it calls with the share that is done; that raises when it was cancelled.
        then, otherwise
            Called with the result, or with the exception; neither after Cancel.
        at_once
            Whether it is short.
        blocks
            Whether the window waits for it.
        """
        self._close_dialog()
        self._then, self._otherwise = then, otherwise

        def in_percent(report: Report) -> object:
            return work(lambda share: report(round(_DONE * share)))

        if not at_once:
            self._dialog = WorkDialog(text, blocks=blocks, parent=self._window)
            self._dialog.cancelled.connect(self.cancel)
            self._dialog.begin()
        self._work.start(in_percent, at_once=at_once)

    def cancel(self) -> None:
        """Drop the work under way."""
        self._work.cancel()
        self._close_dialog()

    def shut_down(self) -> None:
        """Drop the work, and wait a moment for its thread."""
        self._close_dialog()
        self._work.shut_down()

    def _close_dialog(self) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.end()
            dialog.deleteLater()

    def _on_progressed(self, percent: int) -> None:
        if self._dialog is not None:
            self._dialog.show_progress(percent)

    def _on_finished(self, result: object) -> None:
        self._close_dialog()
        self._then(result)

    def _on_failed(self, error: object) -> None:
        self._close_dialog()
        if isinstance(error, Exception):
            self._otherwise(error)


def _nothing(_outcome: object) -> None:
    """Do nothing, before there is anything to do."""
