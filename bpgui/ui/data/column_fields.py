"""The fields of the import sheet for the selected columns: role, type, scaling, missing values."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from bpgui.data.source_column import HOLDS, Role
from bpgui.formats.table_plan import RULES, ColumnUse
from bpgui.ui.data.calm_fields import CalmComboBox
from bpgui.ui.data.form import SCALINGS
from bpgui.ui.data.import_words import RULE_WORDS, TYPE_WORDS, scaling_text
from bpgui.ui.theme import SPACING

_BUTTONS: tuple[tuple[str, Role, str], ...] = (
    ("Inp&ut", "input", "Use the selected columns as inputs (I)"),
    ("Tar&get", "target", "Learn the selected columns (T)"),
    ("Ignore", "ignore", "Leave the selected columns out (X)"),
)
_TIPS = (
    (
        "Whether the selected columns hold numbers, or words (or numbers that stand for such): "
        "each word becomes an input or output of 0 and 1"
    ),
    (
        "What the network sees of the numbers: raw, from 0 to 1, or with mean 0 and standard "
        "deviation 1 over the training rows"
    ),
    (
        "What becomes of rows in which a value is missing; a mean and the like are found from the "
        "training rows"
    ),
)


class ColumnFields(QWidget):
    """Shows the uses of some columns, where they agree, and changes them together."""

    changed = Signal(dict)
    """The user gives the columns these fields of `ColumnUse`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._uses: Sequence[ColumnUse] = ()
        self._create_widgets()
        self._lay_out()
        self._connect()

    def show_uses(self, uses: Sequence[ColumnUse]) -> None:
        """Show what some columns are used as; where they differ, nothing is shown as chosen."""
        self._uses = uses
        blockers = [QSignalBlocker(field) for field in (*self._lists(), self.constant)]
        for role, button in self.buttons.items():
            button.setChecked(bool(uses) and all(use.role == role for use in uses))
        _choose(self.type, {use.holds for use in uses})
        _choose(self.scaling, {use.scaling for use in uses if use.holds == "number"})
        words = {scaling_text(use) for use in uses}
        self.scaling.setPlaceholderText(words.pop() if len(words) == 1 else "")
        self.missing.clear()
        for rule in RULES["number"] if _have_numbers(uses) else RULES["category"]:
            if all(rule in RULES[use.holds] for use in uses):
                self.missing.addItem(RULE_WORDS[rule], rule)
        _choose(self.missing, {use.missing for use in uses})
        self._show_constant()
        del blockers
        self._enable()

    def open_list(self, number: int) -> None:
        """Open the list of types (0), scalings (1) or rules for missing values (2)."""
        field = self._lists()[number]
        if field.isEnabled():
            field.setFocus()
            field.showPopup()

    def _lists(self) -> tuple[QComboBox, QComboBox, QComboBox]:
        return self.type, self.scaling, self.missing

    def _create_widgets(self) -> None:
        self.buttons: dict[Role, QPushButton] = {}
        for text, role, tip in _BUTTONS:
            button = QPushButton(text)
            button.setToolTip(tip)
            button.setCheckable(True)
            button.setAutoDefault(False)
            self.buttons[role] = button
        self.type, self.scaling, self.missing = CalmComboBox(), CalmComboBox(), CalmComboBox()
        for holds in HOLDS:
            self.type.addItem(TYPE_WORDS[holds], holds)
        for text, kind in SCALINGS:
            self.scaling.addItem(text, kind)
        self.constant = QLineEdit()
        self.constant.setPlaceholderText("value")
        self.constant.setAccessibleName("Constant for missing values")
        self.constant.setToolTip("What stands for missing values")
        for field, name, tip in zip(
            self._lists(), ("Type", "Scaling", "Missing values"), _TIPS, strict=True
        ):
            field.setAccessibleName(name)
            field.setToolTip(tip)

    def _lay_out(self) -> None:
        roles = QHBoxLayout()
        roles.setSpacing(SPACING - 2)
        for button in self.buttons.values():
            roles.addWidget(button, 1)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACING)
        grid.setVerticalSpacing(SPACING - 2)
        grid.addLayout(roles, 0, 0, 1, 4)
        for text, field, row, column in (
            ("T&ype", self.type, 1, 0),
            ("&Scaling", self.scaling, 1, 2),
            ("&Missing", self.missing, 2, 0),
        ):
            label = QLabel(text)
            label.setBuddy(field)
            label.setToolTip(field.toolTip())
            grid.addWidget(label, row, column)
            grid.addWidget(field, row, column + 1)
        grid.addWidget(self.constant, 2, 2, 1, 2)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)

    def _connect(self) -> None:
        for role, button in self.buttons.items():
            button.clicked.connect(lambda _=False, role=role: self.changed.emit({"role": role}))
        self.type.activated.connect(self._on_type_activated)
        self.scaling.activated.connect(self._on_scaling_activated)
        self.missing.activated.connect(self._on_missing_activated)
        self.constant.textEdited.connect(self._on_constant_text_edited)

    def _enable(self) -> None:
        used = bool(self._uses) and all(use.role != "ignore" for use in self._uses)
        self.type.setEnabled(used)
        self.scaling.setEnabled(used and _have_numbers(self._uses))
        self.missing.setEnabled(used)
        self.constant.setEnabled(used)

    def _show_constant(self) -> None:
        constants = {use.constant for use in self._uses}
        self.constant.setVisible(self.missing.currentData() == "constant")
        if len(constants) == 1 and self.constant.text() not in constants:
            self.constant.setText(constants.pop())

    def _on_type_activated(self) -> None:
        self.changed.emit({"holds": self.type.currentData()})

    def _on_scaling_activated(self) -> None:
        self.changed.emit({"scaling": self.scaling.currentData()})

    def _on_missing_activated(self) -> None:
        rule = self.missing.currentData()
        changes = {"missing": rule}
        if rule == "constant" and not self.constant.text():
            changes["constant"] = "0" if _have_numbers(self._uses) else "missing"
        self.changed.emit(changes)
        if rule == "constant":
            self.constant.setFocus()
            self.constant.selectAll()

    def _on_constant_text_edited(self, text: str) -> None:
        self.changed.emit({"constant": text})


def _have_numbers(uses: Sequence[ColumnUse]) -> bool:
    return any(use.holds == "number" for use in uses)


def _choose(field: QComboBox, values: Collection[str]) -> None:
    """Show the one value of all columns; nothing, where they differ."""
    field.setCurrentIndex(field.findData(next(iter(values))) if len(values) == 1 else -1)
