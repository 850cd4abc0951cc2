"""Sessions on data that were read from a file, for the tests of references."""

import json
from pathlib import Path
from typing import Any

from bpgui.data.dataset import Dataset
from bpgui.formats.table import read_table
from bpgui.formats.table_dataset import make_dataset
from bpgui.formats.table_facts import facts_of
from bpgui.formats.table_guess import guess_plan
from bpgui.session.opening import opening_of
from bpgui.session.session import Session
from bpgui.session.session_file import write_session
from tests.session.rewriting import parts_of

# A decimal comma, gaps that are filled, a word column, a constant column that is ignored.
TABLE = "größe;farbe;leer;art\n" + "".join(
    f"{k / 8:.3f};{'rot' if k % 3 else 'blau'};7;{'abc'[k % 3]}\n".replace(".", ",")
    for k in range(12)
)
TABLE += ";rot;7;b\n"


def write_table(folder: Path, text: str = TABLE, name: str = "blumen.csv") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def dataset_of(path: Path) -> Dataset:
    """Return the data of a file as the import sheet proposes them, gaps filled with the mean."""
    table = read_table(path)
    facts = facts_of(table)
    plan = guess_plan(table, facts)
    numbers = [place for place in plan.places("input") if plan.columns[place].holds == "number"]
    return make_dataset(table, facts, plan.with_uses(numbers, missing="mean")).dataset


def session_on(path: Path) -> Session:
    """Return a session on the data of a file, which is to be referred to."""
    session = Session()
    session.open_prepared(opening_of(dataset_of(path)))
    session.change_settings(kernel="numpy")
    session.set_data_place("referenced")
    return session


def saved_in(session: Session, path: Path) -> Path:
    """Save a session that refers to its file, which must be possible."""
    assert write_session(session.saved(), path) == ()
    return path


def manifest_of(path: Path) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(parts_of(path.read_bytes())["manifest.json"])
    return said
