"""The list of built-in problems, with a file of the user's own on top while one is open."""

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from bpgui.data.dataset import Dataset
from bpgui.data.problems import PROBLEMS


class ProblemList(QComboBox):
    """Names the problem that is open; the data of an item are its key."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Problem")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(80)

    def show_problem(self, key: str | None, dataset: Dataset) -> None:
        """Show the problem with this key, or for None the user's own data."""
        with QSignalBlocker(self):
            self.clear()
            if key is None:
                self.addItem(dataset.name, None)
            for item_key, problem in PROBLEMS.items():
                self.addItem(problem.name, item_key)
                last = self.count() - 1
                self.setItemData(last, problem.description, Qt.ItemDataRole.ToolTipRole)
            self.setCurrentIndex(0 if key is None else max(0, self.findData(key)))
        tip = dataset.source or dataset.name
        self.setToolTip(tip if key is None else PROBLEMS[key].description)
