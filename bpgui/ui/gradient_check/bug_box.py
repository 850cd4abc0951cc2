"""Planting a bug into a copy of the network, and guessing which it is.

One of two forms is seen: a choice of bugs, or, while one is planted, what the learner can do.
"""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from bpgui.core.bugs import BUGS, Bug, why_hidden
from bpgui.core.gradient_check import AGREEMENT, relative_errors
from bpgui.session.checking import Checking
from bpgui.session.gradient_question import Answer
from bpgui.session.session import Session
from bpgui.ui.data.calm_fields import CalmComboBox
from bpgui.ui.gradient_check.plain_widgets import button, label
from bpgui.ui.gradient_check.wording import COPY, observations
from bpgui.ui.mathematics.formula import compose, words
from bpgui.ui.mathematics.formula_view import FormulaView
from bpgui.ui.theme import MARGIN, SPACING

_INVITATION = (
    "A typical mistake in a copy of the network, to be found with the check. Your training is not "
    "affected."
)
_NONE_SHOWS = (
    "No mistake would show here: every gradient is 0 or too small. Train a little, or check other "
    "patterns."
)


class BugBox(QWidget):
    """Plants bugs, takes guesses, gives hints.

    Attributes
    ----------
    random : numpy.random.Generator
        Draws the bug of a surprise.
    answered : Signal
        A guess was answered, or a hint given.
    """

    answered = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._checking: Checking = session.checking
        self._said = ""
        self._hinted: Answer | None = None
        self.random = np.random.default_rng()
        self._create_widgets()
        self._lay_out()
        self._checking.asked.connect(self._on_checking_asked)
        self._checking.changed.connect(self.synchronize)
        self.synchronize()

    def synchronize(self) -> None:
        """Show what is planted, as far as the learner may know it."""
        bug, secret = self._checking.bug, self._checking.is_secret
        if self._hinted is not None and self._hinted is not self._checking.answer:
            self._said, self._hinted = "", None  # a hint is about the errors that were seen
        for widget in (self._free, self.surprise):
            widget.setVisible(bug is None)
        self._planted.setVisible(bug is not None)
        self._secret.setVisible(secret)
        if bug is None:
            self._say(self._said)
            return
        self._banner.setText(COPY)
        self._code.setVisible(not secret)
        self.formula.setVisible(not secret)
        self._code.setText(f"{bug.label}:")
        self.formula.show_lines(
            [
                compose("{word} " + bug.written, word=words("wrong")),
                compose("{word} " + bug.right, word=words("right")),
            ]
        )
        self._say(self._said or self._remark(bug))

    def forget_hint(self) -> None:
        """Take back a hint: the errors that it is about are out of date."""
        if self._hinted is not None:
            self._said, self._hinted = "", None
            self._say("")

    def _create_widgets(self) -> None:
        self.choice, self.guess = _bug_list("bug to plant"), _bug_list("guess")
        self.plant = _button("Plant", "Plant the chosen bug in a copy", self._plant)
        self.surprise = _button(
            "Surprise me", "Plant a bug without telling which, to be found", self._surprise
        )
        self.try_guess = _button("Guess", "Say which bug it is", self._guess)
        self.hint = _button("Hint", "What the errors have in common", self._hint)
        self.remove = _button("Remove the bug", "Check the network itself again", self._remove)
        self._invitation = label(text=_INVITATION)
        self._banner, self._code, self.feedback = label("error"), label(), label("")
        self.formula = FormulaView()
        self.feedback.setAccessibleName("answer to the guess")

    def _lay_out(self) -> None:
        self._free, self._planted, self._secret = QWidget(), QWidget(), QWidget()
        _column(self._free, self._invitation, _row(self.choice, self.plant))
        _column(self._secret, label(text="Which mistake is it?"), _row(self.guess, self.try_guess))
        buttons = _row(self.hint, self.remove)
        _column(self._planted, self._banner, self._code, self.formula, self._secret, buttons)
        title = QLabel("Plant a bug")
        title.setProperty("role", "heading")
        heading = QHBoxLayout()
        heading.addWidget(title, 1)
        heading.addWidget(self.surprise)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, SPACING, MARGIN, SPACING)
        column.setSpacing(SPACING - 2)
        column.addLayout(heading)
        for widget in (self._free, self._planted, self.feedback):
            column.addWidget(widget)

    # ---- what the buttons do ---------------------------------------------------------------

    def _plant(self) -> None:
        self._checking.plant(BUGS[self.choice.currentData()])

    def _surprise(self) -> None:
        """Plant one of the bugs that show in the present moment."""
        lesson = self._checking.question(self._session).lesson()
        with np.errstate(all="ignore"):
            visible = [bug for bug in BUGS.values() if not why_hidden(bug, lesson)]
        if visible:
            self._checking.plant(visible[self.random.integers(len(visible))], secretly=True)
        else:
            self._said = _NONE_SHOWS
            self.synchronize()

    def _guess(self) -> None:
        bug, guess = self._checking.bug, BUGS[self.guess.currentData()]
        if bug is None:
            return
        if guess is bug:
            self._said = f"Right: {_lowered(bug.label)}. {bug.trace}"
            self._checking.reveal()
        elif self._same_numbers(bug, guess):
            self._said = (
                f"As good as right: it is “{_lowered(bug.label)}”, and here both mistakes give the "
                "same numbers."
            )
            self._checking.reveal()
        else:
            self._said = f"No. “{guess.label}” leaves another trace: {_lowered(guess.trace)}"
        self.synchronize()
        self.answered.emit()

    def _hint(self) -> None:
        answer = self._checking.answer
        if answer is not None:
            self._hinted = answer
            self._said = " ".join(observations(answer))
            self.synchronize()
            self.answered.emit()

    def _remove(self) -> None:
        self._checking.plant(None)

    def _on_checking_asked(self) -> None:
        self._said, self._hinted = "", None
        self.synchronize()

    def _same_numbers(self, bug: Bug, guess: Bug) -> bool:
        lesson = self._checking.question(self._session).lesson()
        with np.errstate(all="ignore"):
            errors = relative_errors(bug.gradient(lesson), guess.gradient(lesson))
        return bool((errors <= AGREEMENT).all())

    def _remark(self, bug: Bug) -> str:
        """Say why nothing shows, if nothing does, or what to look for."""
        lesson = self._checking.question(self._session).lesson()
        with np.errstate(all="ignore"):
            excuse = why_hidden(bug, lesson)
        if self._checking.is_secret:
            return "With this loss and these patterns the bug does not show." if excuse else ""
        return f"It does not show here. {excuse}" if excuse else bug.trace

    def _say(self, text: str) -> None:
        self.feedback.setText(text)
        self.feedback.setVisible(bool(text))


def _bug_list(name: str) -> CalmComboBox:
    box = CalmComboBox()
    for bug in BUGS.values():
        box.addItem(bug.label, bug.name)
    box.setAccessibleName(name)
    box.setMinimumContentsLength(12)
    box.setSizeAdjustPolicy(CalmComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return box


def _button(text: str, tip: str, act: Callable[[], None]) -> QPushButton:
    made = button(text, tip)
    made.clicked.connect(act)
    return made


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(SPACING)
    for widget in widgets:
        row.addWidget(widget, int(isinstance(widget, CalmComboBox)))
    if not any(isinstance(widget, CalmComboBox) for widget in widgets):
        row.addStretch(1)
    return row


def _column(widget: QWidget, *parts: QWidget | QHBoxLayout) -> None:
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(SPACING - 2)
    for part in parts:
        if isinstance(part, QWidget):
            column.addWidget(part)
        else:
            column.addLayout(part)


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]
