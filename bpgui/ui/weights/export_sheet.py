"""The sheet that exports weights: the format, what it leaves out, and what came of writing it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from bpgui.core.arrays import FloatArray
from bpgui.formats.weights import FORMATS, ExportReport
from bpgui.formats.weights_file import WeightsFile
from bpgui.formats.weights_format import WeightsFormat
from bpgui.ui.theme import MARGIN, SPACING, scaled_font
from bpgui.ui.weights.export_work import SMALL_NETWORK, Draft, ExportWork
from bpgui.ui.weights.families import Family, families_of
from bpgui.ui.weights.format_list import FormatList
from bpgui.ui.weights.format_page import FormatPage
from bpgui.ui.weights.outcome import Outcome
from bpgui.ui.weights.sheet_size import sheet_size
from bpgui.ui.weights.words import network_line

_SIZE = (117, 43)
"""Characters across, and lines."""
AskPath = Callable[[WeightsFormat, str, Callable[[Path], None]], None]
"""Given a format, the name of a file and what to do with its path, asks where to."""


@dataclass(frozen=True)
class Parcel:
    """What is exported.

    Attributes
    ----------
    weights
        The network, with all that makes its outputs.
    stem
        What its files are called, without suffix.
    moment
        When in the training it is from, for people.
    rows
        Returns the raw inputs that outputs are compared for.
    """

    weights: WeightsFile
    stem: str
    moment: str
    rows: Callable[[], FloatArray]


class ExportSheet(QDialog):
    """Asks for a format and writes weights in it; open it with ``open()``.

    Parameters
    ----------
    parcel : Parcel
        What is exported.
    key : str
        The format that is chosen at first.
    ask_path : callable
        Asks where to.

    Signals
    -------
    exported(ExportReport)
        A file is on the disk, and was read back.
    """

    exported = Signal(object)

    def __init__(
        self, parcel: Parcel, key: str, ask_path: AskPath, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._parcel = parcel
        self._ask_path = ask_path
        self._draft: Draft | None = None
        self.work = ExportWork(parcel.weights, parcel.stem, parcel.rows, self)
        self.setWindowTitle("Export weights")
        self._create_widgets()
        self._lay_out()
        self.resize(sheet_size(self, *_SIZE))
        self._form = self.list.choose(key)
        self._connect()
        self._show_format(self.list.family, self._form)

    @property
    def form(self) -> WeightsFormat:
        """The format that is chosen."""
        return self._form

    @property
    def draft(self) -> Draft | None:
        """What the file would be, once that is known."""
        return self._draft

    def write(self, path: Path) -> None:
        """Write the weights in the chosen format."""
        wrong = _wrong_suffix(path, self._form)
        if wrong:
            self.outcome.tell_problem(wrong)
            return
        self.outcome.tell(f"Writing “{path.name}” and reading it back…")
        self.work.write(self._form, path, companions=self.page.with_companions)
        self._show_writing()

    # ---- building --------------------------------------------------------------------------

    def _create_widgets(self) -> None:
        self.list = FormatList(families_of(FORMATS))
        self.page = FormatPage()
        self.outcome = Outcome()
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(6)
        policy = self.progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(policy)
        self.progress.hide()
        self.copy_button = QPushButton("&Copy text")
        self.copy_button.setToolTip("Copy the whole file as text, without writing it")
        self.copy_button.setAutoDefault(False)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.close_button = self.buttons.button(QDialogButtonBox.StandardButton.Close)
        self.export_button = QPushButton("&Export…")
        self.export_button.setProperty("role", "primary")
        self.export_button.setDefault(True)
        self.buttons.addButton(self.export_button, QDialogButtonBox.ButtonRole.AcceptRole)

    def _lay_out(self) -> None:
        heading = QLabel("Export weights")
        heading.setFont(scaled_font(1.15, bold=True))
        facts = QLabel(f"{network_line(self._parcel.weights)} · {self._parcel.moment}")
        facts.setProperty("role", "muted")
        middle = QHBoxLayout()
        middle.setSpacing(2 * MARGIN)
        middle.addWidget(self.list, 3)
        middle.addWidget(self.page, 7)
        bottom = QHBoxLayout()
        bottom.addWidget(self.copy_button)
        bottom.addStretch(1)
        bottom.addWidget(self.buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * MARGIN, 2 * MARGIN, 2 * MARGIN, 2 * MARGIN - 4)
        column.setSpacing(SPACING)
        column.addWidget(heading)
        column.addWidget(facts)
        column.addLayout(middle, 1)
        for widget in (self.outcome, self.progress):
            column.addWidget(widget)
        column.addLayout(bottom)
        self.list.setFocus()

    def _connect(self) -> None:
        self.list.family_chosen.connect(self._on_list_family_chosen)
        self.list.doubleClicked.connect(self._on_buttons_accepted)
        self.page.format_chosen.connect(self._on_page_format_chosen)
        self.work.drafted.connect(self._on_work_drafted)
        self.work.draft_failed.connect(self._on_work_draft_failed)
        self.work.written.connect(self._on_work_written)
        self.work.write_failed.connect(self._on_work_write_failed)
        self.copy_button.clicked.connect(self._on_copy_button_clicked)
        self.buttons.accepted.connect(self._on_buttons_accepted)
        self.buttons.rejected.connect(self.reject)

    # ---- showing ---------------------------------------------------------------------------

    def _show_format(self, family: Family, form: WeightsFormat) -> None:
        self._form, self._draft = form, None
        self.page.show_format(family, form)
        small = self._parcel.weights.network.n_parameters <= SMALL_NETWORK
        self.page.show_waiting("" if small else "Preparing…")
        self.outcome.clear()
        self.copy_button.setEnabled(False)
        self.export_button.setEnabled(True)
        self.export_button.setDefault(True)
        self.work.draft(form)

    def _show_writing(self) -> None:
        writing = self.work.writing
        self.progress.setVisible(writing)
        for widget in (self.list, self.page, self.export_button):
            widget.setEnabled(not writing)
        self.close_button.setText("Cancel" if writing else "&Close")
        self.close_button.setFocus()

    # ---- events ----------------------------------------------------------------------------

    def _on_list_family_chosen(self, family: Family) -> None:
        if self._form not in family.formats:
            self._show_format(family, family.formats[0])

    def _on_page_format_chosen(self, form: WeightsFormat) -> None:
        self._show_format(self.list.family, form)

    def _on_work_drafted(self, draft: Draft) -> None:
        self._draft = draft
        self.page.show_draft(draft)
        self.copy_button.setEnabled(draft.preview.text is not None)

    def _on_work_draft_failed(self, error: Exception) -> None:
        self.page.show_waiting("")
        self.export_button.setEnabled(False)
        self.outcome.tell_problem(_sentence(error))

    def _on_work_written(self, report: ExportReport) -> None:
        self._show_writing()
        self.outcome.tell_report(report)
        self.close_button.setDefault(True)
        self.exported.emit(report)

    def _on_work_write_failed(self, error: Exception) -> None:
        self._show_writing()
        self.outcome.tell_problem(_sentence(error))

    def _on_copy_button_clicked(self) -> None:
        text = None if self._draft is None else self._draft.preview.text
        if text is not None:
            QGuiApplication.clipboard().setText(text)
            self.outcome.tell("The text is copied: paste it where you want it.")

    def _on_buttons_accepted(self) -> None:
        if self.export_button.isEnabled():
            name = f"{self._parcel.stem}{self._form.suffix}"
            self._ask_path(self._form, name, self.write)

    @override
    def reject(self) -> None:
        if not self.work.writing:
            super().reject()
            return
        self.work.cancel()
        self._show_writing()
        self.outcome.tell("Cancelled. What was already on its way to the disk is whole.")

    @override
    def done(self, result: int) -> None:
        self.work.shut_down()
        super().done(result)


def _wrong_suffix(path: Path, form: WeightsFormat) -> str:
    """Return what is wrong with a name that ends like another format's; empty if nothing is."""
    suffix = path.suffix.lower()
    others = [other.title for other in FORMATS if other.suffix == suffix != form.suffix]
    if not others:
        return ""
    return (
        f"“{path.name}” was not written: it ends as files of {others[0]} do. Choose that format, "
        f"or a name that ends in {form.suffix}."
    )


def _sentence(error: Exception) -> str:
    """Return what went wrong as a sentence; what nobody expected goes on."""
    if isinstance(error, MemoryError):
        return "The file does not fit into memory: choose another format."
    if not isinstance(error, ValueError | OSError):
        raise error
    return str(error)
