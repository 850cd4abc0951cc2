"""Sessions of the command line that name the file of their data."""

from pathlib import Path

import pytest

from bpgui.formats.weights import import_weights
from bpgui.session.session_file import read_session
from tests.cli.conftest import Command
from tests.session.referring import manifest_of, write_table

NUMPY = ("--kernel", "numpy")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return write_table(tmp_path / "data")


@pytest.fixture
def session(bpgui: Command, table: Path, tmp_path: Path) -> Path:
    path = tmp_path / "s.bpgui"
    said = bpgui("train", table, "--sweeps", 5, *NUMPY, "--save", path, "--refer")
    assert said.status == 0, said.err
    assert said.out.splitlines()[-1] == f"Saved “{path}”."
    return path


def test_that_it_is_gone_on_with_as_with_one_that_has_its_data(
    bpgui: Command, table: Path, session: Path, tmp_path: Path
) -> None:
    assert manifest_of(session)["version"] == 2
    whole = tmp_path / "whole.bpgui"
    bpgui("train", table, "--sweeps", 5, *NUMPY, "--save", whole)
    assert manifest_of(whole)["version"] == 1
    weights = []
    for path in (session, whole):
        said = bpgui("train", path, "--sweeps", 5, *NUMPY, "--save", path)
        assert said.status == 0, said.err
        weights.append(read_session(path).document.network.parameters.tobytes())
    assert weights[0] == weights[1]
    assert manifest_of(session)["version"] == 2
    for command in ("predict", "check"):
        assert bpgui(command, session).out == bpgui(command, whole).out


def test_that_info_tells_where_the_data_are(bpgui: Command, table: Path, session: Path) -> None:
    assert f"The data are in “{table}”." in bpgui("info", session).out.splitlines()


def test_that_without_the_file_the_weights_are_there_and_nothing_is_trained(
    bpgui: Command, table: Path, session: Path, tmp_path: Path
) -> None:
    before = read_session(session).document.network.parameters
    table.unlink()
    info = bpgui("info", session)
    assert info.status == 0
    assert f"which is not in “{table.parent}”" in info.out.splitlines()[-1]
    out = tmp_path / "w.json"
    assert bpgui("export", session, out).status == 0
    assert import_weights(out).network.parameters.tobytes() == before.tobytes()
    for command in ("train", "predict", "check"):
        said = bpgui(command, session)
        assert (said.status, said.out) == (1, ""), command
        assert "“blumen.csv”, which is not in" in said.sentence


def test_that_a_changed_file_is_not_trained_on(bpgui: Command, table: Path, session: Path) -> None:
    table.write_bytes(table.read_bytes() + b"9;rot;7;a\n")
    said = bpgui("train", session)
    assert said.status == 1
    assert "was changed since the session was saved" in said.sentence


def test_that_data_of_no_file_are_kept_and_it_is_said(bpgui: Command, tmp_path: Path) -> None:
    path = tmp_path / "s.bpgui"
    said = bpgui("train", "xor", "--sweeps", 1, *NUMPY, "--save", path, "--refer")
    assert said.out.splitlines()[-1] == (
        f"Saved “{path}”, its data with it: they were read from no file."
    )
    said = bpgui("train", "xor", "--sweeps", 1, *NUMPY, "--save", path, "--refer", "--json")
    assert '"notes": ["they were read from no file"]' in said.out.splitlines()[-1]


def test_that_refer_is_for_a_session_that_is_saved(bpgui: Command, table: Path) -> None:
    said = bpgui("train", table, "--refer")
    assert said.status == 2
    assert "--save" in said.sentence
