"""The moment before an edit stays beside its weight, and goes with the selection."""

from PySide6.QtWidgets import QApplication

from bpgui.session.selection import ParameterSelection
from bpgui.session.session import Session
from bpgui.ui.diagram.ghost import read_ghost


def test_that_the_ghost_goes_when_another_weight_is_selected(
    qapp: QApplication,  # noqa: ARG001 - signals need an application
) -> None:
    session = Session("xor")
    before = float(session.forward.a[-1][0, 0])
    index = session.network.weight_index(2, 0, 1, 1)
    session.select(ParameterSelection(index))
    session.set_parameter(index, 2.0)

    ghost = read_ghost(session)
    assert ghost is not None
    assert ghost.index == index
    assert ghost.outputs[0] == before
    assert [what for what, _ in ghost.rows][2:4] == ["predicted", "really"]

    session.select(ParameterSelection(index - 1))
    assert read_ghost(session) is None
    session.select(ParameterSelection(index))
    assert read_ghost(session) is not None
