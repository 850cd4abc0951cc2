"""One question after the other: what has been tried and hinted at, and the score."""

from dataclasses import dataclass

from bpgui.ui.mathematics.formula import Formula
from bpgui.ui.prediction.question import Question
from bpgui.ui.prediction.verdict import Outcome, Verdict, judge


@dataclass
class Quiz:
    """The question that stands, if any, and how the session has gone.

    Attributes
    ----------
    question
        The one asked last.
    stands
        Whether it is still to be answered.
    tries, hints
        Wrong answers to it, and lines of its working shown.
    asked, right
        Questions that are over, and of them those right at the first try without a hint.
    """

    question: Question | None = None
    stands: bool = False
    tries: int = 0
    hints: int = 0
    asked: int = 0
    right: int = 0

    def begin(self, question: Question) -> None:
        """Ask a question."""
        self.question, self.stands = question, True
        self.tries = self.hints = 0

    def answer(self, text: str) -> Verdict:
        """Judge what was typed.

        Raises
        ------
        ValueError
            With a sentence, when it is no number.
        """
        assert self.question is not None  # noqa: S101 - answered only while it stands
        verdict = judge(self.question, text)
        if verdict.ends:
            self.right += verdict.outcome is Outcome.RIGHT and not self.tries and not self.hints
            self._end()
        elif verdict.outcome is Outcome.WRONG:
            self.tries += 1
        return verdict

    def hint(self) -> None:
        """Show one more line of the working, up to the one before the result."""
        self.hints = min(self.hints + 1, self.most_hints)

    def reveal(self) -> None:
        """Give the answer; the question counts as asked."""
        if self.stands:
            self._end()

    def drop(self) -> None:
        """Take the question back, as if it had not been asked: the moment is over."""
        self.question, self.stands = None, False

    @property
    def most_hints(self) -> int:
        """Lines of the working before the result."""
        return 0 if self.question is None else len(self.question.lines) - 1

    @property
    def lines(self) -> tuple[Formula, ...]:
        """What of the working is to be seen."""
        if self.question is None:
            return ()
        return self.question.lines[: self.hints] if self.stands else self.question.lines

    @property
    def score(self) -> str:
        """The score in words; nothing before the first question is over."""
        return f"{self.right} of {self.asked} right at first try" if self.asked else ""

    def _end(self) -> None:
        self.stands = False
        self.asked += 1
