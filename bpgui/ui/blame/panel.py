"""The panel that says how an error came to the selected weight: path by path, with numbers."""

from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from bpgui.session.quantity import Quantity
from bpgui.session.session import Session
from bpgui.session.trace import Trace
from bpgui.ui.blame.account import Account, give_account, refusal
from bpgui.ui.blame.path_list import PathList
from bpgui.ui.blame.question import Question
from bpgui.ui.blame.sum_bar import SumBar
from bpgui.ui.data.calm_fields import CalmComboBox
from bpgui.ui.details.copying import copy, page_menu
from bpgui.ui.details.evidence import Evidence
from bpgui.ui.details.moment import Moment
from bpgui.ui.details.wording import quantity_phrase
from bpgui.ui.guarding import guarded
from bpgui.ui.mathematics.digits import digits
from bpgui.ui.panel import Panel
from bpgui.ui.plots.redraw import Redraw
from bpgui.ui.theme import MARGIN, SPACING, appearance, scaled_font

_PATTERN, _UPDATE = "pattern", "update"
_KEYS = {"text": "Ctrl+C", "LaTeX": "Ctrl+Shift+C"}
_ALL = -1
_NARROW = CalmComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
_SHOWN_AT_LEAST, _WIDEST = 7, 36
"""Characters of a choice that are seen at least, and that its field is wide at most."""
_MOST_LISTED = 500


class BlamePanel(Panel):
    """Every path from an output's error to the selected weight, bias or unit."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("Blame trail", "", parent)
        self._session = session
        self._moment: Moment | None = None
        self.account = Account()
        self._create_widgets()
        self._lay_out()
        self.redraw = Redraw(self, self._draw, 1 / 30)
        self._connect()
        self._fill()
        self._show_choices(None)
        self._show_account()

    @override
    def synchronize(self) -> None:
        self.redraw.mark()

    @override
    def refresh(self) -> None:
        self.redraw.shortest = 0.3 if self._session.running else 1 / 30
        self.redraw.refresh()

    def copy(self, form: str) -> None:
        """Put all that is shown into the clipboard, as "text" or "LaTeX"."""
        copy([self.account.explanation], form)

    # ---- building --------------------------------------------------------------------------

    def _create_widgets(self) -> None:
        self.outputs = CalmComboBox()
        self.outputs.setAccessibleName("output whose error is followed")
        self.outputs.setToolTip("Follow the errors of all outputs, or of one of them only")
        self.patterns = CalmComboBox()
        self.patterns.setAccessibleName("patterns")
        self.patterns.setToolTip("Look at the presented pattern, or at all of the next update")
        self.patterns.addItem("", _PATTERN)
        self.patterns.addItem("the next update", _UPDATE)
        self._labels = (QLabel("error of"), QLabel("in"))
        for label, field in zip(self._labels, (self.outputs, self.patterns), strict=True):
            label.setProperty("role", "muted")
            label.setFont(scaled_font(0.92))
            label.setBuddy(field)
            field.setSizeAdjustPolicy(_NARROW)
            field.setMinimumContentsLength(_SHOWN_AT_LEAST)
            field.setMaximumWidth(_WIDEST * self.fontMetrics().averageCharWidth())
            field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.lead = QLabel()
        self.lead.setWordWrap(True)
        self.lead.setContentsMargins(MARGIN, SPACING // 2, MARGIN, SPACING // 2)
        self.list = PathList(self._describe)
        self.sum = SumBar()
        self.sum.formula.describe = self._describe
        self.hint = QLabel()
        self.hint.setProperty("role", "muted")
        self.hint.setWordWrap(True)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hint.setContentsMargins(2 * MARGIN, MARGIN, 2 * MARGIN, MARGIN)
        for form, keys in _KEYS.items():
            action = QAction(f"Copy as {form}", self.list)
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(partial(self._on_copy_triggered, form))
            self.list.addAction(action)

    def _lay_out(self) -> None:
        self._choices = QWidget()
        row = QHBoxLayout(self._choices)
        row.setContentsMargins(MARGIN, SPACING // 2, MARGIN, SPACING // 2)
        row.setSpacing(SPACING)
        for label, field in zip(self._labels, (self.outputs, self.patterns), strict=True):
            row.addWidget(label)
            row.addWidget(field, 100)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._choices)
        column.addWidget(self.lead)
        column.addWidget(self.list, 1)
        column.addWidget(self.sum)
        column.addWidget(self.hint, 1)

    def _connect(self) -> None:
        session = self._session
        for signal in (
            session.state_changed,
            session.settings_changed,
            session.pattern_changed,
            session.running_changed,
            digits.changed,
        ):
            signal.connect(self.redraw.mark)
        for subject in (session.selection_changed, session.network_changed):
            subject.connect(self._on_subject_changed)
        session.dataset_changed.connect(self._on_subject_changed)
        session.network_changed.connect(self._fill)
        session.pointed_changed.connect(self._on_session_pointed_changed)
        appearance.changed.connect(self._on_appearance_changed)
        self.outputs.activated.connect(self._on_choice_activated)
        self.patterns.activated.connect(self._on_choice_activated)
        self.list.lit_changed.connect(self._on_list_lit_changed)
        for part in (self.list, self.sum.formula):
            part.pointed.connect(session.point_at)
            part.followed.connect(session.explain)
        self.sum.copied.connect(partial(self.copy, "text"))

    def _fill(self) -> None:
        """List the outputs whose error can be followed."""
        names = self._session.network.layers[-1].unit_names[:_MOST_LISTED]
        chosen = self.outputs.currentData()
        with QSignalBlocker(self.outputs):
            self.outputs.clear()
            self.outputs.addItem("all outputs", _ALL)
            for place, name in enumerate(names):
                self.outputs.addItem(name, place)
            self.outputs.setCurrentIndex(max(0, self.outputs.findData(chosen)))

    def _describe(self, quantity: Quantity) -> str:
        return quantity_phrase(self._session.network, quantity)

    # ---- drawing ---------------------------------------------------------------------------

    def _draw(self) -> None:
        session = self._session
        chosen = self.outputs.currentData()
        output = None if chosen == _ALL or session.network.n_outputs < 2 else chosen
        question = Question.about(session.selection, session.network, output)
        if question is None:
            self.account = refusal(session.selection)
        else:
            self.account = give_account(self._evidence(question), question)
        self._show_choices(question)
        self._show_account()

    def _evidence(self, question: Question) -> Evidence:
        """Return the presented pattern, or the patterns of the next update if those are chosen."""
        if self._moment is None or self._moment.inspection is not self._session.inspection:
            self._moment = Moment(self._session)
        whole = self.patterns.currentData() == _UPDATE and question.parameter is not None
        return self._moment.update if whole else self._moment.presented

    def _show_choices(self, question: Question | None) -> None:
        session, label = self._session, self._labels
        several = question is not None and session.network.n_outputs > 1
        batch = question is not None and question.parameter is not None
        batch = batch and not session.inspection.one_by_one
        for part, shown in ((self.outputs, several), (label[0], several), (self.patterns, batch)):
            part.setVisible(shown)
        label[1].setVisible(batch)
        label[1].setText("in" if several else "error in")
        self._choices.setVisible(several or batch)
        self.patterns.setItemText(0, f"pattern {session.pattern + 1}")

    def _show_account(self) -> None:
        account = self.account
        self.set_heading(subtitle=account.about)
        self.list.show_account(account)
        self.sum.show_account(account)
        self.lead.setText(account.lead)
        self.lead.setVisible(bool(account.lead))
        self.hint.setText(account.hint)
        self.hint.setVisible(bool(account.hint))
        self.list.setVisible(not account.hint)
        self.sum.setVisible(not account.hint)

    # ---- handlers --------------------------------------------------------------------------

    def _on_subject_changed(self) -> None:
        self.list.release()
        self.redraw.mark()

    def _on_choice_activated(self) -> None:
        self.redraw.mark()

    def _on_list_lit_changed(self, trace: Trace | None) -> None:
        self._session.light(trace)

    def _on_session_pointed_changed(self) -> None:
        self.list.light(self._session.pointed)
        self.sum.formula.light(self._session.pointed)

    def _on_appearance_changed(self) -> None:
        self.list.restyle()
        self.redraw.mark()

    def _on_copy_triggered(self, form: str, _checked: bool = False) -> None:
        self.copy(form)

    @override
    @guarded
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.account.rows:
            page_menu(self, self.copy).popup(event.globalPos())
