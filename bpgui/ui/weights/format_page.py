"""The chosen format in the export sheet: what it is, what it leaves out, what the file will be."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from bpgui.formats.weights_format import WeightsFormat
from bpgui.ui.data.form_area import FormArea
from bpgui.ui.theme import SPACING, scaled_font
from bpgui.ui.weights.export_work import Draft
from bpgui.ui.weights.families import Family
from bpgui.ui.weights.words import companions_text, size_text


class FormatPage(QWidget):
    """Shows one family of formats and asks what can be chosen about it."""

    format_chosen = Signal(object)
    """The user chooses this `WeightsFormat` of the family."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._family: Family | None = None
        self._create_widgets()
        self._lay_out()
        self.variants.activated.connect(self._on_variants_activated)

    @property
    def with_companions(self) -> bool:
        """Whether the files that belong beside it are wanted too."""
        return self.companions.isChecked() and not self.companions.isHidden()

    def show_format(self, family: Family, form: WeightsFormat) -> None:
        """Show a format, before anything is known of the file it makes of the network."""
        if family is not self._family:
            self._family = family
            self.variants.clear()
            self.variants.addItems([family.variant(k) for k in range(len(family.formats))])
        self.variants.setCurrentIndex(family.formats.index(form))
        several = len(family.formats) > 1
        self.variants.setVisible(several)
        self._variants_label.setVisible(several)
        self.title.setText(family.title)
        self.description.setText(form.description)
        self.file_size.clear()
        self._losses_area.hide()
        self.companions.hide()

    def show_draft(self, draft: Draft) -> None:
        """Show what the file will be and what is left out of it."""
        self.file_size.setText(f"{draft.form.suffix} · {size_text(draft.preview.size)}")
        self.losses.setText("\n".join(draft.losses))
        self._losses_area.setVisible(bool(draft.losses))
        self.companions.setText(companions_text(draft.companions))
        self.companions.setVisible(bool(draft.companions))
        is_text = draft.preview.text is not None
        self.preview.setAccessibleName("The first lines" if is_text else "What the file holds")
        self.preview.setPlainText(draft.preview.shown)

    def show_waiting(self, sentence: str) -> None:
        """Show no file yet, or none at all, and why."""
        self.preview.setPlainText(sentence)

    # ---- building --------------------------------------------------------------------------

    def _create_widgets(self) -> None:
        self.title, self.file_size, self.description = QLabel(), QLabel(), QLabel()
        self.title.setFont(scaled_font(bold=True))
        self.file_size.setProperty("role", "muted")
        self.description.setProperty("role", "muted")
        self.description.setWordWrap(True)
        self.losses = QLabel()
        self.losses.setObjectName("caution")
        self.losses.setWordWrap(True)
        self.losses.setAccessibleName("What the format leaves out")
        self._losses_area = FormArea(self.losses)
        self._losses_area.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self.variants = QComboBox()
        self.variants.setAccessibleName("Numbers")
        self.variants.setToolTip("How many bits each number has: fewer make smaller files")
        self._variants_label = QLabel("&Numbers")
        self._variants_label.setBuddy(self.variants)
        self.companions = QCheckBox()
        self.companions.setToolTip("Write it into the same folder")
        self.preview = QPlainTextEdit()
        self.preview.setReadOnly(True)
        self.preview.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.preview.setTabChangesFocus(True)
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(max(1.0, 0.92 * scaled_font().pointSizeF()))
        self.preview.setFont(font)

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.addWidget(self.title, 1)
        first.addWidget(self.file_size)
        options = QHBoxLayout()
        options.setSpacing(SPACING)
        options.addWidget(self._variants_label)
        options.addWidget(self.variants)
        options.addWidget(self.companions)
        options.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACING)
        column.addLayout(first)
        column.addWidget(self.description)
        column.addWidget(self._losses_area)
        column.addLayout(options)
        column.addWidget(self.preview, 1)
        column.setAlignment(Qt.AlignmentFlag.AlignTop)

    def _on_variants_activated(self, place: int) -> None:
        if self._family is not None:
            self.format_chosen.emit(self._family.formats[place])
