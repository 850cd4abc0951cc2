"""The sheet that shows a weights file beside the open network, before anything of it is taken."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
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

from bpgui.core.settings import TrainingSettings
from bpgui.session.document import Document
from bpgui.session.weights_taking import Offer
from bpgui.ui.data.form_area import FormArea
from bpgui.ui.theme import MARGIN, SPACING, scaled_font
from bpgui.ui.weights.import_choices import ImportChoices
from bpgui.ui.weights.import_words import facts_line, loss_line, notes
from bpgui.ui.weights.import_work import Finding, ImportWork
from bpgui.ui.weights.layers_table import LayersTable
from bpgui.ui.weights.sheet_size import sheet_size

_SIZE = (110, 37)
"""Characters across, and lines."""
_NOTHING = (
    "Nothing of this file fits the open data and network. Open the data it was trained on first."
)


class WeightsImportSheet(QDialog):
    """Reads a weights file and asks what of it is wanted; open it with ``open()``.

    Parameters
    ----------
    path : Path
        The file.
    document, settings : Document, TrainingSettings
        What is open; it must stay so as long as the sheet is.

    Signals
    -------
    chosen(Offer, Choice)
        The user takes this of the file.
    """

    chosen = Signal(object, object)

    def __init__(
        self,
        path: Path,
        document: Document,
        settings: TrainingSettings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._path = path
        self._offer: Offer | None = None
        self.work = ImportWork(self)
        self.setWindowTitle(f"Import {path.name}")
        self._create_widgets()
        self._lay_out()
        self.resize(sheet_size(self, *_SIZE))
        self.setMinimumWidth(min(620, self.width()))
        self._connect()
        self._show_reading()
        self.work.read(path, document, settings)

    @property
    def offer(self) -> Offer | None:
        """What can be taken, once the file is read."""
        return self._offer

    # ---- building --------------------------------------------------------------------------

    def _create_widgets(self) -> None:
        self.facts = QLabel()
        self.facts.setProperty("role", "muted")
        self.table = LayersTable()
        self.notes, self.sentence, self.loss = QLabel(), QLabel(), QLabel()
        self.notes.setObjectName("caution")
        self.sentence.setProperty("role", "error")
        self.loss.setFont(scaled_font(bold=True))
        for label in (self.facts, self.notes, self.sentence, self.loss):
            label.setWordWrap(True)
        self._notes_area = FormArea(self.notes)
        self._notes_area.setMinimumHeight(3 * self.fontMetrics().lineSpacing())
        self.choices = ImportChoices()
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(6)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.import_button = QPushButton("&Import")
        self.import_button.setProperty("role", "primary")
        self.import_button.setDefault(True)
        self.buttons.addButton(self.import_button, QDialogButtonBox.ButtonRole.AcceptRole)

    def _lay_out(self) -> None:
        name = QLabel(self._path.name)
        name.setFont(scaled_font(1.15, bold=True))
        bottom = QHBoxLayout()
        bottom.setSpacing(2 * MARGIN)
        bottom.addWidget(self.loss, 1)
        bottom.addWidget(self.buttons, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * MARGIN, 2 * MARGIN, 2 * MARGIN, 2 * MARGIN - 4)
        column.setSpacing(SPACING)
        column.addWidget(name)
        column.addWidget(self.facts)
        column.addWidget(self.table, 1)
        for widget in (self._notes_area, self.choices, self.sentence, self.progress):
            column.addWidget(widget)
        column.addLayout(bottom)

    def _connect(self) -> None:
        self.work.found.connect(self._on_work_found)
        self.work.failed.connect(self._on_work_failed)
        self.choices.changed.connect(self._show_outcome)
        self.buttons.accepted.connect(self._on_buttons_accepted)
        self.buttons.rejected.connect(self.reject)

    # ---- showing ---------------------------------------------------------------------------

    def _show_reading(self) -> None:
        self.facts.setText("Reading…")
        self._notes_area.hide()
        self.choices.hide()
        self._show_sentence("")
        self.import_button.setEnabled(False)

    def _show_finding(self, finding: Finding) -> None:
        offer = finding.offer
        self.progress.hide()
        self.facts.setText(facts_line(offer))
        self.table.layers_model.show_finding(finding)
        remarks = notes(offer)
        self.notes.setText("\n".join(remarks))
        self._notes_area.setVisible(bool(remarks))
        self.choices.show_offer(offer, offer.usual())
        self.choices.show()
        (self.choices.whole if not offer.obstacle else self.choices.part).setFocus()
        self._show_outcome()

    def _show_outcome(self) -> None:
        """Show what the loss would be, or why there is none."""
        offer, choice = self._offer, self.choices.choice
        if offer is None:
            return
        if not choice.whole and not offer.taken:
            self._show_refusal(_NOTHING)
            return
        try:
            line = loss_line(offer, choice, offer.losses(choice))
        except ValueError as error:
            self._show_refusal(str(error))
            return
        self._show_sentence("")
        self.loss.setText(line)
        self.import_button.setEnabled(True)

    def _show_refusal(self, sentence: str) -> None:
        self._show_sentence(sentence)
        self.loss.clear()
        self.import_button.setEnabled(False)

    def _show_sentence(self, sentence: str) -> None:
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))

    # ---- events ----------------------------------------------------------------------------

    def _on_work_found(self, finding: Finding) -> None:
        self._offer = finding.offer
        self._show_finding(finding)

    def _on_work_failed(self, error: Exception) -> None:
        self.progress.hide()
        self.facts.setText("No weights could be read from this file.")
        self.table.hide()
        self._show_refusal(_sentence(error))
        self.adjustSize()

    def _on_buttons_accepted(self) -> None:
        if self._offer is not None and self.import_button.isEnabled():
            offer, choice = self._offer, self.choices.choice
            self.accept()
            self.chosen.emit(offer, choice)

    @override
    def done(self, result: int) -> None:
        self.work.shut_down()
        super().done(result)


def _sentence(error: Exception) -> str:
    """Return what went wrong as a sentence; what nobody expected goes on."""
    if isinstance(error, MemoryError):
        return "The network of this file does not fit into memory."
    if not isinstance(error, ValueError | OSError):
        raise error
    return str(error)
