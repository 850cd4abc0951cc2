"""What the pages of the details have in common: rows of fields above explained sections."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from bpgui.session.quantity import Quantity
from bpgui.session.session import Session
from bpgui.ui.controls.form import ProblemLabel
from bpgui.ui.controls.number_field import NumberField
from bpgui.ui.details.copying import copy, page_menu
from bpgui.ui.details.explanation import Explanation
from bpgui.ui.details.moment import Moment
from bpgui.ui.details.section import Section
from bpgui.ui.details.wording import quantity_phrase
from bpgui.ui.guarding import guarded
from bpgui.ui.theme import MARGIN, SPACING, scaled_font


class Page(QWidget):
    """The details of one kind of selection.

    Attributes
    ----------
    sections
        The section that belongs to each phase of an update, where there is one.
    topic
        What is explained, where it is not the selection.
    followed : Signal of Quantity
        A number in a formula was clicked: show its own explanation.
    """

    followed = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.sections: dict[str, Section] = {}
        self.topic: Quantity | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._head = rows = QWidget()
        self._rows = QVBoxLayout(rows)
        self._rows.setContentsMargins(MARGIN, SPACING, MARGIN, SPACING + 2)
        self._rows.setSpacing(SPACING)
        self._column.addWidget(rows)

    def heading(self) -> tuple[str, str]:
        """Return title and subtitle."""
        raise NotImplementedError

    def synchronize(self) -> None:
        """Show what is selected: called when the selection, the network or the settings change."""

    def refresh(self, moment: Moment) -> None:
        """Show the numbers of a moment: called as often as they change."""

    def section_of(self, phase: str) -> Section | None:
        """Return the section of a phase, if there is one."""
        return self.sections.get(phase)

    def show_phase(self, phase: str) -> None:
        """Highlight the section of a phase."""
        for name, section in self.sections.items():
            section.set_highlighted(name == phase)

    def add_row(self, text: str, field: QWidget) -> QLabel:
        """Add a row: a muted label, and a field at the right."""
        label = _label(text, field)
        row = QHBoxLayout()
        row.setSpacing(SPACING)
        row.addWidget(label, 1)
        row.addWidget(field, 0, Qt.AlignmentFlag.AlignRight)
        self._rows.addLayout(row)
        if isinstance(field, NumberField):
            self._rows.addWidget(ProblemLabel(field))
        return label

    def add_row_of(self, *fields: tuple[str, QWidget]) -> None:
        """Add a row of labelled fields, the last of them at the right."""
        row = QHBoxLayout()
        row.setSpacing(SPACING)
        for place, (text, field) in enumerate(fields):
            if place:
                row.addStretch(1)
            row.addWidget(_label(text, field))
            row.addWidget(field)
        self._rows.addLayout(row)
        for _, field in fields:
            if isinstance(field, NumberField):
                self._rows.addWidget(ProblemLabel(field))

    def add_wide_row(self, field: QWidget) -> None:
        """Add a row that a field takes all of."""
        self._rows.addWidget(field)

    def add_section(self, phase: str) -> Section:
        """Add the section that belongs to a phase."""
        section = Section()
        section.hidden = lambda: self.session.hidden
        self.sections[phase] = section
        self._column.addWidget(section)
        formula = section.formula
        formula.describe = self._describe
        formula.pointed.connect(self.session.point_at)
        formula.followed.connect(self.followed)
        section.page_copied.connect(self.copy)
        return section

    def explanations(self) -> list[Explanation]:
        """Return what the visible sections explain, from top to bottom."""
        sections = [each for each in self.sections.values() if each.isVisibleTo(self)]
        return [section.explanation for section in sections]

    def copy(self, form: str) -> None:
        """Put all explanations of the page into the clipboard, as "text" or "LaTeX"."""
        copy(self.explanations(), form)

    def light(self, quantity: Quantity | None) -> None:
        """Light up a number in every formula, or none."""
        for section in self.sections.values():
            section.formula.light(quantity)

    def finish(self) -> None:
        """Leave the room that is left over at the bottom."""
        self._column.addStretch(1)

    def settle(self) -> None:
        """Let every section take the height its formula needs."""
        for section in self.sections.values():
            section.settle()

    def _describe(self, quantity: Quantity) -> str:
        return quantity_phrase(self.session.network, quantity)

    @override
    @guarded
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.explanations():
            page_menu(self, self.copy).popup(event.globalPos())


def _label(text: str, field: QWidget) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "muted")
    label.setFont(scaled_font(0.95))
    label.setBuddy(field)
    return label
