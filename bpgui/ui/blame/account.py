"""All that is said about the blame of one weight, bias or unit. Pure: evidence in, rows out."""

from dataclasses import dataclass, replace

from bpgui.core.paths import trace_blame
from bpgui.session.selection import Selection, UnitSelection
from bpgui.ui.blame.question import Question
from bpgui.ui.blame.remarks import all_of_them, lead, remarks, total, verdict
from bpgui.ui.blame.row import Row, row_of
from bpgui.ui.details.evidence import Evidence
from bpgui.ui.details.explanation import Explanation
from bpgui.ui.mathematics.formula import Formula, compose, live, words

HINT = (
    "Select a weight, a bias or a unit in the network: here is every path by which an error "
    "reaches it, with its product, the largest first."
)
INPUT_HINT = (
    "An input is given, so no error is sent back to it. Select a weight that leaves it, or a unit "
    "behind it."
)


@dataclass(frozen=True)
class Account:
    """The rows and what is said about them.

    Attributes
    ----------
    about
        Whose blame it is, and in which patterns.
    lead
        What has to be said before anything else, if anything.
    rows
        The paths, the largest first.
    remarks
        Sentences below them.
    all_of_them
        What is added up: "Sum of 3 paths".
    total
        What they add up to, as a formula: the number, and what it is.
    verdict, agrees
        What the backward pass has for it, and whether it is that sum; None where not all paths
        were multiplied out.
    hint
        What to do where there is nothing to show; all else is empty then.
    """

    about: str = ""
    lead: str = ""
    rows: tuple[Row, ...] = ()
    remarks: tuple[str, ...] = ()
    all_of_them: str = ""
    total: Formula = ()
    verdict: str = ""
    agrees: bool | None = None
    hint: str = ""

    @property
    def explanation(self) -> Explanation:
        """The same, to be copied."""
        lines = [
            compose(
                "{names}: {product} = {value}",
                names=words(row.names),
                product=row.formula,
                value=live(row.value),
            )
            for row in self.rows
        ]
        last = ((*words(f"{self.all_of_them} = "), *self.total),) if self.total else ()
        note = "\n".join(filter(None, [self.lead, *self.remarks, self.verdict, self.hint]))
        return Explanation("Blame trail", self.about, (*lines, *last), note)


def refusal(selection: Selection) -> Account:
    """Return what is said where nothing is to blame."""
    is_input = isinstance(selection, UnitSelection) and selection.layer == 0
    return Account(hint=INPUT_HINT if is_input else HINT)


def give_account(evidence: Evidence, question: Question) -> Account:
    """Trace the blame in the patterns of some evidence."""
    delta, entry = evidence.backward.delta, question.entry(evidence)
    blame = trace_blame(evidence.network, evidence.forward, delta, entry, output=question.output)
    if question.parameter is not None and question.output is None:
        blame = replace(blame, total=float(evidence.backward.gradient[question.parameter]))
    pattern = evidence.numbers[0] - 1 if len(evidence.numbers) == 1 else -1
    return Account(
        about=f"{question.whose} · {evidence.about}",
        lead=lead(evidence, question, blame),
        rows=tuple(row_of(evidence, question, path) for path in blame.paths),
        remarks=tuple(remarks(evidence, question, blame)),
        all_of_them=all_of_them(blame),
        total=total(question, blame, pattern),
        verdict=verdict(blame),
        agrees=None if blame.added is None else blame.agrees,
    )
