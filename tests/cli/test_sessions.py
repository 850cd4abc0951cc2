"""Sessions of the command line: the window's to the bit, gone on with, and described."""

from pathlib import Path

import numpy as np
import pytest

from bpgui.core.compiled import readiness
from bpgui.core.settings import StopConditions
from bpgui.formats.weights import import_weights
from bpgui.session.session import Session
from bpgui.session.session_file import read_session, write_session
from bpgui.training.runner import Runner
from tests.cli.conftest import Command
from tests.session.fingerprint import document_bits, history_bits
from tests.training.finishing import run_sweeps

NUMPY = ("--kernel", "numpy")


def _window(problem: str, sweeps: int, **settings: object) -> Session:
    session = Session(problem)
    session.change_settings(kernel="numpy", **settings)
    run_sweeps(Runner(session), session, sweeps)
    return session


def _opened(path: Path) -> Session:
    session = Session()
    session.restore(read_session(path))
    return session


def _bits(session: Session) -> tuple[object, ...]:
    """Return all that training goes on from, and the history; the data by their numbers."""
    data = session.dataset
    document = [part for part in document_bits(session.document) if part != id(data)]
    numbers = (data.x.tobytes(), data.y.tobytes(), data.test.tobytes())
    return (*document, session.settings, numbers, history_bits(session))


@pytest.mark.parametrize(("problem", "sweeps"), [("xor", 700), ("iris", 40), ("sine", 333)])
def test_that_a_saved_session_is_that_of_the_window(
    bpgui: Command, tmp_path: Path, problem: str, sweeps: int
) -> None:
    path = tmp_path / "session.bpgui"
    said = bpgui("train", problem, "--sweeps", sweeps, *NUMPY, "--save", path)
    assert said.status == 0, said.err
    assert said.out.splitlines()[-1] == f"Saved “{path}”."
    assert _bits(_opened(path)) == _bits(_window(problem, sweeps))


def test_that_the_window_goes_on_with_it_and_back(bpgui: Command, tmp_path: Path) -> None:
    path = tmp_path / "session.bpgui"
    bpgui("train", "iris", "--sweeps", 20, *NUMPY, "--save", path)
    session, whole = _opened(path), _window("iris", 50)
    run_sweeps(Runner(session), session, 30)
    assert session.network.parameters.tobytes() == whole.network.parameters.tobytes()
    early = session.document_at(17)
    assert early.network.parameters.tobytes() == whole.document_at(17).network.parameters.tobytes()


def test_that_the_command_line_goes_on_with_a_session_of_the_window(
    bpgui: Command, tmp_path: Path
) -> None:
    path, out = tmp_path / "session.bpgui", tmp_path / "out.bpgui"
    session = _window("circle", 15)
    session.present(7)
    write_session(session.saved({"layout": "mine"}), path)
    said = bpgui("train", path, "--sweeps", 10, "--momentum", 0.5, *NUMPY, "--save", out)
    assert said.status == 0, said.err
    assert said.out.startswith("Trained Circle, 2–6–1: 10 sweeps, ")
    session.change_settings(momentum=0.5)
    run_sweeps(Runner(session), session, 10)
    saved, opened = read_session(out), _opened(out)
    assert _bits(opened) == _bits(session)
    assert (saved.pattern, saved.window) == (7, {"layout": "mine"})


def test_that_another_loss_is_noted_in_the_history(bpgui: Command, tmp_path: Path) -> None:
    path = tmp_path / "session.bpgui"
    bpgui("train", "xor", "--sweeps", 3, *NUMPY, "--save", path)
    bpgui("train", path, "--loss", "squared-error", "--sweeps", 2, *NUMPY, "--save", path)
    session = Session()
    session.change_settings(kernel="numpy")
    runner = Runner(session)
    run_sweeps(runner, session, 3)
    session.change_settings(loss="squared-error")
    run_sweeps(runner, session, 2)
    assert _bits(_opened(path)) == _bits(session)


def test_that_the_stop_conditions_that_were_said_are_kept(bpgui: Command, tmp_path: Path) -> None:
    path = tmp_path / "session.bpgui"
    bpgui("train", "xor", "--stop-loss", 0.5, *NUMPY, "--save", path)
    assert read_session(path).stop == StopConditions(loss_below=0.5)
    bpgui("train", "xor", "--sweeps", 2, *NUMPY, "--save", path)
    assert read_session(path).stop == StopConditions(sweeps=2)


def test_that_the_other_commands_take_a_session_for_its_weights(
    bpgui: Command, tmp_path: Path
) -> None:
    path, out = tmp_path / "session.bpgui", tmp_path / "weights.json"
    bpgui("train", "iris", "--sweeps", 30, *NUMPY, "--save", path)
    saved = read_session(path)
    assert bpgui("export", path, out).status == 0
    found = import_weights(out).network.parameters
    assert found.tobytes() == saved.document.network.parameters.tobytes()
    assert bpgui("predict", path).out == bpgui("predict", out, "iris").out
    assert len(bpgui("predict", path).out.splitlines()) == 151
    assert bpgui("check", path).status == 0
    assert bpgui("check", path).out == bpgui("check", out, "iris").out
    text = bpgui("info", path).out
    assert "a session, 4–8–3 on Iris, 30 sweeps, 360 updates; loss " in text
    assert "120 training patterns, 30 held out; 4 inputs (scaled: z-score), 3 outputs" in text


def test_that_a_diverged_session_is_saved_at_its_last_finite_moment(
    bpgui: Command, tmp_path: Path
) -> None:
    path = tmp_path / "session.bpgui"
    said = bpgui("train", "sine", "--learning-rate", 1e6, *NUMPY, "--save", path)
    assert said.status == 1
    assert np.isfinite(read_session(path).document.network.parameters).all()


@pytest.mark.parametrize(
    "option", [("--hidden", 3), ("--targets", "y"), ("--weights", "w.json"), ("--seed", 1)]
)
def test_that_what_a_session_says_is_not_said_again(
    bpgui: Command, tmp_path: Path, option: tuple[str, object]
) -> None:
    path = tmp_path / "session.bpgui"
    bpgui("train", "xor", "--sweeps", 0, *NUMPY, "--save", path)
    said = bpgui("train", path, *option)
    assert said.status == 2
    assert f"{option[0]} does not go with a session" in said.sentence


def test_that_a_broken_session_is_one_sentence(bpgui: Command, tmp_path: Path) -> None:
    path = tmp_path / "session.bpgui"
    bpgui("train", "xor", "--sweeps", 1, *NUMPY, "--save", path)
    path.write_bytes(path.read_bytes()[:-100])
    for command in ("train", "info", "predict", "check"):
        said = bpgui(command, path)
        assert (said.status, said.out) == (1, ""), command
        assert "session.bpgui" in said.sentence


def test_that_a_session_that_cannot_be_saved_does_not_keep_the_weights_from_being_written(
    bpgui: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bpgui.cli import errand

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(errand, "write_session", fail)
    out = tmp_path / "weights.json"
    said = bpgui("train", "xor", *NUMPY, "--save", tmp_path / "s.bpgui", "--export", out)
    assert said.status == 1
    assert "the disk is full" in said.sentence
    assert import_weights(out).dataset_name == "XOR"


def test_that_weights_alone_are_no_data(bpgui: Command, tmp_path: Path) -> None:
    out = tmp_path / "weights.json"
    bpgui("train", "xor", "--sweeps", 0, *NUMPY, "--export", out)
    for command in ("predict", "check"):
        said = bpgui(command, out)
        assert said.status == 2
        assert "holds no data" in said.sentence


@pytest.mark.skipif(not readiness.is_installed(), reason="needs Numba")
def test_that_the_compiled_kernel_gives_the_bits_of_the_window_too(
    bpgui: Command, tmp_path: Path
) -> None:
    path = tmp_path / "session.bpgui"
    said = bpgui("train", "circle", "--sweeps", 100, "--save", path)
    assert said.status == 0, said.err
    session = Session("circle")  # whose choice is "auto" as well, now that the kernel is ready
    run_sweeps(Runner(session), session, 100)
    assert session.serving_kernel == "compiled"
    assert _bits(_opened(path)) == _bits(session)
