"""Which equation is lit along a whole walk, what is done by then, and what the words say."""

import pytest

from bpgui.core.network import Network, create_network
from bpgui.session.walk import Walk
from bpgui.ui.equations.at_work import State, Work
from bpgui.ui.equations.equation import PHASE, Key
from bpgui.ui.equations.meaning import Spot

NETWORK = create_network([2, 3, 2, 1])


def walks(network: Network, *, by_unit: bool, cursor: int = 0, patterns: int = 1) -> list[Walk]:
    """Return every moment of a walk through one pattern."""
    walk: Walk | None = Walk.begun(network, cursor, patterns, 2, by_unit=by_unit)
    found = []
    while walk is not None:
        found.append(walk)
        walk = walk.next(by_unit=by_unit)
    return found


def states(walk: Walk) -> dict[Key, State]:
    work = Work(NETWORK, walk, walk.stage.phase)
    return {key: work.state(key) for key in PHASE}


def test_that_each_step_lights_the_equation_that_gave_its_numbers() -> None:
    works = [Work(NETWORK, walk, "") for walk in walks(NETWORK, by_unit=False)]
    assert [(work.at_work, work.where()) for work in works] == [
        (None, "pattern 3, presented"),
        ("z", "layer Hidden 1, pattern 3"),
        ("a", "layer Hidden 1, pattern 3"),
        ("z", "layer Hidden 2, pattern 3"),
        ("a", "layer Hidden 2, pattern 3"),
        ("z", "layer Output, pattern 3"),
        ("a", "layer Output, pattern 3"),
        ("loss", "pattern 3"),
        ("delta_out", "layer Output, pattern 3"),
        ("delta_hidden", "layer Hidden 2, pattern 3"),
        ("delta_hidden", "layer Hidden 1, pattern 3"),
        ("gradient", "every layer, pattern 3"),
        ("change", "every weight, pattern 3"),
    ]


@pytest.mark.parametrize("by_unit", [False, True])
def test_that_one_at_most_is_lit_and_what_is_done_stays_done(*, by_unit: bool) -> None:
    before: set[Key] = set()
    for walk in walks(NETWORK, by_unit=by_unit):
        found = states(walk)
        lit = [key for key, state in found.items() if state == "lit"]
        assert lit == ([] if walk.stage.kind == "present" else [Work(NETWORK, walk, "").at_work])
        done = {key for key, state in found.items() if state == "done"}
        assert before <= done | set(lit)
        before = done
    assert before == set(PHASE) - {"change"}


def test_that_a_pass_that_goes_on_counts_as_done_in_part() -> None:
    second_z = next(w for w in walks(NETWORK, by_unit=False) if w.stage.layer == 2)
    assert states(second_z) == {
        "z": "lit",
        "a": "begun",
        "loss": "later",
        "delta_out": "later",
        "delta_hidden": "later",
        "gradient": "later",
        "change": "later",
    }


def test_that_between_two_updates_the_phase_looked_at_is_lit_softly() -> None:
    work = Work(NETWORK, None, "backward")
    soft = [key for key in PHASE if work.state(key) == "soft"]
    assert soft == ["delta_out", "delta_hidden"]
    assert work.where() == ""
    assert work.in_view == "delta_out"


def test_that_the_words_name_a_unit_and_the_place_in_the_batch() -> None:
    unit = walks(NETWORK, by_unit=True, cursor=1, patterns=4)[2]
    assert Work(NETWORK, unit, "").where() == "h1.2 of Hidden 1, pattern 2 of 4"


def test_that_a_network_without_hidden_layers_lights_one_error_signal() -> None:
    flat = create_network([2, 1])
    lit = [Work(flat, walk, "").at_work for walk in walks(flat, by_unit=False)]
    assert lit == [None, "z", "a", "loss", "delta_out", "gradient", "change"]
    last = Work(flat, walks(flat, by_unit=False)[-1], "")
    assert last.state("delta_hidden") == "later"
    assert last.stages_until("delta_hidden") == 0


def test_that_an_equation_not_at_one_layer_is_at_work_at_all_of_its_own() -> None:
    between = Work(NETWORK, None, "forward")
    assert [spot.layer for spot in between.spots("z")] == [1, 2, 3]
    assert [spot.layer for spot in between.spots("delta_hidden")] == [1, 2]
    assert [spot.layer for spot in between.spots("delta_out")] == [3]
    unit = Work(NETWORK, walks(NETWORK, by_unit=True)[2], "forward")
    assert unit.spots("z") == (Spot(1, 1),)
    assert len(unit.spots("a")) == 3
