"""What the letters stand for: their shapes, the number, the units and the connections."""

from dataclasses import replace

import pytest

from bpgui.core.network import create_network, zero_network
from bpgui.session.quantity import Quantity
from bpgui.session.trace import Trace
from bpgui.ui.equations.letters import Letter, letter
from bpgui.ui.equations.meaning import Spot, letter_of, letter_phrase, quantity_at, trace_at
from bpgui.ui.mathematics.formula import spans

NETWORK = create_network([2, 3, 2, 1])


def made(symbol: str) -> Letter:
    """Return the letter as equations have it."""
    of = next(span.of for span in spans(letter(symbol)))
    assert isinstance(of, Letter)
    return of


def shape(symbol: str, *layers: int) -> str:
    phrase = letter_phrase(NETWORK, made(symbol), [Spot(layer) for layer in layers])
    return phrase.partition("\n")[2]


def test_that_letters_say_their_shape_at_the_layer_at_work() -> None:
    assert shape("W", 1) == "3 × 2, one row a unit of Hidden 1, one column a unit of Input."
    assert shape("W_next", 2) == "1 × 2, one row a unit of Output, one column a unit of Hidden 2."
    assert shape("a_prev", 3) == "2 × 1, one row a unit of Hidden 2."
    assert shape("δ", 2) == "2 × 1, one row a unit of Hidden 2."
    assert shape("δ_next", 1) == "2 × 1, one row a unit of Hidden 2."
    assert shape("ŷ", 1, 2, 3) == "1 × 1, one row a unit of Output."
    assert shape("J", 3) == "1 × 1, one row and one column a unit of Output."
    assert shape("η", 1) == ""
    assert letter_phrase(NETWORK, made("η"), ()) == "Learning rate."


def test_that_of_several_layers_each_shape_is_said_and_of_many_a_few() -> None:
    assert shape("a", 1, 2).splitlines() == [
        "3 × 1, one row a unit of Hidden 1.",
        "2 × 1, one row a unit of Hidden 2.",
    ]
    deep = create_network([2, 3, 4, 5, 6, 1])
    said = letter_phrase(deep, made("a"), [Spot(layer) for layer in range(1, 6)]).splitlines()
    assert len(said) == 5
    assert said[3] == "…"
    assert said[4].endswith("Output.")


def test_that_a_layer_without_biases_says_so() -> None:
    bare = zero_network(tuple(replace(layer, bias=False) for layer in NETWORK.layers))
    assert letter_phrase(bare, made("b"), [Spot(1)]).endswith("Hidden 1 has none.")
    assert quantity_at(bare, made("b"), [Spot(3)]) is None


@pytest.mark.parametrize(
    ("symbol", "layer", "unit", "wanted"),
    [
        ("δ", 2, 1, Quantity.of_unit("delta", 2, 1)),
        ("δ", 3, -1, Quantity.of_unit("delta", 3, 0)),
        ("δ", 2, -1, None),
        ("δ_next", 2, -1, Quantity.of_unit("delta", 3, 0)),
        ("a_prev", 2, 0, None),
        ("ŷ", 3, -1, Quantity.of_unit("a", 3, 0)),
        ("y", 3, -1, Quantity.of_unit("target", 3, 0)),
        ("η", 2, -1, Quantity("eta")),
        ("L", 3, -1, Quantity("loss")),
        ("n", 2, 1, None),
        ("b", 2, 1, Quantity.of_parameter("parameter", NETWORK.bias_index(2, 1))),
    ],
)
def test_that_a_letter_leads_to_the_one_number_it_stands_for(
    symbol: str, layer: int, unit: int, wanted: Quantity | None
) -> None:
    assert quantity_at(NETWORK, made(symbol), [Spot(layer, unit)]) == wanted


def test_that_units_and_connections_are_lit_together() -> None:
    weights = {NETWORK.weight_index(1, unit, 0, source) for unit in range(3) for source in range(2)}

    whole = trace_at(NETWORK, made("W"), [Spot(1)])
    assert whole is not None
    assert set(whole.parameters) == weights
    row = trace_at(NETWORK, made("W"), [Spot(1, 2)])
    assert row is not None
    assert set(row.parameters) == {NETWORK.weight_index(1, 2, 0, source) for source in range(2)}
    back = trace_at(NETWORK, made("W_next"), [Spot(2, 1)])
    assert back == Trace((), (NETWORK.weight_index(3, 0, 2, 1),))
    assert trace_at(NETWORK, made("a_prev"), [Spot(2)]) == Trace(((1, 0), (1, 1), (1, 2)), ())
    assert trace_at(NETWORK, made("η"), [Spot(2)]) is None


def test_that_absent_connections_and_very_many_are_not_lit() -> None:
    index = NETWORK.weight_index(1, 0, 0, 0)
    present = NETWORK.present.copy()
    present[index] = False
    holed = replace(NETWORK, present=present, parameters=NETWORK.parameters * present)
    found = trace_at(holed, made("W"), [Spot(1)])
    assert found is not None
    assert index not in found.parameters
    wide = create_network([50, 50, 1])
    assert trace_at(wide, made("W"), [Spot(1)]) is None
    assert trace_at(wide, made("a"), [Spot(1)]) is not None


def test_that_a_number_pointed_at_elsewhere_matches_its_letters() -> None:
    weight = Quantity.of_parameter("parameter", NETWORK.weight_index(1, 0, 0, 0))
    bias = Quantity.of_parameter("parameter", NETWORK.bias_index(1, 0))
    assert made("W").matches(letter_of(NETWORK, weight))
    assert not made("b").matches(letter_of(NETWORK, weight))
    assert made("b").matches(letter_of(NETWORK, bias))
    assert made("y_j").matches(letter_of(NETWORK, Quantity.of_unit("a", 1, 1)))
    assert not made("y").matches(letter_of(NETWORK, Quantity.of_unit("a", 1, 1)))
    assert not made("n").matches(letter_of(NETWORK, Quantity.of_parameter("updated", 1)))
    assert letter_of(NETWORK, None) is None
