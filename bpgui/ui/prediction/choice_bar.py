"""The row that chooses what is asked about: anything or the selection, and which kind of number."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from bpgui.session.quantity import Kind, Quantity
from bpgui.session.selection import ParameterSelection, Selection, UnitSelection
from bpgui.session.session import Session
from bpgui.ui.data.calm_fields import CalmComboBox
from bpgui.ui.prediction.asking import KINDS, refusal
from bpgui.ui.prediction.scene import Scene
from bpgui.ui.theme import SPACING

_UNSELECTED = "Nothing is selected: click a unit or a weight in the network, then press Enter."
_NOTHING = (
    "There is nothing of this kind to work out here: choose another kind, or select another "
    "weight or unit."
)


class ChoiceBar(QWidget):
    """Two lists of choices; the one that means the selection names it."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.about, self.kind = CalmComboBox(), CalmComboBox()
        self.about.addItem("Anything", False)
        self.about.addItem("The selection", True)
        self.about.setAccessibleName("What is asked about")
        self.about.setToolTip("Anything in the network, or the unit or weight that is selected")
        self.kind.addItem("any number", None)
        for kind, name in KINDS.items():
            self.kind.addItem(name, kind)
        self.kind.setAccessibleName("Kind of number")
        self.kind.setToolTip("Which kind of number is asked for")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACING - 2)
        row.addWidget(self.about, 1)
        row.addWidget(self.kind)
        session.selection_changed.connect(self._show_selection)
        session.network_changed.connect(self._show_selection)
        self._show_selection()

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of number that may be asked for."""
        chosen: Kind | None = self.kind.currentData()
        return tuple(KINDS) if chosen is None else (chosen,)

    @property
    def is_about_selection(self) -> bool:
        """Whether the question is to be about what is selected."""
        return bool(self.about.currentData())

    def why_nothing(self, scene: Scene) -> str:
        """Say why there is no question, as exactly as it can be said."""
        if not self.is_about_selection:
            return _NOTHING
        selection = self._session.selection
        if selection is None:
            return _UNSELECTED
        chosen: Kind | None = self.kind.currentData()
        number = None if chosen is None else _number_of(chosen, selection)
        return (number and refusal(scene, number)) or _NOTHING

    def _show_selection(self) -> None:
        selection, network = self._session.selection, self._session.network
        name = "The selection"
        if isinstance(selection, UnitSelection):
            name = f"Unit {network.layers[selection.layer].unit_names[selection.unit]}"
        elif isinstance(selection, ParameterSelection):
            name = self._session.parameter_name(selection.index)
        self.about.setItemText(1, name)


def _number_of(kind: Kind, selection: Selection) -> Quantity | None:
    """Return the number of a kind that a selection has, if it is the one meant."""
    if isinstance(selection, UnitSelection) and kind in ("z", "a", "error", "delta"):
        return Quantity.of_unit(kind, selection.layer, selection.unit)
    if isinstance(selection, ParameterSelection) and kind in ("gradient", "change", "updated"):
        return Quantity.of_parameter(kind, selection.index)
    return None
