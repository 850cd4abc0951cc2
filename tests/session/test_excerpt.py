import numpy as np
import pytest

from bpgui.core.arrays import FloatArray
from bpgui.core.network import create_network
from bpgui.core.passes import loss_value
from bpgui.data.dataset import Dataset
from bpgui.data.rows import Chosen
from bpgui.session import excerpt as module
from bpgui.session.excerpt import ScaledExcerpts, excerpt
from bpgui.session.session import Session


def test_that_few_patterns_are_all_looked_at() -> None:
    rows = np.arange(1000)
    assert excerpt(rows, create_network([2, 3, 1])) is rows


def test_that_of_very_many_patterns_some_from_the_first_to_the_last_are_looked_at() -> None:
    network = create_network([784, 128, 10])
    chosen = excerpt(np.arange(60_000), network)
    assert len(chosen) == module.AT_ONCE // module.cost(network)
    assert 500 < len(chosen) < 1000
    assert chosen[0] == 0
    assert chosen[-1] == 59_999
    assert (np.diff(chosen) > 0).all()


@pytest.mark.parametrize("reduction", ["sum", "mean"])
def test_that_an_estimated_loss_is_of_all_patterns_and_says_so(
    monkeypatch: pytest.MonkeyPatch, reduction: str
) -> None:
    session = Session("circle")
    session.change_settings(reduction=reduction, update="sweep")
    data, exact = session.dataset, session.batch_backward
    _ = session.loss
    assert not session.estimates_loss
    monkeypatch.setattr(module, "AT_ONCE", 80 * module.cost(session.network))
    session.new_weights()
    session.new_weights(session.initialisation.seed - 1)
    estimate = session.loss
    assert session.estimates_loss
    assert len(session.inspection.batch_excerpt) == 80
    exact_loss = loss_value(session.network, data.x_train, data.y_train, session.settings)
    assert estimate == pytest.approx(exact_loss, rel=0.3)
    assert estimate != exact_loss
    assert session.batch_backward.gradient == pytest.approx(exact.gradient, abs=0.5 * exact.loss)


def test_that_the_inputs_of_an_excerpt_are_scaled_once_for_each_data_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[Dataset] = []
    original = Dataset.x_of

    def noted(data: Dataset, rows: Chosen) -> FloatArray:
        asked.append(data)
        return original(data, rows)

    monkeypatch.setattr(Dataset, "x_of", noted)
    scaled = ScaledExcerpts()
    one = Session("circle").dataset.with_scaling("z-score")
    other = one.with_scaling("0-1")
    asked.clear()
    for data in (one, one, other, one):
        for rows in (data.train, data.held_out, data.train):
            chosen = rows[::2]
            assert np.array_equal(scaled.inputs(data, rows, chosen), original(data, chosen))
    assert [data is one for data in asked] == [True] * 2 + [False] * 2 + [True] * 2
    assert len(scaled.inputs(one, one.train, one.train[:5])) == 5
    scaled.inputs(one, one.train, one.train)
    assert len(asked) == 8
