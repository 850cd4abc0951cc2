"""What session files hold, where they hold it, and what it takes to write one."""

import json
import os
import subprocess
import sys
import time
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from bpgui.core.layer import Layer
from bpgui.core.network import Network
from bpgui.data.dataset import Dataset
from bpgui.data.scaling import Scaling
from bpgui.session.document import Document
from bpgui.session.kept_runs import KeptRun
from bpgui.session.sample import Sample
from bpgui.session.segment import Segment
from bpgui.session.selection import LayerSelection, UnitSelection
from bpgui.session.session import Session
from bpgui.session.session_file import (
    SessionFileError,
    read_session,
    session_bytes,
    session_info,
    write_session,
)
from bpgui.session.walk import Walk
from bpgui.training.runner import Runner
from tests.session.fingerprint import document_bits, fingerprint
from tests.session.rewriting import parts_of
from tests.session.session_sample import (
    HARD,
    SAMPLES,
    WINDOW,
    large_session,
    sample_session,
)
from tests.training.finishing import poll_until, run_sweeps


def restored(data: bytes) -> Session:
    session = Session()
    session.restore(read_session(data))
    return session


# ---- everything comes back ------------------------------------------------------------------


def test_that_everything_of_a_session_comes_back() -> None:
    session = sample_session()
    saved = read_session(session_bytes(session.saved(WINDOW)))
    other = Session()
    other.restore(saved)
    assert saved.window == WINDOW
    assert saved.warnings == ()
    assert (other.settings, other.stop) == (session.settings, session.stop)
    assert (other.pattern, other.selection) == (session.pattern, session.selection)
    assert (other.walk, other.overlay) == (session.walk, session.overlay)
    assert other.walk is not None
    assert other.problem is None
    assert [run.name for run in other.kept_runs] == ["A"]
    one, two = session.kept_runs[0], other.kept_runs[0]
    assert document_bits(one.document)[:8] == document_bits(two.document)[:8]
    assert (one.settings, one.snapshot.stop) == (two.settings, two.snapshot.stop)
    for key in ("sweeps", "loss", "test_loss"):
        assert getattr(one, key).tobytes() == getattr(two, key).tobytes()


def test_that_hard_numbers_and_names_of_any_script_come_back() -> None:
    session = sample_session()
    other = restored(session_bytes(session.saved()))
    for index, value in HARD.items():
        assert other.network.parameters[index].tobytes() == np.float64(value).tobytes()
    assert other.network.layers == session.network.layers
    one, two = session.dataset, other.dataset
    assert two.inputs.tobytes() == one.inputs.tobytes()
    arrays = {"patterns", "targets", "test", "input_scaling", "target_scaling"}
    for field in {field.name for field in fields(Dataset)} - arrays:
        assert getattr(two, field) == getattr(one, field)
    assert repr(two.columns) == repr(one.columns)  # which tells 0 from -0
    for key in ("input_scaling", "target_scaling"):
        found, wanted = getattr(two, key), getattr(one, key)
        assert (found.kind, found.kinds) == (wanted.kind, wanted.kinds)
        assert found.offset.tobytes() == wanted.offset.tobytes()
        assert found.scale.tobytes() == wanted.scale.tobytes()


@pytest.mark.parametrize(
    ("kind", "known"),
    [
        (Dataset, 17),
        (Scaling, 4),
        (Document, 9),
        (Segment, 8),
        (Sample, 8),
        (KeptRun, 7),
        (Walk, 6),
        (Network, 6),
        (Layer, 5),
    ],
)
def test_that_a_field_that_is_added_is_thought_of_here(kind: type[Document], known: int) -> None:
    """Whoever adds a field to what a session consists of has to write and read it too."""
    assert len(fields(kind)) == known


def test_that_weights_that_diverged_come_back_as_they_are() -> None:
    session = Session()
    state = session.document.training_state
    broken = np.array([np.nan, np.inf, -np.inf, *state.parameters[3:]])
    network = session.network.with_parameters(broken)
    session._document = session.document.advanced(
        type(state)(network.parameters, state.velocity, 1, 0, 4)
    )
    other = restored(session_bytes(session.saved()))
    assert other.network.parameters.tobytes() == broken.tobytes()


@pytest.mark.parametrize("selection", [None, UnitSelection(1, 0), LayerSelection(2)])
def test_that_any_selection_comes_back(selection: UnitSelection | LayerSelection | None) -> None:
    session = Session()
    session.select(selection)
    assert restored(session_bytes(session.saved())).selection == selection


def test_that_what_was_shared_is_stored_once_and_shared_again() -> None:
    session = Session()
    runner = Runner(session)
    for k in range(20):
        session.set_parameter(k % 5, k / 7)
        runner.step()
    session.keep_run()
    data = session_bytes(session.saved())
    assert len(json.loads(_manifest(data))["datasets"]) == 1
    other = restored(data)
    segments = other._timeline.segments
    assert len({id(segment.start.dataset) for segment in segments}) == 1
    assert len({id(segment.start.network.layers) for segment in segments}) == 1
    assert other.kept_runs[0].snapshot.record is other._timeline.capture()
    assert segments[0].start.network.parameters is segments[0].samples[0].parameters
    assert other.keep_run() is other.kept_runs[0]  # nothing has happened since


def test_that_a_restored_session_has_nothing_to_undo_and_says_what_became_different() -> None:
    session = Session()
    session.set_parameter(0, 0.5)
    seen = []
    signals = ("network_changed", "dataset_changed", "state_changed", "history_changed")
    for name in (*signals, "kept_runs_changed"):
        getattr(session, name).connect(lambda name=name: seen.append(name))
    session.restore(read_session(session_bytes(sample_session().saved())))
    assert not session.undo_stack.canUndo()
    assert {*signals, "kept_runs_changed"} <= set(seen)


def test_that_a_loss_that_does_not_fit_is_refused_before_anything_changes() -> None:
    session = Session()
    saved = session.saved()
    other = Session("sine")
    wrong = type(saved)(saved.document, saved.record, other.settings)
    object.__setattr__(wrong, "document", other.document)
    object.__setattr__(
        wrong, "settings", type(saved.settings)(loss="cross-entropy", kernel="numpy")
    )
    before = fingerprint(session)
    with pytest.raises(ValueError, match=r"[Cc]ross-entropy"):
        session.restore(wrong)
    assert fingerprint(session) == before


def test_that_a_running_training_is_saved_as_shown_and_goes_on() -> None:
    session = Session()
    runner = Runner(session)
    runner.speed = float("inf")
    runner.run()
    try:
        poll_until(runner, lambda: session.updates > 50)
        saved = session.saved()
        shown = document_bits(session.document)
        poll_until(runner, lambda: session.updates > saved.document.updates)
    finally:
        runner.pause()
    other = restored(session_bytes(saved))
    assert document_bits(other.document)[:8] == shown[:8]
    assert other.newest_update == other.updates
    assert other.document_at(20).network.parameters.tobytes() == (
        session.document_at(20).network.parameters.tobytes()
    )
    runner_of_other, last = Runner(other), session.updates - other.updates
    for _ in range(min(last, 30)):
        runner_of_other.step()
    there = session.document_at(other.updates)
    assert document_bits(other.document)[:8] == document_bits(there)[:8]


def test_that_between_two_samples_of_a_training_the_history_reaches_to_what_is_shown() -> None:
    session, ahead = Session(), Session()
    for _ in range(3):
        Runner(ahead).step()
    session.begin_run("numpy")
    session.adopt(ahead.document.training_state, [], (0.1, float("nan")))
    other = restored(session_bytes(session.saved()))
    assert len(session.history.loss) == 1
    assert other.history.loss.tolist() == [session.history.loss[0], 0.1]
    other.go_to(1)
    other.go_to(3)
    assert document_bits(other.document)[:8] == document_bits(session.document)[:8]


def test_that_forgotten_moments_and_marks_come_back_as_such() -> None:
    session = Session()
    runner = Runner(session)
    for _ in range(9):
        runner.step()
    session.set_parameter(0, 0.5)
    for _ in range(9):
        runner.step()
    record = session._timeline.capture()
    marks = tuple(session.document_at(updates).training_state for updates in (12, 15))
    session._timeline.restore(replace(record, reaches_back=False, marks=marks))
    other = restored(session_bytes(session.saved()))
    assert other.oldest_update == session.oldest_update == 9
    assert len(other.history.loss) == len(session.history.loss)
    found = other._timeline.capture().marks
    assert [mark.updates for mark in found] == [12, 15]
    for one, two in zip(found, marks, strict=True):
        assert one.parameters.tobytes() == two.parameters.tobytes()
        assert one.velocity.tobytes() == two.velocity.tobytes()
        assert (one.sweep, one.position) == (two.sweep, two.position)


# ---- the file -------------------------------------------------------------------------------


def test_that_the_same_session_makes_the_same_bytes() -> None:
    saved = sample_session().saved(WINDOW)
    assert session_bytes(saved) == session_bytes(saved)


def test_that_the_sample_of_version_1_opens_forever() -> None:
    saved = read_session(SAMPLES / "version-1.bpgui")
    session = Session()
    session.restore(saved)
    for index, value in HARD.items():
        assert session.network.parameters[index].tobytes() == np.float64(value).tobytes()
    data = session.dataset
    assert (data.name, data.input_names) == ("Больше данных 数据", ("länge 📏", "עומק"))
    assert data.inputs.tolist()[3] == [0.1, -2.5]
    assert np.signbit(data.inputs[0, 1])
    assert (session.updates, session.sweep, session.pattern) == (9, 5, 1)
    assert [layer.units for layer in session.network.layers] == [2, 9, 1]
    assert session.network.layers[1].unit_names[0] == "скрытый"
    assert session.network.locked.nonzero()[0].tolist() == [0]
    assert not session.network.present[7]
    assert session.settings.rates_at(3) == (0.01, 0.5)
    assert saved.window == WINDOW
    assert [run.name for run in session.kept_runs] == ["A"]
    assert session.walk is not None
    session.go_to(0)
    assert [layer.units for layer in session.network.layers] == [2, 8, 1]
    assert session.network.parameters.tobytes() == session.initial.parameters.tobytes()


def test_that_infos_are_told_without_reading_the_arrays(tmp_path: Path) -> None:
    session = sample_session()
    path = tmp_path / "s.bpgui"
    write_session(session.saved(), path)
    info = session_info(path)
    assert (info.data, info.patterns, info.held_out) == (session.dataset.name, 5, 1)
    assert (info.layers, info.sweeps, info.updates) == ((2, 9, 1), 5, 9)
    assert info.loss == session.loss
    assert (info.version, info.kept_runs) == (1, ("A",))
    assert info.program.startswith("bpgui ")


def test_that_no_qt_is_imported_to_write_and_read(tmp_path: Path) -> None:
    code = """
import sys
from bpgui.core.settings import StopConditions, TrainingSettings
from bpgui.data.problems import PROBLEMS, problem_network
from bpgui.session.document import Document
from bpgui.session.session_file import SavedSession, read_session, session_info, write_session

problem = PROBLEMS["xor"]
data = problem.make()
document = Document.fresh(problem_network(problem, data), data, problem.initialisation, "xor")
write_session(SavedSession.fresh(document, problem.settings, (0.5, float("nan"))), "s.bpgui")
assert read_session("s.bpgui").document.problem == "xor"
assert session_info("s.bpgui").loss == 0.5
assert not [name for name in sys.modules if name.startswith(("PySide6", "shiboken6"))]
"""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True, env=environment)
    session = Session("and")
    session.restore(read_session(tmp_path / "s.bpgui"))
    run_sweeps(Runner(session), session, 3)
    assert session.sweep == 3


def test_that_a_cancelled_save_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "s.bpgui"
    write_session(Session().saved(), path)
    before = path.read_bytes()

    def cancel(_share: float) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        write_session(sample_session().saved(), path, cancel)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(InterruptedError):
        read_session(path, cancel)


def test_that_progress_ascends_to_the_end(tmp_path: Path) -> None:
    shares: list[float] = []
    saved = large_session(np.random.default_rng(0).normal(size=(9000, 70))).saved()
    write_session(saved, tmp_path / "s.bpgui", shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert any(0.2 < share < 0.8 for share in shares)
    shares.clear()
    read_session(tmp_path / "s.bpgui", shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert any(0.2 < share < 0.8 for share in shares)


def test_that_a_window_that_adds_no_json_is_said_and_nothing_is_written(tmp_path: Path) -> None:
    for wrong in ({"x": float("nan")}, {"x": object()}):
        with pytest.raises(SessionFileError, match="JSON"):
            write_session(Session().saved(wrong), tmp_path / "s.bpgui")
    assert list(tmp_path.iterdir()) == []


def test_that_saving_costs_the_window_no_time() -> None:
    session = large_session()
    begin = time.perf_counter()
    for _ in range(100):
        session.saved()
    assert time.perf_counter() - begin < 0.5


def _manifest(data: bytes) -> bytes:
    return parts_of(data)["manifest.json"]
