"""What a check found: the verdict, what to do about it, and the buttons that ask for more."""

from typing import NamedTuple

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from bpgui.session.gradient_question import Answer
from bpgui.session.session import Session
from bpgui.ui.gradient_check.checker import Checker
from bpgui.ui.gradient_check.plain_widgets import button, label, show_text
from bpgui.ui.gradient_check.wording import CHECK, advice, scope, short_verdict, verdict
from bpgui.ui.theme import MARGIN, SPACING

_RESTS = "The check rests while training runs."
_WAITS = f"This network is large: a check takes some seconds. Press “{CHECK}”."
_CHECKING = "Checking…"


class _Said(NamedTuple):
    """What the outcome says: the verdict and its look, a remark, and the same in short."""

    text: str
    role: str
    short: str
    remark: str = ""


class Outcome(QWidget):
    """Shows what a checker found; starts and cancels checks.

    Attributes
    ----------
    verdict, remark
        What was found, and what that has to do with the step and the size of the network.
    progress
        Of a check that takes its time.
    check, coloured
        The buttons that check now or cancel, and that colour the diagram.
    """

    def __init__(self, session: Session, checker: Checker, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._checker = session, checker
        self.verdict, self.remark = label("good"), label()
        self.verdict.setAccessibleName("verdict")
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(6)
        self.check = button(CHECK, "Compare every gradient with its central difference, now")
        self.coloured = button(
            "Colour diagram", "Colour the connections of the diagram by their error"
        )
        self.coloured.setCheckable(True)
        self._lay_out()
        self.check.clicked.connect(self._on_check_clicked)

    def show_answer(self, answer: Answer | None, *, outdated: bool) -> str:
        """Show an answer of the present moment, or why there is none; return it in short.

        With ``outdated`` there is one of another moment.
        """
        busy = self._checker.busy
        self.progress.setVisible(busy)
        self.progress.setValue(self._checker.progress)
        self.check.setText("Cancel" if busy else CHECK)
        self.check.setEnabled(not self._session.running)
        said = self._said(answer, outdated=outdated)
        show_text(self.verdict, said.text, said.role)
        show_text(self.remark, said.remark)
        return said.short

    def _said(self, answer: Answer | None, *, outdated: bool) -> _Said:
        if self._session.running:
            return _Said(_RESTS, "muted", "rests")
        if self._checker.problem:
            return _Said(self._checker.problem, "error", "")
        if answer is not None:
            return self._found(answer)
        if self._checker.waits:
            return _Said(_WAITS, "muted", "out of date" if outdated else "")
        return _Said(_CHECKING, "muted", _CHECKING)

    def _found(self, answer: Answer) -> _Said:
        report = answer.report
        role = "bad" if report.disagreeing.any() else "muted" if report.drowned.any() else "good"
        remark = " ".join(filter(None, (advice(answer), scope(answer.question))))
        text = verdict(answer, self._session.parameter_name)
        return _Said(text, role, short_verdict(answer), remark)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACING)
        buttons.addWidget(self.check)
        buttons.addWidget(self.coloured)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 0, MARGIN, 0)
        column.setSpacing(SPACING - 2)
        column.addWidget(self.verdict)
        column.addWidget(self.progress)
        column.addLayout(buttons)
        column.addWidget(self.remark)

    def _on_check_clicked(self) -> None:
        if self._checker.busy:
            self._checker.stop(waits=True)
        else:
            self._checker.renew(asked=True)
