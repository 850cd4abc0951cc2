"""Everything in the diagram is reached with the keys."""

import numpy as np
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from bpgui.session.selection import ParameterSelection, UnitSelection
from bpgui.session.session import Session
from bpgui.ui.diagram.panel import DiagramPanel
from bpgui.ui.diagram.view import DiagramView
from tests.ui.diagram.hands import W23

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier


def test_that_tab_goes_through_every_unit_weight_and_bias_and_back(
    view: DiagramView, session: Session
) -> None:
    session.select(UnitSelection(0, 0))
    seen = [session.selection]
    for _ in range(18):
        QTest.keyClick(view, Key.Key_Tab)
        seen.append(session.selection)

    assert {s.index for s in seen if isinstance(s, ParameterSelection)} == set(range(13))
    units = {(s.layer, s.unit) for s in seen if isinstance(s, UnitSelection)}
    assert units == {(0, 0), (0, 1), (1, 0), (1, 1), (1, 2), (2, 0)}
    for earlier in reversed(seen[:-1]):
        QTest.keyClick(view, Key.Key_Backtab)
        assert session.selection == earlier


def test_that_absent_connections_are_passed_over(view: DiagramView, session: Session) -> None:
    session.remove_connection(1, 0, 0, 0)
    session.select(UnitSelection(1, 0))

    QTest.keyClick(view, Key.Key_Tab)

    assert session.selection == ParameterSelection(1)


def test_that_arrows_move_among_units_and_layers(view: DiagramView, session: Session) -> None:
    session.select(UnitSelection(1, 0))

    QTest.keyClick(view, Key.Key_Down)
    assert session.selection == UnitSelection(1, 1)
    QTest.keyClick(view, Key.Key_Right, ALT)
    assert session.selection == UnitSelection(2, 0)
    session.select(ParameterSelection(W23))
    QTest.keyClick(view, Key.Key_Left, ALT)
    assert session.selection == UnitSelection(1, 1)


def test_that_enter_on_a_unit_edits_its_bias_and_f2_its_name(
    view: DiagramView, session: Session
) -> None:
    session.select(UnitSelection(1, 1))
    QTest.keyClick(view, Key.Key_Return)
    assert session.selection == ParameterSelection(5)
    assert view.editing.editor.text == "−2.25"
    QTest.keyClick(view.editing.editor.field, Key.Key_Escape)

    session.select(UnitSelection(1, 1))
    QTest.keyClick(view, Key.Key_F2)
    view.editing.editor.field.clear()
    QTest.keyClicks(view.editing.editor.field, "or")
    QTest.keyClick(view.editing.editor.field, Key.Key_Return)
    assert session.network.layers[1].unit_names == ("h₁", "or", "h₃")


def test_that_a_name_already_taken_is_refused_in_place(view: DiagramView, session: Session) -> None:
    session.rename_unit(1, 0, "and")
    session.select(UnitSelection(1, 1))
    QTest.keyClick(view, Key.Key_F2)
    view.editing.editor.field.clear()
    QTest.keyClicks(view.editing.editor.field, "and")
    QTest.keyClick(view.editing.editor.field, Key.Key_Return)

    assert view.editing.editor.is_open
    assert "different names" in view.editing.editor.error.text()
    QTest.keyClick(view.editing.editor.field, Key.Key_Escape)


def test_that_delete_removes_the_selected_connection(view: DiagramView, session: Session) -> None:
    session.select(ParameterSelection(0))

    QTest.keyClick(view, Key.Key_Delete)

    assert not session.network.present[0]
    assert np.count_nonzero(session.network.present) == 12
    session.undo_stack.undo()
    assert session.network.parameters[0] == -0.61


def test_that_steps_of_the_window_keep_left_and_right(
    panel: DiagramPanel, session: Session
) -> None:
    pressed = []
    for keys in ("Right", "Up", "Delete", "Space"):
        shortcut = QShortcut(QKeySequence(keys), panel)
        shortcut.activated.connect(lambda keys=keys: pressed.append(keys))
    session.select(ParameterSelection(W23))

    for key in (Key.Key_Right, Key.Key_Up, Key.Key_Space):
        QTest.keyClick(panel.view, key)

    assert pressed == ["Right", "Space"]
    assert session.network.parameters[W23] != 4.98


def test_that_a_digit_is_taken_before_a_shortcut_only_with_a_weight_selected(
    view: DiagramView, session: Session
) -> None:
    def is_taken() -> bool:
        event = QKeyEvent(
            QEvent.Type.ShortcutOverride, Key.Key_5, Qt.KeyboardModifier.NoModifier, "5"
        )
        event.ignore()
        QApplication.sendEvent(view, event)
        return event.isAccepted()

    session.select(UnitSelection(1, 1))
    assert not is_taken()
    session.select(ParameterSelection(W23))
    assert is_taken()


def test_that_escape_clears_the_selection(view: DiagramView, session: Session) -> None:
    session.select(ParameterSelection(W23))

    QTest.keyClick(view, Key.Key_Escape)

    assert session.selection is None
