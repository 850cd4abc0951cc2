"""The choices of the import sheet that concern the whole table: classes, scaling, split, seed."""

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLabel, QWidget

from bpgui.ui.data.calm_fields import CalmSpinBox
from bpgui.ui.data.form import SCALINGS
from bpgui.ui.data.import_choices import ImportChoices
from bpgui.ui.theme import SPACING


class ImportOptions(QWidget):
    """Shows and changes the choices that concern the whole table."""

    changed = Signal()
    """The user chose something else; see `applied`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._create_widgets()
        self._lay_out()
        self._connect()

    def show_choices(self, choices: ImportChoices, classes: int) -> None:
        """Show the choices; `classes` is how many the target could stand for, 0 for none."""
        blockers = [QSignalBlocker(field) for field in self._fields()]
        self.as_classes.setVisible(classes > 0)
        self.as_classes.setText(f"Treat the {classes} different targets as classes")
        self.as_classes.setChecked(choices.as_classes)
        self.input_scaling.setCurrentIndex(self.input_scaling.findData(choices.input_scaling))
        self.target_scaling.setCurrentIndex(self.target_scaling.findData(choices.target_scaling))
        self.split.setValue(round(100 * choices.test_fraction))
        self.seed.setValue(choices.seed)
        del blockers

    def show_kind(self, kind: str) -> None:
        """Offer scaled targets for a regression only."""
        for widget in (self.target_scaling, self._target_label):
            widget.setEnabled(kind == "regression")

    def applied(self, choices: ImportChoices) -> ImportChoices:
        """Return the choices with what these fields say."""
        return replace(
            choices,
            as_classes=self.as_classes.isVisibleTo(self) and self.as_classes.isChecked(),
            input_scaling=self.input_scaling.currentData(),
            target_scaling=self.target_scaling.currentData(),
            test_fraction=self.split.value() / 100,
            seed=self.seed.value(),
        )

    def _fields(self) -> Iterable[QWidget]:
        return (self.as_classes, self.input_scaling, self.target_scaling, self.split, self.seed)

    def _create_widgets(self) -> None:
        self.as_classes = QCheckBox()
        self.as_classes.hide()
        self.input_scaling, self.target_scaling = QComboBox(), QComboBox()
        for field in (self.input_scaling, self.target_scaling):
            for text, kind in SCALINGS:
                field.addItem(text, kind)
        self.split, self.seed = CalmSpinBox("90 %"), CalmSpinBox("999999")
        self.split.setRange(0, 90)
        self.split.setSuffix(" %")
        self.seed.setRange(0, 999_999)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACING)
        self._target_label = QLabel("Scale &targets")
        labels = (
            QLabel("Scale &inputs"),
            self._target_label,
            QLabel("Test &split"),
            QLabel("S&eed"),
        )
        fields = (self.input_scaling, self.target_scaling, self.split, self.seed)
        for place, (label, field) in enumerate(zip(labels, fields, strict=True)):
            label.setBuddy(field)
            field.setAccessibleName(label.text().replace("&", ""))
            grid.addWidget(label, 0, 3 * place)
            grid.addWidget(field, 0, 3 * place + 1)
            grid.setColumnMinimumWidth(3 * place + 2, SPACING)
        grid.setColumnStretch(3 * len(fields), 1)
        grid.addWidget(self.as_classes, 1, 0, 1, 3 * len(fields) + 1)

    def _connect(self) -> None:
        self.as_classes.toggled.connect(self._on_field_changed)
        for field in (self.input_scaling, self.target_scaling):
            field.activated.connect(self._on_field_changed)
        for spin in (self.split, self.seed):
            spin.valueChanged.connect(self._on_field_changed)

    def _on_field_changed(self) -> None:
        self.changed.emit()
