"""A form: headings, rows of a name and a field, and below a row what is wrong with it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from bpgui.ui.controls.number_field import NumberField
from bpgui.ui.theme import MARGIN, SPACING


class Form(QWidget):
    """Rows below each other: the name at the left, the field at the right."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(MARGIN, SPACING, MARGIN, SPACING)
        self._column.setSpacing(SPACING - 2)
        if title:
            heading = QLabel(title)
            heading.setProperty("role", "heading")
            self._column.addWidget(heading)

    def add_row(self, name: str, *fields: QWidget, mark: QWidget | None = None) -> QWidget:
        """Add a row, with a mark such as a check box before its name; return the row."""
        label = QLabel(name)
        label.setWordWrap(True)
        label.setMinimumWidth(40)
        label.setBuddy(mark or fields[0])
        label.setToolTip(fields[0].toolTip())
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SPACING - 2)
        if mark is not None:
            line.addWidget(mark)
        line.addWidget(label, 1)
        for field in fields:
            line.addWidget(field, 0, Qt.AlignmentFlag.AlignRight)
        self._column.addWidget(row)
        for field in fields:
            if isinstance(field, NumberField):
                self._column.addWidget(ProblemLabel(field))
        return row

    def add_widget(self, widget: QWidget) -> None:
        """Add something as wide as the form."""
        self._column.addWidget(widget)


class ProblemLabel(QLabel):
    """Says why what stands in a number field is not taken; hidden while all is well."""

    def __init__(self, field: NumberField, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "error")
        self.setWordWrap(True)
        self.hide()
        field.refused.connect(self._on_field_refused)

    def _on_field_refused(self, problem: str) -> None:
        self.setText(problem)
        self.setVisible(bool(problem))
