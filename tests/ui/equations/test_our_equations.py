"""Each equation, computed from its own text, gives what the passes give."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from PySide6.QtWidgets import QApplication

from bpgui.core.activations import ACTIVATIONS
from bpgui.core.initialisation import initialise
from bpgui.core.layer import Layer
from bpgui.core.losses import LOSSES
from bpgui.core.network import zero_network
from bpgui.core.passes import backward, forward
from bpgui.core.settings import Initialisation, TrainingSettings
from bpgui.session.session import Session
from bpgui.ui.equations.equation import PHASE, Equation, Key
from bpgui.ui.equations.ours import our_equations
from bpgui.ui.equations.setup import Setup, SetupReader
from bpgui.ui.mathematics.formula import plain
from bpgui.ui.mathematics.latex import latex_lines
from tests.strategies import HIDDEN_ACTIVATIONS, Case, cases
from tests.ui.equations.reading import value


def layers(hidden: str = "sigmoid", output: str = "sigmoid", units: int = 1) -> tuple[Layer, ...]:
    names = tuple(f"o{k}" for k in range(units))
    return (
        Layer("Input", ("x1", "x2")),
        Layer("Hidden 1", ("h1", "h2", "h3"), hidden, (0,)),
        Layer("Output", names, output, (1,)),
    )


SETUP = Setup(layers(), "half-squared-error")


def equation(setup: Setup, key: Key) -> Equation:
    return next(each for each in our_equations(setup) if each.key == key)


def texts(setup: Setup, key: Key) -> list[str]:
    return [plain(line) for line in equation(setup, key).lines]


def setup_of(case: Case) -> Setup:
    settings, y = case.settings, case.targets
    eta, alpha = settings.rates_at(0)
    adds_up = bool((np.abs(y.sum(axis=1) - 1) < 1e-9).all())
    return Setup(
        case.network.layers,
        settings.loss,
        settings.reduction,
        settings.margin,
        1,
        eta,
        alpha,
        settings.decay,
        settings.margin == 0.0 and adds_up,
    )


def test_that_there_is_one_equation_for_each_place_in_order() -> None:
    assert [each.key for each in our_equations(SETUP)] == list(PHASE)
    assert texts(SETUP, "z") == ["z = W aₚᵣₑᵥ + b"]
    assert texts(SETUP, "delta_hidden")[0] == "δ = (Wₙₑₓₜᵀ δₙₑₓₜ) ⊙ f′(z)"
    assert texts(SETUP, "gradient") == ["∂L/∂W = δ aₚᵣₑᵥᵀ", "∂L/∂b = δ"]


@pytest.mark.parametrize("shares", [False, True])
@pytest.mark.parametrize("output", ACTIVATIONS)
@pytest.mark.parametrize("loss", LOSSES)
def test_that_every_loss_and_output_has_its_own_error_signal(
    loss: str, output: str, *, shares: bool
) -> None:
    if not LOSSES[loss].admits(output):
        return
    network = initialise(zero_network(layers("tanh", output, 3)), Initialisation(scale=1.0))
    targets = np.array([[0.2, 0.3, 0.5] if shares else [0.9, 0.1, 0.6]])
    inputs = np.array([[0.4, -1.1]])
    assert_that_text_gives_the_passes(
        Case(network, inputs, targets, TrainingSettings(loss=loss, momentum=0.0))
    )


@given(case=cases())
def test_that_loss_and_error_signal_are_those_of_the_passes(case: Case) -> None:
    assert_that_text_gives_the_passes(replace(case, settings=replace(case.settings, margin=0.0)))


def assert_that_text_gives_the_passes(case: Case) -> None:
    setup = setup_of(case)
    x, y = case.inputs[:1], case.targets[:1]
    found = forward(case.network, x)
    wanted = backward(case.network, found, y, case.settings)
    z, v = found.z[-1][0], found.a[-1][0]
    if case.settings.loss == "cross-entropy" and not ((v > 1e-9) & (v < 1 - 1e-9)).all():
        return  # its logarithm is computed from z there

    loss = value(texts(setup, "loss")[-1], y=y[0], v=v)
    assert np.sum(loss) == pytest.approx(wanted.pattern_losses[0])

    lines = texts(setup, "delta_out")[1:]
    letters = {"y": y[0], "v": v, "z": z}
    if len(lines) == 2:  # the softmax calls dL/da g
        letters["g"] = value(lines[1], **letters)
        assert letters["g"] == pytest.approx(wanted.dloss_da[0])
    assert value(lines[0], **letters) == pytest.approx(wanted.delta[-1][0], abs=1e-12)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_that_the_activation_is_written_out(activation: str) -> None:
    z = np.array([-1.3, 0.0, 0.4, 2.0])
    hidden = "tanh" if activation == "softmax" else activation
    setup = replace(SETUP, layers=layers(hidden, activation, 4))
    text = next(t for t in texts(setup, "a") if activation != "softmax" or "Output" in t)
    text = text.partition("   in")[0]

    assert value(text, z=z) == pytest.approx(ACTIVATIONS[activation].f(z))


@pytest.mark.parametrize("activation", HIDDEN_ACTIVATIONS)
def test_that_the_slope_of_hidden_layers_is_written_out(activation: str) -> None:
    z = np.array([-1.3, 0.4, 2.0])
    a = ACTIVATIONS[activation].f(z)
    line = texts(replace(SETUP, layers=layers(activation)), "delta_hidden")[1]

    assert line.startswith("f′(z) = ")
    shown = np.broadcast_to(value(line, z=z, a=a), z.shape)
    assert shown == pytest.approx(ACTIVATIONS[activation].derivative(z, a))


def test_that_layers_with_other_activations_are_told_apart() -> None:
    setup = replace(SETUP, layers=layers("tanh", "linear"))

    assert texts(setup, "a")[1:] == ["f(z) = tanh z   in Hidden 1", "f(z) = z   in Output"]
    assert texts(setup, "delta_hidden")[1:] == ["f′(z) = 1 − a ⊙ a"]


def test_that_patterns_are_summed_or_averaged_as_they_are() -> None:
    summed = replace(SETUP, batch=4)
    averaged = replace(summed, reduction="mean")

    assert texts(SETUP, "loss") == ["L = ½ (y − ŷ)²"]
    assert texts(summed, "loss")[0] == "L = Σₚ Lₚ"
    assert texts(averaged, "loss")[0] == "L = 1/n Σₚ Lₚ"
    assert texts(summed, "gradient")[1] == "∂L/∂b = Σₚ δₚ"
    assert texts(averaged, "gradient")[1] == "∂L/∂b = 1/n Σₚ δₚ"
    assert "∂Lₚ" in texts(averaged, "delta_out")[0]


def test_that_momentum_and_decay_show_only_where_they_are_on() -> None:
    assert texts(SETUP, "change") == ["Δw(t) = −η ∂L/∂w", "w ← w + Δw(t)"]
    both = replace(SETUP, alpha=0.9, decay=0.01)
    assert texts(both, "change") == ["Δw(t) = −η ∂L/∂w + α Δw(t − 1)", "w ← w + Δw(t) − λ w"]
    assert equation(both, "change").note == "η = 0.25, α = 0.9, λ = 0.01."


def test_that_skip_connections_make_sums_over_layers() -> None:
    first, hidden, output = layers()
    setup = replace(SETUP, layers=(first, hidden, replace(output, sources=(0, 1))))

    assert texts(setup, "z") == ["z = Σₛ Wₛ aₛ + b"]
    assert texts(setup, "delta_hidden")[0] == "δ = (Σₜ Wₜᵀ δₜ) ⊙ f′(z)"
    assert texts(setup, "gradient")[0] == "∂L/∂Wₛ = δ aₛᵀ"


def test_that_missing_biases_and_hidden_layers_are_said() -> None:
    first, hidden, output = layers()
    none = replace(SETUP, layers=(first, replace(hidden, bias=False), replace(output, bias=False)))
    assert texts(none, "z") == ["z = W aₚᵣₑᵥ"]
    assert texts(none, "gradient") == ["∂L/∂W = δ aₚᵣₑᵥᵀ"]
    one = replace(SETUP, layers=(first, replace(hidden, bias=False), output))
    assert equation(one, "z").note == "Hidden 1: no biases."
    flat = replace(SETUP, layers=(first, replace(output, sources=(0,))))
    assert "no hidden layer" in equation(flat, "delta_hidden").note


def test_that_the_margin_is_said_where_it_works() -> None:
    setup = replace(SETUP, margin=0.2)
    assert "within 0.2 of its target" in equation(setup, "loss").note
    assert equation(setup, "delta_out").note == "δ is 0 where ŷ is within 0.2 of y."
    softmax = replace(setup, loss="cross-entropy", layers=layers(output="softmax", units=3))
    assert "y counts as 0" in equation(replace(softmax, one_hot=False), "delta_out").note


@pytest.mark.parametrize("loss", LOSSES)
def test_that_every_equation_is_also_latex(loss: str) -> None:
    for each in our_equations(replace(SETUP, loss=loss, batch=4, alpha=0.9, decay=0.1)):
        text = latex_lines(each.lines)
        assert text.isascii(), text
        assert text.count("{") == text.count("}")


def test_that_the_setup_is_read_from_a_session(qapp: QApplication) -> None:  # noqa: ARG001
    session = Session("xor")
    reader = SetupReader(session)
    assert reader.read().batch == session.settings.patterns_per_update(4)
    session.change_settings(update="sweep", momentum=0.5, margin=0.1)
    session.set_locked(0, locked=True)

    setup = reader.read()

    assert (setup.batch, setup.alpha, setup.margin, setup.locked) == (4, 0.5, 0.1, 1)
    assert not setup.one_hot
    session.load_problem("iris")
    session.change_settings(margin=0.0)
    assert reader.read().one_hot


@pytest.mark.parametrize(
    ("loss", "output", "spared"),
    [
        ("half-squared-error", "sigmoid", "δ is 0"),
        ("cross-entropy", "sigmoid", "δ is 0"),
        ("squared-error", "softmax", "g is 0"),
        ("cross-entropy", "softmax", "y counts as 0"),
    ],
)
def test_that_what_the_note_on_the_margin_says_is_what_the_passes_do(
    loss: str, output: str, spared: str
) -> None:
    network = initialise(zero_network(layers("tanh", output, 3)), Initialisation(scale=1.0))
    settings = TrainingSettings(loss=loss, margin=0.2)
    x = np.array([[0.4, -1.1]])
    found = forward(network, x)
    v = found.a[-1][0]
    y = np.clip(v + np.array([0.1, -0.35, 0.3]), 0.0, 1.0)
    counts = np.abs(y - v) > 0.2
    assert counts.tolist() == [False, True, True]
    setup = replace(setup_of(Case(network, x, y[np.newaxis], settings)), one_hot=False)

    assert spared in equation(setup, "delta_out").note
    lines = texts(setup, "delta_out")[1:]
    letters = {"y": np.where(counts, y, 0.0) if spared.startswith("y") else y, "v": v}
    if spared.startswith("g"):
        letters["g"] = np.where(counts, value(lines[1], **letters), 0.0)
    shown = value(lines[0], **letters)
    if spared.startswith("δ"):
        shown = np.where(counts, shown, 0.0)
    wanted = backward(network, found, y[np.newaxis], settings).delta[-1][0]
    assert shown == pytest.approx(wanted)
