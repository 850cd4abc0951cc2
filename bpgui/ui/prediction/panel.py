"""The panel that hides a number and asks for it: predict, then reveal."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from bpgui.session.quantity import Quantity
from bpgui.session.session import Session
from bpgui.ui.details.trail import Place, place_of
from bpgui.ui.details.wording import quantity_phrase
from bpgui.ui.guarding import guarded
from bpgui.ui.mathematics.formula_view import FormulaView
from bpgui.ui.panel import Panel
from bpgui.ui.prediction.answer_field import AnswerField
from bpgui.ui.prediction.asking import ask, draw
from bpgui.ui.prediction.choice_bar import ChoiceBar
from bpgui.ui.prediction.question import Question
from bpgui.ui.prediction.quiz import Quiz
from bpgui.ui.prediction.scene import Scene, scene_of
from bpgui.ui.prediction.verdict import Outcome, Verdict
from bpgui.ui.theme import MARGIN, SPACING, scaled_font

_INTRODUCTION = (
    "Press Enter: a number of the network is hidden, and you work it out from the others. If your "
    "answer is not right, you are told which factor is wrong. Rest the pointer on a unit or a "
    "weight to see its numbers with more digits."
)
_RUNNING = "Pause the training first (Space): the numbers must stand still to be worked out."
_OVER = "The numbers are others now, so the question is taken back. Press Enter for the next."
_ROLES = {Outcome.RIGHT: "right", Outcome.CLOSE: "right", Outcome.COARSE: "muted"}
_MARKS = {Outcome.RIGHT: "✓ ", Outcome.CLOSE: "✓ ", Outcome.COARSE: "", Outcome.WRONG: "✗ "}
_ASKING, _WAITING = "0.5, −2·10⁻³ or 1/3", "Enter asks a question"


class PredictPanel(Panel):
    """Asks for one number after another and says what is wrong with the answers."""

    def __init__(
        self, session: Session, seed: int | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__("Predict", "", parent)
        self._session = session
        self._rng = np.random.default_rng(seed)
        self._before: Quantity | None = None
        self.quiz = Quiz()
        self._create_widgets()
        self._lay_out()
        self._connect()
        self._say(_INTRODUCTION)
        self._show()

    # ---- what is done ----------------------------------------------------------------------

    def ask_next(self) -> None:
        """Ask a question of the chosen kind."""
        if self._session.running:
            self._say(_RUNNING)
            return
        self._take_back()
        scene = scene_of(self._session)
        question = self._drawn(scene)
        if question is None:
            self._say(self.choice.why_nothing(scene))
            self._show()
        else:
            self.ask_about(question.of)
        self.answer.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_about(self, quantity: Quantity) -> None:
        """Ask about one number, and select what it belongs to in the phase that shows it.

        Raises
        ------
        ValueError
            With a sentence, when it is no number to be worked out by hand.
        """
        question = ask(scene_of(self._session), quantity)
        self._take_back()
        self._before = question.of
        self._go_to(question.of)
        self.quiz.begin(question)
        self._session.hide(*question.hides)
        self.answer.clear()
        self._say("")
        self._show()

    def reveal(self) -> None:
        """Show the number, and how it comes about."""
        if self.quiz.stands:
            self.quiz.reveal()
            self._session.hide()
            self._say("Here it is.")
            self._show()

    # ---- building --------------------------------------------------------------------------

    def _create_widgets(self) -> None:
        self.choice = ChoiceBar(self._session)
        self.question = QLabel()
        self.question.setFont(scaled_font(1.05, bold=True))
        self.answer = AnswerField()
        self.verdict = QLabel()
        for label in (self.question, self.verdict):
            label.setWordWrap(True)
        self.formula = FormulaView()
        self.formula.describe = self._describe
        self.answer_button = _button("&Answer", "Judge what was typed (Enter)")
        self.hint_button = _button("&Hint", "Show the formula, then the formula with its numbers")
        self.reveal_button = _button("Re&veal", "Show the number and how it comes about")
        self.next_button = _button("Next &question", "Hide another number (Enter)")

    def _lay_out(self) -> None:
        content = QWidget()
        inner = QVBoxLayout(content)
        inner.setContentsMargins(MARGIN, SPACING, MARGIN, SPACING)
        inner.setSpacing(SPACING)
        inner.addWidget(self.choice)
        inner.addWidget(self.question)
        inner.addLayout(_row(self.answer, self.answer_button))
        inner.addLayout(_row(self.hint_button, self.reveal_button, self.next_button, even=True))
        inner.addWidget(self.verdict)
        inner.addWidget(self.formula)
        inner.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # a click on a button leaves it to the field
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(content)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)
        self.setFocusProxy(self.answer)

    def _connect(self) -> None:
        session = self._session
        session.hidden_changed.connect(self._on_session_hidden_changed)
        session.pointed_changed.connect(self._on_session_pointed_changed)
        self.formula.pointed.connect(session.point_at)
        self.formula.followed.connect(session.explain)
        self.answer.entered.connect(self._on_answer_entered)
        self.answer.given_up.connect(self.reveal)
        self.answer_button.clicked.connect(self._on_answer_button_clicked)
        self.hint_button.clicked.connect(self._on_hint_button_clicked)
        self.reveal_button.clicked.connect(self.reveal)
        self.next_button.clicked.connect(self.ask_next)

    # ---- inside ----------------------------------------------------------------------------

    def _drawn(self, scene: Scene) -> Question | None:
        selection = self._session.selection if self.choice.is_about_selection else None
        if self.choice.is_about_selection and selection is None:
            return None
        return draw(scene, self.choice.kinds, selection, self._rng, self._before)

    def _go_to(self, of: Quantity) -> None:
        """Select what is asked about, in the phase that shows it."""
        session = self._session
        place = place_of(of, Place(session.selection, session.pattern, session.overlay))
        session.select(place.selection)
        session.set_overlay(place.phase)

    def _take_back(self) -> None:
        if self.quiz.stands:
            self.quiz.drop()
            self._session.hide()

    def _show(self) -> None:
        quiz = self.quiz
        self.question.setText("" if quiz.question is None else quiz.question.text)
        self.question.setVisible(quiz.question is not None)
        for widget in (self.answer_button, self.hint_button, self.reveal_button):
            widget.setEnabled(quiz.stands)
        self.hint_button.setEnabled(quiz.stands and quiz.hints < quiz.most_hints)
        self.next_button.setText("Next &question" if quiz.question else "Ask a &question")
        self.formula.show_lines(quiz.lines)
        self.formula.settle()
        self.formula.setVisible(bool(quiz.lines))
        self.answer.setPlaceholderText(_ASKING if quiz.stands else _WAITING)
        _set_role(self.answer_button, "primary" if quiz.stands else "")
        _set_role(self.next_button, "" if quiz.stands else "primary")
        self.set_heading(subtitle=quiz.score)

    def _say(self, sentence: str, role: str = "muted") -> None:
        self.verdict.setText(sentence)
        self.verdict.setVisible(bool(sentence))
        _set_role(self.verdict, role)

    def _describe(self, quantity: Quantity) -> str:
        return quantity_phrase(self._session.network, quantity)

    # ---- handlers --------------------------------------------------------------------------

    def _on_answer_entered(self, text: str) -> None:
        if not self.quiz.stands:
            self.ask_next()
            return
        try:
            verdict = self.quiz.answer(text)
        except ValueError as error:
            self.answer.refuse()
            self._say(str(error), "error")
            return
        self.answer.accept()
        self.answer.selectAll()
        if verdict.ends:
            self._session.hide()
        self._tell(verdict)
        self._show()

    def _tell(self, verdict: Verdict) -> None:
        sentence = _MARKS[verdict.outcome] + verdict.sentence
        self._say(sentence, _ROLES.get(verdict.outcome, "wrong"))

    def _on_answer_button_clicked(self) -> None:
        self._on_answer_entered(self.answer.text())

    def _on_hint_button_clicked(self) -> None:
        self.quiz.hint()
        self._show()

    def _on_session_hidden_changed(self) -> None:
        if self.quiz.stands and not self._session.hidden:
            self.quiz.drop()
            self._say(_RUNNING if self._session.running else _OVER)
            self._show()

    def _on_session_pointed_changed(self) -> None:
        self.formula.light(self._session.pointed)

    # ---- what Qt calls ---------------------------------------------------------------------

    @override
    @guarded
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.quiz.stands:
            self.reveal()
        else:
            super().keyPressEvent(event)

    @override
    @guarded
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.window().isActiveWindow():  # opened by the user, not with the window
            self.answer.setFocus(Qt.FocusReason.OtherFocusReason)

    @override
    @guarded
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self._session.hide()


def _button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setStatusTip(tip)
    return button


def _set_role(widget: QWidget, role: str) -> None:
    if widget.property("role") != role:
        widget.setProperty("role", role)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def _row(*widgets: QWidget, even: bool = False) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(SPACING - 2)
    for place, widget in enumerate(widgets):
        row.addWidget(widget, 0 if place and not even else 1)
    return row
