"""What of a weights file is taken: by name, with its scaling, whole or in part, as one entry."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpgui.core.initialisation import initialise
from bpgui.core.network import Network, create_network
from bpgui.core.settings import Initialisation
from bpgui.core.trainer import Trainer
from bpgui.data.scaling import Scaling
from bpgui.formats.weights_file import WeightsFile
from bpgui.session.session import Session
from bpgui.session.weights_ordering import order_of, with_inputs, with_outputs
from bpgui.session.weights_taking import Choice, Offer
from tests.strategies import networks


@pytest.fixture
def session() -> Session:
    return Session("iris")


def present(session: Session) -> WeightsFile:
    return WeightsFile.of(session.network, session.dataset, session.settings)


def offered(session: Session, weights: WeightsFile) -> Offer:
    return Offer.of(weights, session.document, session.settings)


def drawn(network: Network, seed: int = 5) -> Network:
    return initialise(network, Initialisation(scale=1.0, seed=seed))


@st.composite
def files(draw: st.DrawFn) -> WeightsFile:
    network = draw(networks())
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    inputs = Scaling.fit("z-score", rng.normal(3, 4, (5, network.n_inputs)))
    targets = Scaling.fit("0-1", rng.normal(3, 4, (5, network.n_outputs)))
    return WeightsFile(network, inputs, targets)


@given(weights=files(), seed=st.integers(0, 99))
def test_that_the_order_of_inputs_and_outputs_does_not_matter_to_what_is_computed(
    weights: WeightsFile, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    ins, outs = (rng.permutation(n) for n in (weights.network.n_inputs, weights.network.n_outputs))
    again = with_outputs(with_inputs(weights, ins), outs)
    x = rng.normal(size=(4, weights.network.n_inputs))
    assert np.allclose(again.predict(x[:, ins]), weights.predict(x)[:, outs], rtol=1e-9)
    assert again.input_names == tuple(weights.input_names[place] for place in ins)
    assert again.target_names == tuple(weights.target_names[place] for place in outs)


@pytest.mark.parametrize(
    ("theirs", "order"),
    [("ab", None), ("ba", [1, 0]), ("ac", None), ("aa", None), ("abc", None)],
)
def test_that_only_the_same_names_in_another_order_are_put_in_order(
    theirs: str, order: list[int] | None
) -> None:
    found = order_of(theirs, "ab")
    assert (None if found is None else found.tolist()) == order


def test_that_columns_in_another_order_are_matched_by_name(session: Session) -> None:
    ours = present(session)
    shuffled = with_outputs(with_inputs(ours, np.array([3, 1, 0, 2])), np.array([2, 0, 1]))
    offer = offered(session, shuffled)
    assert offer.reordered == ("inputs", "outputs")
    network, data = offer.result(offer.usual())
    assert np.array_equal(network.parameters, session.network.parameters)
    assert network.layers == session.network.layers
    assert data is session.dataset


def test_that_a_file_of_other_width_can_give_only_weights(session: Session) -> None:
    weights = WeightsFile(
        drawn(create_network((2, 5, 3))), Scaling.identity(2), Scaling.identity(3)
    )
    offer = offered(session, weights)
    assert "has 2 inputs, and the data “Iris” have 4" in offer.obstacle
    assert not offer.usual().whole
    assert not offer.has_other_names


def test_that_scaling_is_taken_or_kept(session: Session) -> None:
    fitted = Scaling.fit("0-1", session.dataset.inputs)
    offer = offered(session, replace(present(session), input_scaling=fitted))
    assert offer.has_other_scaling
    assert offer.result(Choice(scaling=True))[1].input_scaling is fitted
    assert offer.result(Choice(scaling=False))[1] is session.dataset


@pytest.mark.parametrize("folded", [False, True])
def test_that_the_loss_tells_the_scaling_that_a_file_does_not_say(
    session: Session, folded: bool
) -> None:
    """A network learned on scaled data; with the scaling in its weights it knows the data raw."""
    data = session.dataset
    trainer = Trainer(session.network, data.x_train, data.y_train, session.settings)
    trainer.advance(200)
    trained = trainer.network
    if folded:
        scaling, vector = data.input_scaling, trained.parameters.copy()
        hidden = trained.as_matrix(vector, 1)
        hidden[:, :-1] /= scaling.scale
        hidden[:, -1] -= hidden[:, :-1] @ scaling.offset
        trained = trained.with_parameters(vector)
    unsaid = WeightsFile(trained, Scaling.identity(4), Scaling.identity(3))
    offer = offered(session, unsaid)
    assert offer.has_other_scaling
    assert offer.usual() == Choice(whole=True, scaling=folded)


def test_that_the_targets_of_classes_stay_as_they_are(session: Session) -> None:
    other = Scaling("0-1", np.full(3, 1.0), np.full(3, 2.0))
    offer = offered(session, replace(present(session), target_scaling=other))
    assert not offer.has_other_scaling


def test_that_names_are_taken_or_kept(session: Session) -> None:
    ours = present(session)
    layers = (replace(ours.network.layers[0], unit_names=tuple("abcd")), *ours.network.layers[1:])
    other = replace(
        ours,
        network=replace(ours.network, layers=layers),
        classes=("one", "two", "three"),
    )
    offer = offered(session, other)
    assert offer.has_other_names
    network, data = offer.result(Choice(names=True))
    assert network.layers[0].unit_names == data.input_names == tuple("abcd")
    assert data.classes == ("one", "two", "three")
    network, data = offer.result(Choice(names=False))
    assert network.layers[0].unit_names == session.network.layers[0].unit_names
    assert data is session.dataset


def test_that_names_no_data_can_have_are_not_offered(session: Session) -> None:
    other = replace(present(session), target_names=("same", "same", "same"))
    assert not offered(session, other).has_other_names


def test_that_the_loss_that_is_promised_is_the_loss_that_comes(session: Session) -> None:
    other = drawn(create_network((4, 7, 3), hidden="tanh", output="softmax"))
    weights = replace(present(session), network=other)
    for choice in (Choice(whole=True), Choice(whole=False)):
        offer = offered(session, weights)
        before, after = offer.losses(choice)
        assert before == session.loss
        network, data = offer.result(choice)
        if choice.whole:
            session.load_network(network, data, "Import")
        else:
            session.take_weights(network, data, "Import")
        assert session.loss == after
        session.undo()
        assert session.loss == before


def test_that_weights_taken_are_one_entry_and_leave_the_history(session: Session) -> None:
    before = session.document
    weights = replace(
        present(session),
        network=drawn(session.network),
        input_scaling=Scaling.fit("0-1", session.dataset.inputs),
    )
    network, data = offered(session, weights).result(Choice(whole=False))
    session.take_weights(network, data, "Import weights.json")
    assert session.undo_stack.count() == 1
    assert np.array_equal(session.network.parameters, weights.network.parameters)
    assert session.dataset.input_scaling.kind == "0-1"
    assert session.document.initial is before.initial
    session.undo()
    assert session.document is before
    session.redo()
    assert np.array_equal(session.network.parameters, weights.network.parameters)


def test_that_only_numbers_for_the_same_layers_are_taken(session: Session) -> None:
    before = session.document
    with pytest.raises(ValueError, match="other layers"):
        session.take_weights(create_network((4, 2, 3)), session.dataset, "Import")
    broken = session.network.parameters.copy()
    broken[3] = np.nan
    with pytest.raises(ValueError, match="finite"):
        session.take_weights(session.network.with_parameters(broken), session.dataset, "Import")
    assert session.document is before
