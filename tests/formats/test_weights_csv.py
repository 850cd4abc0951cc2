import csv
import io
from pathlib import Path

import numpy as np
import pytest

from bpgui.core.network import create_network
from bpgui.data.scaling import Scaling
from bpgui.formats.weights import WeightsError, WeightsFile, WeightsIncomplete, import_weights
from bpgui.formats.weights_csv import FORMAT, from_csv
from tests.formats.weights_cases import CASE_IDS, CASES, Case

HEADER = "layer,unit,source layer,source unit,value,present,locked\n"
OLD = (
    HEADER
    + "Hidden 1,h₁,Input,x₁,0.5,yes,no\n"
    + "Hidden 1,h₁,,bias,-1e-3,yes,yes\n"
    + "Output,ŷ,Hidden 1,h₁,,no,no\n"
    + "Output,ŷ,,bias,2,yes,no\n"
)
"""As the versions wrote it that said nothing about activations and scaling."""


def present() -> WeightsFile:
    network = create_network((1, 1, 1), hidden="relu", output="linear")
    scaling = Scaling("z-score", np.array([3.0]), np.array([2.0]))
    return WeightsFile(network, scaling, Scaling.identity(1), dataset_name="mine")


@pytest.mark.parametrize("case", CASES, ids=CASE_IDS)
def test_that_every_bit_comes_back(case: Case) -> None:
    again = from_csv(FORMAT.write(case.weights), "w.csv")
    network = case.weights.network
    assert again.network.layers == network.layers
    for vector in ("parameters", "present", "locked"):
        assert getattr(again.network, vector).tobytes() == getattr(network, vector).tobytes()
    assert again.predict(case.rows).tobytes() == case.weights.predict(case.rows).tobytes()


def test_that_a_table_reader_finds_a_row_a_weight_below_the_comments() -> None:
    case = CASES[8]
    text = FORMAT.write(case.weights).decode()
    lines = text.split("\n", 2)
    assert [line[:1] for line in lines] == ["#", "#", "l"]
    rows = list(csv.DictReader(io.StringIO(lines[2], newline="")))
    assert [float(row["value"]) for row in rows] == case.weights.network.parameters.tolist()


def test_that_an_old_table_goes_into_the_present_network(tmp_path: Path) -> None:
    path = tmp_path / "w.csv"
    path.write_text(OLD, encoding="utf-8")
    with pytest.raises(WeightsIncomplete, match="does not say the activations"):
        import_weights(path)
    weights = import_weights(path, present())
    assert weights.network.parameters.tolist() == [0.5, -0.001, 0.0, 2.0]
    assert weights.network.present.tolist() == [True, True, False, True]
    assert weights.network.locked.tolist() == [False, True, False, False]
    assert weights.network.layers[1].activation == "relu"
    assert weights.input_scaling.offset.tolist() == [3.0]
    assert weights.dataset_name == "mine"


def test_that_the_order_of_rows_and_the_ways_of_spreadsheets_do_not_matter() -> None:
    header, *rows = OLD.splitlines()
    sorted_rows = "\r\n".join([header, *rows[::-1], "", ""])
    german = sorted_rows.replace(",", ";").replace("0.5", "0,5").replace("yes", "TRUE")
    upper = ("\ufeff" + german.replace("layer;unit", "Layer;Unit")).encode()
    weights = FORMAT.read_back(upper, present())
    assert weights.network.parameters.tolist() == [0.5, -0.001, 0.0, 2.0]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("Hidden 1,h₁,Input", "Hidden 2,h₁,Input", "row 1: the network has no unit “h₁” of “Hid"),
        ("Input,x₁", "Input,x₉", "with a weight from “x₉” of “Input”"),
        ("Output,ŷ,,bias,2,yes,no\n", "", "“Output”: 1 of the 4 weights have no row, among them t"),
        ("ŷ,,bias", "ŷ,Hidden 1,h₁", "row 4: “ŷ” of “Output” has a weight from “h₁”.* twice"),
        ("-1e-3", "nan", "row 2 .“Hidden 1”, “h₁”.: “nan” is not a finite number"),
        ("-1e-3", "1e999", "“1e999” is not a finite number"),
        ("-1e-3", "1_0", "“1_0” is not a finite number"),
        ("-1e-3", "", "“” is not a finite number"),
        ("yes,yes", "yes,perhaps", "“locked” must be yes or no, not “perhaps”"),
        ("2,yes,no", "2,yes", "row 4: 6 cells where there are 7 columns"),
        ("value", "number", "must be layer, unit"),
        (HEADER, "a,b\n", "is not a table of weights: its columns must be"),
        (HEADER, "#\n" * 1001, "more than 1,000 lines of comments"),
        ("Hidden 1,h₁,,bias", '"Hidden 1,h₁,,bias', "is not a table of weights"),
        ("0.5", "0.\udce9", "not text in UTF-8"),
    ],
)
def test_that_what_does_not_fit_is_named(old: str, new: str, sentence: str) -> None:
    assert old in OLD
    data = OLD.replace(old, new).encode("utf-8", "surrogateescape")
    with pytest.raises(WeightsError, match=sentence):
        FORMAT.read_back(data, present())


def test_that_a_network_larger_than_its_file_is_refused_at_once() -> None:
    layers = (
        '{"name": "I", "units": 1, "unit_names": ["a"], "activation": "linear", "sources": [], '
        '"bias": false}, '
        '{"name": "O", "units": 2, "unit_names": ["a", "b"], "activation": "linear", '
        '"sources": [0], "bias": true}'
    )
    text = f'# {{"format": "bpgui-weights", "version": 1, "layers": [{layers}]}}\n{HEADER}'
    units = ", ".join(f'"u{i}"' for i in range(200))
    large = text.replace('"units": 2', '"units": 200').replace('"a", "b"', units)
    large = large.replace('"units": 1', '"units": 200').replace('["a"]', f"[{units}]")
    with pytest.raises(WeightsError, match="too short for the 40,200 weights it describes"):
        from_csv(large.encode(), "w.csv")


def test_that_limits_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    data = FORMAT.write(CASES[0].weights)
    monkeypatch.setattr("bpgui.formats.weights_csv_reader.LARGEST_CSV", 9)
    monkeypatch.setattr("bpgui.formats.weights_csv.LARGEST_CSV", 9)
    with pytest.raises(WeightsError, match="larger than"):
        from_csv(data, "w.csv")
    with pytest.raises(WeightsError, match=r"export them as \.npz"):
        FORMAT.write(CASES[0].weights)
