"""Keeps the answer of a gradient check up to date, beside the window where it takes long."""

import itertools

from PySide6.QtCore import QObject, Signal

from bpgui.session.background import Background, Report
from bpgui.session.gradient_question import Answer, Question
from bpgui.session.session import Session

AT_ONCE, UNASKED = 0.02, 1.0
"""Seconds up to which a check is made before returning, and without being asked for."""
_PER_CENT = 100


class Checker(QObject):
    """Checks the present moment; a check that would take seconds waits until it is asked for.

    Attributes
    ----------
    background
        Does the work.
    waits
        Whether the check of the present moment would take too long to begin by itself.
    problem
        Why the last check could not be made; empty if it could.
    progress
        How much of the check under way is done, in per cent.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._checking = session.checking
        self._question: Question | None = None
        self._failed: Question | None = None
        self.waits = False
        self.problem = ""
        self.progress = 0
        self.background = Background(self)
        self.background.finished.connect(self._on_finished)
        self.background.failed.connect(self._on_failed)
        self.background.progressed.connect(self._on_progressed)

    @property
    def busy(self) -> bool:
        """Whether a check is under way."""
        return self.background.busy

    def renew(self, *, asked: bool = False) -> None:
        """Check the present moment, unless its answer is there or on its way."""
        if self._session.running:
            self.stop()
            return
        question = self._checking.question(self._session)
        if self.busy and question.same(self._question):
            return
        if question.same(self._failed) and not asked:
            return
        self.problem, self._failed = "", None
        answer = self._checking.answer
        if answer is not None and question.same(answer.question) and not asked:
            self.stop()
            return
        if question.seconds > UNASKED and not asked:
            self.stop(waits=True)
            return
        self._start(question)

    def stop(self, *, waits: bool = False) -> None:
        """Check no more; with ``waits``, until it is asked for."""
        is_news = self.busy or self.waits != waits
        self.background.cancel()
        self.waits, self._question = waits, None
        self._checking.show(renewing=False)
        if is_news:
            self.changed.emit()

    def rest(self) -> None:
        """Check no more and wait for the thread."""
        self.background.shut_down()
        self.stop()

    def _start(self, question: Question) -> None:
        self.waits, self.progress = False, 0
        self._question = question
        at_once = question.seconds <= AT_ONCE
        self._checking.show(renewing=True)
        self.background.start(lambda report: _answer(question, report), at_once=at_once)
        self.changed.emit()

    def _on_finished(self, answer: Answer) -> None:
        self._question = None
        self._checking.show(answer, renewing=False)
        self.changed.emit()

    def _on_failed(self, error: Exception) -> None:
        self._question, self._failed = None, self._question
        self.problem = str(error) if isinstance(error, ValueError) else f"It failed: {error!r}"
        self._checking.show(renewing=False)
        self.changed.emit()

    def _on_progressed(self, progress: int) -> None:
        if progress != self.progress:
            self.progress = progress
            self.changed.emit()


def _answer(question: Question, report: Report) -> Answer:
    """Answer a question and report per cents; whoever cancels ends it between two parameters."""
    done, whole = itertools.count(), max(1, len(question.indices))
    return question.answer(lambda: report(_PER_CENT * next(done) // whole))
