"""What a diagram shows of a gradient check: a verdict for each connection, and the worst."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from bpgui.session.gradient_question import Answer
from bpgui.session.session import Session
from bpgui.ui.diagram.geometry import Floats
from bpgui.ui.gradient_check.wording import CHECK, COPY, error_label, error_text, short_verdict
from bpgui.ui.theme import Theme

UNCHECKED, AGREES, DROWNED, DISAGREES = range(4)
Verdicts = NDArray[np.uint8]
_CHECKING = "The gradient is being checked…"
_UNCHECKED = f"The gradient is not checked yet: press “{CHECK}”."
_OUTDATED = f"The check is out of date: press “{CHECK}”."


@dataclass(frozen=True, eq=False)
class CheckShown:
    """A check laid over a network.

    Attributes
    ----------
    verdicts
        `UNCHECKED`, `AGREES`, `DROWNED` in rounding or `DISAGREES` for each parameter, (P,).
    errors
        Relative errors, (P,); NaN where unchecked.
    worst
        The parameter with the largest error among those that disagree, or else among all.
    headline, remark
        What the legend says.
    """

    verdicts: Verdicts
    errors: Floats
    worst: int | None
    headline: str
    remark: str

    @property
    def is_sound(self) -> bool:
        """Whether nothing disagrees."""
        return not (self.verdicts == DISAGREES).any()

    @property
    def verdict(self) -> int:
        """The verdict on the whole network: the worst of all."""
        return int(self.verdicts.max(initial=UNCHECKED))

    def label(self, index: int) -> str:
        """Return what the box of a connection says: the size of its error."""
        verdict = int(self.verdicts[index])
        if verdict == UNCHECKED:
            return "–"
        return error_label(float(self.errors[index]), disagrees=verdict == DISAGREES)

    def colour(self, theme: Theme, index: int) -> QColor:
        """Return the colour of that text."""
        return verdict_colour(theme, int(self.verdicts[index]))


def verdict_colour(theme: Theme, verdict: int) -> QColor:
    """Return the colour of a verdict."""
    return {AGREES: theme.good, DISAGREES: theme.bad}.get(verdict, theme.muted)


def read_check(session: Session) -> CheckShown | None:
    """Return the check that is laid over the diagram, if one is asked for; none in a run."""
    checking = session.checking
    answer = checking.answer
    if not checking.coloured or session.running:
        return None
    if answer is None or answer.question.network.layers is not session.network.layers:
        return _blank(session, _CHECKING if checking.renewing else _UNCHECKED)
    if not checking.renewing and not checking.is_current(session):
        return _blank(session, _OUTDATED)
    return _shown(answer, session)


def _blank(session: Session, headline: str) -> CheckShown:
    """Return a check without a verdict."""
    size = session.network.n_parameters
    nothing = np.zeros(size, np.uint8), np.full(size, np.nan)
    return CheckShown(*nothing, None, headline, COPY if session.checking.bug else "")


def _shown(answer: Answer, session: Session) -> CheckShown:
    remark = COPY if answer.question.bug is not None else ""
    report, size = answer.report, session.network.n_parameters
    verdicts, errors = np.zeros(size, np.uint8), np.full(size, np.nan)
    verdicts[report.indices] = np.select(
        [report.disagreeing, report.drowned], [DISAGREES, DROWNED], AGREES
    )
    errors[report.indices] = report.errors
    worst = int(report.indices[report.ranking[0]]) if len(report.indices) else None
    headline = short_verdict(answer)
    headline = headline[:1].upper() + headline[1:]
    if worst is not None:
        error = error_text(float(errors[worst]))
        headline = f"{headline} · worst {session.parameter_name(worst)}, {error}"
    return CheckShown(verdicts, errors, worst, headline, remark)
