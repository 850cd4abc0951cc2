import re
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpgui.core.network import create_network
from bpgui.data.scaling import Scaling
from bpgui.formats import snns_net, weights_snns
from bpgui.formats.weights_error import WeightsError
from bpgui.formats.weights_file import WeightsFile
from bpgui.formats.weights_report import compared
from bpgui.formats.weights_snns import FORMAT, to_snns, unit_name
from bpgui.formats.weights_snns_reader import from_snns
from tests.formats.exported_networks import EXPORTED, patterns_for
from tests.formats.test_weights import weights_files

SAID = [key for key in EXPORTED if key != "relu and relu"]

# As SNNS itself writes: sources from the last on, five digits, defaults left out, random biases
# of inputs, a connection that skips the hidden layer, one unit of a type.
FOREIGN = """\
SNNS network definition file V1.4-3D
generated at Fri Mar  1 12:00:00 1996

network name : skipping
source files :
no. of units : 5
no. of connections : 7
no. of unit types : 1
no. of site types : 0


learning function : Std_Backpropagation
update function   : Topological_Order


type definition section :

name  | act func | out func     | sites
------|----------|--------------|-------
 bent | Act_TanH | Out_Identity |
------|----------|--------------|-------


unit default section :

act      | bias     | st | subnet | layer | act func     | out func
---------|----------|----|--------|-------|--------------|-------------
 0.00000 |  0.00000 | h  |      0 |     1 | Act_Logistic | Out_Identity
---------|----------|----|--------|-------|--------------|-------------


unit definition section :

no. | typeName | unitName | act      | bias     | st | position | act func     | out func | sites
----|----------|----------|----------|----------|----|----------|--------------|----------|-------
  1 |          | in       |  1.00000 |  0.53125 | i  |  1, 1, 0 |||
  2 |          | in       |  0.00000 | -0.71094 | i  |  1, 2, 0 |||
  3 |          |          |  0.26513 |  0.50000 |    |  3, 1, 0 |||
# a remark
  4 | bent     | middle   |  0.26513 | -0.25000 | h  |  5, 1, 0 |||
  5 |          | out      |  0.47403 |  2.00000 | o  |  7, 1, 0 | Act_Identity |          |
----|----------|----------|----------|----------|----|----------|--------------|----------|-------


connection definition section :

target | site | source:weight
-------|------|------------------------------------------------------------------------------------
     3 |      |  2: 1.50000,  1:-0.50000
     4 |      |  3: 2.00000,
                 1:-1.00000
     5 |      |  4: 3.00000,  3:-0.75000,  2: 0.12500
-------|------|------------------------------------------------------------------------------------


layer definition section :

layer | unitNo.
------|--------
    1 | 1, 2,
        3
------|--------
"""


@pytest.mark.parametrize("network", SAID)
def test_that_what_is_written_is_read_back_to_the_bit(network: str) -> None:
    weights = EXPORTED[network]()
    data = to_snns(weights)
    again = FORMAT.read_back(data, weights)
    assert again.network.layers == weights.network.layers
    for vector in ("parameters", "present", "locked"):
        ours, theirs = getattr(again.network, vector), getattr(weights.network, vector)
        assert ours.tobytes() == theirs.tobytes()
    assert (again.classes, again.target_names) == (weights.classes, weights.target_names)
    assert again.settings == weights.settings
    assert compared(weights, data, FORMAT, patterns_for(weights))[1] == 0
    assert FORMAT.recognises is not None
    assert FORMAT.recognises(data)


@given(weights_files())
def test_that_any_network_comes_back_with_the_same_outputs(weights: WeightsFile) -> None:
    if any(layer.activation == "relu" for layer in weights.network.layers):
        with pytest.raises(WeightsError, match="SNNS has no ReLU units"):
            to_snns(weights)
        return
    read = from_snns(to_snns(weights), "net")
    rows = patterns_for(weights)
    with np.errstate(all="ignore"):
        assert read.predict(rows).tobytes() == weights.predict(rows).tobytes()


def without_remark(data: bytes) -> bytes:
    """Return a file as other programs would keep it."""
    return b"\n".join(line for line in data.split(b"\n") if not line.startswith(b"#"))


@pytest.mark.parametrize("network", SAID)
def test_that_layers_are_found_where_no_remark_says_them(network: str) -> None:
    weights = EXPORTED[network]()
    read = from_snns(without_remark(to_snns(weights)), "net")
    with np.errstate(all="ignore"):
        rows = weights.input_scaling.apply(patterns_for(weights))
        unscaled = WeightsFile(
            weights.network,
            Scaling.identity(weights.network.n_inputs),
            Scaling.identity(weights.network.n_outputs),
        )
        wanted, found = unscaled.predict(rows), read.predict(rows)
        if weights.network.layers[-1].activation == "softmax":
            found = np.exp(found) / np.exp(found).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-12)


def test_that_the_file_says_what_snns_wants() -> None:
    text = to_snns(EXPORTED["hard names"]()).decode()
    lines = text.split("\n# Names")[0].splitlines()
    assert lines[0] == "SNNS network definition file V1.4-3D"
    assert max(map(len, lines)) <= 250
    assert all(line.isascii() for line in lines)
    names = [line.split("|")[2].strip() for line in lines if re.match(r" +\d+ \| {10}\|", line)]
    assert len(names) == len(set(names)) == 24
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in names)
    assert names[0] == "quote_and_and"


def test_that_a_foreign_file_is_read_by_its_paths() -> None:
    read = from_snns(FOREIGN.encode(), "foreign.net")
    first, *later = read.network.layers
    assert first.unit_names == ("in (1)", "in (2)")
    assert [(layer.name, layer.unit_names, layer.activation) for layer in later] == [
        ("Hidden 1", ("unit 3",), "sigmoid"),
        ("Hidden 2", ("middle",), "tanh"),
        ("Output", ("out",), "linear"),
    ]
    assert [layer.sources for layer in later] == [(0,), (0, 1), (0, 1, 2)]
    assert not later[-1].bias  # Act_Identity leaves the bias aside
    x = np.array([0.3, -0.8])
    one = 1 / (1 + np.exp(-(-0.5 * x[0] + 1.5 * x[1] + 0.5)))
    two = np.tanh(2 * one - x[0] - 0.25)
    outputs = read.predict([x])
    np.testing.assert_allclose(outputs, [[3 * two - 0.75 * one + 0.125 * x[1]]], rtol=1e-14)


def test_that_windows_line_ends_and_old_encodings_are_read() -> None:
    data = FOREIGN.replace("middle", "é").replace("\n", "\r\n").encode("latin-1")
    assert from_snns(data, "net").network.layers[2].unit_names == ("é",)


def test_that_a_unit_without_connections_is_kept() -> None:
    data = FOREIGN.replace("     3 |      |  2: 1.50000,  1:-0.50000\n", "")
    network = from_snns(data.encode(), "net").network
    assert network.layers[1].sources == (0,)
    assert not network.present_block(1, 0).any()


Edit = tuple[str, str]
BROKEN: list[tuple[Edit, str]] = [
    (("SNNS network", "Some network"), "line 1: an SNNS network file begins with"),
    (("  3 |          |      ", "  7 |          |      "), "line 38: unit 3 is expected here"),
    (
        ("2.00000 | o ", "1e999 | o "),
        "line 41: the bias of unit 5, “1e999”, is not a finite number",
    ),
    (("0.53125 | i ", "nan | i "), "line 36: the bias of unit 1"),
    (("  7, 1, 0 | Act_Identity", "  7, 1, 0 | Act_Sinus"), "line 41: unit 5 has the activation"),
    (
        ("Act_Identity |          |", "Act_Identity | Out_Clip_01 |"),
        "line 41: unit 5 has the output",
    ),
    (("Act_Identity |          |", "Act_Identity |    | near"), "line 41: units with sites"),
    (("     3 |      |", "     3 | near |"), "line 49: units with sites"),
    (("| o  |", "| d  |"), "line 41: unit 5 is of the kind “d”"),
    (("| o  |", "| h  |"), "has no output units"),
    (("bent     | middle", "flat     | middle"), "line 40: there is no type of units “flat”"),
    (("     5 |      |", "     9 |      |"), "line 52: there is no unit 9; there are 5"),
    ((" 1:-0.50000", " 1;-0.50000"), "line 49: “1;-0.50000” is not a source with its weight"),
    ((" 1:-0.50000", " 2:-0.50000"), "line 49: unit 3 receives from unit 2 twice"),
    (("     4 |      |", "     3 |      |"), "unit 3 has two rows of connections"),
    ((" 1:-0.50000", " 4:-0.50000"), "line 38: unit 3 receives, by way of others, from itself"),
    ((" 1:-0.50000", " 5:-0.50000"), "line 38: unit 3 receives from unit 5; an input"),
    (("     3 |      |", "     1 |      |"), "line 36: unit 1 receives from unit 2; an input"),
    (("0.50000 |    |  3, 1, 0 |||", "0.50000 |"), "line 38: 6 columns where a unit has 10"),
    (("layer definition", "time delay"), "time delays"),
    (("layer definition", "secret"), "there is no “secret section” in such files"),
    (("connection definition section :", "nonsense"), "line 45: “nonsense” belongs to no section"),
]


@pytest.mark.parametrize(("edit", "sentence"), BROKEN, ids=lambda value: str(value)[-40:])
def test_that_what_is_wrong_is_named_with_its_line(edit: Edit, sentence: str) -> None:
    assert edit[0] in FOREIGN
    with pytest.raises(WeightsError) as failure:
        from_snns(FOREIGN.replace(*edit, 1).encode(), "x.net")
    assert sentence in str(failure.value)


@given(st.integers(0, len(FOREIGN) - 1), st.binary(max_size=3))
def test_that_damage_gives_a_sentence_or_another_network(place: int, put: bytes) -> None:
    for data in (
        FOREIGN.encode()[:place],
        FOREIGN.encode()[:place] + put + FOREIGN.encode()[place + 1 :],
    ):
        try:
            from_snns(data, "x.net")
        except WeightsError as error:
            said = str(error)
            assert "x.net" in said


@pytest.mark.parametrize("cut", ["unit definition section", "     5 |      |", "     4 |      |"])
def test_that_a_file_that_is_cut_off_is_refused(cut: str) -> None:
    with pytest.raises(WeightsError, match=r"cut off|no unit definition"):
        from_snns(FOREIGN[: FOREIGN.index(cut)].encode(), "x.net")


Change = Callable[[bytes], bytes]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda data: data.replace(b"Act_TanH ", b"Act_Logistic "), "unit 4 is of the kind “h”"),
        (lambda data: data.replace(b'"units": 4', b'"units": 5'), "Layer 2"),
        (
            lambda data: data.replace(b'"sources": [1]', b'"sources": [0]'),
            "“Output” receives from “Hidden 1”, though the remark",
        ),
        (
            lambda data: data.replace(
                b'"units": 3, "unit_names": ["x\xe2\x82\x81", ', b'"units": 2, "unit_names": ['
            ),
            "has 10 units, and the remark at its end says otherwise",
        ),
    ],
)
def test_that_a_remark_that_does_not_fit_the_units_is_refused(
    change: Change, sentence: str
) -> None:
    data = to_snns(EXPORTED["tanh and tanh"]())
    assert change(data) != data
    with pytest.raises(WeightsError, match=re.escape(sentence)):
        from_snns(change(data), "x.net")


def test_that_biases_trained_elsewhere_are_not_lost_silently() -> None:
    weights = EXPORTED["biases in some layers"]()
    data = to_snns(weights)
    line = next(line for line in data.split(b"\n") if b"h2_1" in line)
    changed = data.replace(line, line.replace(b" 0.0 |", b" 0.5 |"))
    assert changed != data
    with pytest.raises(WeightsError, match="the remark at the end says otherwise"):
        from_snns(changed, "x.net")


@pytest.mark.parametrize(
    ("network", "words"),
    [
        ("tanh and softmax", "no softmax"),
        ("mixed scaling", "scaled numbers"),
        ("absent and locked connections", "locked"),
        ("absent and locked connections", "bias of 0"),
        ("hard values", "infinite"),
        ("tanh and tanh", "7 digits"),
    ],
)
def test_that_what_snns_cannot_say_is_told(network: str, words: str) -> None:
    assert words in " ".join(FORMAT.losses(EXPORTED[network]()))
    assert FORMAT.losses(EXPORTED["all weights 0"]()) == ()


def test_that_files_beyond_the_limits_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    weights = EXPORTED["tanh and tanh"]()
    data = to_snns(weights)
    monkeypatch.setattr(snns_net, "MOST_PARAMETERS", 10)
    with pytest.raises(WeightsError, match="more than 10 connections"):
        from_snns(data, "x.net")
    for module in (snns_net, weights_snns):
        monkeypatch.setattr(module, "LARGEST_NET", 100)
    with pytest.raises(WeightsError, match="is larger than"):
        from_snns(data, "x.net")
    with pytest.raises(WeightsError, match=r"export them as \.npz"):
        to_snns(weights)


def test_that_a_long_chain_of_units_is_refused_at_once() -> None:
    count = 3000
    units = "".join(
        f"{n} | | | 0 | 0 | {'i' if n == 1 else 'o' if n == count else 'h'} | 1,1,0 |||\n"
        for n in range(1, count + 1)
    )
    links = "".join(f"{n} | | {n - 1}:1\n" for n in range(2, count + 1))
    text = (
        f"{snns_net.TITLE} V1.4-3D\nunit definition section :\n--|--\n{units}--|--\n"
        f"connection definition section :\n--|--\n{links}--|--\n"
    )
    with pytest.raises(WeightsError, match="paths through more than 1,000 layers"):
        from_snns(text.encode(), "x.net")


def test_that_another_network_is_not_taken_for_this_one() -> None:
    data = to_snns(EXPORTED["tanh and tanh"]())
    other = WeightsFile(create_network((3, 4, 3)), Scaling.identity(3), Scaling.identity(3))
    with pytest.raises(WeightsError, match="layers of the file are not those"):
        FORMAT.read_back(data, other)


def test_that_names_of_any_script_are_told_apart() -> None:
    taken: dict[str, int] = {}
    names = [
        unit_name(name, taken) for name in ("x₁", "X1", "温度", "ночь", "u_2", "u", "a b", "a-b")
    ]
    assert names == ["x1", "x1_2", "u", "u_2", "u_2_2", "u_3", "a_b", "a_b_2"]
