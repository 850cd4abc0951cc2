"""The choices of the import sheet that concern all rows: the part held out, and how it is drawn."""

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from bpgui.formats.table_plan import TablePlan
from bpgui.ui.data.calm_fields import CalmSpinBox
from bpgui.ui.theme import SPACING


class ImportOptions(QWidget):
    """Shows and changes the choices that concern all rows."""

    changed = Signal()
    """The user chose something else; see `applied`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.split, self.seed = CalmSpinBox("90 %"), CalmSpinBox("999999")
        self.split.setRange(0, 90)
        self.split.setSuffix(" %")
        self.split.setToolTip("Percent of the rows held out from training, to test the network on")
        self.seed.setRange(0, 999_999)
        self.seed.setToolTip("Another seed holds out other rows")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACING)
        for text, field in (("Test sp&lit", self.split), ("See&d", self.seed)):
            label = QLabel(text)
            label.setBuddy(field)
            label.setToolTip(field.toolTip())
            field.setAccessibleName(text.replace("&", ""))
            field.valueChanged.connect(self.changed)
            row.addWidget(label)
            row.addWidget(field)
            row.addSpacing(SPACING)

    def show_plan(self, plan: TablePlan) -> None:
        """Show what is chosen."""
        blockers = [QSignalBlocker(field) for field in (self.split, self.seed)]
        self.split.setValue(round(100 * plan.test_fraction))
        self.seed.setValue(plan.seed)
        del blockers

    def applied(self, plan: TablePlan) -> TablePlan:
        """Return the plan with what these fields say."""
        return replace(plan, test_fraction=self.split.value() / 100, seed=self.seed.value())
