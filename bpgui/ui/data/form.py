"""The rows below the pattern table: split, scaling, shuffling and the seed."""

from dataclasses import replace
from typing import cast

from PySide6.QtCore import QObject, QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from bpgui.data.dataset import Dataset
from bpgui.data.scaling import ScalingKind
from bpgui.session.session import Session
from bpgui.ui.data.calm_fields import CalmComboBox, CalmSpinBox
from bpgui.ui.data.remaking import Remaking
from bpgui.ui.data.toggle import Toggle
from bpgui.ui.theme import MARGIN, SPACING

SCALINGS: tuple[tuple[str, ScalingKind], ...] = (
    ("none", "none"),
    ("0 – 1", "0-1"),
    ("z-score", "z-score"),
)
_SPLIT_TIP = "Percent of the patterns held out from training, to test the network on"
_FILLED_TIP = (
    "What stands for missing values was found from the rows trained on when the table was opened, "
    "and stays; open the table again to find it from others."
)
_SCALING_TIP = (
    "What the network sees of each column: the raw numbers, the range 0 to 1, "
    "or mean 0 and standard deviation 1. Exported weights carry the scaling."
)
_SHUFFLE_TIP = "Present the training patterns in another order each sweep"
_SEED_TIP = (
    "One seed for the initial weights, the shuffling and the test split: the same seed gives the "
    "same run. Another seed draws new weights."
)


class DataForm(QWidget):
    """Shows and changes how a session uses its data."""

    refused = Signal(str)
    """A change is not possible; the sentence says why."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._create_widgets()
        self._lay_out()
        self._connect()
        self.synchronize()

    def synchronize(self) -> None:
        """Show the session's split, scaling, shuffling and seed."""
        data = self._session.dataset
        blockers = [QSignalBlocker(cast(QObject, field)) for field in self._fields()]
        self.split.setValue(round(100 * data.split_fraction))
        self._tell_split(filled=any(column.filled_from_rows for column in data.columns))
        _offer_mixed(self.input_scaling, data.input_scaling.kind == "mixed")
        self.input_scaling.setCurrentIndex(self.input_scaling.findData(data.input_scaling.kind))
        self.target_scaling.setCurrentIndex(self.target_scaling.findData(data.target_scaling.kind))
        self.seed.setValue(self._session.initialisation.seed)
        for blocker in blockers:
            blocker.unblock()
        self.shuffle.setChecked(self._session.settings.shuffle)
        for widget in (self.target_scaling, self._labels[self.target_scaling]):
            widget.setVisible(data.kind == "regression")

    def _tell_split(self, *, filled: bool) -> None:
        tip = f"{_SPLIT_TIP}. {_FILLED_TIP}" if filled else _SPLIT_TIP
        for widget in (self.split, self._labels[self.split]):
            widget.setToolTip(tip)
        self.split.setStatusTip(tip)

    def _fields(self) -> tuple[QWidget, ...]:
        return (self.split, self.input_scaling, self.target_scaling, self.seed)

    def _create_widgets(self) -> None:
        self.split = _spin(90, "90 %", _SPLIT_TIP)
        self.split.setSuffix(" %")
        self.input_scaling = _scaling_list(_SCALING_TIP)
        self.target_scaling = _scaling_list(_SCALING_TIP)
        self.shuffle = Toggle()
        self.shuffle.setToolTip(_SHUFFLE_TIP)
        self.seed = _spin(999_999, "99999", _SEED_TIP)
        self.remaking = Remaking(self._session)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, SPACING, MARGIN, SPACING)
        column.setSpacing(SPACING - 3)
        self._labels: dict[QWidget, QLabel] = {}
        for text, field in (
            ("Test split", self.split),
            ("Scale inputs", self.input_scaling),
            ("Scale targets", self.target_scaling),
            ("Shuffle each sweep", self.shuffle),
            ("Seed", self.seed),
        ):
            label = QLabel(text)
            label.setBuddy(field)
            label.setToolTip(field.toolTip())
            field.setStatusTip(field.toolTip())
            field.setAccessibleName(text)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            row = QHBoxLayout()
            row.setSpacing(4)
            row.addWidget(label, 1)
            row.addWidget(field)
            column.addLayout(row)
            self._labels[field] = label
        column.addWidget(self.remaking)

    def _connect(self) -> None:
        self.split.valueChanged.connect(self._on_split_value_changed)
        self.input_scaling.activated.connect(self._on_scaling_activated)
        self.target_scaling.activated.connect(self._on_scaling_activated)
        self.shuffle.clicked.connect(self._on_shuffle_clicked)
        self.seed.valueChanged.connect(self._on_seed_value_changed)
        self.remaking.refused.connect(self.refused)
        self.remaking.ended.connect(self.synchronize)
        self._session.dataset_changed.connect(self.synchronize)
        self._session.settings_changed.connect(self.synchronize)

    def _on_split_value_changed(self, percent: int) -> None:
        session, seed = self._session, self._session.initialisation.seed
        data, text = session.dataset, f"Hold out {percent} % for testing"
        self.remaking.start(
            lambda on_rows: data.with_split(percent / 100, seed, on_rows),
            lambda dataset: session.replace_dataset(dataset, text),
        )

    def _on_scaling_activated(self) -> None:
        session, data = self._session, self._session.dataset
        kinds = (self.input_scaling.currentData(), self.target_scaling.currentData())
        if kinds == (data.input_scaling.kind, data.target_scaling.kind):
            return
        inputs = None if kinds[0] == "mixed" else kinds[0]
        self.remaking.start(
            lambda on_rows: data.with_scaling(inputs, kinds[1], on_rows),
            lambda dataset: session.replace_dataset(dataset, "Change scaling"),
        )

    def _on_shuffle_clicked(self) -> None:
        self._session.change_settings(shuffle=self.shuffle.isChecked())

    def _on_seed_value_changed(self, seed: int) -> None:
        data = self._session.dataset
        if data.split_fraction > 0:
            self.remaking.start(
                lambda on_rows: data.with_split(data.split_fraction, seed, on_rows),
                lambda dataset: self._use_seed(seed, dataset),
            )
        else:
            self._use_seed(seed, data)

    def _use_seed(self, seed: int, dataset: Dataset) -> None:
        """Take a seed, the split that belongs to it, and the weights, as one entry."""
        session = self._session
        session.undo_stack.beginMacro(f"Use seed {seed}")
        try:
            session.set_settings(replace(session.settings, seed=seed))
            if dataset is not session.dataset:
                session.replace_dataset(dataset, "Split again")
            session.new_weights(seed)
        finally:
            session.undo_stack.endMacro()


def _spin(most: int, widest: str, tip: str) -> QSpinBox:
    spin = CalmSpinBox(widest)
    spin.setRange(0, most)
    spin.setKeyboardTracking(False)
    spin.setToolTip(tip)
    return spin


def _scaling_list(tip: str) -> QComboBox:
    field = CalmComboBox()
    field.setSizeAdjustPolicy(CalmComboBox.SizeAdjustPolicy.AdjustToContents)
    for text, kind in SCALINGS:
        field.addItem(text, kind)
    field.setToolTip(tip)
    return field


def _offer_mixed(field: QComboBox, mixed: bool) -> None:
    """Name a scaling of each column's own where the data have it; it cannot be chosen here."""
    place = field.findData("mixed")
    if mixed and place < 0:
        field.addItem("by column", "mixed")
    elif not mixed and place >= 0:
        field.removeItem(place)
