"""A session with everything in it, and the script that wrote the samples of each version.

``python -m tests.session.session_sample`` writes them again, as the present program does: samples
that are there stay as they are, for they must open forever.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np

from bpgui.core.settings import RateChange, StopConditions
from bpgui.data.creation import create_dataset
from bpgui.data.dataset import Dataset
from bpgui.data.source_column import SourceColumn
from bpgui.session.selection import ParameterSelection
from bpgui.session.session import Session
from bpgui.session.session_file import VERSION, write_session
from bpgui.training.runner import Runner
from tests.session.referring import session_on, write_table
from tests.session.rewriting import with_manifest

SAMPLES = Path(__file__).parent / "samples"
WINDOW = {"plots": {"loss": [0.0, 12.5]}, "größe": ["π", None, True]}
HARD = {1: -0.0, 2: 5e-324, 3: 1e300, 4: 0.1}


def sample_session() -> Session:
    """Return a session with edits, other settings, branches, a kept run, locks and a walk."""
    session = Session()
    data = create_dataset(
        "Больше данных 数据",
        np.array([[0.5, -0.0], [1e-310, 2.0], [3.25, 4.0], [0.1, 0.2], [7.0, -700.0]]),
        np.array([[0.25], [0.5], [1.0], [0.75], [0.1]]),
        input_names=("länge 📏", "עומק"),
        target_names=("नतीजा",),
        note="five rows",
        test_fraction=0.2,
        seed=3,
    )
    data = replace(
        data,
        columns=(
            SourceColumn("länge 📏", "input", missing="mean", filled=-0.0),
            SourceColumn("farbe", "ignore", "category", "constant", "größe", ("a", "б")),
        ),
    )
    session.load_dataset(data.with_scaling(("0-1", "none")))
    runner = Runner(session)
    runner.step()
    session.keep_run()
    session.change_settings(
        update="mini-batch",
        batch_size=2,
        shuffle=True,
        seed=2**60,
        schedule=(RateChange(2, 0.01, 0.5), RateChange(4, 0.001, 0.9)),
    )
    for _ in range(7):
        runner.step()
    session.add_unit(1)
    session.rename_unit(1, 0, "скрытый")
    session.remove_connection(1, 2, 0, 1)
    session.set_locked(0, True)
    runner.step("sweep")
    for index, value in HARD.items():
        session.set_parameter(index, value)
    session.replace_dataset(session.dataset.with_input(3, 1, -2.5), "Edit cell")
    session.set_stop(StopConditions(loss_below=1e-3, sweeps=50))
    session.present(2)
    session.select(ParameterSelection(4))
    runner.step("phase")
    runner.step("unit")
    return session


def large_data(values: np.ndarray | None = None) -> Dataset:
    if values is None:
        values = np.random.default_rng(1).integers(0, 256, (3000, 70)).astype(float)
    targets = np.arange(len(values), dtype=float)[:, None] / len(values)
    return create_dataset("Large", values, targets)


def large_session(values: np.ndarray | None = None) -> Session:
    session = Session()
    session.load_dataset(large_data(values))
    Runner(session).step()
    return session


def _write_samples() -> None:
    """Write a session that holds its data, and one that names the file of its data."""
    SAMPLES.mkdir(exist_ok=True)
    write_session(sample_session().saved(WINDOW), SAMPLES / "version-1.bpgui")
    session = session_on(write_table(SAMPLES))
    for _ in range(2):
        Runner(session).step("sweep")
    path = SAMPLES / f"version-{VERSION}.bpgui"
    write_session(session.saved(), path)
    elsewhere = {"path": "/home/ada/blumen.csv"}
    path.write_bytes(
        with_manifest(path.read_bytes(), lambda said: said["imports"][0].update(elsewhere))
    )


if __name__ == "__main__":
    _write_samples()
