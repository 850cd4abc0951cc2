"""The sheet in which a worksheet is chosen before it is written."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from bpgui.formats.worksheet import KEYS, WorksheetError, write_worksheet
from bpgui.session.session import Session
from bpgui.ui.controls.form import Form
from bpgui.ui.mathematics.digits import digits
from bpgui.ui.theme import MARGIN, SPACING, scaled_font
from bpgui.ui.worksheet.contents import Draft, Options
from bpgui.ui.worksheet.picture import network_picture

_KEY_TEXTS = ("on pages of its own", "in a file of its own", "none")
MOST_QUESTIONS, MOST_FIGURES, MOST_VARIANTS = 60, 8, 999
_FEWEST_FIGURES = 2


class WorksheetSheet(QDialog):
    """Asks what a worksheet has on it, and writes it.

    Parameters
    ----------
    session : Session
        The network whose numbers are asked for.
    ask_path : callable
        Given what to do with the path, asks where to.

    Signals
    -------
    told(str)
        A sentence about what was written.
    """

    told = Signal(str)

    def __init__(
        self,
        session: Session,
        ask_path: Callable[[Callable[[Path], None]], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._ask_path = ask_path
        self._draft: Draft | None = None
        self.setWindowTitle("Export worksheet")
        self._create_widgets()
        self._lay_out()
        self._connect()
        self._show_draft()

    @property
    def options(self) -> Options:
        """What is chosen."""
        return Options(
            self.questions.value(),
            self.figures.value(),
            self.variant.value(),
            self.formulas.isChecked(),
        )

    @property
    def key(self) -> str:
        """Where the answers go."""
        return str(self.keys.currentData())

    def write(self, path: Path) -> None:
        """Write the worksheet as it is chosen."""
        draft = self._draft
        if draft is None:
            return
        picture = network_picture(draft) if draft.is_whole else ""
        try:
            files = write_worksheet(draft.worksheet(picture), path, self.key)
        except WorksheetError as error:
            self._show_problem(str(error))
            return
        names = " and ".join(f"“{each}”" for each in files)
        count = len(draft.questions)
        self.told.emit(f"The worksheet with {count} questions is in {names}: open it to print it.")
        self.accept()

    # ---- building --------------------------------------------------------------------------

    def _create_widgets(self) -> None:
        usual = Options()
        figures = min(max(digits.count, _FEWEST_FIGURES), MOST_FIGURES)
        self.questions = _number(1, MOST_QUESTIONS, usual.questions, "About how many questions")
        self.figures = _number(
            _FEWEST_FIGURES, MOST_FIGURES, figures, "Significant digits of the numbers on it"
        )
        self.variant = _number(
            1,
            MOST_VARIANTS,
            usual.variant,
            "Another variant asks other questions about another pattern; the same number makes the "
            "same sheet again",
        )
        self.formulas = QCheckBox()
        self.formulas.setChecked(usual.formulas)
        self.formulas.setToolTip("Print below each question the formula that answers it")
        self.keys = QComboBox()
        for text, key in zip(_KEY_TEXTS, KEYS, strict=True):
            self.keys.addItem(text, key)
        self.keys.setToolTip("Where the answers go, each with its formula and numbers")
        self.summary, self.problem = QLabel(), QLabel()
        self.summary.setProperty("role", "muted")
        self.problem.setProperty("role", "error")
        for label in (self.summary, self.problem):
            label.setWordWrap(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.export_button = QPushButton("&Export…")
        self.export_button.setProperty("role", "primary")
        self.export_button.setDefault(True)
        self.buttons.addButton(self.export_button, QDialogButtonBox.ButtonRole.AcceptRole)

    def _lay_out(self) -> None:
        heading = QLabel("Export worksheet")
        heading.setFont(scaled_font(1.15, bold=True))
        self.form = Form()
        self.form.setContentsMargins(-MARGIN, 0, -MARGIN, 0)  # in line with what is around it
        for name, field in (
            ("Questions", self.questions),
            ("Digits", self.figures),
            ("Variant", self.variant),
            ("With formulas", self.formulas),
            ("Answer key", self.keys),
        ):
            field.setFixedWidth(24 * self.fontMetrics().averageCharWidth())
            field.setAccessibleName(name)
            self.form.add_row(name, field)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * MARGIN, 2 * MARGIN, 2 * MARGIN, 2 * MARGIN - 4)
        column.setSpacing(SPACING)
        for widget in (heading, self.form, self.summary, self.problem):
            column.addWidget(widget)
        column.addStretch(1)
        column.addWidget(self.buttons)
        self.setMinimumWidth(58 * self.fontMetrics().averageCharWidth())
        self.problem.hide()

    def _connect(self) -> None:
        for field in (self.questions, self.figures, self.variant):
            field.valueChanged.connect(self._show_draft)
        self.buttons.accepted.connect(self._on_buttons_accepted)
        self.buttons.rejected.connect(self.reject)

    # ---- showing ---------------------------------------------------------------------------

    def _show_draft(self) -> None:
        try:
            self._draft = Draft.make(self._session, self.options)
        except ValueError as error:
            self._draft = None
            self.summary.hide()
            self._show_problem(str(error))
            self.export_button.setEnabled(False)
            return
        self.summary.setText(_described(self._draft))
        self.summary.show()
        self._show_problem("")
        self.export_button.setEnabled(True)

    def _show_problem(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))

    def _on_buttons_accepted(self) -> None:
        self._draft = Draft.make(self._session, self.options)  # with the formulas or without
        self._ask_path(self.write)


def _described(draft: Draft) -> str:
    sentences = [draft.summary, *draft.left_out]
    if not draft.is_whole:
        sentences.append(
            "The network is too large to be printed whole: each question comes with the numbers "
            "it needs, and sums that are too long are left out."
        )
    return " ".join(sentences)


def _number(least: int, most: int, value: int, tip: str) -> QSpinBox:
    field = QSpinBox()
    field.setRange(least, most)
    field.setAlignment(Qt.AlignmentFlag.AlignRight)
    field.lineEdit().setTextMargins(SPACING // 2, 0, SPACING // 2, 0)
    field.setValue(value)
    field.setToolTip(tip)
    return field
