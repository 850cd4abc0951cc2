from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.benchmarks.training import report
from tests.benchmarks.training.agreement import DisagreementError, Referee
from tests.benchmarks.training.bpgui_trainer import Bpgui
from tests.benchmarks.training.contest import CONTESTANTS, NUMPY, Result, same
from tests.benchmarks.training.goals import GOALS
from tests.benchmarks.training.matrix_products import MatrixProducts
from tests.benchmarks.training.timing import Times
from tests.benchmarks.training.tutorial import Tutorial
from tests.benchmarks.training.work import Contestant
from tests.benchmarks.training.works import WORKS

# PyTorch and JAX are checked by the command itself; here they would be much to load.
_LIGHT = [CONTESTANTS[key] for key in ("tutorial", "scikit-learn", "fann", "c")]
_SMALL = ("W1", "W2", "W3", "W4", "W5", "W6")


@pytest.mark.parametrize("key", _SMALL)
@pytest.mark.parametrize("contestant", _LIGHT, ids=lambda contestant: contestant.name)
def test_that_a_contestant_changes_the_parameters_as_bpgui_does(
    contestant: Contestant, key: str
) -> None:
    if not contestant.is_installed():
        pytest.skip(f"It needs {contestant.package}.")
    work = contestant.variant(WORKS[key]())
    if work is None:
        pytest.skip("It cannot do this work.")
    expected, made = Bpgui("", "numpy").prepare(work), contestant.prepare(work)
    for training in (expected, made):
        training.advance(work.batches)
    change = expected.parameters() - work.network.parameters
    np.testing.assert_allclose(
        made.parameters() - work.network.parameters, change, rtol=1e-5, atol=1e-7
    )


@pytest.mark.parametrize("contestant", _LIGHT, ids=lambda contestant: contestant.name)
def test_that_a_contestant_leaves_denormal_numbers_to_the_process(contestant: Contestant) -> None:
    if not contestant.is_installed():
        pytest.skip(f"It needs {contestant.package}.")
    work = contestant.variant(WORKS["W1"]())
    assert work is not None
    contestant.prepare(work).advance(1)
    assert np.array([1e-308])[0] / 4 > 0


@pytest.mark.parametrize("key", _SMALL)
def test_that_variants_keep_what_the_work_has_already(key: str) -> None:
    work = WORKS[key]()
    assert same(Tutorial().variant(work), work)
    assert same(work.with_cross_entropy(), work) == (work.loss == "cross-entropy")
    assert same(work.with_all_connections(), work) == (key != "W5")


def test_that_a_contestant_that_learns_something_else_is_refused() -> None:
    work = WORKS["W4"]()
    slower = Tutorial().prepare(replace(work, learning_rate=0.999 * work.learning_rate))
    with pytest.raises(DisagreementError, match="loss of tutorial is"):
        Referee().check("tutorial", work, slower)


def test_that_a_contestant_that_learns_nothing_is_refused() -> None:
    work = WORKS["W4"]()
    idle = Tutorial().prepare(replace(work, learning_rate=0.0))
    with pytest.raises(DisagreementError, match="does not fall"):
        Referee().check("tutorial", work, idle)


def test_that_the_products_are_those_of_an_update(monkeypatch: pytest.MonkeyPatch) -> None:
    multiplied = []
    dot = np.dot

    def counted(left: np.ndarray, right: np.ndarray, out: np.ndarray) -> np.ndarray:
        multiplied.append(left.shape[0] * left.shape[1] * right.shape[1])
        product: np.ndarray = dot(left, right, out)
        return product

    monkeypatch.setattr(np, "dot", counted)
    work = WORKS["W6"]()
    products = MatrixProducts(work)
    multiplied.clear()
    products.advance(2)
    # 32 patterns; 64 x 32 weights forward and in the gradient, 32 x 10 in the deltas too.
    assert sum(multiplied) == 2 * 32 * (2 * 64 * 32 + 3 * 32 * 10)


def _result(**rounds: tuple[float, ...]) -> Result:
    times = {name.replace("_", " "): Times(of_rounds) for name, of_rounds in rounds.items()}
    numpy_kernel = times.pop("numpy")
    return Result("W1", "XOR, all", {NUMPY: numpy_kernel, **times}, ("tutorial NumPy",))


@pytest.mark.parametrize(
    ("tutorial", "is_met"), [((45.0, 9.0, 46.0), True), ((44.0, 9e9, 43.0), False)]
)
def test_that_a_goal_compares_within_a_round(
    tutorial: tuple[float, float, float], *, is_met: bool
) -> None:
    result = _result(numpy=(10.0, 1.0, 10.0), tutorial_NumPy=tutorial)
    assert GOALS[0].is_met(result) is is_met
    assert GOALS[-1].is_met(result) is None


def test_that_the_readme_gets_the_tables_between_its_marks(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    begin, end = report._BEGIN, report._END
    readme.write_text(f"before\n{begin}\nold\n{end}\nafter\n", "utf-8")
    machine = {"processor": "A", "cores": "2", "system": "B", "python": "3", "blas": "C"}
    result = _result(numpy=(1e-6,), tutorial_NumPy=(5e-6,))
    report.write_readme(readme, report.page([result], machine | {"date": "2000-01-01"}))
    written = readme.read_text("utf-8")
    assert written.startswith(f"before\n{begin}\n\nA, one of 2 cores")
    assert "| W1 XOR, all |" in written
    assert "5.00 (≥ 4.5: met)" in written
    assert "old" not in written
    assert written.endswith(f"{end}\nafter\n")


def test_that_our_readme_has_a_place_for_the_tables() -> None:
    readme = Path(__file__).parents[2].joinpath("README.md").read_text("utf-8")
    assert -1 < readme.find(report._BEGIN) < readme.find(report._END)


def test_that_a_readme_without_marks_is_left_alone(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("before\n", "utf-8")
    with pytest.raises(ValueError, match="no place for the tables"):
        report.write_readme(readme, "tables")
    assert readme.read_text("utf-8") == "before\n"
