"""The layers of a weights file beside those of the open network, a row for each pair."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from typing_extensions import override

from bpgui.core.network import Network
from bpgui.session.weights_differences import pair_differences
from bpgui.session.weights_matching import LayerPair, Matching
from bpgui.ui.diagram.matrix_image import Levels
from bpgui.ui.numbers import format_count, format_counted
from bpgui.ui.theme import appearance
from bpgui.ui.weights.import_work import Finding

_ANY_INDEX = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
THEIRS, THEIR_PICTURE, OURS, OUR_PICTURE, FITTING = range(5)
_HEADINGS = ("In the file", "", "Here", "", "Weights that fit")
PICTURE = Qt.ItemDataRole.UserRole
"""The levels of a layer's weights, for columns that show a picture."""
_NONE = "–"


class LayersModel(QAbstractTableModel):
    """What is known of each pair of layers."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._finding: Finding | None = None

    def show_finding(self, finding: Finding | None) -> None:
        """Show another file, or none."""
        self.beginResetModel()
        self._finding = finding
        self.endResetModel()

    @override
    def rowCount(self, parent: _ANY_INDEX = _ROOT) -> int:
        if parent.isValid() or self._finding is None:
            return 0
        return len(self._finding.offer.matching.pairs)

    @override
    def columnCount(self, parent: _ANY_INDEX = _ROOT) -> int:
        return 0 if parent.isValid() else len(_HEADINGS)

    @override
    def data(self, index: _ANY_INDEX, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self._finding is None:
            return None
        matching = self._finding.offer.matching
        pair = matching.pairs[index.row()]
        column = index.column()
        if role == PICTURE:
            return self._picture(pair, column)
        known: dict[int, Callable[[], object]] = {
            Qt.ItemDataRole.DisplayRole: lambda: _text(matching, pair, column),
            Qt.ItemDataRole.AccessibleTextRole: lambda: _read_aloud(matching, pair, column),
            Qt.ItemDataRole.ToolTipRole: lambda: "\n".join(pair_differences(matching, pair)),
            Qt.ItemDataRole.ForegroundRole: lambda: _colour(matching, pair, column),
        }
        return known[role]() if role in known else None

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return _HEADINGS[section] if role == Qt.ItemDataRole.DisplayRole else None

    def _picture(self, pair: LayerPair, column: int) -> Levels | None:
        if self._finding is None:
            return None
        if column == THEIR_PICTURE and pair.theirs is not None:
            return self._finding.theirs[pair.theirs]
        if column == OUR_PICTURE and pair.ours is not None:
            return self._finding.ours[pair.ours]
        return None


def _text(matching: Matching, pair: LayerPair, column: int) -> str:
    if column == THEIRS:
        return _layer_text(matching.theirs, pair.theirs)
    if column == OURS:
        return _layer_text(matching.ours, pair.ours)
    return _fitting_text(matching, pair) if column == FITTING else ""


def _layer_text(network: Network, layer: int | None) -> str:
    """Return name, size and activation in two lines."""
    if layer is None:
        return f"{_NONE}\nno such layer"
    found = network.layers[layer]
    size = format_counted(found.units, "unit")
    if not layer:
        return f"{found.name}\n{size}"
    bias = "" if found.bias else ", no biases"
    return f"{found.name}\n{size} · {found.activation}{bias}"


def _fitting_text(matching: Matching, pair: LayerPair) -> str:
    if not pair.ours:
        return "" if pair.theirs == 0 else "none"
    taken, there_are = matching.fitting(pair.ours)
    if taken == there_are:
        return f"✓  all {format_count(taken)}" if taken != 1 else "✓  1"
    if not taken:
        return f"none of {format_count(there_are)}"
    return f"{format_count(taken)} of {format_count(there_are)}"


def _colour(matching: Matching, pair: LayerPair, column: int) -> QColor:
    if column != FITTING:
        return appearance.theme.text
    if not pair.ours:
        return appearance.theme.muted
    taken, there_are = matching.fitting(pair.ours)
    return appearance.theme.good if taken == there_are else appearance.theme.bad


def _read_aloud(matching: Matching, pair: LayerPair, column: int) -> str:
    if column in (THEIR_PICTURE, OUR_PICTURE):
        return "A picture of the weights"
    return _text(matching, pair, column).replace("\n", ", ").replace("✓", "").strip()
