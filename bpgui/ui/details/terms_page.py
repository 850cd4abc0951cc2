"""The page of all terms of a sum that is too long to be written out elsewhere."""

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from bpgui.session.quantity import Quantity
from bpgui.session.session import Session
from bpgui.ui.details.all_terms import ROWS, explain_page, explain_whole
from bpgui.ui.details.explanation import Explanation
from bpgui.ui.details.moment import Moment
from bpgui.ui.details.naming import parameter_phrase, parameter_symbol, unit_phrase
from bpgui.ui.details.page import Page
from bpgui.ui.details.page_turner import PageTurner
from bpgui.ui.details.section import Section
from bpgui.ui.details.telling_sums import tell_sum

_HIDDEN = "Predict asks for a number, and these would give it away."
_OF_UNIT = {"z_terms": "z", "power_terms": "softmax", "delta_terms": "δ", "slope_terms": "δ"}


class TermsPage(Page):
    """Shows the terms of a sum by size, a page of them at a time, and what they add up to."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._start = 0
        self._looked_at: Quantity | None = None
        self._moment: Moment | None = None
        self.turner = PageTurner(ROWS)
        self.add_wide_row(self.turner)
        self.add_section("whole")
        self.add_section("terms")
        self.finish()
        self.turner.turned.connect(self._on_turner_turned)

    @property
    def sum(self) -> Quantity:
        """Which sum it is."""
        return self.topic if self.topic is not None else Quantity("loss_terms")

    @override
    def heading(self) -> tuple[str, str]:
        """Return what the sum is, and of what."""
        network, of = self.session.network, self.sum
        if of.kind in _OF_UNIT:
            return f"Terms of {_OF_UNIT[of.kind]}", unit_phrase(network, of.layer, of.unit)
        if of.kind == "gradient_terms":
            symbol = parameter_symbol(network, of.index)
            return f"Terms of ∂L/∂{symbol}", parameter_phrase(network, of.index)
        return "Terms of the loss", "of one pattern" if of.pattern >= 0 else "of all patterns"

    @override
    def synchronize(self) -> None:
        """Begin with the largest terms of another sum."""
        if self.topic != self._looked_at:
            self._looked_at, self._start = self.topic, 0

    @override
    def refresh(self, moment: Moment) -> None:
        """Show the terms as they are at a moment."""
        self._moment = moment
        whole = _HIDDEN if self.session.hidden else tell_sum(moment, self.sum, self.session)
        if isinstance(whole, str):
            self._show(Explanation("All terms", "", note=whole), None)
            return
        self._start = min(self._start, whole.last_page())
        self.turner.show_page(self._start, len(whole.terms))
        self._show(explain_whole(whole, self._start), explain_page(whole, self._start))

    def _show(self, whole: Explanation, terms: Explanation | None) -> None:
        self.sections["whole"].explain(whole)
        self.sections["terms"].setVisible(terms is not None)
        if terms is None:
            self.turner.show_page(0, 0)
        else:
            self.sections["terms"].explain(terms)
        self._head.setHidden(self.turner.isHidden())

    @override
    def section_of(self, phase: str) -> Section | None:
        """Return the section of the sum, whatever its phase."""
        return self.sections["whole"]

    def _on_turner_turned(self, start: int) -> None:
        self._start = start
        if self._moment is not None:
            self.refresh(self._moment)
            self.settle()
