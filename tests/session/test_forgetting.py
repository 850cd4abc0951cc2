"""The undo stack holds so much memory and no more; what is left can be undone as before."""

import numpy as np
import pytest

from bpgui.data import rows
from bpgui.session import forgetting
from bpgui.session.commands import ChangeDocument
from bpgui.session.session import Session
from bpgui.training.runner import Runner
from tests.session.fingerprint import document_bits
from tests.training.finishing import run_sweeps


def sizes(session: Session) -> list[int]:
    stack = session.undo_stack
    commands = [stack.command(k) for k in range(stack.count())]
    return [command.size for command in commands if isinstance(command, ChangeDocument)]


def test_that_an_edit_holds_what_it_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "SMALL", 0)
    session = Session("digits")
    session.set_parameter(0, 0.5)
    session.replace_dataset(session.dataset.with_input(0, 0, 3.0), "Edit")
    session.set_parameter(0, 0.25)
    parameters, row = session.network.parameters.nbytes, 8 * session.dataset.n_inputs
    assert sizes(session) == [parameters, row, parameters]


def test_that_the_oldest_entries_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session("digits")
    size = session.network.parameters.nbytes
    monkeypatch.setattr(forgetting, "UNDO_BYTES", 10 * size)
    shown = []
    for k in range(25):
        shown.append(document_bits(session.document))
        session.set_parameter(k, 0.5 + k)
        assert sum(sizes(session)) <= 10 * size
    stack = session.undo_stack
    count = stack.count()
    assert 6 <= count <= 10
    assert stack.undoText() == f"Set {session.parameter_name(24)}"
    newest = document_bits(session.document)
    for before in reversed(shown[-count:]):
        session.undo()
        assert document_bits(session.document) == before
    assert not stack.canUndo()
    for _ in range(count):
        session.redo()
    assert document_bits(session.document) == newest


def test_that_the_newest_entry_stays_however_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgetting, "UNDO_BYTES", 1)
    session = Session("xor")
    session.load_problem("digits")
    session.load_problem("iris")
    assert session.undo_stack.count() == 1
    session.undo()
    assert session.problem == "digits"
    session.redo()
    assert session.problem == "iris"


def test_that_macros_are_kept_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session("xor")
    size = session.network.parameters.nbytes
    for value in (3.0, 2.0, 1.0):
        session.set_parameter(0, value)
    session.undo_stack.beginMacro("Both")
    session.set_parameter(1, 2.0)
    session.new_weights()
    session.undo_stack.endMacro()
    before = document_bits(session.document)
    monkeypatch.setattr(forgetting, "UNDO_BYTES", 6 * size)
    session.set_parameter(2, 3.0)
    assert session.undo_stack.count() == 2
    session.undo()
    assert document_bits(session.document) == before
    assert session.undo_stack.undoText() == "Both"
    session.undo()
    assert session.network.parameters[0] == 1.0
    assert not session.undo_stack.canUndo()


def test_that_runs_over_and_over_hold_bounded_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session("moons")
    runner = Runner(session)
    monkeypatch.setattr(forgetting, "UNDO_BYTES", 100_000)
    for _ in range(8):
        run_sweeps(runner, session, 30)
        session.reset()
        assert sum(sizes(session)) <= 100_000
    runner.shutdown()
    session.undo()
    assert session.sweep == 30
    goal = session.updates // 2
    expected = session.document_at(goal)
    session.go_to(goal)
    assert np.array_equal(session.network.parameters, expected.network.parameters)
